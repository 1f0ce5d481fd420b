"""A text that no version takes now is kept, and set by the clock as soon as there is a version for it."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from tasks.listing import jobs
from tests.support import wording
from tests.support.env import Env


@pytest.fixture
def kept(env: Env) -> Env:
    """Nothing is in preparation, and Eddie has his keywords kept."""
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    ts = env.says(env.eddie, "@App Store Bot keywords en-US sea,surf")
    env.work()
    offer = env.replies(ts)[0]
    assert wording.KEPT_FOR_WHY in as_text(offer)
    env.eddie.clicks(env.release, offer.ts, "Keep for the next version")
    env.work()
    assert wording.KEPT_BY_EDDIE in env.read(ts)
    return env


def later(env: Env, seconds: float) -> None:
    today = env.kit
    then = time.time() + seconds
    env.kit = replace(today, clock=lambda: then)
    jobs.due(env.kit)
    env.work()
    env.kit = today


def test_the_clock_looks_every_ten_minutes_with_one_call(kept: Env) -> None:
    calls = len(kept.apple.calls)
    later(kept, 300)
    assert len(kept.apple.calls) == calls
    later(kept, 601)
    assert len(kept.apple.calls) == calls + 1
    later(kept, 700)
    assert len(kept.apple.calls) == calls + 1
    later(kept, 1300)
    assert len(kept.apple.calls) == calls + 2


def test_the_kept_text_is_set_once_there_is_a_version_and_the_channel_is_told(kept: Env) -> None:
    version = kept.apple.add_version(kept.app_id, "1.3.0")
    later(kept, 601)
    assert kept.apple.texts(version)["en-US"]["keywords"] == "sea,surf"
    reported = "\n".join(as_text(message) for message in kept.slack.messages(kept.release))
    reported += kept.read(kept.slack.messages(kept.release)[0].ts)
    assert wording.KEPT_IS_DUE in reported
    assert "Undo" in reported
    later(kept, 1300)
    assert len(kept.writes()) == 1


def test_the_kept_text_is_set_at_once_if_the_version_is_created_here(kept: Env) -> None:
    ts = kept.says(kept.eddie, "@App Store Bot version new 1.3.0")
    kept.work()
    later(kept, 1)
    (version,) = (each.id for each in kept.apple.look()[0].versions if each.name == "1.3.0")
    assert wording.VERSION_CREATED in kept.read(ts)
    assert kept.apple.texts(version)["en-US"]["keywords"] == "sea,surf"


def test_somebody_who_is_no_editor_any_more_changes_nothing_by_a_kept_text(kept: Env) -> None:
    kept.apple.add_version(kept.app_id, "1.3.0")
    kept.slack.change(kept.eddie, deleted=True)
    kept.kit.redis.delete(f"asc:person:{kept.eddie.id}")
    later(kept, 601)
    assert wording.NO_LONGER_EDITOR in "\n".join(
        as_text(message) for message in kept.slack.messages(kept.release)
    ) + kept.read(kept.slack.messages(kept.release)[0].ts)
    assert kept.writes() == []


def test_what_is_kept_later_takes_the_place_of_what_was_kept_before(kept: Env) -> None:
    ts = kept.says(kept.olive, "@App Store Bot keywords en-US moon")
    kept.work()
    kept.olive.clicks(kept.release, kept.replies(ts)[0].ts, "Keep for the next version")
    kept.work()
    assert wording.KEPT_INSTEAD in kept.read(ts)
    version = kept.apple.add_version(kept.app_id, "1.3.0")
    later(kept, 601)
    assert kept.apple.texts(version)["en-US"]["keywords"] == "moon"
    assert len(kept.writes()) == 1


def keep(env: Env, words: str) -> str:
    ts = env.says(env.eddie, f"@App Store Bot {words}")
    env.work()
    env.eddie.clicks(env.release, env.replies(ts)[0].ts, "Keep for the next version")
    env.work()
    return ts


def test_what_is_kept_for_other_languages_stays_kept(kept: Env) -> None:
    keep(kept, "keywords en-US,de-DE mond,flut")
    keep(kept, "keywords en-US moon")
    version = kept.apple.add_version(kept.app_id, "1.3.0", locales=["en-US", "de-DE"])
    later(kept, 601)
    texts = kept.apple.texts(version)
    assert (texts["en-US"]["keywords"], texts["de-DE"]["keywords"]) == ("moon", "mond,flut")


def test_what_is_kept_can_be_cancelled(kept: Env) -> None:
    ts = keep(kept, "keywords de-DE mond")
    kept.olive.clicks(kept.release, kept.replies(ts)[0].ts, "Cancel")
    kept.work()
    assert wording.KEPT_CANCELLED in kept.read(ts)
    assert not kept.replies(ts)[0].buttons
    version = kept.apple.add_version(kept.app_id, "1.3.0", locales=["en-US", "de-DE"])
    later(kept, 601)
    texts = kept.apple.texts(version)
    assert (texts["en-US"]["keywords"], texts["de-DE"]["keywords"]) == ("sea,surf", None)


def test_a_kept_text_that_apple_gave_no_answer_to_is_sent_at_the_next_look(kept: Env) -> None:
    version = kept.apple.add_version(kept.app_id, "1.3.0")
    kept.apple.faults.add(Fault.status(503, method="PATCH"))
    kept.retry_at_once()
    later(kept, 601)
    kept.apple.faults.clear()
    later(kept, 1300)
    assert kept.apple.texts(version)["en-US"]["keywords"] == "sea,surf"
