"""`checklist` from the message to what Apple is asked, and back to the thread."""

from __future__ import annotations

from sandbox import pictures
from sandbox.appstore import Fault
from sandbox.appstore.locales import LOCALES
from sandbox.submittable import make_submittable
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import press

CHECKLIST = "@App Store Bot checklist"
# From the request to the reply, finding the app included.
MOST_CALLS = 14


def ask(env: Env, line: str = CHECKLIST) -> str:
    ts = env.says(env.vera, line)
    env.work()
    return env.read(ts)


def prepared(env: Env) -> str:
    """Make 1.2.0 live and 1.3.0 ready to be submitted."""
    make_submittable(env.apple, env.version_id)
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    version_id = env.apple.add_version(env.app_id, "1.3.0")
    make_submittable(env.apple, version_id)
    return version_id


def test_what_apple_would_refuse_is_found_until_it_is_fixed(env: Env) -> None:
    assert wording.cannot_be_submitted("Tide", "1.2.0", 12) in ask(env)
    make_submittable(env.apple, env.version_id)
    text = ask(env)
    assert wording.can_be_submitted("Tide", "1.2.0") in text
    assert text.count(wording.NOT_IN_THE_API) == 1
    assert env.writes() == []


def test_forty_languages_take_fewer_than_fifteen_calls(env: Env) -> None:
    version_id = prepared(env)
    there = env.apple.texts(version_id)
    others = sorted(LOCALES - there.keys())
    for locale in others[: 40 - len(there)]:
        env.apple.add_locale(version_id, locale)
    make_submittable(env.apple, version_id)
    for locale in others[4 : 40 - len(there)]:
        env.apple.delete_set(version_id, locale, "APP_IPHONE_67")
    build = env.apple.add_build(env.app_id, "1.3.0", "7", encryption=True)
    env.apple.set_build(version_id, build)
    before = len(env.apple.calls)
    text = ask(env)
    assert len(env.apple.calls) - before <= MOST_CALLS
    assert wording.cannot_be_submitted("Tide", "1.3.0", 1) in text
    assert f"{len(there) - 1 + 4} other languages" in text


def test_what_can_not_be_read_is_named_and_the_rest_is_checked(env: Env) -> None:
    prepared(env)
    env.retry_at_once()
    env.apple.faults.add(Fault.status(403, path="appPriceSchedules"))
    env.apple.faults.add(Fault.status(503, path="appAvailabilityV2"))
    text = ask(env)
    assert wording.can_be_submitted("Tide", "1.3.0") not in text
    assert wording.NOT_CHECKED_PRICE in text
    assert wording.NOT_CHECKED_TERRITORIES in text


def test_a_missing_path_is_no_proof_that_something_is_missing(env: Env) -> None:
    prepared(env)
    for path in ("appPriceSchedule", "appAvailabilityV2", "inAppPurchasesV2", "primaryCategory", "ageRating"):
        env.apple.faults.add(Fault.status(404, b'{"errors": [{"code": "NOT_FOUND"}]}', path=path))
    env.apple.omits = frozenset({"data"})
    text = ask(env)
    assert wording.NOTHING_TO_FIX in text
    assert wording.NOT_CHECKED_NOT_THERE in text


def test_what_apple_leaves_out_of_an_answer_is_read_on_its_own(env: Env) -> None:
    prepared(env)
    for left_out in ("included", "data"):
        env.apple.omits = frozenset({left_out})
        assert wording.can_be_submitted("Tide", "1.3.0") in ask(env)


def test_of_several_platforms_one_is_chosen_with_a_button(env: Env) -> None:
    make_submittable(env.apple, env.version_id)
    env.apple.add_version(env.app_id, "1.2.0", "MAC_OS")
    ts = env.says(env.eddie, CHECKLIST)
    env.work()
    press(env, ts, "iOS")
    assert wording.can_be_submitted("Tide", "1.2.0") in env.read(ts) + env.ephemeral_text(env.eddie)
    assert wording.can_be_submitted("Tide", "1.2.0") in ask(env, f"{CHECKLIST} --platform ios")


def test_without_a_version_in_preparation_there_is_nothing_to_check(env: Env) -> None:
    env.apple.set_version_state(env.version_id, "IN_REVIEW")
    text = ask(env)
    assert wording.NO_VERSION_IN_PREPARATION in text
    assert wording.WITHDRAW_TO_CHANGE in text
    assert wording.HAS_NO_VERSION_7 in ask(env, f"{CHECKLIST} --version 7")


def test_what_apple_refuses_to_include_is_read_on_its_own(env: Env) -> None:
    prepared(env)
    env.apple.faults.add(Fault.status(400, path="appStoreVersions/[^/]+$", nth=1))
    env.apple.faults.add(Fault.status(400, path="appInfos$", nth=1))
    assert wording.can_be_submitted("Tide", "1.3.0") in ask(env)


def test_required_screenshots_are_looked_for_in_the_library(env: Env, shots: tuple[tuple[str, bytes], ...]) -> None:
    make_submittable(env.apple, env.version_id)
    for locale in ("en-US", "de-DE"):
        env.apple.delete_set(env.version_id, locale, "APP_IPHONE_67")
    env.use_media("library")
    assert wording.cannot_be_submitted("Tide", "1.2.0", 1) in ask(env)
    env.apple.place_files(env.version_id, "en-US", ("APP_SCREENSHOT", "IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE"), shots[:1])
    text = ask(env)
    assert wording.can_be_submitted("Tide", "1.2.0") in text
    assert wording.OTHERS_SHOW_PRIMARY in text


def test_devices_of_the_version_before_are_read_from_the_library(env: Env) -> None:
    version_id = prepared(env)
    env.use_media("library")
    assert wording.can_be_submitted("Tide", "1.3.0") in ask(env)
    ipad = pictures.png(2064, 2752, seed=1)
    env.apple.place_files(env.version_id, "en-US", ("APP_SCREENSHOT", "IPAD_13_PROFILE"), (("ipad.png", ipad),))
    assert wording.cannot_be_submitted("Tide", "1.3.0", 1) in ask(env)
    env.apple.place_files(version_id, "en-US", ("APP_SCREENSHOT", "IPAD_13_PROFILE"), (("ipad.png", ipad),))
    assert wording.can_be_submitted("Tide", "1.3.0") in ask(env)
