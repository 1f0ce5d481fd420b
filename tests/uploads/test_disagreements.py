"""Where the App Asset Library and the sets of an app hold different numbers of files, a user decides, once."""

from __future__ import annotations

import pytest

from cards.uploads.audit_tags import CHOICE_TAKEN_BACK, LIBRARY_CHOSEN, PLACED, SETS_CHOSEN, UPLOADED
from records import audit
from records.uploads import uploads
from tests.support import wording
from tests.support.env import Env

KIND = "APP_IPHONE_67"
GROUP = ("APP_SCREENSHOT", "IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE")
Shots = tuple[tuple[str, bytes], ...]


@pytest.fixture
def differing(env: Env, shots: Shots) -> Env:
    """Tide with two screenshots in a set, and a third that was placed in its library."""
    env.use_media("auto")
    env.apple.fill_set(env.version_id, "en-US", KIND, shots[5:7])
    env.apple.place_files(env.version_id, "en-US", GROUP, shots[7:8])
    return env


def upload(env: Env, files: Shots, more: str = "--replace") -> str:
    """Eddie uploads to en-US; returns the ts of his message once nothing more happens by itself."""
    ts = env.says(env.eddie, f"@App Store Bot upload en-US {KIND} {more}", files)
    env.work()
    return ts


def press(env: Env, ts: str, label: str) -> None:
    """Eddie presses a button of the newest message in the thread."""
    env.eddie.clicks(env.release, env.replies(ts)[-1], label)
    env.slack.settled()
    env.work()


def tags(env: Env) -> list[str]:
    """What the audit trail says, oldest first."""
    return [entry.tag for entry in audit.everything(env.kit.redis)]


def placed(env: Env) -> list[str]:
    """The names of what the library shows in English on the large iPhone, in order."""
    return list(env.apple.placed(env.version_id, "en-US", GROUP))


def test_the_library_is_chosen_for_the_app_and_never_asked_about_again(differing: Env, shots: Shots) -> None:
    env = differing
    ts = upload(env, shots[:2])
    assert wording.LIBRARY_DIFFERS in env.read(ts)
    assert wording.TWO_AND_THREE in env.read(ts)
    assert env.writes() == []
    shown = env.replies(ts)[-1]
    press(env, ts, "Use the library")
    assert placed(env) == ["1.png", "2.png"]
    assert wording.uploaded(2) in env.read(ts)
    assert wording.LIBRARY_CHOSEN in env.read(ts)
    env.olive.clicks(env.release, shown, "Use the sets")
    env.work()
    assert wording.WAS_FIRST in env.ephemeral_text(env.olive)
    assert tags(env) == [LIBRARY_CHOSEN, PLACED]
    env.apple.fill_set(env.version_id, "en-US", KIND, shots[9:10])
    again = upload(env, shots[2:3])
    assert wording.uploaded(1) in env.read(again)
    assert placed(env) == ["3.png"]


def test_a_set_that_was_made_a_moment_ago_is_asked_about(env: Env, shots: Shots) -> None:
    env.use_media("auto")
    upload(env, shots[:1])
    env.apple.fill_set(env.version_id, "en-US", KIND, shots[5:6])
    assert wording.LIBRARY_DIFFERS in env.read(upload(env, shots[1:2]))


def test_the_sets_are_chosen_for_the_app(differing: Env, shots: Shots) -> None:
    env = differing
    ts = upload(env, shots[:1])
    press(env, ts, "Use the sets")
    assert env.screenshots() == ["1.png"]
    assert "to the App Asset Library" not in env.read(ts)
    assert tags(env) == [SETS_CHOSEN, UPLOADED]
    assert wording.uploaded(1) in env.read(upload(env, shots[1:2]))


def test_after_the_answer_a_set_that_is_not_empty_asks_as_ever(differing: Env, shots: Shots) -> None:
    env = differing
    ts = upload(env, shots[:1], "")
    press(env, ts, "Use the library")
    assert wording.HOLDS_SCREENSHOTS in env.read(ts)
    press(env, ts, "Add")
    assert placed(env) == ["6.png", "7.png", "8.png", "1.png"]


def test_cancel_changes_nothing_and_chooses_nothing(differing: Env, shots: Shots) -> None:
    env = differing
    ts = upload(env, shots[:1])
    press(env, ts, "Cancel")
    assert env.writes() == []
    assert wording.LIBRARY_DIFFERS in env.read(upload(env, shots[:1]))


def test_a_dry_run_says_that_it_would_ask(differing: Env, shots: Shots) -> None:
    text = differing.read(upload(differing, shots[:1], "--dry-run"))
    assert wording.WOULD_ASK_WHICH in text
    assert differing.writes() == []


def test_nothing_is_asked_where_nothing_would_be_written_or_both_agree(env: Env, shots: Shots) -> None:
    env.use_media("auto")
    env.apple.fill_set(env.version_id, "en-US", KIND, shots[:2])
    assert wording.LIBRARY_DIFFERS not in env.read(upload(env, shots[2:3]))
    assert placed(env) == ["3.png"]
    env.apple.fill_set(env.version_id, "de-DE", KIND, shots[:2])
    assert wording.LIBRARY_DIFFERS not in env.read(upload(env, shots[2:3]))


@pytest.mark.parametrize(("label", "after"), [("Use the library", ["1.png"]), ("Use the sets", ["8.png", "1.png"])])
def test_a_lost_press_changes_nothing_and_the_next_one_counts(
    differing: Env, shots: Shots, label: str, after: list[str]
) -> None:
    env = differing
    ts = upload(env, shots[:1])
    stored = uploads.of_channel(env.kit.redis, env.release.id)
    with env.no_enqueue():
        assert env.eddie.clicks(env.release, env.replies(ts)[-1], label).status == 500
    env.work()
    assert (env.writes(), uploads.of_channel(env.kit.redis, env.release.id)) == ([], stored)
    press(env, ts, label)
    assert placed(env) == after


def test_the_choice_is_taken_back_by_a_button_of_the_list(differing: Env, shots: Shots) -> None:
    env = differing
    press(env, upload(env, shots[:1]), "Use the library")
    env.apple.fill_set(env.version_id, "en-US", KIND, shots[9:11])
    ts = env.says(env.vera, "@App Store Bot screenshots")
    env.work()
    listed = env.replies(ts)[0]
    assert wording.CHOSE_LIBRARY in env.read(ts)
    for _ in range(2):
        env.eddie.clicks(env.release, listed, "Ask again")
        env.work()
    text = env.read(ts) + env.ephemeral_text(env.eddie)
    assert wording.CHOICE_TAKEN_BACK in text
    assert wording.ALREADY_TAKEN_BACK in text
    assert tags(env).count(CHOICE_TAKEN_BACK) == 1
    assert wording.LIBRARY_DIFFERS in env.read(upload(env, shots[1:2]))
