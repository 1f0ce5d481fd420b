"""Where screenshots go when people say little, say it in their own words, or are asked."""

from __future__ import annotations

import pytest

from sandbox import pictures
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, UPLOAD, WATCH, held, press, send, watch

IPAD = ("a.png", pictures.png(2048, 2732, seed=1))
WIDE = ("a.png", pictures.png(3840, 2160, seed=1))


def fill(env: Env) -> None:
    """Two screenshots that somebody else put there."""
    env.apple.fill_set(env.version_id, "en-US", WATCH, (watch(8), watch(9)))


@pytest.mark.parametrize(
    ("words", "locale", "display_type"),
    [
        ("german ipad 13", "de-DE", "APP_IPAD_PRO_3GEN_129"),
        ("ipad 13 german", "de-DE", "APP_IPAD_PRO_3GEN_129"),
        ("APP_IPAD_PRO_129 EN-us", "en-US", "APP_IPAD_PRO_129"),
        ("english", "en-US", "APP_IPAD_PRO_3GEN_129"),
    ],
)
def test_common_names_in_any_order_name_the_set(env: Env, words: str, locale: str, display_type: str) -> None:
    send(env, (IPAD,), f"{BOT} upload {words}")
    assert env.screenshots(locale, display_type) == ["a.png"]


def test_the_display_type_is_told_by_the_pixels(env: Env) -> None:
    send(env, (watch(1), watch(2)), f"{BOT} upload en-US")
    assert held(env) == ["1.png", "2.png"]


def test_an_ipad_picture_without_a_name_goes_to_the_newest_and_the_card_says_so(env: Env) -> None:
    ts = send(env, (IPAD,), f"{BOT} upload en-US")
    assert env.screenshots("en-US", "APP_IPAD_PRO_3GEN_129") == ["a.png"]
    assert wording.ALSO_SIZE_OF_OLDER_IPAD in env.read(ts)
    assert wording.APPLE_ASKS_FOR_NEWEST in env.replies(ts)[0].text


def test_an_ipad_picture_goes_where_the_version_has_a_set_already(env: Env) -> None:
    other = ("b.png", pictures.png(2048, 2732, seed=2))
    env.apple.fill_set(env.version_id, "en-US", "APP_IPAD_PRO_129", (other,))
    ts = send(env, (IPAD,), f"{BOT} upload en-US --append")
    assert env.screenshots("en-US", "APP_IPAD_PRO_129") == ["b.png", "a.png"]
    assert wording.VERSION_HAS_THAT_SET in env.read(ts)


@pytest.mark.parametrize(
    ("platform", "display_type"), [("TV_OS", "APP_APPLE_TV"), ("VISION_OS", "APP_APPLE_VISION_PRO")]
)
def test_one_size_of_two_platforms_is_settled_by_the_version(env: Env, platform: str, display_type: str) -> None:
    version = env.apple.add_version(env.app_id, "1.2.0", platform=platform, locales=["en-US"])
    send(env, (WIDE,), f"{BOT} upload")
    assert [screenshot.name for screenshot in env.apple.screenshots(version, "en-US", display_type)] == ["a.png"]


def test_the_only_language_needs_no_name(env: Env) -> None:
    app = env.apple.add_app("com.example.wave", "Wave")
    version = env.apple.add_version(app, "2.0", locales=["fr-FR"])
    send(env, (watch(1),), f"{BOT} --app com.example.wave upload")
    assert [screenshot.name for screenshot in env.apple.screenshots(version, "fr-FR", WATCH)] == ["1.png"]


def test_several_languages_are_asked_about_in_a_form_that_keeps_the_files(env: Env) -> None:
    ts = send(env, (watch(2), watch(1)), f"{BOT} upload {WATCH}")
    assert wording.WHICH_LANGUAGE in env.read(ts)
    assert not env.writes()
    env.eddie.clicks(env.release, env.replies(ts)[0], "Choose")
    form = env.slack.wait_for_view(env.eddie)
    assert "Screenshots" not in form.fields
    assert form.values["display_type"]["value"]["selected_option"]["value"] == WATCH
    assert not env.eddie.submits({"Language": "German (de-DE)"}).errors
    env.work()
    assert env.screenshots("de-DE", WATCH) == ["1.png", "2.png"]
    assert wording.uploaded(2) in env.read(ts)


def test_unclear_words_can_be_mended_in_a_form_that_keeps_the_files(env: Env) -> None:
    ts = send(env, (watch(1),), f"{BOT} upload de-DF {WATCH}")
    env.eddie.clicks(env.release, env.replies(ts)[0], "Open the form")
    env.slack.wait_for_view(env.eddie)
    env.eddie.submits({"Language": "German (de-DE)"})
    env.work()
    assert env.screenshots("de-DE", WATCH) == ["1.png"]


@pytest.mark.parametrize("words", ["en-US", "en-US iphone duo"])
def test_where_pictures_go_to_sets_those_of_iphone_duo_are_refused_with_what_to_do(env: Env, words: str) -> None:
    files = (("1.png", pictures.png(1398, 2034, seed=1)), ("2.png", pictures.png(2034, 1398, seed=2)))
    text = env.read(send(env, files, f"{BOT} upload {words}"))
    assert text.count(wording.DUO_ONLY_IN_LIBRARY) == 2
    assert "ASC_MEDIA" in text
    assert not env.writes()


