"""`upload … --treatment NAME/A` and `screenshots --treatment NAME/A`: the sets of a treatment, and no others."""

from __future__ import annotations

import pytest

from sandbox import pictures
from sandbox.appstore import Fault
from tests.pages.experimenting import IPHONE, go_live
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, press, requested, send

UPLOAD = f'{BOT} upload en-US --treatment "summer icons/b"'


def screenshot(number: int) -> tuple[str, bytes]:
    return f"{number}.png", pictures.png(1290, 2796, seed=number)


@pytest.fixture
def icons(env: Env) -> str:
    """The id of Tide's experiment Summer icons, with treatments A and B in English; Tide itself is live."""
    go_live(env)
    return env.apple.add_experiment(env.app_id, "Summer icons", treatments="AB")


def held(env: Env, experiment: str, treatment: str = "B", locale: str = "en-US") -> list[str]:
    """The names of the screenshots in a set of a treatment."""
    return env.apple.treatment_screenshots(experiment, treatment, locale, IPHONE)


def test_pictures_fill_the_set_of_the_treatment_and_leave_all_others_alone(env: Env, icons: str) -> None:
    ts = send(env, (screenshot(2), screenshot(1)), UPLOAD)
    assert (held(env, icons), held(env, icons, "A")) == (["1.png", "2.png"], [])
    assert env.screenshots("en-US", IPHONE) == []
    assert wording.UPLOADED_TO_TREATMENT in env.read(ts)
    press(env, ts, "Undo")
    assert held(env, icons) == []
    assert wording.UPLOADED_TO_TREATMENT_IN_TRAIL in requested(env, "/asc audit")


def test_a_set_that_holds_screenshots_is_asked_about_and_replaced(env: Env, icons: str) -> None:
    env.apple.fill_treatment_set(icons, "B", "en-US", IPHONE, [screenshot(9)])
    ts = send(env, (screenshot(1),), UPLOAD)
    assert held(env, icons) == ["9.png"]
    press(env, ts, "Replace")
    assert held(env, icons) == ["1.png"]


def test_a_dry_run_changes_nothing(env: Env, icons: str) -> None:
    send(env, (screenshot(1),), f"{UPLOAD} --dry-run")
    assert held(env, icons) == []
    assert env.writes() == []


@pytest.mark.parametrize("state", ["READY_FOR_REVIEW", "REJECTED"])
def test_what_is_in_a_draft_or_was_rejected_takes_pictures(env: Env, icons: str, state: str) -> None:
    env.apple.set_experiment_state(icons, state)
    send(env, (screenshot(1),), UPLOAD)
    assert held(env, icons) == ["1.png"]


@pytest.mark.parametrize("state", ["WAITING_FOR_REVIEW", "IN_REVIEW", "ACCEPTED", "APPROVED", "COMPLETED", "STOPPED"])
def test_what_was_sent_to_review_takes_none(env: Env, icons: str, state: str) -> None:
    env.apple.set_experiment_state(icons, state)
    ts = send(env, (screenshot(1),), UPLOAD)
    assert wording.TREATMENT_LOCKED in env.read(ts)
    assert env.writes() == []


def test_what_runs_takes_none_though_it_needed_no_review(env: Env, icons: str) -> None:
    env.apple.set_experiment(icons, reviewRequired=False, startDate="2026-11-01T12:00:00Z")
    ts = send(env, (screenshot(1),), UPLOAD)
    assert wording.TREATMENT_LOCKED in env.read(ts)
    assert env.writes() == []


@pytest.mark.usefixtures("icons")
@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ('"Sumer icons/B"', wording.TREATMENT_EXPERIMENT_NEAR),
        ('"Summer icons"', wording.TREATMENT_WHICH),
        ('"Summer icons/"', wording.TREATMENT_WHICH),
        ('"Summer icons/D"', wording.TREATMENT_UNKNOWN),
        ("Summer icons/B", wording.TREATMENT_NEEDS_QUOTES),
        ('"Summer icons"/B', wording.TREATMENT_NEEDS_QUOTES),
        ('"Summer icons/B" --page Summer', wording.TREATMENT_AND_PAGE),
    ],
)
def test_what_names_no_treatment_is_explained(env: Env, option: str, expected: str) -> None:
    ts = send(env, (screenshot(1),), f"{BOT} upload en-US --treatment {option}")
    assert expected in env.read(ts)
    assert expected in requested(env, f"/asc screenshots --treatment {option}")
    assert env.writes() == []


