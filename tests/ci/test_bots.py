"""Another app's bot, such as CI, uses the bot within the role and the limits that an admin has given it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from records import audit, people
from records.jobs import counters
from records.jobs.counters import Counter
from records.people import Role
from sandbox.slack.people import Channel, Person
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Env
from tests.support.granting import revoke
from tests.support.uploads import BOT, UPLOAD, WATCH, held, press, requested, watch

CI = "App Store CI"


@pytest.fixture
def ci(env: Env) -> Person:
    """CI's own app, in the channel."""
    bot = env.slack.app(CI, token="xoxb-ci")
    env.slack.join(env.release, bot)
    return bot


def granted(env: Env, bot: Person, more: str = "editor") -> str:
    """Have Olive give the bot a role; returns what she reads."""
    before = len(env.slack.ephemerals(env.olive))
    env.olive.types(f"/asc access grant <@{bot.id}> {more}", env.release)
    env.work()
    return "\n".join(as_text(shown) for shown in env.slack.ephemerals(env.olive)[before:])


def says(env: Env, bot: Person, text: str, *files: tuple[str, bytes]) -> str:
    """Post as the bot and run the jobs; returns the message's ts."""
    ts = env.says(bot, text, files)
    env.work()
    return ts


def ignored(env: Env) -> dict[str, int]:
    """Return the counts of ignored messages, by reason."""
    counted = counters.everything(env.kit.redis)[Counter.BOTS]
    return {reason: count for (reason,), count in counted.items()}


def state(env: Env, ts: str) -> dict[str, Any]:
    """Return what the metadata of the newest reply says."""
    metadata = env.replies(ts)[-1].metadata
    assert metadata is not None
    assert metadata["event_type"] == "asc_upload"
    return {name: value for name, value in metadata["event_payload"].items() if name != "post"}


def test_a_bot_with_a_role_uploads_like_a_person(env: Env, ci: Person) -> None:
    assert wording.CI_IS_EDITOR in granted(env, ci, "editor --only upload --app com.example.tide")
    ts = says(env, ci, f"{UPLOAD} --replace --key gh-8817-1", watch(1), watch(2))
    assert held(env) == ["1.png", "2.png"]
    assert wording.uploaded(2) in env.read(ts)
    assert state(env, ts) == {"state": "done", "done": 2, "failed": 0, "key": "gh-8817-1"}
    entry = audit.newest(env.kit.redis, 1)[0]
    assert (entry.user, entry.source, entry.run) == (ci.id, "ci", "gh-8817-1")
    assert f"<@{ci.id}" not in json.dumps([reply.blocks for reply in env.replies(ts)]) + env.replies(ts)[-1].text


def test_a_bot_waits_for_the_user_who_chooses_between_library_and_sets(env: Env, ci: Person) -> None:
    granted(env, ci)
    env.use_media("auto")
    group = ("APP_SCREENSHOT", "WATCH_SERIES_3_PROFILE")
    env.apple.fill_set(env.version_id, "en-US", WATCH, [watch(3)])
    env.apple.place_files(env.version_id, "en-US", group, [watch(4)])
    ts = says(env, ci, f"{UPLOAD} --replace --key gh-8817-2", watch(1))
    assert state(env, ts)["state"] == "waiting"
    press(env, ts, "Use the library", env.olive)
    assert (state(env, ts)["state"], env.apple.placed(env.version_id, "en-US", group)) == ("done", ("1.png",))


def test_the_first_grant_may_be_a_bots(env: Env, ci: Person) -> None:
    granted(env, ci)
    assert people.grants(env.kit.redis) == {env.olive.id: Role.ADMIN, ci.id: Role.EDITOR}


def test_access_lists_bots_with_their_limits(env: Env, ci: Person) -> None:
    granted(env, ci, "editor --only upload --app com.example.tide")
    shown = requested(env, "/asc access")
    assert "app_store_ci (bot, only upload, only com.example.tide)" in shown


@pytest.mark.parametrize("role", ["approver", "admin"])
def test_a_bot_never_gets_more_than_editor(env: Env, ci: Person, role: str) -> None:
    assert wording.BOT_ROLE in granted(env, ci, role)
    assert people.grants(env.kit.redis) == {}


def test_limits_are_for_bots(env: Env) -> None:
    assert wording.LIMITS_FOR_BOTS in granted(env, env.vera, "editor --only upload")
    assert people.grants(env.kit.redis) == {}


@pytest.mark.parametrize(
    ("more", "says_why"),
    [("editor --only uplaod", wording.ONLY_UNKNOWN), ("editor --app com.example.none", wording.NO_SUCH_APP_AT_ALL)],
)
def test_unknown_limits_are_refused(env: Env, ci: Person, more: str, says_why: str) -> None:
    assert says_why in granted(env, ci, more)
    assert people.grants(env.kit.redis) == {}


def test_the_bot_itself_cannot_hold_a_role(env: Env) -> None:
    granted(env, env.slack.bot)
    assert people.grants(env.kit.redis) == {}


