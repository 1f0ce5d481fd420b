"""Where screenshots go when people say little, say it in their own words, or are asked."""

from __future__ import annotations

import pytest

from sandbox import pictures
from tests.support import wording
from tests.support.env import Stage
from tests.support.uploads import BOT, UPLOAD, WATCH, held, press, send, watch

IPAD = ("a.png", pictures.png(2048, 2732, seed=1))
WIDE = ("a.png", pictures.png(3840, 2160, seed=1))


def fill(stage: Stage) -> None:
    """Two screenshots that somebody else put there."""
    stage.apple.fill_set(stage.version_id, "en-US", WATCH, (watch(8), watch(9)))


@pytest.mark.parametrize(
    ("words", "locale", "display_type"),
    [
        ("german ipad 13", "de-DE", "APP_IPAD_PRO_3GEN_129"),
        ("ipad 13 german", "de-DE", "APP_IPAD_PRO_3GEN_129"),
        ("APP_IPAD_PRO_129 EN-us", "en-US", "APP_IPAD_PRO_129"),
        ("english", "en-US", "APP_IPAD_PRO_3GEN_129"),
    ],
)
def test_common_names_in_any_order_name_the_set(stage: Stage, words: str, locale: str, display_type: str) -> None:
    send(stage, (IPAD,), f"{BOT} upload {words}")
    assert stage.shots(locale, display_type) == ["a.png"]


def test_the_display_type_is_told_by_the_pixels(stage: Stage) -> None:
    send(stage, (watch(1), watch(2)), f"{BOT} upload en-US")
    assert held(stage) == ["1.png", "2.png"]


def test_an_ipad_picture_without_a_name_goes_to_the_newest_and_the_card_says_so(stage: Stage) -> None:
    ts = send(stage, (IPAD,), f"{BOT} upload en-US")
    assert stage.shots("en-US", "APP_IPAD_PRO_3GEN_129") == ["a.png"]
    assert wording.ALSO_SIZE_OF_OLDER_IPAD in stage.read(ts)
    assert wording.APPLE_ASKS_FOR_NEWEST in stage.replies(ts)[0].text


def test_an_ipad_picture_goes_where_the_version_has_a_set_already(stage: Stage) -> None:
    other = ("b.png", pictures.png(2048, 2732, seed=2))
    stage.apple.fill_set(stage.version_id, "en-US", "APP_IPAD_PRO_129", (other,))
    ts = send(stage, (IPAD,), f"{BOT} upload en-US --append")
    assert stage.shots("en-US", "APP_IPAD_PRO_129") == ["b.png", "a.png"]
    assert wording.VERSION_HAS_THAT_SET in stage.read(ts)


@pytest.mark.parametrize(
    ("platform", "display_type"), [("TV_OS", "APP_APPLE_TV"), ("VISION_OS", "APP_APPLE_VISION_PRO")]
)
def test_one_size_of_two_platforms_is_settled_by_the_version(stage: Stage, platform: str, display_type: str) -> None:
    version = stage.apple.add_version(stage.app_id, "1.2.0", platform=platform, locales=["en-US"])
    send(stage, (WIDE,), f"{BOT} upload")
    assert [screenshot.name for screenshot in stage.apple.screenshots(version, "en-US", display_type)] == ["a.png"]


def test_the_only_language_needs_no_name(stage: Stage) -> None:
    app = stage.apple.add_app("com.example.wave", "Wave")
    version = stage.apple.add_version(app, "2.0", locales=["fr-FR"])
    send(stage, (watch(1),), f"{BOT} --app com.example.wave upload")
    assert [screenshot.name for screenshot in stage.apple.screenshots(version, "fr-FR", WATCH)] == ["1.png"]


def test_several_languages_are_asked_about_in_a_form_that_keeps_the_files(stage: Stage) -> None:
    ts = send(stage, (watch(2), watch(1)), f"{BOT} upload {WATCH}")
    assert wording.WHICH_LANGUAGE in stage.read(ts)
    assert not stage.writes()
    stage.eddie.clicks(stage.release, stage.replies(ts)[0], "Choose")
    form = stage.slack.wait_for_view(stage.eddie)
    assert "Screenshots" not in form.fields
    assert form.values["display_type"]["value"]["selected_option"]["value"] == WATCH
    assert not stage.eddie.submits({"Language": "German (de-DE)"}).errors
    stage.work()
    assert stage.shots("de-DE", WATCH) == ["1.png", "2.png"]
    assert wording.uploaded(2) in stage.read(ts)


def test_unclear_words_can_be_mended_in_a_form_that_keeps_the_files(stage: Stage) -> None:
    ts = send(stage, (watch(1),), f"{BOT} upload de-DF {WATCH}")
    stage.eddie.clicks(stage.release, stage.replies(ts)[0], "Open the form")
    stage.slack.wait_for_view(stage.eddie)
    stage.eddie.submits({"Language": "German (de-DE)"})
    stage.work()
    assert stage.shots("de-DE", WATCH) == ["1.png"]


