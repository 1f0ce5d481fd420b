"""Lists as Apple really pages them: the version in preparation is found, or the bot says that it was not checked."""

from __future__ import annotations

import pytest

from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, WATCH, press, send, watch

# What Apple leaves out, and whether it can be made up for.
OMITTED = [
    set(),
    {"meta"},
    {"data", "meta"},
    {"included"},
    {"meta", "total"},
    {"next"},
    {"next", "total"},
    {"nextCursor"},
]


@pytest.fixture
def many(env: Env) -> Env:
    """130 versions, and the one in preparation is the last in every list; 1.2.0 is live."""
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    for number in range(128):
        env.apple.add_version(env.app_id, f"0.{number}", state="REPLACED_WITH_NEW_VERSION", locales=[])
    env.version_id = env.apple.add_version(env.app_id, "1.3.0", locales=["en-US", "de-DE"])
    return env


def read(env: Env, words: str) -> str:
    ts = env.says(env.eddie, f"{BOT} {words}")
    env.work()
    return env.read(ts)


@pytest.mark.parametrize("omitted", OMITTED, ids=lambda names: "+".join(sorted(names)))
def test_the_version_in_preparation_is_found(many: Env, omitted: set[str]) -> None:
    many.apple.omits = frozenset(omitted)
    assert "1.3.0 (iOS)" in read(many, "status")
    assert "1.3.0 (iOS" in read(many, "promo en-US Waves")
    assert many.apple.texts(many.version_id)["en-US"]["promotionalText"] == "Waves"
    assert "1.3.0 (iOS)" in many.read(send(many, (watch(1),), f"{BOT} upload en-US {WATCH}"))
    assert many.screenshots("en-US", WATCH) == ["1.png"]


@pytest.mark.parametrize("omitted", [{"next"}, {"next", "meta"}, {"nextCursor"}])
def test_more_versions_than_a_page_holds(many: Env, omitted: set[str]) -> None:
    for number in range(100):
        many.apple.add_version(many.app_id, f"0.9.{number}", state="REPLACED_WITH_NEW_VERSION", locales=[])
    many.version_id = many.apple.add_version(many.app_id, "3.0", platform="MAC_OS", locales=["en-US"])
    many.apple.omits = frozenset(omitted)
    assert "3.0 (macOS)" in read(many, "status")


@pytest.mark.parametrize("words", ["promo en-US Waves", "status", "listing export", "keywords en-US sea,surf"])
def test_a_list_without_a_way_to_its_rest_is_told_and_nothing_is_changed(many: Env, words: str) -> None:
    for number in range(100):
        many.apple.add_version(many.app_id, f"0.9.{number}", state="REPLACED_WITH_NEW_VERSION", locales=[])
    many.apple.omits = frozenset({"next", "nextCursor"})
    assert wording.ONLY_PART_OF_A_LIST in read(many, words)
    assert many.writes() == []


@pytest.mark.parametrize("omitted", OMITTED, ids=lambda names: "+".join(sorted(names)))
def test_sets_and_screenshots_are_found(env: Env, omitted: set[str]) -> None:
    """Ten screenshots are as many as Apple includes without a limit, and as many as a set holds."""
    env.apple.fill_set(env.version_id, "en-US", WATCH, [watch(number) for number in range(10)])
    env.apple.omits = frozenset(omitted)
    assert "10 of 10" in read(env, "screenshots en-US")
    ts = send(env, (watch(11),), f"{BOT} upload en-US {WATCH}")
    assert wording.HOLDS_SCREENSHOTS in env.read(ts)
    press(env, ts, "Replace")
    assert env.screenshots("en-US", WATCH) == ["11.png"]


@pytest.mark.parametrize("omitted", OMITTED, ids=lambda names: "+".join(sorted(names)))
def test_the_reply_to_a_review_is_seen(env: Env, omitted: set[str]) -> None:
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    review_id = env.apple.add_review(env.app_id, 1, title="Crash", body="It crashes")
    env.apple.set_reply(review_id, "We fixed it")
    env.apple.omits = frozenset(omitted)
    ts = env.says(env.eddie, f"{BOT} reply {review_id} Again")
    env.work()
    assert "We fixed it" in env.read(ts)


def test_languages_are_all_read(env: Env) -> None:
    env.apple.omits = frozenset({"meta", "total", "next"})
    assert "de-DE" in read(env, "promo de-DE Wellen")
    assert env.apple.texts(env.version_id)["de-DE"]["promotionalText"] == "Wellen"
