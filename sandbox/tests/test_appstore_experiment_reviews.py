"""How experiments of the stand-in are reviewed, start, end, and are put on the product page."""

from __future__ import annotations

from datetime import datetime

from sandbox import pictures
from sandbox.tests.appstore_visitor import Visitor, codes
from sandbox.tests.experiments import (
    EXPERIMENTS,
    TREATMENTS,
    add_to_draft,
    create,
    newest,
    promote,
    review,
    treat,
)
from sandbox.tests.submissions import IN_STATE, associated, draft, pass_time

IPHONE, DAY = "APP_IPHONE_67", 24 * 3600
INVALID = "ENTITY_ERROR.RELATIONSHIP.INVALID"
A_PICTURE = ("1.png", pictures.png(1290, 2796, seed=1))


def approved(eddie: Visitor, app_id: str, experiment: str) -> str:
    """Has an experiment reviewed and approved."""
    assert review(eddie, app_id, experiment).status_code == 201
    eddie.apple.start_review(experiment)
    eddie.apple.approve(experiment)
    return experiment


def test_what_is_like_the_original_is_not_reviewed(eddie: Visitor, app_id: str, live: str) -> None:
    del live
    experiment = create(eddie, app_id).json()["data"]["id"]
    assert associated(review(eddie, app_id, experiment)).keys() == {f"/v2/{EXPERIMENTS}/{experiment}"}
    treatment = treat(eddie, experiment, "A").json()["data"]["id"]
    assert associated(review(eddie, app_id, experiment)).keys() == {f"/v1/{TREATMENTS}/{treatment}"}
    eddie.patch(TREATMENTS, treatment, appIconName="Blue")
    assert review(eddie, app_id, experiment).status_code == 201


def test_an_experiment_is_part_of_one_submission_of_its_platform(eddie: Visitor, app_id: str, experiment: str) -> None:
    wrong = add_to_draft(eddie, draft(eddie, app_id, "MAC_OS"), experiment)
    assert codes(wrong) == [(INVALID, "/data/relationships/appStoreVersionExperimentV2")]
    assert review(eddie, app_id, experiment).status_code == 201
    (*_, sent) = eddie.apple.submissions(app_id)
    assert (sent.state, sent.versions, newest(eddie, app_id).state) == (
        "WAITING_FOR_REVIEW",
        (experiment,),
        "WAITING_FOR_REVIEW",
    )
    again = add_to_draft(eddie, draft(eddie, app_id), experiment)
    assert codes(again) == [("STATE_ERROR.ITEM_PART_OF_ANOTHER_SUBMISSION", "")]
    eddie.patch("reviewSubmissions", sent.id, canceled=True)
    assert newest(eddie, app_id).state == "PREPARE_FOR_SUBMISSION"


def test_an_approved_experiment_starts_and_stops_once(eddie: Visitor, app_id: str, experiment: str) -> None:
    early = eddie.patch_v2(EXPERIMENTS, experiment, started=True)
    assert codes(early) == [(IN_STATE, "")]
    assert codes(eddie.patch_v2(EXPERIMENTS, experiment, started=False)) == [(IN_STATE, "")]
    approved(eddie, app_id, experiment)
    assert (newest(eddie, app_id).state, newest(eddie, app_id).started) == ("APPROVED", None)
    started = eddie.patch_v2(EXPERIMENTS, experiment, started=True).json()["data"]["attributes"]
    assert (started["startDate"] is None, started["endDate"]) == (False, None)
    assert codes(eddie.patch_v2(EXPERIMENTS, experiment, started=True)) == [(IN_STATE, "")]
    assert codes(eddie.delete_v2(EXPERIMENTS, experiment)) == [(IN_STATE, "")]
    stopped = eddie.patch_v2(EXPERIMENTS, experiment, started=False).json()["data"]["attributes"]
    assert (stopped["state"], stopped["endDate"] is None) == ("STOPPED", False)
    assert codes(eddie.patch_v2(EXPERIMENTS, experiment, started=True)) == [(IN_STATE, "")]


