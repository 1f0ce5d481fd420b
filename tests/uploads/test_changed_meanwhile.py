"""What others change at Apple between the bot's look and its write is seen, kept or asked about, and never lost."""

from __future__ import annotations

import pytest

from sandbox import pictures
from sandbox.appstore import Fault
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, UPLOAD, WATCH, held, press, send, watch

pytestmark = pytest.mark.timeout(120)

THEIRS = (("theirs-1.png", pictures.png(312, 390, seed=801)), ("theirs-2.png", pictures.png(312, 390, seed=802)))
THEIR_NAMES = [name for name, _ in THEIRS]
OURS = (watch(1), watch(2))
OUR_NAMES = [name for name, _ in OURS]


def look(env: Env) -> None:
    """The bot looks at which sets exist, because of an upload to another one."""
    send(env, (("1.png", pictures.png(368, 448, seed=7)),), f"{BOT} upload en-US APP_WATCH_SERIES_4")


def fill(env: Env, locale: str = "en-US") -> None:
    """Somebody makes a set in App Store Connect, and fills it."""
    env.apple.fill_set(env.version_id, locale, WATCH, THEIRS)


def buttons(env: Env, ts: str) -> list[str]:
    """The buttons of the newest card in the thread."""
    return [button.label for button in env.replies(ts)[-1].buttons]


@pytest.fixture(autouse=True)
def no_file_without_an_id(env: Env) -> object:
    """Nothing here ever asks Slack for a file without an id."""
    yield
    calls = [call for call in env.slack.calls if call.method == "files.info"]
    assert all(call.args.get("file") for call in calls)


@pytest.mark.parametrize(
    ("choice", "left"), [("Replace", OUR_NAMES), ("Add", THEIR_NAMES + OUR_NAMES), ("Cancel", THEIR_NAMES)]
)
def test_a_set_that_others_made_after_the_look_asks_first(env: Env, choice: str, left: list[str]) -> None:
    look(env)
    fill(env)
    ts = send(env, OURS)
    assert wording.HOLDS_SCREENSHOTS in env.read(ts)
    assert buttons(env, ts) == ["Replace", "Add", "Cancel"]
    assert held(env) == THEIR_NAMES
    press(env, ts, choice)
    assert held(env) == left


def test_replacing_a_set_made_after_the_look_says_what_undo_cannot_restore(env: Env) -> None:
    look(env)
    fill(env)
    ts = send(env, OURS, f"{UPLOAD} --replace")
    assert held(env) == OUR_NAMES
    assert wording.old_removed(2) in env.read(ts)
    assert wording.undo_not_ours(2) in str(env.replies(ts)[-1].blocks)
    press(env, ts, "Undo")
    assert held(env) == []
    assert wording.UNDONE_AS_FAR_AS_POSSIBLE in env.read(ts)
    assert wording.SHOWS_AS_BEFORE not in env.read(ts)


def test_undo_brings_back_what_others_made_of_pictures_that_the_bot_has(env: Env) -> None:
    send(env, THEIRS, f"{BOT} upload de-DE {WATCH}")
    look(env)
    fill(env)
    ts = send(env, OURS, f"{UPLOAD} --replace")
    assert held(env) == OUR_NAMES
    press(env, ts, "Undo")
    assert held(env) == THEIR_NAMES
    assert wording.SHOWS_AS_BEFORE in env.read(ts)


def test_adding_to_a_set_made_after_the_look_names_theirs_and_undo_leaves_them(env: Env) -> None:
    look(env)
    fill(env)
    ts = send(env, OURS, f"{UPLOAD} --append")
    assert held(env) == THEIR_NAMES + OUR_NAMES
    assert "theirs-1.png" in env.read(ts)
    press(env, ts, "Undo")
    assert held(env) == THEIR_NAMES


def test_a_set_made_after_the_look_without_room_is_refused(env: Env) -> None:
    look(env)
    env.apple.fill_set(env.version_id, "en-US", WATCH, [watch(number) for number in range(20, 29)])
    ts = send(env, OURS, f"{UPLOAD} --append")
    assert wording.HOLDS_NINE_ADD_TWO in env.read(ts)
    assert len(held(env)) == 9
    later = send(env, (watch(3),), f"{UPLOAD} --append")
    assert len(held(env)) == 10, env.read(later)


def test_an_empty_set_made_after_the_look_is_used_without_asking(env: Env) -> None:
    look(env)
    env.apple.fill_set(env.version_id, "en-US", WATCH, ())
    ts = send(env, OURS)
    assert held(env) == OUR_NAMES, env.read(ts)


def test_what_others_add_after_the_question_is_not_removed_unasked(env: Env) -> None:
    env.apple.fill_set(env.version_id, "en-US", WATCH, [watch(30)])
    ts = send(env, OURS)
    fill(env)
    press(env, ts, "Replace")
    assert wording.OTHERS_ADDED_AFTER_THE_QUESTION in env.read(ts)
    assert held(env) == ["30.png", *THEIR_NAMES]
    press(env, ts, "Replace")
    assert held(env) == OUR_NAMES