@pytest.mark.usefixtures("icons")
@pytest.mark.parametrize(
    ("name", "treatment", "typed"),
    [
        ("A/B", "Treatment A", "a/b/a"),
        ("☀️ & <more>", "B", ":sunny: & <more> / b"),
        ("Icons", "Sub A", "icons/sub a"),
    ],
)
def test_names_with_slashes_and_emoji_and_treatments_named_elsewhere_are_found(
    env: Env, name: str, treatment: str, typed: str
) -> None:
    found = env.apple.add_experiment(env.app_id, name, treatments=(treatment,))
    send(env, (screenshot(1),), f'{BOT} upload en-US --treatment "{typed}"')
    assert held(env, found, treatment) == ["1.png"]


def test_one_that_has_ended_is_not_meant_beside_one_of_the_same_name(env: Env, icons: str) -> None:
    env.apple.set_experiment_state(icons, "STOPPED")
    again = env.apple.add_experiment(env.app_id, "Summer icons", treatments="AB")
    send(env, (screenshot(1),), UPLOAD)
    assert (held(env, again), held(env, icons)) == (["1.png"], [])


def test_a_language_that_the_treatment_lacks_is_added_when_asked(env: Env, icons: str) -> None:
    ts = send(env, (screenshot(1),), f'{BOT} upload fr-FR --treatment "Summer icons/B"')
    assert wording.TREATMENT_LACKS_FRENCH in env.read(ts)
    press(env, ts, "Create")
    assert held(env, icons, locale="fr-FR") == ["1.png"]


def test_a_language_whose_answer_is_lost_is_added_once(env: Env, icons: str) -> None:
    env.retry_at_once()
    path = "/v1/appStoreVersionExperimentTreatmentLocalizations"
    env.apple.faults.add(Fault.lost(504, method="POST", path=path, times=1))
    ts = send(env, (screenshot(1),), f'{BOT} upload fr-FR --treatment "Summer icons/B"')
    press(env, ts, "Create")
    assert held(env, icons, locale="fr-FR") == ["1.png"]
    assert env.writes().count(f"POST {path}") == 1


def test_pictures_are_those_of_the_platform_of_the_experiment(env: Env, icons: str) -> None:
    ts = send(env, (("mac.png", pictures.png(1280, 800, seed=1)),), UPLOAD)
    assert wording.MAC_PICTURE_FOR_IOS in env.read(ts)
    assert held(env, icons) == []
    go_live(env, "MAC_OS")
    laptop = env.apple.add_experiment(env.app_id, "Laptop", platform="MAC_OS", treatments="A")
    send(env, (("mac.png", pictures.png(1280, 800, seed=1)),), f"{BOT} upload en-US --treatment Laptop/A")
    assert env.apple.treatment_screenshots(laptop, "A", "en-US", "APP_DESKTOP") == ["mac.png"]


def test_screenshots_shows_the_sets_of_a_treatment_in_any_state(env: Env, icons: str) -> None:
    env.apple.fill_treatment_set(icons, "B", "en-US", IPHONE, [screenshot(1)])
    env.apple.set_experiment_state(icons, "IN_REVIEW")
    shown = requested(env, '/asc screenshots --treatment "SUMMER ICONS/B"')
    assert wording.TREATMENT_SETS_SHOWN in shown
    assert "1 of 10" in shown


@pytest.mark.usefixtures("icons")
def test_an_upload_to_a_treatment_takes_few_calls(env: Env) -> None:
    """docs/experiments.md states them: for a picture in one language, without those of the parts."""
    requested(env, "/asc experiments")
    before = len(env.apple.calls)
    send(env, (screenshot(1),), UPLOAD)
    assert len([call for call in env.apple.calls[before:] if call.kind == "api"]) == 6
