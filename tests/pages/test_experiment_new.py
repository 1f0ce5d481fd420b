"""`experiment new`: creates an experiment with its treatments and languages, once."""

from __future__ import annotations

import pytest

from records import audit
from records.pages.experiments import EXPERIMENT_REQUESTS, record_id
from sandbox.appstore import Fault
from tasks.pages.experiments import jobs
from tests.pages.experimenting import add, go_live, only, orders
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import requested

LINE = "experiment new Icons --traffic 30 --treatments 2"


@pytest.fixture
def live(env: Env) -> Env:
    go_live(env)
    return env


def names(env: Env) -> list[str]:
    return [found.name for found in env.apple.experiments(env.app_id)]


def test_an_experiment_is_created_with_its_treatments_in_the_languages_of_the_live_version(live: Env) -> None:
    languages = {locale.locale for locale in live.apple.look()[0].versions[0].locales}
    answer = orders(live, LINE)
    for expected in (
        wording.EXPERIMENT_CREATED,
        wording.EXPERIMENT_OF_TWO,
        wording.EXPERIMENT_TRAFFIC_OF_TWO,
        wording.EXPERIMENT_SEND_PICTURES,
    ):
        assert expected in answer
    found = only(live)
    assert (found.name, found.platform, found.traffic, found.state) == ("Icons", "IOS", 30, "PREPARE_FOR_SUBMISSION")
    assert [treatment.name for treatment in found.treatments] == ["A", "B"]
    assert all(treatment.sets.keys() == languages for treatment in found.treatments)
    assert wording.EXPERIMENT_CREATED_IN_TRAIL in requested(live, "/asc audit")


def test_the_calls_are_few(live: Env) -> None:
    """docs/experiments.md states them."""
    languages = len(live.apple.look()[0].versions[0].locales)
    before = len(live.apple.calls)
    orders(live, "experiment new Icons --traffic 30 --treatments 3")
    # The app, its experiments, the languages, the experiment and what it has.
    assert len(live.apple.calls) - before == 5 + 3 + 3 * languages


@pytest.mark.parametrize(
    ("typed", "name", "traffic", "treatments"),
    [
        ('experiment new "Summer icons" --traffic 1', "Summer icons", 1, 1),
        ('experiment new "Summer icons" --traffic 30 --treatments 2', "Summer icons", 30, 2),
        ("experiment new Summer icons ☀️ --traffic 100%", "Summer icons ☀️", 100, 1),
        ("experiment new --traffic 30 % --treatments 3 “Icons”", "Icons", 30, 3),
        ("experiment --traffic=7 new Icons", "Icons", 7, 1),
        ("experiment new “Team 👩‍🚀” --traffic 50", "Team 👩‍🚀", 50, 1),
        ("experiment new 50 % off --traffic 50", "50 % off", 50, 1),
        ('experiment new "50 %" --traffic 50', "50 %", 50, 1),
        ("experiment new ``Icons`` --traffic 50", "Icons", 50, 1),
    ],
)
def test_a_name_may_have_spaces_and_traffic_a_percent_sign(
    live: Env, typed: str, name: str, traffic: int, treatments: int
) -> None:
    orders(live, typed)
    found = only(live)
    assert (found.name, found.traffic, len(found.treatments)) == (name, traffic, treatments)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("experiment", wording.EXPERIMENT_USAGE),
        ("experiment Icons", wording.EXPERIMENT_USAGE),
        ("experiment new Icons", wording.EXPERIMENT_TRAFFIC_MISSING),
        ("experiment new Icons --traffic 0", wording.EXPERIMENT_TRAFFIC_UNCLEAR),
        ("experiment new Icons --traffic 101%", wording.EXPERIMENT_TRAFFIC_UNCLEAR),
        ("experiment new Icons --traffic half", wording.EXPERIMENT_TRAFFIC_UNCLEAR),
        ("experiment new Icons --traffic 33.5", wording.EXPERIMENT_TRAFFIC_UNCLEAR),
        ("experiment new Icons --traffic 30 --treatments 4", wording.EXPERIMENT_TREATMENTS_UNCLEAR),
        ("experiment new Icons --traffic 30 --treatments 0", wording.EXPERIMENT_TREATMENTS_UNCLEAR),
        ("experiment new Icons --traffic 30 --treatments two", wording.EXPERIMENT_TREATMENTS_UNCLEAR),
        ("experiment new ICONS --traffic 30", wording.EXPERIMENT_NAME_USED),
        ("experiment new Desk --traffic 30 --platform mac", wording.EXPERIMENT_NEEDS_LIVE_MAC),
        ("experiment new Desk --traffic 30 --platform phone", wording.EXPERIMENT_OF_NO_PLATFORM),
    ],
)
def test_what_can_not_be_created_is_explained_and_nothing_changes(live: Env, typed: str, expected: str) -> None:
    add(live, "Icons")
    assert expected in orders(live, typed)
    assert names(live) == ["Icons"]
    assert live.writes() == []