def test_a_set_made_after_a_question_about_another_one_asks_too(env: Env) -> None:
    env.apple.fill_set(env.version_id, "en-US", "APP_WATCH_SERIES_4", [("4.png", pictures.png(368, 448, seed=40))])
    both = (watch(1), ("5.png", pictures.png(368, 448, seed=41)))
    ts = send(env, both, f"{BOT} upload en-US")
    fill(env)
    press(env, ts, "Replace")
    assert held(env) == THEIR_NAMES, env.read(ts)
    press(env, ts, "Replace")
    assert held(env) == ["1.png"]


def test_what_others_add_after_the_question_does_not_matter_to_add(env: Env) -> None:
    env.apple.fill_set(env.version_id, "en-US", WATCH, [watch(30)])
    ts = send(env, OURS)
    fill(env)
    press(env, ts, "Add")
    assert held(env) == ["30.png", *THEIR_NAMES, *OUR_NAMES]


@pytest.mark.parametrize("option", ["", "--replace", "--append"])
def test_what_others_add_during_the_upload_is_kept_named_and_left_by_undo(env: Env, option: str) -> None:
    env.apple.fill_set(env.version_id, "en-US", WATCH, ())
    added: list[str] = []

    def add(event: str) -> None:
        if event == "part.uploaded" and not added:
            added.append(event)
            fill(env)

    env.apple.on_change.append(add)
    ts = send(env, OURS, f"{UPLOAD} {option}")
    assert sorted(held(env)) == sorted(OUR_NAMES + THEIR_NAMES)
    assert wording.kept_of_others(2) in env.read(ts)
    assert "theirs-1.png" in env.read(ts)
    press(env, ts, "Undo")
    assert held(env) == THEIR_NAMES


def test_a_language_that_others_made_and_filled_after_the_question_asks_about_its_set(env: Env) -> None:
    ts = send(env, OURS, f"{BOT} upload ja {WATCH}")
    assert "Create" in buttons(env, ts)
    env.apple.add_locale(env.version_id, "ja")
    fill(env, "ja")
    press(env, ts, "Create")
    assert wording.HOLDS_SCREENSHOTS in env.read(ts)
    assert env.screenshots("ja", WATCH) == THEIR_NAMES
    press(env, ts, "Add")
    assert env.screenshots("ja", WATCH) == THEIR_NAMES + OUR_NAMES
    env.olive.types("/asc audit 50", env.release)
    env.work()
    assert wording.LANGUAGE_ADDED not in env.ephemeral_text(env.olive)


def test_a_set_that_others_deleted_after_the_look_is_made_again(env: Env) -> None:
    send(env, OURS)
    env.apple.delete_set(env.version_id, "en-US", WATCH)
    ts = send(env, OURS)
    assert held(env) == OUR_NAMES, env.read(ts)


def test_a_set_that_others_have_just_deleted_is_made_again_once_apple_lets_go_of_it(env: Env) -> None:
    send(env, OURS)
    env.apple.set_deletion_lag = 0.7
    env.apple.delete_set(env.version_id, "en-US", WATCH)
    ts = send(env, OURS)
    assert held(env) == OUR_NAMES, env.read(ts)


def test_a_set_that_apple_keeps_from_being_made_is_reported(env: Env) -> None:
    look(env)
    env.retry_at_once()
    env.apple.fill_set(env.version_id, "en-US", WATCH, THEIRS)
    env.apple.set_deletion_lag = 60
    env.apple.delete_set(env.version_id, "en-US", WATCH)
    ts = send(env, OURS)
    assert "Screenshot Set Already Exists" in env.read(ts)
    assert "Retry" in buttons(env, ts)


def test_a_language_that_others_deleted_after_the_look_is_asked_about_by_retry(env: Env) -> None:
    send(env, OURS, f"{BOT} upload de-DE APP_WATCH_SERIES_3 --append")
    env.apple.delete_locale(env.version_id, "de-DE")
    ts = send(env, (("4.png", pictures.png(368, 448, seed=4)),), f"{BOT} upload de-DE APP_WATCH_SERIES_4 --append")
    read = env.read(ts)
    press(env, ts, "Retry")
    assert "Create" in buttons(env, ts), (read, env.read(ts))
    press(env, ts, "Create")
    assert env.screenshots("de-DE", "APP_WATCH_SERIES_4") == ["4.png"], env.read(ts)


def test_undo_of_a_set_that_others_deleted_says_that_it_was_changed(env: Env) -> None:
    send(env, OURS)
    ts = send(env, (watch(3),), f"{UPLOAD} --append")
    env.apple.delete_set(env.version_id, "en-US", WATCH)
    press(env, ts, "Undo")
    assert wording.CHANGED_AFTER_UPLOAD in env.read(ts)


def test_undo_leaves_pictures_of_others_whose_checksum_apple_does_not_publish_yet(env: Env) -> None:
    env.apple.faults.add(Fault.late_checksum(3600, path="theirs"))
    fill(env)
    ts = send(env, OURS, f"{UPLOAD} --append")
    assert held(env) == THEIR_NAMES + OUR_NAMES
    press(env, ts, "Undo")
    assert held(env) == THEIR_NAMES