def test_a_language_that_the_version_lacks_is_created_after_asking(env: Env) -> None:
    ts = send(env, (watch(1),), f"{BOT} upload french {WATCH}")
    assert wording.CREATE_FRENCH in env.read(ts)
    assert [button.label for button in env.replies(ts)[0].buttons] == ["Create", "Cancel"]
    assert set(env.slack.reactions(env.release, ts)) == {"question"}
    assert not env.writes()
    press(env, ts, "Create")
    assert env.screenshots("fr-FR", WATCH) == ["1.png"]
    assert set(env.slack.reactions(env.release, ts)) == {"white_check_mark"}


def test_a_language_that_nobody_wants_created_changes_nothing(env: Env) -> None:
    ts = send(env, (watch(1),), f"{BOT} upload french {WATCH}")
    press(env, ts, "Cancel")
    assert wording.CANCELLED in env.read(ts)
    assert env.replies(ts)[0].buttons == ()
    assert not env.writes()


def test_a_dry_run_says_what_would_happen_and_changes_nothing(env: Env) -> None:
    fill(env)
    ts = send(env, (watch(1), watch(8)), f"{BOT} upload --dry-run en-US {WATCH}")
    reported = env.read(ts)
    assert wording.DRY_RUN in reported
    assert wording.ONE_WOULD_BE_SENT in reported
    assert wording.WOULD_ASK_REPLACE_OR_ADD in reported
    assert wording.FILE_WOULD_BE_SENT in reported
    assert wording.FILE_IS_THERE in reported
    assert not env.writes()


def test_a_dry_run_into_a_new_language_says_so(env: Env) -> None:
    ts = send(env, (watch(1),), f"{BOT} upload french {WATCH} --dry-run")
    assert wording.LANGUAGE_WOULD_BE_CREATED in env.read(ts)
    assert not env.writes()


@pytest.mark.parametrize(
    ("label", "after"),
    [
        ("Replace", ["1.png", "2.png"]),
        ("Add", ["8.png", "9.png", "1.png", "2.png"]),
        ("Cancel", ["8.png", "9.png"]),
    ],
)
def test_a_filled_set_asks_and_the_first_press_counts(env: Env, label: str, after: list[str]) -> None:
    fill(env)
    ts = send(env, (watch(1), watch(2)))
    question = env.replies(ts)[0]
    assert wording.HOLDS_TWO_SEND_TWO in env.read(ts)
    assert [button.label for button in question.buttons] == ["Replace", "Add", "Cancel"]
    assert not env.writes()
    env.eddie.clicks(env.release, question, label)
    env.olive.clicks(env.release, question, "Replace")
    env.slack.settled()
    env.work()
    assert held(env) == after
    assert wording.decided_first("Eddie") in env.ephemeral_text(env.olive)
    reported = f"{label} chosen by @Eddie, " if label != "Cancel" else "cancelled by @Eddie"
    assert reported in env.read(ts)
    assert "UTC" in env.read(ts)
    assert "question" not in env.slack.reactions(env.release, ts)


def test_a_press_by_somebody_who_may_not_decides_nothing(env: Env) -> None:
    fill(env)
    ts = send(env, (watch(1),))
    press(env, ts, "Add", env.vera)
    assert held(env) == ["8.png", "9.png"]
    assert wording.TAKES_EDITOR_IS_VIEWER in env.ephemeral_text(env.vera)
    press(env, ts, "Replace")
    assert held(env) == ["1.png"]


@pytest.mark.parametrize(
    ("option", "after"), [("--replace", ["1.png"]), ("--append", ["8.png", "9.png", "1.png"]), ("—append", None)]
)
def test_an_option_answers_the_question_in_advance(env: Env, option: str, after: list[str] | None) -> None:
    fill(env)
    send(env, (watch(1),), f"{BOT} {option} upload en-US {WATCH}")
    assert held(env) == (after or ["8.png", "9.png", "1.png"])


def test_what_is_there_already_is_neither_asked_about_nor_sent(env: Env) -> None:
    fill(env)
    ts = send(env, (watch(8), watch(9)))
    assert wording.ALL_THERE in env.read(ts)
    assert not env.writes()


def test_the_app_of_the_channel_is_used(env: Env) -> None:
    app = env.apple.add_app("com.example.wave", "Wave")
    version = env.apple.add_version(app, "2.0", locales=["en-US"])
    send(env, (), f"{BOT} use com.example.wave")
    ts = send(env, (watch(1),), UPLOAD)
    assert wording.UPLOADED_TO_WAVE in env.read(ts)
    assert [screenshot.name for screenshot in env.apple.screenshots(version, "en-US", WATCH)] == ["1.png"]


def test_the_version_in_preparation_is_found_behind_sixty_old_ones(env: Env) -> None:
    app = env.apple.add_app("com.example.wave", "Wave")
    for number in range(60):
        env.apple.add_version(app, f"1.{number}", state="REPLACED_WITH_NEW_VERSION", locales=["en-US"])
    version = env.apple.add_version(app, "2.0", locales=["en-US"])
    send(env, (watch(1),), f"{UPLOAD} --app com.example.wave")
    assert [screenshot.name for screenshot in env.apple.screenshots(version, "en-US", WATCH)] == ["1.png"]
