"""Experiments in the stand-in: treatments with their languages and screenshots."""

from __future__ import annotations

from sandbox import pictures
from sandbox.tests.appstore_visitor import Visitor, codes
from sandbox.tests.experiments import (
    EXPERIMENTS,
    LOCALIZATIONS,
    TREATMENTS,
    create,
    newest,
    review,
    treat,
)

IPHONE = "APP_IPHONE_67"
STATE, INVALID = "STATE_ERROR", "ENTITY_ERROR.RELATIONSHIP.INVALID"
A_PICTURE = ("1.png", pictures.png(1290, 2796, seed=1))


def test_an_experiment_is_created_and_compares_with_the_live_version(eddie: Visitor, app_id: str, live: str) -> None:
    made = create(eddie, app_id)
    assert made.status_code == 201
    assert made.json()["data"]["attributes"] == {
        "name": "Icons",
        "platform": "IOS",
        "trafficProportion": 30,
        "state": "PREPARE_FOR_SUBMISSION",
        "reviewRequired": True,
        "startDate": None,
        "endDate": None,
    }
    read = eddie.data(f"/v2/{EXPERIMENTS}/{made.json()['data']['id']}", include="latestControlVersion")
    assert read["relationships"]["latestControlVersion"]["data"]["id"] == live
    (listed,) = eddie.data(f"/v1/appStoreVersions/{live}/appStoreVersionExperimentsV2")
    assert listed["id"] == read["id"]


def test_what_creates_no_experiment_is_refused(eddie: Visitor, app_id: str, live: str) -> None:
    del live
    for traffic in (0, 101):
        answer = create(eddie, app_id, traffic=traffic)
        assert codes(answer) == [("ENTITY_ERROR.ATTRIBUTE.INVALID", "/data/attributes/trafficProportion")]
    code = "STATE_ERROR.PPO_CREATE_ONLY_ALLOWED_WITH_APP_STORE_DISTRIBUTION"
    assert codes(create(eddie, app_id, platform="MAC_OS")) == [(code, "")]
    assert eddie.apple.experiments(app_id) == ()


def test_an_experiment_has_at_most_three_treatments_each_with_its_languages(
    eddie: Visitor, app_id: str, live: str
) -> None:
    del live
    experiment = create(eddie, app_id).json()["data"]["id"]
    first, *_ = [treat(eddie, experiment, name).json()["data"]["id"] for name in "ABC"]
    assert codes(treat(eddie, experiment, "D")) == [(STATE, "")]
    former = eddie.post(TREATMENTS, {"name": "D"}, appStoreVersionExperiment=(EXPERIMENTS, experiment))
    assert codes(former) == [(INVALID, "/data/relationships/appStoreVersionExperiment")]
    assert eddie.patch(TREATMENTS, first, name="Blue", appIconName="Blue").json()["data"]["attributes"] == {
        "name": "Blue",
        "appIcon": None,
        "appIconName": "Blue",
        "promotedDate": None,
    }
    link = (TREATMENTS, first)
    german, english = (
        eddie.post(LOCALIZATIONS, {"locale": locale}, appStoreVersionExperimentTreatment=link).json()["data"]["id"]
        for locale in ("de-DE", "en-US")
    )
    again = eddie.post(LOCALIZATIONS, {"locale": "de-DE"}, appStoreVersionExperimentTreatment=link)
    assert codes(again) == [("ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE", "/data/attributes/locale")]
    path = f"/v1/{TREATMENTS}/{first}/{LOCALIZATIONS}"
    assert [row["id"] for row in eddie.data(path)] == [german, english]
    assert eddie.delete(LOCALIZATIONS, german).status_code == 204
    assert [row["id"] for row in eddie.data(path)] == [english]
    assert eddie.delete(TREATMENTS, first).status_code == 204
    assert [each.name for each in newest(eddie, app_id).treatments] == ["B", "C"]
    assert eddie.get(f"/v1/{LOCALIZATIONS}/{english}").status_code == 404


def test_screenshots_are_uploaded_to_a_treatment_until_it_is_sent(eddie: Visitor, app_id: str, experiment: str) -> None:
    (treatment,) = newest(eddie, app_id).treatments
    english = eddie.data(f"/v1/{TREATMENTS}/{treatment.id}/{LOCALIZATIONS}")[0]["id"]
    link = (LOCALIZATIONS, english)
    wanted: dict[str, object] = {"screenshotDisplayType": "APP_IPHONE_65"}
    made = eddie.post("appScreenshotSets", wanted, appStoreVersionExperimentTreatmentLocalization=link)
    eddie.upload(made.json()["data"]["id"], *A_PICTURE)
    shown = eddie.data(f"/v1/{LOCALIZATIONS}/{english}/appScreenshotSets", include="appScreenshots")
    assert [len(row["relationships"]["appScreenshots"]["data"]) for row in shown] == [1, 1]
    assert newest(eddie, app_id).treatments[0].sets == {"en-US": {IPHONE: 1, "APP_IPHONE_65": 1}}
    assert review(eddie, app_id, experiment).status_code == 201
    late = eddie.post(
        "appScreenshotSets",
        {"screenshotDisplayType": "APP_IPHONE_61"},
        appStoreVersionExperimentTreatmentLocalization=link,
    )
    for refused in (late, eddie.delete("appScreenshotSets", shown[0]["id"]), treat(eddie, experiment, "B")):
        assert refused.status_code == 409
    assert eddie.patch_v2(EXPERIMENTS, experiment, trafficProportion=50).status_code == 409


def test_an_experiment_that_was_not_started_is_renamed_and_deleted(
    eddie: Visitor, app_id: str, experiment: str
) -> None:
    assert eddie.patch_v2(EXPERIMENTS, experiment, name="Colours", trafficProportion=None).status_code == 200
    assert codes(eddie.patch_v2(EXPERIMENTS, experiment, trafficProportion=101)) == [
        ("ENTITY_ERROR.ATTRIBUTE.INVALID", "/data/attributes/trafficProportion")
    ]
    assert (newest(eddie, app_id).name, newest(eddie, app_id).traffic) == ("Colours", 30)
    assert eddie.delete_v2(EXPERIMENTS, experiment).status_code == 204
    assert eddie.data(f"/v1/apps/{app_id}/appStoreVersionExperimentsV2") == []
