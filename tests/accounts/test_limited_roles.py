"""A role that is limited to an account counts for the apps of that account, for people, groups and bots."""

from __future__ import annotations

import pytest

from sandbox.slack.people import Person
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tests.support import wording
from tests.support.agency import Agency
from tests.support.uploads import watch

PROMO = "promo en-US Hello --app"
WAVE, TIDE = "com.globex.wave", "com.example.tide"


def limit(agency: Agency, who: str, role: str = "editor", account: str = "globex") -> str:
    """Olive gives a role in one account."""
    return agency.asks(f"access grant {who} {role} --account {account}", who=agency.env.olive)


def test_an_editor_of_one_account_changes_its_apps_only_and_alone_sees_the_refusal(agency: Agency) -> None:
    vera = agency.env.vera
    assert "is now editor only in globex" in limit(agency, f"<@{vera.id}>")
    assert "Wave (globex)" in agency.asks(f"{PROMO} {WAVE}", who=vera)
    before = agency.writes()
    assert agency.asks(f"{PROMO} {TIDE}", who=vera) == ""
    refusal = agency.env.ephemeral_text(vera)
    assert "That needs the role editor in the account acme; yours there is viewer. Nothing was done." in refusal
    assert "/asc access grant @name editor --account acme" in refusal
    assert "Tide" in agency.asks(f"status --app {TIDE}", who=vera)
    assert agency.writes() == before


def test_a_refusal_that_the_channel_can_tell_comes_at_once(agency: Agency) -> None:
    vera = agency.env.vera
    limit(agency, f"<@{vera.id}>")
    agency.tie("acme")
    vera.types("/asc promo en-US Hello", agency.env.release)
    assert "needs the role editor in the account acme" in agency.env.ephemeral_text(vera)
    assert not agency.writes()


def test_a_press_counts_in_the_account_of_what_it_is_about(agency: Agency) -> None:
    env = agency.env
    limit(agency, f"<@{env.vera.id}>")
    agency.asks(f"{PROMO} {TIDE}", who=env.olive)
    before = agency.writes()
    target = _latest_undo(agency)
    env.vera.clicks(env.release, target, "Undo")
    env.slack.settled()
    env.work()
    assert "needs the role editor in the account acme" in env.ephemeral_text(env.vera)
    assert agency.writes() == before


def _latest_undo(agency: Agency) -> Message:
    env = agency.env
    threads = [env.slack.thread(env.release, message.ts) for message in env.slack.messages(env.release)]
    return [reply for thread in threads for reply in thread if any(b.label == "Undo" for b in reply.buttons)][-1]


def test_a_group_holds_a_role_in_one_account(agency: Agency) -> None:
    env = agency.env
    env.slack.usergroup("surfers", [env.vera])
    assert "only in globex" in limit(agency, "@surfers")
    assert "Wave (globex)" in agency.asks(f"{PROMO} {WAVE}", who=env.vera)
    assert agency.asks(f"{PROMO} {TIDE}", who=env.vera) == ""
    assert "only in globex" in agency.asks("access")


def test_roles_are_listed_with_their_account_and_taken_away_one_by_one_or_together(agency: Agency) -> None:
    vera = f"<@{agency.env.vera.id}>"
    for account, role in (("globex", "editor"), ("acme", "approver")):
        limit(agency, vera, role, account)
    listed = agency.asks("access", who=agency.env.olive)
    assert "vera (only in globex)" in listed.casefold()
    assert "You are viewer; approver in acme; editor in globex." in agency.asks("access", who=agency.env.vera)
    assert "already" in limit(agency, vera)
    revoked = agency.asks(f"access revoke {vera} --account globex", who=agency.env.olive)
    assert "no longer holds the role editor only in globex" in revoked
    limit(agency, vera)
    revoked = agency.asks(f"access revoke {vera}", who=agency.env.olive)
    assert "approver only in acme" in revoked
    assert "editor only in globex" in revoked
    assert "only in" not in agency.asks("access", who=agency.env.olive)


def test_an_admin_of_one_account_manages_its_roles_and_nothing_of_the_team(agency: Agency) -> None:
    env = agency.env
    limit(agency, f"<@{env.vera.id}>", "admin")
    eddie = f"<@{env.eddie.id}>"
    assert "is now editor only in globex" in agency.asks(f"access grant {eddie} editor --account globex", who=env.vera)
    for line in (f"access grant {eddie} editor", f"access grant {eddie} editor --account acme", "use --account globex"):
        assert agency.asks(line, who=env.vera) == ""
    assert env.ephemeral_text(env.vera).count("Nothing was done.") == 3


