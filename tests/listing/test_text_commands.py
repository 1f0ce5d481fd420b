"""Store texts are changed from Slack: told with what was there before, and brought back with one press."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.jobs import queues
from records import audit
from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from tasks.listing import jobs as listing_jobs
from tests.support import wording
from tests.support.env import Env


@pytest.fixture
def live(env: Env) -> str:
    """1.2.0 is on the store, and 1.3.0 in preparation begins as its copy."""
    env.apple.set_text(env.version_id, "en-US", promotionalText="Waves today", keywords="sea")
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    return env.apple.add_version(env.app_id, "1.3.0")


def shown_text(env: Env, version_id: str, locale: str = "en-US", name: str = "promotionalText") -> str | None:
    return env.apple.texts(version_id)[locale][name]


def test_promotional_text_is_set_where_it_is_seen_and_where_it_will_be(env: Env, live: str) -> None:
    ts = env.says(env.eddie, "@App Store Bot promo en-US Surf & <fun> 🎉 at tide.app, 10:30:45")
    env.work()
    wanted = "Surf & <fun> 🎉 at tide.app, 10:30:45"
    assert shown_text(env, live) == shown_text(env, env.version_id) == wanted
    reported = env.read(ts)
    assert wording.PROMO_CHANGED in reported
    assert wording.CHANGED_IN_TWO_VERSIONS in reported
    assert "│ Waves today" in reported
    assert f"│ {wanted}" in reported


def test_undo_brings_the_old_text_back_and_can_itself_be_undone(env: Env, live: str) -> None:
    ts = env.says(env.eddie, "@App Store Bot promo en-US Hello")
    env.work()
    first = env.replies(ts)[0]
    env.olive.clicks(env.release, first.ts, "Undo")
    env.work()
    assert shown_text(env, live) == shown_text(env, env.version_id) == "Waves today"
    before, after = env.replies(ts)
    assert wording.TEXT_UNDONE in as_text(before)
    assert before.buttons == ()
    assert wording.BROUGHT_BACK_BY_OLIVE in as_text(after)
    env.olive.clicks(env.release, after.ts, "Undo")
    env.work()
    assert shown_text(env, live) == shown_text(env, env.version_id) == "Hello"
    assert [entry.tag for entry in audit.everything(env.kit.redis)][2:4] == ["listing:text:restored"] * 2


def test_undo_asks_before_it_overwrites_what_somebody_else_wrote(env: Env, live: str) -> None:
    ts = env.says(env.eddie, "@App Store Bot promo en-US Hello")
    env.work()
    env.apple.set_text(env.version_id, "en-US", promotionalText="Written on the web")
    env.olive.clicks(env.release, env.replies(ts)[0].ts, "Undo")
    env.work()
    question = env.replies(ts)[-1]
    assert "Written on the web" in as_text(question)
    assert "Waves today" in as_text(question)
    assert shown_text(env, env.version_id) == "Written on the web"
    env.eddie.clicks(env.release, question.ts, "Overwrite")
    env.work()
    assert shown_text(env, env.version_id) == "Waves today"
    assert wording.BROUGHT_BACK_BY_OLIVE in as_text(env.replies(ts)[-1])


def test_keep_leaves_the_text_of_somebody_else(env: Env, live: str) -> None:
    ts = env.says(env.eddie, "@App Store Bot promo en-US Hello --platform IOS --version 1.2.0")
    env.work()
    assert shown_text(env, live) == "Waves today"
    env.apple.set_text(env.version_id, "en-US", promotionalText="Written on the web")
    env.olive.clicks(env.release, env.replies(ts)[0].ts, "Undo")
    env.work()
    env.eddie.clicks(env.release, env.replies(ts)[-1].ts, "Keep")
    env.work()
    assert shown_text(env, env.version_id) == "Written on the web"
    assert env.replies(ts)[-1].buttons == ()


def test_a_dry_run_shows_the_text_and_changes_nothing(env: Env, live: str) -> None:
    env.eddie.types("/asc promo en-US Hi :tada: --dry-run", env.release)
    env.work()
    reported = env.ephemeral_text(env.eddie)
    assert wording.DRY_RUN_IN_TIDE in reported
    assert "│ Hi 🎉" in reported
    assert wording.FOUR_CHARACTERS in reported
    assert env.writes() == []


def test_an_answer_to_a_slash_command_is_private_and_so_is_its_undo(env: Env, live: str) -> None:
    env.eddie.types("/asc promo en-US Hello", env.release)
    env.work()
    message = env.slack.ephemerals(env.eddie)[-1]
    env.eddie.clicks(env.release, message, "Undo")
    env.work()
    assert shown_text(env, live) == "Waves today"
    assert wording.BROUGHT_BACK_BY_EDDIE in env.ephemeral_text(env.eddie)
    assert env.slack.messages(env.release) == ()


@pytest.mark.parametrize(
    ("line", "reported"),
    [
        ("promo en-US " + "x" * 171, "en-US Promotional text: 171 characters, 1 more than the 170 that Apple takes"),
        ("promo en-XX Hello", "en-XX is not an App Store language. Did you mean"),
        ("promo en-US Ahoy :acme_parrot:", "can't show :acme_parrot: because"),
        ("promo en-US Hello --platform amiga", "amiga is not a platform"),
        ("promo en-US, de-DE Hallo", "Write several languages without spaces"),
        ("promo british english breakfast", "Is the language british english, or british followed by the text"),
        ("promo Spanish México te espera", "Write the language as es-ES or es-MX"),
        ("keywords en-US , ，,", "en-US Keywords: there are only commas, and no keyword between them"),
        ("keywords en-US " + "x" * 101, "101 characters, 1 more than the 100"),
    ],
)
def test_what_apple_would_refuse_is_refused_before_apple_is_asked(env: Env, line: str, reported: str) -> None:
    env.eddie.types(f"/asc {line}", env.release)
    env.work()
    assert reported in env.ephemeral_text(env.eddie)
    assert wording.NOTHING_CHANGED in env.ephemeral_text(env.eddie)
    assert env.apple.calls == []


def test_a_viewer_changes_nothing(env: Env, live: str) -> None:
    env.vera.types("/asc promo en-US Hello", env.release)
    env.work()
    assert wording.TAKES_EDITOR in env.ephemeral_text(env.vera)
    assert env.apple.calls == []


def test_keywords_are_tidied_and_what_is_wasted_is_told(env: Env, live: str) -> None:
    ts = env.says(env.eddie, "@App Store Bot keywords en-US sea , surf,tide, Sea ,waves")
    env.work()
    assert shown_text(env, live, name="keywords") == "sea,surf,tide,waves"
    assert shown_text(env, env.version_id, name="keywords") == "sea"
    reported = env.read(ts)
    assert wording.KEYWORD_TWICE in reported
    assert wording.KEYWORD_IN_NAME in reported
    assert wording.KEYWORD_LENGTH in reported


def test_a_word_of_the_name_is_wasted_in_several_words_too(env: Env) -> None:
    ts = env.says(env.eddie, "@App Store Bot keywords en-US Tide,tide chart,high tide,moon")
    env.work()
    assert wording.KEYWORD_IN_NAME_EN in env.read(ts)


def test_retry_makes_what_apple_did_not_answer_and_nothing_twice(env: Env, live: str) -> None:
    env.apple.faults.add(Fault.status(403, method="PATCH", nth=2))
    ts = env.says(env.eddie, "@App Store Bot promo en-US Hello")
    env.work()
    reported = env.read(ts)
    assert (shown_text(env, live), shown_text(env, env.version_id)) == ("Hello", "Waves today")
    assert wording.KEY_ROLE_TOO_SMALL in reported
    env.apple.faults.clear()
    env.eddie.clicks(env.release, env.replies(ts)[0].ts, "Retry")
    env.work()
    assert shown_text(env, env.version_id) == "Hello"
    assert wording.CHANGED_IN_TWO_VERSIONS in env.read(ts)
    assert len(env.writes()) == 3
    env.eddie.clicks(env.release, env.replies(ts)[0].ts, "Undo")
    env.work()
    assert shown_text(env, live) == shown_text(env, env.version_id) == "Waves today"


def test_a_long_pause_of_apples_is_told_and_the_change_goes_on_by_itself(env: Env, live: str) -> None:
    env.apple.faults.add(Fault.status(429, headers={"Retry-After": "60"}, method="PATCH", nth=2))
    ts = env.says(env.eddie, "@App Store Bot promo en-US Hello")
    env.work()
    assert (shown_text(env, live), shown_text(env, env.version_id)) == ("Hello", "Waves today")
    assert wording.GOES_ON_BY_ITSELF in env.read(ts)
    env.apple.faults.clear()
    today, then = env.kit, env.kit.clock() + 120
    env.kit.redis.delete(f"asc:pause:{env.apple_key.key_id}")
    env.kit = replace(today, clock=lambda: then)
    env.sweep()
    env.work()
    env.kit = today
    reported = env.read(ts)
    assert shown_text(env, env.version_id) == "Hello"
    assert wording.CHANGED_IN_TWO_VERSIONS in reported
    assert len(list(audit.everything(env.kit.redis))) == 2


def test_a_job_that_is_done_again_after_an_undo_changes_nothing(env: Env, live: str) -> None:
    ts = env.says(env.eddie, "@App Store Bot promo en-US Hello")
    env.work()
    message = env.replies(ts)[0]
    env.olive.clicks(env.release, message.ts, "Undo")
    env.work()
    revision = next(button.value for button in message.buttons if button.label == "Undo")
    queues.enqueue(env.kit, listing_jobs.change_texts, revision)
    env.work()
    assert shown_text(env, live) == shown_text(env, env.version_id) == "Waves today"
    assert len(env.replies(ts)) == 2


def test_a_platform_narrows_the_change(env: Env, live: str) -> None:
    mac = env.apple.add_version(env.app_id, "1.0", platform="MAC_OS", locales=["en-US"])
    env.says(env.eddie, "@App Store Bot promo en-US Hello --platform macos")
    env.work()
    assert (shown_text(env, mac), shown_text(env, live)) == ("Hello", "Waves today")
    env.says(env.eddie, "@App Store Bot promo en-US Ahoy")
    env.work()
    assert shown_text(env, mac) == shown_text(env, live) == shown_text(env, env.version_id) == "Ahoy"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("keywords en-US moon --platform ios", "it has no version in preparation. 1.3.0 (iOS) is In Review: it is"),
        ("promo en-US Hello --version 9.9", "it has no version 9.9, only 2.0 (macOS), 1.3.0 (iOS) and 1.2.0 (iOS)"),
        ("promo en-US Hello --platform tvos", "it has no version for tvOS, only 2.0 (macOS)"),
    ],
)
def test_why_no_version_takes_a_text_is_told_of_those_that_were_meant(env: Env, live: str, line: str, why: str) -> None:
    env.apple.set_version_state(live, "IN_REVIEW")
    env.apple.add_version(env.app_id, "2.0", platform="MAC_OS", locales=["en-US"])
    ts = env.says(env.eddie, f"@App Store Bot {line}")
    env.work()
    assert f"en-US, Tide: {why}" in env.read(ts)
    assert "macOS) is" not in env.read(ts)


def test_a_mention_in_a_text_becomes_the_name_that_is_seen(env: Env, live: str) -> None:
    env.says(env.eddie, "@App Store Bot promo en-US Made by @Olive & friends")
    env.work()
    assert shown_text(env, live) == "Made by @olive & friends"


def test_one_change_in_several_languages_is_one_card(env: Env, live: str) -> None:
    ts = env.says(env.eddie, "@App Store Bot promo en-US,de-DE Hello")
    env.work()
    assert shown_text(env, live, "de-DE") == shown_text(env, live) == "Hello"
    assert len(env.replies(ts)) == 1


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
def test_a_language_may_be_called_as_app_store_connect_calls_it(env: Env, line: str, locale: str, text: str) -> None:
    version = env.apple.add_version(env.app_id, "9.0", platform="MAC_OS", locales=["en-GB", "fr-CA", "en-AU"])
    env.says(env.eddie, f"@App Store Bot promo {line}")
    env.work()
    assert shown_text(env, version, locale) == text