def test_a_changed_limit_is_stored_and_audited(env: Env, ci: Person) -> None:
    granted(env, ci)
    granted(env, ci, "editor --only screenshots")
    assert "only screenshots" in audit.newest(env.kit.redis, 1)[0].field
    ts = says(env, ci, UPLOAD, watch(1))
    assert wording.BEYOND_LIMITS in env.read(ts)


def test_a_bot_without_a_role_gets_no_response(env: Env, ci: Person) -> None:
    ts = says(env, ci, UPLOAD, watch(1))
    assert env.replies(ts) == []
    assert env.slack.reactions(env.release, ts) == {}
    assert ignored(env) == {"no role": 1}


def test_a_bot_of_another_workspace_is_ignored_and_cannot_hold_a_role(env: Env) -> None:
    stranger = env.slack.app("Their CI", token="xoxb-theirs", team="TOTHER")
    env.slack.join(env.release, stranger)
    granted(env, stranger)
    assert people.grants(env.kit.redis) == {}
    assert env.replies(says(env, stranger, UPLOAD, watch(1))) == []
    assert ignored(env) == {"other workspace": 1}


def test_a_workflow_is_ignored_and_cannot_hold_a_role(env: Env) -> None:
    workflow = env.slack.app("Release steps", token="xoxb-workflow", is_workflow=True)
    env.slack.join(env.release, workflow)
    granted(env, workflow)
    assert people.grants(env.kit.redis) == {}
    assert env.replies(says(env, workflow, UPLOAD, watch(1))) == []


def test_a_granted_bot_is_heard_only_when_it_mentions_us(env: Env, ci: Person) -> None:
    granted(env, ci)
    assert env.replies(says(env, ci, "/asc upload en-US", watch(1))) == []


def test_an_edit_by_a_bot_changes_nothing(env: Env, ci: Person) -> None:
    granted(env, ci)
    ts = says(env, ci, "Build 512")
    ci.edits(env.release, ts, f"{BOT} promo en-US Hello")
    env.slack.settled()
    env.work()
    assert env.replies(ts) == []


def limited_channel(env: Env) -> Channel:
    """Have the channel work on another app."""
    env.apple.add_app("com.example.surf", "Surf", primary_locale="en-US")
    env.olive.types("/asc use com.example.surf", env.release)
    env.work()
    return env.release


@pytest.mark.parametrize(
    "line",
    ["promo en-US Hello", "upload en-US --app com.example.surf", "use com.example.tide", "access", "frobnicate"],
)
def test_beyond_its_limits_a_bot_gets_one_sentence(env: Env, ci: Person, line: str) -> None:
    granted(env, ci, "editor --only upload --app com.example.tide")
    ts = says(env, ci, f"{BOT} {line}", watch(1))
    assert [wording.BEYOND_LIMITS in as_text(reply) for reply in env.replies(ts)] == [True]
    assert state(env, ts)["state"] == "refused"
    assert env.writes() == []


@pytest.mark.parametrize(
    "line", ["use com.example.surf", "retry 1a2b3c4d", "cancel 1a2b3c4d", "reply 1 Thanks", "schedule CANCEL 1"]
)
def test_a_bot_of_one_app_names_nothing_by_an_id(env: Env, ci: Person, line: str) -> None:
    granted(env, ci, "editor --app com.example.tide")
    assert wording.BEYOND_LIMITS in env.read(says(env, ci, f"{BOT} {line}"))


def test_a_limited_bot_does_not_upload_to_the_other_app_of_its_channel(env: Env, ci: Person) -> None:
    granted(env, ci, "editor --app com.example.tide")
    limited_channel(env)
    assert wording.BEYOND_LIMITS in env.read(says(env, ci, UPLOAD, watch(1)))
    named = says(env, ci, f"{UPLOAD} --app com.example.tide", watch(1))
    assert wording.uploaded(1) in env.read(named)


def test_a_bot_with_any_command_still_needs_a_role_for_it(env: Env, ci: Person) -> None:
    granted(env, ci)
    assert wording.BEYOND_LIMITS in env.read(says(env, ci, f"{BOT} access grant <@{ci.id}> admin"))
    assert people.grants(env.kit.redis)[ci.id] is Role.EDITOR


def test_a_message_without_files_is_refused_once(env: Env, ci: Person) -> None:
    granted(env, ci)
    ts = says(env, ci, f"{UPLOAD} --key r1")
    assert len(env.replies(ts)) == 1
    assert state(env, ts) == {"state": "refused", "done": 0, "failed": 0, "key": "r1"}
    again = says(env, ci, f"{UPLOAD} --key r1", watch(1))
    assert wording.uploaded(1) in env.read(again)


