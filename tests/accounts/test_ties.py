"""A channel that is tied to an account never shows, changes or suggests anything of another one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from records.dispatch import channels
from records.uploads import uploads
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tests.support import wording
from tests.support.agency import Agency
from tests.support.uploads import watch

FOREIGN = re.compile("wave|globex", re.IGNORECASE)
NO_REVIEW = "App Store Connect has no review"
SCHEDULE = "schedule promo en-US 2036-12-24T09:00"
TIED = "This channel is tied to the App Store Connect account acme, and that does not belong to it. Nothing was done."

COMMANDS = (
    *("apps", "status", "status --app com.globex.wav", "audit", "access", "jobs", "alerts", "digest", "reviews"),
    *("schedule list", "screenshots", "listing export", "use com.globex.wav", "help use", "use --account glob"),
    *("cancel", "retry", "schedule cancel", "use com.example.tida", "digest now", "checklist", "builds", "release"),
    *("version", "phased", "webhooks", "alerts releases off", "submit", "withdraw", "help release"),
)


def test_no_command_shows_anything_of_another_account(agency: Agency) -> None:
    agency.asks("use com.globex.wave")
    for line in ("alerts on", "digest daily 09:00", f"{SCHEDULE} Wave hello", "promo en-US Hi"):
        agency.asks(line)
    agency.tie()
    assert channels.tie_of(agency.env.kit.redis, agency.env.release.id) == "acme"
    before = agency.writes()
    for line in COMMANDS:
        shown = agency.asks(line, who=agency.env.olive)
        typed = line.partition(" ")[2] or "nothing"
        for word in typed.split():
            shown = shown.replace(word, "")
        assert not FOREIGN.search(shown), (line, shown)
    assert agency.writes() == before


@pytest.mark.parametrize(
    "line",
    [
        "promo en-US --app com.globex.wave Hello",
        "promo en-US --app {wave} Hello",
        "use com.globex.wave",
        "use com.globex.wave --account globex",
        "status --app {wave}",
        "alerts on --app com.globex.wave",
        "digest daily 09:00 --app com.globex.wave",
        "schedule promo en-US 2036-12-24T09:00 Hello --app com.globex.wave",
        "access grant <@{vera}> editor --account globex",
    ],
)
def test_nothing_of_another_account_can_be_named(agency: Agency, line: str) -> None:
    agency.tie()
    shown = agency.asks(line.format(wave=agency.wave_id, vera=agency.env.vera.id), who=agency.env.olive)
    assert "Nothing was" in shown
    assert not agency.writes()


def test_an_upload_for_an_app_of_another_account_is_refused(agency: Agency) -> None:
    agency.tie()
    shown = agency.asks("upload en-US --app com.globex.wave", files=[watch(1)])
    assert "There is no app com.globex.wave in the account acme" in shown
    assert not agency.writes()


def test_uploads_of_two_accounts_go_to_their_own(agency: Agency) -> None:
    env = agency.env
    for app in ("com.globex.wave", "com.example.tide"):
        shown = agency.asks(f"upload en-US APP_WATCH_SERIES_3 --app {app}", files=[watch(1)])
        assert "1 screenshot uploaded" in shown
    assert len(agency.globex.screenshots(agency.wave_version, "en-US", "APP_WATCH_SERIES_3")) == 1
    assert len(env.screenshots("en-US", "APP_WATCH_SERIES_3")) == 1
    wave, tide = sorted(uploads.of_channel(env.kit.redis, env.release.id), key=lambda upload: upload.created_at)
    assert (wave.account, tide.account) == ("globex", "acme")


def _undo_texts(agency: Agency) -> str:
    agency.asks("promo en-US --app com.globex.wave Hello")
    return "Undo"


def _undo_upload(agency: Agency) -> str:
    agency.asks("upload en-US APP_WATCH_SERIES_3 --app com.globex.wave", files=[watch(1)])
    return "Undo"


def _cancel_schedule(agency: Agency) -> str:
    agency.asks("schedule promo en-US 2036-12-24T09:00 Hello --app com.globex.wave")
    return "Cancel"


def _approve(agency: Agency) -> str:
    review = agency.globex.add_review(agency.wave_id, 2, title="Wet")
    agency.asks(f"reply {review} Thank you --app com.globex.wave")
    return "Approve"


def _edit(agency: Agency) -> str:
    _approve(agency)
    return "Edit"


def _reply(agency: Agency) -> str:
    agency.globex.add_review(agency.wave_id, 2, title="Wet")
    agency.asks("reviews --app com.globex.wave")
    return "Reply"


def _undo_release(agency: Agency) -> str:
    agency.asks("release manual --app com.globex.wave", who=agency.env.olive)
    return "Undo"


@pytest.mark.parametrize(
    "prepare", [_undo_texts, _undo_upload, _cancel_schedule, _approve, _edit, _reply, _undo_release]
)
def test_a_button_on_an_old_message_does_nothing(agency: Agency, prepare: Callable[[Agency], str]) -> None:
    env = agency.env
    label = prepare(agency)
    message = next(shown for shown in _everything(agency) if any(button.label == label for button in shown.buttons))
    agency.tie()
    before = agency.writes()
    env.olive.clicks(env.release, message, label)
    env.slack.settled()
    env.work()
    assert TIED in env.ephemeral_text(env.olive) or NO_REVIEW in env.ephemeral_text(env.olive)
    assert env.slack.view_of(env.olive) is None
    assert agency.writes() == before


def _everything(agency: Agency) -> list[Message]:
    env = agency.env
    top = env.slack.messages(env.release)
    return [*top, *(reply for message in top for reply in env.slack.thread(env.release, message.ts))]


def test_only_an_admin_ties_and_unties_and_both_are_audited(agency: Agency) -> None:
    env = agency.env
    agency.asks(f"access grant <@{env.eddie.id}> releaser", who=env.olive)
    agency.asks("use --account acme")
    assert wording.TAKES_ADMIN in env.ephemeral_text(env.eddie)
    agency.tie()
    assert "is tied to the account acme already" in agency.asks("use --account Acme", who=env.olive)
    assert "untied this channel" in agency.asks("use --account none", who=env.olive)
    assert "is not tied" in agency.asks("use --account none", who=env.olive)
    trail = agency.asks("audit")
    assert "tied the channel to the account: “acme”" in trail
    assert "untied the channel from the account: “acme”" in trail


def test_a_tie_keeps_an_app_of_its_account_and_drops_another(agency: Agency) -> None:
    agency.asks("use com.globex.wave")
    agency.tie("acme")
    assert "Tide (acme)" in agency.asks("status")
    agency.asks("use --account none", who=agency.env.olive)
    agency.asks("use com.globex.wave")
    agency.tie("globex")
    assert "Wave (globex)" in agency.asks("status")
    agency.asks("use --account none", who=agency.env.olive)
    assert "Wave (globex)" in agency.asks("status")


def test_what_a_channel_had_of_another_account_waits_until_it_is_untied(agency: Agency) -> None:
    env = agency.env
    agency.asks("alerts on --app com.globex.wave")
    agency.tie()
    assert "No alerts" in agency.asks("alerts") or "no alerts" in agency.asks("alerts")
    agency.asks("use --account none", who=env.olive)
    assert "Wave (globex)" in agency.asks("alerts")


def test_the_home_tab_shows_nothing_of_another_account_for_a_tied_channel(agency: Agency) -> None:
    env = agency.env
    agency.asks("alerts on --app com.globex.wave")
    agency.tie()
    env.eddie.opens_home()
    env.slack.settled()
    env.work()
    view = env.slack.home_of(env.eddie)
    assert view is not None
    assert "reviews of Wave" not in as_text(view)


def test_in_a_tied_channel_roles_of_another_account_are_not_listed(agency: Agency) -> None:
    for account in ("acme", "globex"):
        agency.asks(f"access grant <@{agency.env.vera.id}> editor --account {account}", who=agency.env.olive)
    agency.tie()
    shown = agency.asks("access", who=agency.env.vera)
    assert "only in acme" in shown
    assert "You are viewer; editor in acme." in shown
    assert "globex" not in shown
