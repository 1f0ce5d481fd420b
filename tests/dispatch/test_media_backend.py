"""`ASC_MEDIA` chooses between screenshot sets and the App Asset Library: once for each app, by what Apple answers."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from appstore.errors import Refused, Unauthorized
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from records.dispatch.media_backend import Backend
from records.keys import DAY
from sandbox.appstore import Fault
from tasks.dispatch.media_backend import answer, backend_of, choice_of
from tests.support import wording
from tests.support.env import Env

TIDE = KnownApp(id="1001", bundle_id="com.example.tide", name="Tide", primary_locale="en-US")
LIBRARY = json.dumps({"data": {"type": "appAssetLibraries", "id": "L1"}}).encode()
NONE = b'{"errors": []}'
FORBIDDEN = b'{"errors": [{"status": "403", "code": "FORBIDDEN_ERROR", "detail": "This request is forbidden"}]}'
AGREEMENT = b'{"errors": [{"status": "403", "code": "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED"}]}'


def with_setting(kit: Kit, value: str, *, later: float = 0) -> Kit:
    """The kit of an operator who has set ASC_MEDIA to this, some seconds later."""
    settings = kit.settings.model_copy(update={"asc_media": value})
    return replace(kit, settings=settings, clock=lambda: 1_000_000.0 + later)


def answers(env: Env, status: int, body: bytes = NONE) -> None:
    """Let Apple answer the question about the library so from now on."""
    env.apple.faults.clear()
    env.apple.faults.add(Fault.status(status, body, {"Content-Type": "application/json"}, path="/assetLibrary$"))


def lookups(env: Env) -> int:
    """How often Apple was called about the library."""
    return sum(call.path.endswith("/assetLibrary") for call in env.apple.calls)


def test_sets_are_used_without_a_question_to_apple_by_default(env: Env) -> None:
    answers(env, 200, LIBRARY)
    assert env.kit.settings.asc_media == "sets"
    assert backend_of(env.kit, env.kit.apple_of(""), TIDE) is Backend.SETS
    assert not lookups(env)


def test_the_library_is_found_once(env: Env) -> None:
    for number, setting in enumerate(("auto", "library"), 1):
        kit = with_setting(env.kit, setting)
        answers(env, 200, LIBRARY)
        found = choice_of(kit, kit.apple_of(""), TIDE)
        assert (found.backend, found.library_id, found.chosen_by) == (Backend.LIBRARY, "L1", "")
        answers(env, 404)
        assert choice_of(with_setting(env.kit, setting, later=9 * DAY), kit.apple_of(""), TIDE) == found
        assert lookups(env) == number


@pytest.mark.parametrize(("status", "body"), [(404, NONE), (403, FORBIDDEN)])
def test_auto_uses_sets_without_a_library_and_looks_again_after_a_day(env: Env, status: int, body: bytes) -> None:
    kit = with_setting(env.kit, "auto")
    answers(env, status, body)
    assert backend_of(kit, kit.apple_of(""), TIDE) is Backend.SETS
    answers(env, 200, LIBRARY)
    assert backend_of(with_setting(kit, "auto", later=DAY - 1), kit.apple_of(""), TIDE) is Backend.SETS
    assert backend_of(with_setting(kit, "auto", later=DAY), kit.apple_of(""), TIDE) is Backend.LIBRARY


def test_an_app_without_the_library_that_must_be_used_is_refused(env: Env) -> None:
    kit = with_setting(env.kit, "library")
    for status, body, says in [
        (404, NONE, wording.NO_ASSET_LIBRARY),
        (403, FORBIDDEN, wording.ASSET_LIBRARY_FORBIDDEN),
    ]:
        answers(env, status, body)
        with pytest.raises(UserError, match=says):
            backend_of(kit, kit.apple_of(""), TIDE)


def test_what_says_nothing_about_the_library_chooses_nothing(env: Env) -> None:
    kit = with_setting(env.kit, "auto")
    for status, body, error in [(403, AGREEMENT, Unauthorized), (409, NONE, Refused)]:
        answers(env, status, body)
        with pytest.raises(error):
            backend_of(kit, kit.apple_of(""), TIDE)
    answers(env, 200, LIBRARY)
    assert backend_of(kit, kit.apple_of(""), TIDE) is Backend.LIBRARY


def test_what_a_user_chose_stands_under_its_setting(env: Env) -> None:
    kit = with_setting(env.kit, "auto")
    answers(env, 200, LIBRARY)
    apple = kit.apple_of("")
    assert backend_of(kit, apple, TIDE) is Backend.LIBRARY
    answer(kit, TIDE.id, "", Backend.SETS, env.eddie.id)
    later = with_setting(kit, "auto", later=99 * DAY)
    found = choice_of(later, apple, replace(TIDE, account="default"))
    assert (found.backend, found.chosen_by, found.library_id) == (Backend.SETS, env.eddie.id, "L1")
    assert lookups(env) == 1
    assert backend_of(with_setting(kit, "library"), apple, TIDE) is Backend.LIBRARY
    assert backend_of(later, apple, replace(TIDE, account="agency")) is Backend.LIBRARY