@pytest.mark.parametrize("key", ["a?b", "ü1", '"a b"', "x" * 101, "<https://ci.example/?run=1>"])
def test_an_unusual_key_is_refused_once(env: Env, ci: Person, key: str) -> None:
    granted(env, ci)
    ts = says(env, ci, f"{UPLOAD} --key {key}", watch(1))
    assert [wording.KEY_UNUSUAL in as_text(reply) for reply in env.replies(ts)] == [True]
    assert held(env) == []


def test_the_same_run_is_uploaded_once(env: Env, ci: Person) -> None:
    granted(env, ci)
    says(env, ci, f"{UPLOAD} --key gh-1", watch(1))
    writes = env.writes()
    again = says(env, ci, f"{UPLOAD} --key gh-1", watch(2))
    assert env.writes() == writes
    assert wording.SAME_RUN in env.read(again)
    assert state(env, again) == {"state": "done", "done": 1, "failed": 0, "key": "gh-1"}
    other = says(env, ci, f"{UPLOAD} --append --key gh-2", watch(2))
    assert wording.uploaded(1) in env.read(other)


def test_the_reply_to_the_same_run_follows_its_upload(env: Env, ci: Person) -> None:
    granted(env, ci)
    says(env, ci, f"{UPLOAD} --key gh-1", watch(1))
    first = says(env, ci, f"{UPLOAD} --key gh-2", watch(2))
    assert state(env, first)["state"] == "waiting"
    again = says(env, ci, f"{UPLOAD} --key gh-2", watch(2))
    assert state(env, again)["state"] == "waiting"
    press(env, first, "Add", env.olive)
    assert state(env, first)["state"] == state(env, again)["state"] == "done"
    assert audit.newest(env.kit.redis, 1)[0].user == env.olive.id


def test_an_upload_whose_bot_loses_its_role_stops_at_the_next_step(env: Env, ci: Person) -> None:
    granted(env, ci)
    says(env, ci, UPLOAD, watch(1))
    waiting = says(env, ci, UPLOAD, watch(2))
    revoke(env.kit.redis, ci.id)
    press(env, waiting, "Replace", env.olive)
    assert wording.NO_ROLE_ANY_MORE in env.read(waiting)
    assert state(env, waiting)["state"] == "refused"
    assert held(env) == ["1.png"]


def test_a_job_asks_again_for_the_role(env: Env, ci: Person) -> None:
    granted(env, ci)
    ts = env.says(ci, UPLOAD, (watch(1),))
    revoke(env.kit.redis, ci.id)
    env.work()
    assert state(env, ts)["state"] == "refused"
    assert env.writes() == []


def test_a_burst_of_a_bot_ends_with_one_sentence(env: Env, ci: Person) -> None:
    granted(env, ci, "editor --only upload")
    sent = [env.says(ci, f"{BOT} upload {number}") for number in range(23)]
    env.work()
    replies = [env.read(ts) for ts in sent]
    assert all(replies[:20])
    assert [wording.TOO_MANY in reply for reply in replies[19:22]] == [False, True, False]
    assert replies[21:] == ["", ""]
    assert ignored(env) == {"too many": 2}


def test_a_persons_upload_has_metadata_too(env: Env) -> None:
    ts = says(env, env.eddie, UPLOAD, watch(1))
    assert state(env, ts) == {"state": "done", "done": 1, "failed": 0, "key": ""}
    assert state(env, says(env, env.eddie, UPLOAD, watch(1))) == {"state": "done", "done": 1, "failed": 0, "key": ""}


@pytest.mark.parametrize("name", ["notes.txt", "build.ipa"])
def test_files_that_are_no_screenshots_are_refused_once(env: Env, ci: Person, name: str) -> None:
    granted(env, ci)
    ts = says(env, ci, f"{UPLOAD} --key gh-9", (name, b"not a picture"))
    assert (len(env.replies(ts)), state(env, ts)["state"]) == (1, "refused")
    assert env.writes() == []


def test_two_bots_may_use_the_same_key(env: Env, ci: Person) -> None:
    other = env.slack.app("Other CI", token="xoxb-other")
    env.slack.join(env.release, other)
    granted(env, ci)
    granted(env, other)
    says(env, ci, f"{UPLOAD} --key 1", watch(1))
    ts = says(env, other, f"{UPLOAD} --append --key 1", watch(2))
    assert wording.uploaded(1) in env.read(ts)


def test_a_lowered_role_counts_at_once(env: Env, ci: Person) -> None:
    granted(env, ci)
    assert wording.BOT_IS_VIEWER in granted(env, ci, "viewer")
    assert state(env, says(env, ci, UPLOAD, watch(1)))["state"] == "refused"


def test_audit_and_jobs_name_a_bot_without_mentioning_it(env: Env, ci: Person) -> None:
    granted(env, ci)
    says(env, ci, f"{UPLOAD} --key gh-5", watch(1))
    ts = says(env, ci, f"{BOT} jobs")
    assert ci.id not in json.dumps([(reply.text, reply.blocks) for reply in env.replies(ts)])
    trail = env.read(says(env, env.olive, f"{BOT} audit"))
    assert "by ci (gh-5)" in trail