def test_the_forms_have_a_menu_of_accounts(agency: Agency) -> None:
    env = agency.env
    env.olive.types("/asc access grant --account globex", env.release)
    env.olive.submits({"Person": env.vera.id, "Role": "editor"})
    env.work()
    assert "vera (only in globex)" in agency.asks("access", who=env.olive)
    env.olive.types("/asc access revoke", env.release)
    env.olive.submits({"Person": env.vera.id, "Only in the account": "acme"})
    env.work()
    assert "a role only in acme" in env.ephemeral_text(env.olive)
    env.olive.types("/asc access revoke", env.release)
    env.olive.submits({"Person": env.vera.id, "Only in the account": "globex"})
    env.work()
    assert "only in globex" not in agency.asks("access", who=env.olive)
    assert "granted a role to vera" in agency.asks("audit")
    agency.tie("acme")
    env.olive.types("/asc access grant", env.release)
    opened = env.slack.view_of(env.olive)
    assert opened is not None
    assert "globex" not in as_text(opened)


@pytest.fixture
def ci(agency: Agency) -> Person:
    """CI's own app, in the channel."""
    bot = agency.env.slack.app("Globex CI", token="xoxb-ci")
    agency.env.slack.join(agency.env.release, bot)
    return bot


def test_a_bot_works_in_its_account_only_until_its_role_is_taken_away(agency: Agency, ci: Person) -> None:
    assert "only in globex" in limit(agency, f"<@{ci.id}>")
    assert "Wave (globex)" in agency.asks(f"{PROMO} {WAVE}", who=ci)
    before = agency.writes()
    assert "does not hold a role in the account acme, so nothing was done." in agency.asks(f"{PROMO} {TIDE}", who=ci)
    agency.asks(f"access revoke <@{ci.id}>", who=agency.env.olive)
    assert agency.asks(f"{PROMO} {WAVE}", who=ci) == ""
    assert agency.writes() == before


def test_a_bot_has_limits_of_its_own_in_each_account(agency: Agency, ci: Person) -> None:
    env = agency.env
    agency.asks(f"access grant <@{ci.id}> editor --only upload --app {WAVE} --account globex", who=env.olive)
    limit(agency, f"<@{ci.id}>", account="acme")
    listed = agency.asks("access")
    assert "(bot, only upload, only com.globex.wave, only in globex)" in listed
    assert "(bot, only in acme)" in listed
    assert "Tide (acme)" in agency.asks(f"{PROMO} {TIDE}", who=ci)
    before = agency.writes()
    refused = agency.asks(f"{PROMO} {WAVE}", who=ci)
    assert "may not do that with the role editor (only upload, only com.globex.wave) in the account globex" in refused
    assert agency.writes() == before
    agency.tie("globex")
    agency.asks("use com.globex.wave", who=env.olive)
    refused = agency.asks("promo en-US Hello", who=ci)
    assert "may not do that with the role editor (only upload" in refused
    line = "upload en-US APP_WATCH_SERIES_3"
    assert "1 screenshot uploaded to Wave" in agency.asks(line, who=ci, files=[watch(1)])
    agency.asks(f"access revoke <@{ci.id}> --account globex", who=env.olive)
    assert "does not hold a role in the account globex" in agency.asks(line, who=ci, files=[watch(2)])
    thread = [
        reply for message in env.slack.messages(env.release) for reply in env.slack.thread(env.release, message.ts)
    ]
    assert thread[-1].metadata is not None
    assert thread[-1].metadata["event_payload"]["state"] == "refused"


def test_a_member_who_holds_a_role_in_an_account_may_not_change_what_belongs_to_the_team(agency: Agency) -> None:
    limit(agency, f"<@{agency.env.vera.id}>")
    shown = agency.asks("access grant @x editor", who=agency.env.vera)
    assert shown == ""
    assert wording.TAKES_ADMIN in agency.env.ephemeral_text(agency.env.vera)


def test_a_form_that_another_user_opened_is_sent_with_the_role_of_who_sends_it(agency: Agency) -> None:
    env = agency.env
    limit(agency, f"<@{env.vera.id}>")
    ts = env.olive.says(env.release, "@App Store Bot promo --app com.example.tide")
    env.slack.settled()
    env.work()
    before = agency.writes()
    env.vera.clicks(env.release, env.replies(ts)[-1], "Open the form")
    env.slack.settled()
    env.work()
    assert not env.vera.submits({"Promotional text": "Sneaky"}).errors
    env.slack.settled()
    env.work()
    assert "needs the role editor in the account acme" in env.ephemeral_text(env.vera)
    assert agency.writes() == before