def test_one_that_needs_no_review_starts_at_once(eddie: Visitor, app_id: str, experiment: str) -> None:
    eddie.apple.set_experiment(experiment, reviewRequired=False)
    assert eddie.patch_v2(EXPERIMENTS, experiment, started=True).status_code == 200
    assert newest(eddie, app_id).state == "APPROVED"


def test_one_experiment_runs_per_platform(eddie: Visitor, app_id: str, experiment: str) -> None:
    eddie.apple.add_version(app_id, "1.0", platform="MAC_OS", state="READY_FOR_DISTRIBUTION")
    other = eddie.apple.add_experiment(app_id, "Other")
    mac = eddie.apple.add_experiment(app_id, "Mac", platform="MAC_OS")
    for each in (experiment, other, mac):
        eddie.apple.set_experiment_state(each, "APPROVED")
    eddie.apple.start_experiment(experiment)
    assert codes(eddie.patch_v2(EXPERIMENTS, other, started=True)) == [(IN_STATE, "")]
    assert eddie.patch_v2(EXPERIMENTS, mac, started=True).status_code == 200
    eddie.apple.stop_experiment(experiment)
    assert eddie.patch_v2(EXPERIMENTS, other, started=True).status_code == 200


def test_an_experiment_ends_by_itself_after_90_days(eddie: Visitor, app_id: str, experiment: str) -> None:
    eddie.apple.set_experiment_state(experiment, "APPROVED")
    eddie.apple.start_experiment(experiment)
    pass_time(eddie, 89 * DAY)
    assert newest(eddie, app_id).ended is None
    pass_time(eddie, 2 * DAY)
    ended = newest(eddie, app_id)
    assert (ended.state, ended.started is None, ended.ended is None) == ("COMPLETED", False, False)
    assert ended.started is not None
    assert ended.ended is not None
    assert (datetime.fromisoformat(ended.ended) - datetime.fromisoformat(ended.started)).days >= 90


def test_a_version_that_goes_live_is_compared_with_from_then_on(eddie: Visitor, live: str, experiment: str) -> None:
    app_id = eddie.data(f"/v2/{EXPERIMENTS}/{experiment}", include="app")["relationships"]["app"]["data"]["id"]
    newer = eddie.apple.add_version(app_id, "1.1")
    eddie.apple.set_version_state(newer, "READY_FOR_DISTRIBUTION")
    everything = "latestControlVersion,controlVersions"
    links = eddie.data(f"/v2/{EXPERIMENTS}/{experiment}", include=everything)["relationships"]
    assert links["latestControlVersion"]["data"]["id"] == newer
    assert [each["id"] for each in links["controlVersions"]["data"]] == [live, newer]


def test_a_treatment_is_put_on_the_page(eddie: Visitor, app_id: str, live: str, experiment: str) -> None:
    eddie.apple.fill_set(live, "en-US", IPHONE, [("1.png", A_PICTURE[1]), ("2.png", A_PICTURE[1])])
    (treatment,) = newest(eddie, app_id).treatments
    assert codes(promote(eddie, treatment.id, live)) == [(IN_STATE, "")]
    eddie.apple.set_experiment(experiment, reviewRequired=False)
    eddie.apple.start_experiment(experiment)
    other = eddie.apple.add_app("com.example.kettle", "Kettle")
    theirs = eddie.apple.add_version(other, "1.0")
    assert codes(promote(eddie, treatment.id, theirs)) == [(INVALID, "/data/relationships/appStoreVersion")]
    assert promote(eddie, treatment.id, live).status_code == 201
    (english,) = [locale for locale in eddie.apple.look()[0].versions[0].locales if locale.locale == "en-US"]
    assert [(shown.display_type, [each.name for each in shown.shots]) for shown in english.sets] == [
        (IPHONE, ["1.png"])
    ]
    assert newest(eddie, app_id).treatments[0].promoted is not None
