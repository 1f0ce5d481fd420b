"""Users, channels and their details over the Web API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.slack import Person, Slack
from sandbox.tests.slack_app import BOT_TOKEN, SECRET, call, connected


@pytest.fixture
def slack() -> Iterator[Slack]:
    with connected() as (slack, _):
        yield slack


def _user(person: Person) -> dict[str, Any]:
    return dict(call(person.slack, "users.info", user=person.id)["user"])


def test_a_person_has_a_role_a_time_zone_and_a_name(slack: Slack) -> None:
    ada, olive = slack.person("Ada Lovelace", tz="Europe/Berlin", admin=True), slack.person("Olive", owner=True)
    result = _user(ada)
    assert (result["real_name"], result["name"], result["tz"]) == ("Ada Lovelace", "ada.lovelace", "Europe/Berlin")
    assert result["tz_offset"] in {3600, 7200}
    assert (result["is_admin"], result["is_owner"], _user(olive)["is_owner"]) == (True, False, True)
    slack.change(ada, admin=False)
    assert not _user(ada)["is_admin"]


def test_guests_strangers_bots_and_people_who_left_are_told_apart(slack: Slack) -> None:
    single, multi = slack.person("Gus", guest="single"), slack.person("Gia", guest="multi")
    assert (_user(single)["is_restricted"], _user(single)["is_ultra_restricted"]) == (True, True)
    assert (_user(multi)["is_restricted"], _user(multi)["is_ultra_restricted"]) == (True, False)
    stranger = slack.person("Sam", team="T0ELSEWHERE")
    assert (_user(stranger)["is_stranger"], _user(stranger)["team_id"]) == (True, "T0ELSEWHERE")
    slack.change(multi, deleted=True)
    assert _user(multi)["deleted"]
    assert _user(slack.bot)["is_bot"]
    listed = {each["id"] for each in call(slack, "users.list")["members"]}
    assert single.id in listed
    assert stranger.id not in listed
    assert call(slack, "users.info", user="U0NOBODY")["error"] == "user_not_found"


def test_a_message_of_a_stranger_names_the_other_workspace() -> None:
    with connected() as (slack, app):
        stranger = slack.person("Sam", team="T0ELSEWHERE")
        stranger.says(slack.channel("shared", members=[stranger]), "@App Store Bot hi")
        slack.settled()
        assert {event["user_team"] for event in app.events} == {"T0ELSEWHERE"}
        assert all(payload["is_ext_shared_channel"] for payload in app.payloads)


def test_groups_are_listed_with_their_members(slack: Slack) -> None:
    ada, eddie = slack.person("Ada"), slack.person("Eddie")
    group = slack.usergroup("approvers", [ada])
    assert call(slack, "usergroups.users.list", usergroup=group.id)["users"] == [ada.id]
    assert slack.usergroup("approvers", [eddie]).id == group.id
    (listed,) = call(slack, "usergroups.list", include_users=True)["usergroups"]
    assert (listed["handle"], listed["users"]) == ("approvers", [eddie.id])
    assert call(slack, "usergroups.users.list", usergroup="S0NONE")["error"] == "no_such_subteam"


def test_an_app_hears_that_the_members_of_a_user_group_have_changed() -> None:
    with connected() as (slack, app):
        ada, eddie = slack.person("Ada"), slack.person("Eddie")
        group = slack.usergroup("approvers", [ada])
        slack.usergroup("approvers", [eddie])
        slack.settled()
    members, updated = sorted(app.events, key=lambda event: str(event["type"]))
    assert (members["subteam_id"], members["added_users"], members["removed_users"]) == (group.id, [eddie.id], [ada.id])
    assert (updated["subteam"]["id"], updated["subteam"]["users"]) == (group.id, [eddie.id])


def test_channels_are_listed_joined_and_read_in_pages(slack: Slack) -> None:
    eddie = slack.person("Eddie")
    public, secret = slack.channel("public", bot=False), slack.channel("secret", private=True, members=[eddie])
    slack.channel("hidden", private=True, bot=False)
    first = call(slack, "conversations.list", types="public_channel,private_channel", limit=1)
    cursor = first["response_metadata"]["next_cursor"]
    rest = call(slack, "conversations.list", types="public_channel,private_channel", cursor=cursor)
    assert [each["name"] for each in first["channels"] + rest["channels"]] == ["public", "secret"]
    assert [each["num_members"] for each in first["channels"] + rest["channels"]] == [0, 2]
    assert call(slack, "conversations.join", channel=public.id)["needed"] == "channels:join"
    slack.scopes.add("channels:join")
    assert call(slack, "conversations.join", channel=public.id)["channel"]["is_member"]
    assert call(slack, "conversations.members", channel=secret.id)["members"] == [eddie.id, slack.bot.id]
    described = call(slack, "conversations.info", channel=secret.id, include_num_members=True)["channel"]
    assert (described["is_private"], described["num_members"]) == (True, 2)
    assert call(slack, "conversations.list", types="rooms")["error"] == "invalid_types"


def test_reading_needs_the_scope_of_the_kind_of_conversation(slack: Slack) -> None:
    eddie = slack.person("Eddie")
    secret = slack.channel("secret", private=True, members=[eddie])
    slack.scopes.discard("groups:history")
    assert call(slack, "conversations.history", channel=secret.id)["needed"] == "groups:history"
    assert call(slack, "conversations.info", channel=eddie.dm.id)["needed"] == "im:read"
    slack.leave(secret, slack.bot)
    assert call(slack, "conversations.replies", channel=secret.id, ts="1.1")["error"] == "channel_not_found"


def test_group_direct_messages_are_private_and_have_scopes_of_their_own(slack: Slack) -> None:
    eddie, ada = slack.person("Eddie"), slack.person("Ada")
    group = slack.group_dm(eddie, ada)
    described = call(slack, "conversations.info", channel=group.id)["channel"]
    assert (described["is_mpim"], described["is_private"], described["is_im"]) == (True, True, False)
    assert [each["id"] for each in call(slack, "conversations.list", types="mpim")["channels"]] == [group.id]
    slack.scopes.difference_update({"mpim:history", "mpim:read"})
    assert call(slack, "conversations.history", channel=group.id)["needed"] == "mpim:history"
    assert call(slack, "conversations.members", channel=group.id)["needed"] == "mpim:read"


def test_a_direct_conversation_is_opened_once(slack: Slack) -> None:
    eddie = slack.person("Eddie")
    first = call(slack, "conversations.open", users=eddie.id)["channel"]["id"]
    assert first == call(slack, "conversations.open", users=eddie.id)["channel"]["id"] == eddie.dm.id
    assert first.startswith("D")
    assert call(slack, "conversations.open", users="U0NOBODY")["error"] == "user_not_found"


def test_the_newest_comes_first_and_only_what_lies_between_two_times(slack: Slack) -> None:
    eddie = slack.person("Eddie")
    release = slack.channel("release", members=[eddie])
    stamps = [eddie.says(release, each) for each in ("one", "two", "three")]
    result = call(slack, "conversations.history", channel=release.id, oldest=stamps[0])["messages"]
    assert [each["text"] for each in result] == ["three", "two"]
    result = call(slack, "conversations.history", channel=release.id, latest=stamps[1], inclusive=True, limit=1)
    assert [each["text"] for each in result["messages"]] == ["two"]
    assert result["has_more"]


def test_a_command_can_only_be_typed_where_one_is(slack: Slack) -> None:
    eddie = slack.person("Eddie")
    with pytest.raises(LookupError, match="Eddie is not in #release"):
        eddie.types("/asc help", slack.channel("release"))


def test_people_and_channels_can_be_there_before_slack_is_served() -> None:
    slack = Slack(signing_secret=SECRET, bot_token=BOT_TOKEN)
    eddie = slack.person("Eddie")
    release = slack.channel("release", members=[eddie])
    ts = eddie.says(release, "an old message")
    with pytest.raises(RuntimeError, match="not being served"):
        eddie.types("/asc help", release)
    with slack.serve() as url:
        assert url == slack.url
        assert call(slack, "conversations.history", channel=release.id)["messages"][0]["ts"] == ts
    with slack.serve():
        assert call(slack, "auth.test")["user_id"] == slack.bot.id
    assert slack.message(release, ts).text == "an old message"


def test_the_workspace_the_bot_and_the_connection_are_told(slack: Slack) -> None:
    assert call(slack, "team.info")["team"]["domain"] == "acme"
    bot_id = call(slack, "auth.test")["bot_id"]
    assert call(slack, "bots.info", bot=bot_id)["bot"]["user_id"] == slack.bot.id
    assert call(slack, "api.test", token="", echo="x")["args"] == {"echo": "x"}
    assert call(slack, "chat.shout")["error"] == "unknown_method"