def test_a_language_that_the_version_lacks_is_created_after_asking(stage: Stage) -> None:
    ts = send(stage, (watch(1),), f"{BOT} upload french {WATCH}")
    assert wording.CREATE_FRENCH in stage.read(ts)
    assert [button.label for button in stage.replies(ts)[0].buttons] == ["Create", "Cancel"]
    assert set(stage.slack.reactions(stage.release, ts)) == {"question"}
    assert not stage.writes()
    press(stage, ts, "Create")
    assert stage.shots("fr-FR", WATCH) == ["1.png"]
    assert set(stage.slack.reactions(stage.release, ts)) == {"white_check_mark"}


def test_a_language_that_nobody_wants_created_changes_nothing(stage: Stage) -> None:
    ts = send(stage, (watch(1),), f"{BOT} upload french {WATCH}")
    press(stage, ts, "Cancel")
    assert wording.CANCELLED in stage.read(ts)
    assert stage.replies(ts)[0].buttons == ()
    assert not stage.writes()


def test_a_dry_run_says_what_would_happen_and_changes_nothing(stage: Stage) -> None:
    fill(stage)
    ts = send(stage, (watch(1), watch(8)), f"{BOT} upload --dry-run en-US {WATCH}")
    told = stage.read(ts)
    assert wording.DRY_RUN in told
    assert wording.ONE_WOULD_BE_SENT in told
    assert wording.WOULD_ASK_REPLACE_OR_ADD in told
    assert wording.FILE_WOULD_BE_SENT in told
    assert wording.FILE_IS_THERE in told
    assert not stage.writes()


def test_a_dry_run_into_a_new_language_says_so(stage: Stage) -> None:
    ts = send(stage, (watch(1),), f"{BOT} upload french {WATCH} --dry-run")
    assert wording.LANGUAGE_WOULD_BE_CREATED in stage.read(ts)
    assert not stage.writes()


@pytest.mark.parametrize(
    ("label", "after"),
    [
        ("Replace", ["1.png", "2.png"]),
        ("Add", ["8.png", "9.png", "1.png", "2.png"]),
        ("Cancel", ["8.png", "9.png"]),
    ],
)
def test_a_filled_set_asks_and_the_first_press_counts(stage: Stage, label: str, after: list[str]) -> None:
    fill(stage)
    ts = send(stage, (watch(1), watch(2)))
    question = stage.replies(ts)[0]
    assert wording.HOLDS_TWO_BRING_TWO in stage.read(ts)
    assert [button.label for button in question.buttons] == ["Replace", "Add", "Cancel"]
    assert not stage.writes()
    stage.eddie.clicks(stage.release, question, label)
    stage.olive.clicks(stage.release, question, "Replace")
    stage.slack.settled()
    stage.work()
    assert held(stage) == after
    assert wording.decided_first("Eddie") in stage.whispers(stage.olive)
    told = f"{label} chosen by @Eddie, " if label != "Cancel" else "cancelled by @Eddie"
    assert told in stage.read(ts)
    assert "UTC" in stage.read(ts)
    assert "question" not in stage.slack.reactions(stage.release, ts)


def test_a_press_by_somebody_who_may_not_decides_nothing(stage: Stage) -> None:
    fill(stage)
    ts = send(stage, (watch(1),))
    press(stage, ts, "Add", stage.vera)
    assert held(stage) == ["8.png", "9.png"]
    assert wording.TAKES_EDITOR_IS_VIEWER in stage.whispers(stage.vera)
    press(stage, ts, "Replace")
    assert held(stage) == ["1.png"]


@pytest.mark.parametrize(
    ("option", "after"), [("--replace", ["1.png"]), ("--append", ["8.png", "9.png", "1.png"]), ("—append", None)]
)
def test_an_option_answers_the_question_in_advance(stage: Stage, option: str, after: list[str] | None) -> None:
    fill(stage)
    send(stage, (watch(1),), f"{BOT} {option} upload en-US {WATCH}")
    assert held(stage) == (after or ["8.png", "9.png", "1.png"])


def test_what_is_there_already_is_neither_asked_about_nor_sent(stage: Stage) -> None:
    fill(stage)
    ts = send(stage, (watch(8), watch(9)))
    assert wording.ALL_THERE in stage.read(ts)
    assert not stage.writes()


def test_the_app_of_the_channel_is_used(stage: Stage) -> None:
    app = stage.apple.add_app("com.example.wave", "Wave")
    version = stage.apple.add_version(app, "2.0", locales=["en-US"])
    send(stage, (), f"{BOT} use com.example.wave")
    ts = send(stage, (watch(1),), UPLOAD)
    assert wording.UPLOADED_TO_WAVE in stage.read(ts)
    assert [screenshot.name for screenshot in stage.apple.screenshots(version, "en-US", WATCH)] == ["1.png"]


def test_the_version_in_preparation_is_found_behind_sixty_old_ones(stage: Stage) -> None:
    app = stage.apple.add_app("com.example.wave", "Wave")
    for number in range(60):
        stage.apple.add_version(app, f"1.{number}", state="REPLACED_WITH_NEW_VERSION", locales=["en-US"])
    version = stage.apple.add_version(app, "2.0", locales=["en-US"])
    send(stage, (watch(1),), f"{UPLOAD} --app com.example.wave")
    assert [screenshot.name for screenshot in stage.apple.screenshots(version, "en-US", WATCH)] == ["1.png"]