def test_nothing_is_created_before_a_version_is_live(env: Env) -> None:
    assert wording.EXPERIMENT_NEEDS_LIVE in orders(env, LINE)
    assert env.writes() == []


def test_a_dry_run_creates_nothing(live: Env) -> None:
    assert wording.EXPERIMENT_WOULD_CREATE in orders(live, f"{LINE} --dry-run")
    assert live.writes() == []


def test_a_slash_command_without_a_name_opens_a_form(live: Env) -> None:
    live.eddie.types("/asc experiment new", live.release)
    live.eddie.submits({"word": "Icons --traffic 30"})
    live.slack.settled()
    live.work()
    assert names(live) == ["Icons"]


def test_it_asks_for_which_of_several_platforms(live: Env) -> None:
    go_live(live, "MAC_OS")
    ts = live.says(live.eddie, f"<@BOT> {LINE}")
    live.work()
    assert wording.EXPERIMENT_WHICH_PLATFORM in live.read(ts)
    live.eddie.clicks(live.release, live.replies(ts)[0], "macOS")
    live.slack.settled()
    live.work()
    assert (only(live).platform, only(live).traffic, len(only(live).treatments)) == ("MAC_OS", 30, 2)


@pytest.mark.parametrize("path", ["/v2/appStoreVersionExperiments", "Treatments", "TreatmentLocalizations"])
@pytest.mark.parametrize("code", [500, 504])
def test_what_apple_created_without_responding_is_not_created_again(live: Env, path: str, code: int) -> None:
    live.retry_at_once()
    live.apple.faults.add(Fault.lost(code, method="POST", path=f"{path}$", times=1))
    assert wording.EXPERIMENT_CREATED in orders(live, LINE)
    assert [treatment.name for treatment in only(live).treatments] == ["A", "B"]
    posts = [call for call in live.writes() if call.startswith("POST")]
    assert len(posts) == 1 + 2 + 2 * len(only(live).treatments[0].sets)


def test_a_killed_job_is_followed_by_another_that_completes_what_is_there_and_reports_once(live: Env) -> None:
    languages = len(live.apple.look()[0].versions[0].locales)
    ts = live.says(live.eddie, f"<@BOT> {LINE}")
    live.work()
    request = EXPERIMENT_REQUESTS.get(live.kit.redis, record_id(live.app_id, "IOS", "Icons"))
    assert request is not None
    # As if the worker had died before the last treatment, and within the first.
    a, b = only(live).treatments
    live.apple.delete_treatment(b.id)
    live.apple.delete_treatment_locale(a.id, "de-DE")
    jobs.create_experiment.run(live.kit, request.id, "Icons", "30", "2")
    assert [treatment.name for treatment in only(live).treatments] == ["A", "B"]
    assert {len(treatment.sets) for treatment in only(live).treatments} == {languages}
    assert live.read(ts).count(wording.EXPERIMENT_CREATED) == 1
    assert len(list(audit.everything(live.kit.redis))) == 1


def test_a_refusal_of_apple_is_reported_and_recorded(live: Env) -> None:
    live.apple.faults.add(Fault.status(409, method="POST", path="/v2/appStoreVersionExperiments"))
    assert wording.EXPERIMENT_NOT_CREATED in orders(live, LINE)
    assert names(live) == []


def test_what_apple_refused_midway_is_completed_by_the_same_command_with_its_new_traffic(live: Env) -> None:
    live.apple.faults.add(Fault.status(409, method="POST", path="TreatmentLocalizations$", times=1))
    assert wording.EXPERIMENT_NOT_COMPLETE in orders(live, LINE)
    answer = orders(live, "experiment new Icons --traffic 40 --treatments 3")
    assert wording.EXPERIMENT_CREATED in answer
    found = only(live)
    assert (found.traffic, [treatment.name for treatment in found.treatments]) == (40, ["A", "B", "C"])
    assert {len(treatment.sets) for treatment in found.treatments} == {len(live.apple.look()[0].versions[0].locales)}
    assert wording.EXPERIMENT_NAME_USED in orders(live, LINE)


def test_viewers_create_nothing(live: Env) -> None:
    live.says(live.vera, f"<@BOT> {LINE}")
    live.work()
    assert wording.TAKES_ROLE in live.ephemeral_text(live.vera)
    assert live.writes() == []
