"""Store texts are changed from Slack: told with what was there before, and brought back with one press."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.jobs import define as jobs
from records import audit
from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from tasks.listing import jobs as listing_jobs
from tests.support import wording
from tests.support.env import Stage


@pytest.fixture
def live(stage: Stage) -> str:
    """1.2.0 is on the store, and 1.3.0 in preparation begins as its copy."""
    stage.apple.set_text(stage.version_id, "en-US", promotionalText="Waves today", keywords="sea")
    stage.apple.set_version_state(stage.version_id, "READY_FOR_DISTRIBUTION")
    return stage.apple.add_version(stage.app_id, "1.3.0")


def said(stage: Stage, version_id: str, locale: str = "en-US", name: str = "promotionalText") -> str | None:
    return stage.apple.texts(version_id)[locale][name]


def test_promotional_text_is_set_where_it_is_seen_and_where_it_will_be(stage: Stage, live: str) -> None:
    ts = stage.says(stage.eddie, "@App Store Bot promo en-US Surf & <fun> 🎉 at tide.app, 10:30:45")
    stage.work()
    wanted = "Surf & <fun> 🎉 at tide.app, 10:30:45"
    assert said(stage, live) == said(stage, stage.version_id) == wanted
    told = stage.read(ts)
    assert wording.PROMO_CHANGED in told
    assert wording.CHANGED_IN_TWO_VERSIONS in told
    assert "│ Waves today" in told
    assert f"│ {wanted}" in told


def test_undo_brings_the_old_text_back_and_can_itself_be_undone(stage: Stage, live: str) -> None:
    ts = stage.says(stage.eddie, "@App Store Bot promo en-US Hello")
    stage.work()
    first = stage.replies(ts)[0]
    stage.olive.clicks(stage.release, first.ts, "Undo")
    stage.work()
    assert said(stage, live) == said(stage, stage.version_id) == "Waves today"
    before, after = stage.replies(ts)
    assert wording.TEXT_UNDONE in as_text(before)
    assert before.buttons == ()
    assert wording.BROUGHT_BACK_BY_OLIVE in as_text(after)
    stage.olive.clicks(stage.release, after.ts, "Undo")
    stage.work()
    assert said(stage, live) == said(stage, stage.version_id) == "Hello"
    assert [entry.tag for entry in audit.everything(stage.kit.redis)][2:4] == ["listing:text:restored"] * 2


def test_undo_asks_before_it_overwrites_what_somebody_else_wrote(stage: Stage, live: str) -> None:
    ts = stage.says(stage.eddie, "@App Store Bot promo en-US Hello")
    stage.work()
    stage.apple.set_text(stage.version_id, "en-US", promotionalText="Written on the web")
    stage.olive.clicks(stage.release, stage.replies(ts)[0].ts, "Undo")
    stage.work()
    question = stage.replies(ts)[-1]
    assert "Written on the web" in as_text(question)
    assert "Waves today" in as_text(question)
    assert said(stage, stage.version_id) == "Written on the web"
    stage.eddie.clicks(stage.release, question.ts, "Overwrite")
    stage.work()
    assert said(stage, stage.version_id) == "Waves today"
    assert wording.BROUGHT_BACK_BY_OLIVE in as_text(stage.replies(ts)[-1])


def test_keep_leaves_the_text_of_somebody_else(stage: Stage, live: str) -> None:
    ts = stage.says(stage.eddie, "@App Store Bot promo en-US Hello --platform IOS --version 1.2.0")
    stage.work()
    assert said(stage, live) == "Waves today"
    stage.apple.set_text(stage.version_id, "en-US", promotionalText="Written on the web")
    stage.olive.clicks(stage.release, stage.replies(ts)[0].ts, "Undo")
    stage.work()
    stage.eddie.clicks(stage.release, stage.replies(ts)[-1].ts, "Keep")
    stage.work()
    assert said(stage, stage.version_id) == "Written on the web"
    assert stage.replies(ts)[-1].buttons == ()


def test_a_dry_run_shows_the_text_and_changes_nothing(stage: Stage, live: str) -> None:
    stage.eddie.types("/asc promo en-US Hi :tada: --dry-run", stage.release)
    stage.work()
    told = stage.whispers(stage.eddie)
    assert wording.DRY_RUN_IN_TIDE in told
    assert "│ Hi 🎉" in told
    assert wording.FOUR_CHARACTERS in told
    assert stage.writes() == []


def test_an_answer_to_a_slash_command_is_private_and_so_is_its_undo(stage: Stage, live: str) -> None:
    stage.eddie.types("/asc promo en-US Hello", stage.release)
    stage.work()
    message = stage.slack.ephemerals(stage.eddie)[-1]
    stage.eddie.clicks(stage.release, message, "Undo")
    stage.work()
    assert said(stage, live) == "Waves today"
    assert wording.BROUGHT_BACK_BY_EDDIE in stage.whispers(stage.eddie)
    assert stage.slack.messages(stage.release) == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("promo en-US " + "x" * 171, "en-US Promotional text: 171 characters, 1 more than the 170 that Apple takes"),
        ("promo en-XX Hello", "en-XX is no language of the App Store. Did you mean"),
        ("promo en-US Ahoy :acme_parrot:", "can't show :acme_parrot: because"),
        ("promo en-US Hello --platform amiga", "amiga is no platform"),
        ("promo en-US, de-DE Hallo", "Write several languages without spaces"),
        ("promo british english breakfast", "Is the language british english, or only british, and the text begins"),
        ("promo Spanish México te espera", "Write the language as es-ES or es-MX"),
        ("keywords en-US , ，,", "en-US Keywords: there are only commas, and no keyword between them"),
        ("keywords en-US " + "x" * 101, "101 characters, 1 more than the 100"),
    ],
)
def test_what_apple_would_refuse_is_refused_before_apple_is_asked(stage: Stage, line: str, told: str) -> None:
    stage.eddie.types(f"/asc {line}", stage.release)
    stage.work()
    assert told in stage.whispers(stage.eddie)
    assert wording.NOTHING_CHANGED in stage.whispers(stage.eddie)
    assert stage.apple.calls == []


def test_a_viewer_changes_nothing(stage: Stage, live: str) -> None:
    stage.vera.types("/asc promo en-US Hello", stage.release)
    stage.work()
    assert wording.TAKES_EDITOR in stage.whispers(stage.vera)
    assert stage.apple.calls == []


def test_keywords_are_tidied_and_what_is_wasted_is_told(stage: Stage, live: str) -> None:
    ts = stage.says(stage.eddie, "@App Store Bot keywords en-US sea , surf,tide, Sea ,waves")
    stage.work()
    assert said(stage, live, name="keywords") == "sea,surf,tide,waves"
    assert said(stage, stage.version_id, name="keywords") == "sea"
    told = stage.read(ts)
    assert wording.KEYWORD_TWICE in told
    assert wording.KEYWORD_IN_NAME in told
    assert wording.KEYWORD_LENGTH in told


def test_a_word_of_the_name_is_wasted_in_several_words_too(stage: Stage) -> None:
    ts = stage.says(stage.eddie, "@App Store Bot keywords en-US Tide,tide chart,high tide,moon")
    stage.work()
    assert wording.KEYWORD_IN_NAME_EN in stage.read(ts)


def test_retry_makes_what_apple_did_not_answer_and_nothing_twice(stage: Stage, live: str) -> None:
    stage.apple.faults.add(Fault.status(403, method="PATCH", nth=2))
    ts = stage.says(stage.eddie, "@App Store Bot promo en-US Hello")
    stage.work()
    told = stage.read(ts)
    assert (said(stage, live), said(stage, stage.version_id)) == ("Hello", "Waves today")
    assert wording.KEY_ROLE_TOO_SMALL in told
    stage.apple.faults.clear()
    stage.eddie.clicks(stage.release, stage.replies(ts)[0].ts, "Retry")
    stage.work()
    assert said(stage, stage.version_id) == "Hello"
    assert wording.CHANGED_IN_TWO_VERSIONS in stage.read(ts)
    assert len(stage.writes()) == 3
    stage.eddie.clicks(stage.release, stage.replies(ts)[0].ts, "Undo")
    stage.work()
    assert said(stage, live) == said(stage, stage.version_id) == "Waves today"


def test_a_long_pause_of_apples_is_told_and_the_change_goes_on_by_itself(stage: Stage, live: str) -> None:
    stage.apple.faults.add(Fault.status(429, headers={"Retry-After": "60"}, method="PATCH", nth=2))
    ts = stage.says(stage.eddie, "@App Store Bot promo en-US Hello")
    stage.work()
    assert (said(stage, live), said(stage, stage.version_id)) == ("Hello", "Waves today")
    assert wording.GOES_ON_BY_ITSELF in stage.read(ts)
    stage.apple.faults.clear()
    today, then = stage.kit, stage.kit.clock() + 120
    stage.kit.redis.delete(f"asc:pause:{stage.apple_key.key_id}")
    stage.kit = replace(today, clock=lambda: then)
    stage.sweep()
    stage.work()
    stage.kit = today
    told = stage.read(ts)
    assert said(stage, stage.version_id) == "Hello"
    assert wording.CHANGED_IN_TWO_VERSIONS in told
    assert len(list(audit.everything(stage.kit.redis))) == 2


def test_a_job_that_is_done_again_after_an_undo_changes_nothing(stage: Stage, live: str) -> None:
    ts = stage.says(stage.eddie, "@App Store Bot promo en-US Hello")
    stage.work()
    message = stage.replies(ts)[0]
    stage.olive.clicks(stage.release, message.ts, "Undo")
    stage.work()
    revision = next(button.value for button in message.buttons if button.label == "Undo")
    jobs.enqueue(stage.kit, listing_jobs.change_texts, revision)
    stage.work()
    assert said(stage, live) == said(stage, stage.version_id) == "Waves today"
    assert len(stage.replies(ts)) == 2


def test_a_platform_narrows_the_change(stage: Stage, live: str) -> None:
    mac = stage.apple.add_version(stage.app_id, "1.0", platform="MAC_OS", locales=["en-US"])
    stage.says(stage.eddie, "@App Store Bot promo en-US Hello --platform macos")
    stage.work()
    assert (said(stage, mac), said(stage, live)) == ("Hello", "Waves today")
    stage.says(stage.eddie, "@App Store Bot promo en-US Ahoy")
    stage.work()
    assert said(stage, mac) == said(stage, live) == said(stage, stage.version_id) == "Ahoy"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("keywords en-US moon --platform ios", "it has no version in preparation. 1.3.0 (iOS) is In Review: it is"),
        ("promo en-US Hello --version 9.9", "it has no version 9.9, only 2.0 (macOS), 1.3.0 (iOS) and 1.2.0 (iOS)"),
        ("promo en-US Hello --platform tvos", "it has no version for tvOS, only 2.0 (macOS)"),
    ],
)
def test_why_no_version_takes_a_text_is_told_of_those_that_were_meant(
    stage: Stage, live: str, line: str, why: str
) -> None:
    stage.apple.set_version_state(live, "IN_REVIEW")
    stage.apple.add_version(stage.app_id, "2.0", platform="MAC_OS", locales=["en-US"])
    ts = stage.says(stage.eddie, f"@App Store Bot {line}")
    stage.work()
    assert f"en-US, Tide: {why}" in stage.read(ts)
    assert "macOS) is" not in stage.read(ts)


def test_a_mention_in_a_text_becomes_the_name_that_is_seen(stage: Stage, live: str) -> None:
    stage.says(stage.eddie, "@App Store Bot promo en-US Made by @Olive & friends")
    stage.work()
    assert said(stage, live) == "Made by @olive & friends"


def test_one_change_in_several_languages_is_one_card(stage: Stage, live: str) -> None:
    ts = stage.says(stage.eddie, "@App Store Bot promo en-US,de-DE Hello")
    stage.work()
    assert said(stage, live, "de-DE") == said(stage, live) == "Hello"
    assert len(stage.replies(ts)) == 1


@pytest.mark.parametrize(
    ("line", "locale", "text"),
    [
        ("English (U.K.) Hello", "en-GB", "Hello"),
        ("French (Canada),English (Australia) Hello", "fr-CA", "Hello"),
        ("en-GB 🎉 Hello", "en-GB", "🎉 Hello"),
        ("en-GB — the best", "en-GB", "— the best"),
        ("british (or not) Hello", "en-GB", "(or not) Hello"),
    ],
)
def test_a_language_may_be_called_as_app_store_connect_calls_it(
    stage: Stage, line: str, locale: str, text: str
) -> None:
    version = stage.apple.add_version(stage.app_id, "9.0", platform="MAC_OS", locales=["en-GB", "fr-CA", "en-AU"])
    stage.says(stage.eddie, f"@App Store Bot promo {line}")
    stage.work()
    assert said(stage, version, locale) == text
