"""`whatsnew` sets What's New on the version in preparation, with the protections of all store texts."""

from __future__ import annotations

import pytest

from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import requested


@pytest.fixture
def upcoming(env: Env) -> str:
    """1.2.0 is on the store, and 1.3.0 in preparation."""
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    return env.apple.add_version(env.app_id, "1.3.0")


def whats_new(env: Env, version_id: str, locale: str = "en-US") -> str | None:
    return env.apple.texts(version_id)[locale]["whatsNew"]


def test_whats_new_is_set_in_several_languages_and_undone(env: Env, upcoming: str) -> None:
    ts = env.says(env.eddie, "@App Store Bot whatsnew en-US,de-DE Dark mode & <more>\n• faster start")
    env.work()
    wanted = "Dark mode & <more>\n• faster start"
    assert whats_new(env, upcoming) == whats_new(env, upcoming, "de-DE") == wanted
    assert whats_new(env, env.version_id) is None
    assert wording.WHATS_NEW_CHANGED in env.read(ts)
    env.olive.clicks(env.release, env.replies(ts)[0].ts, "Undo")
    env.work()
    assert whats_new(env, upcoming) is whats_new(env, upcoming, "de-DE") is None
    assert wording.AUDIT_WHATS_NEW in requested(env, "/asc audit")


def test_a_dry_run_changes_nothing(env: Env, upcoming: str) -> None:
    assert wording.DRY_RUN in requested(env, "/asc whatsnew en-US Dark mode --dry-run")
    assert env.writes() == []


def test_an_option_never_becomes_text(env: Env, upcoming: str) -> None:
    requested(env, "/asc whatsnew en-US Dark mode —dry-run")
    assert env.writes() == []


def test_a_text_that_is_too_long_is_refused_before_anything_is_sent(env: Env, upcoming: str) -> None:
    text = "Dark mode. " * 364
    assert wording.FOUR_CHARACTERS_TOO_MANY in requested(env, f"/asc whatsnew en-US {text}Last")
    assert env.writes() == []


def test_the_first_version_of_a_platform_takes_none(env: Env) -> None:
    assert wording.FIRST_HAS_NO_NEWS in requested(env, "/asc whatsnew en-US Hello")
    assert env.writes() == []
    live = env.apple.add_version(env.app_id, "1.1.0", "MAC_OS", state="READY_FOR_DISTRIBUTION")
    ahead = env.apple.add_version(env.app_id, "1.2.0", "MAC_OS")
    reported = requested(env, "/asc whatsnew en-US Hello")
    assert wording.FIRST_HAS_NO_NEWS in reported
    assert (whats_new(env, live), whats_new(env, ahead), whats_new(env, env.version_id)) == (None, "Hello", None)


def form(env: Env, line: str) -> str:
    env.eddie.types(f"/asc {line}", env.release)
    env.work()
    return as_text(env.slack.wait_for_view(env.eddie))


def test_the_form_has_the_current_text(env: Env, upcoming: str) -> None:
    env.apple.set_text(upcoming, "en-US", whatsNew="Dark mode")
    assert "Dark mode" in form(env, "whatsnew")
    assert env.eddie.submits({f"{env.app_id}/en-US/whatsnew/0": "Light mode"}).errors is None
    env.work()
    assert whats_new(env, upcoming) == "Light mode"


@pytest.mark.parametrize("line", ["whatsnew", "listing"])
def test_the_form_of_a_first_version_says_why_it_has_no_field(env: Env, line: str) -> None:
    assert wording.FIRST_HAS_NO_NEWS in form(env, line)


def test_without_a_version_in_preparation_the_text_can_be_kept(env: Env) -> None:
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    ts = env.says(env.eddie, "@App Store Bot whatsnew en-US Dark mode")
    env.work()
    assert [button.label for button in env.replies(ts)[-1].buttons] == ["Keep for the next version"]
