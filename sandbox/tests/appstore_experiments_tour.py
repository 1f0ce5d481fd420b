"""Calls the routes of experiments: see `appstore_tour`."""

from __future__ import annotations

from sandbox import pictures
from sandbox.tests.appstore_visitor import Visitor
from sandbox.tests.experiments import (
    EXPERIMENTS,
    LOCALIZATIONS,
    TREATMENTS,
    create,
    promote,
    review,
    treat,
)

WATCH = "APP_WATCH_SERIES_4"


def visit_experiments(olive: Visitor, app_id: str) -> None:
    """Calls each of them, with refusals."""
    create(olive, app_id, platform="VISION_OS")
    create(olive, app_id, traffic=0)
    experiment = create(olive, app_id).json()["data"]["id"]
    everything = f"app,latestControlVersion,controlVersions,{TREATMENTS}"
    path = f"/v2/{EXPERIMENTS}/{experiment}"
    versions = olive.data(path, include=everything)["relationships"]["controlVersions"]["data"]
    for owner in (f"/v1/apps/{app_id}", f"/v1/appStoreVersions/{versions[0]['id']}"):
        olive.get(f"{owner}/appStoreVersionExperimentsV2", include=everything, filter__state__="PREPARE_FOR_SUBMISSION")
    olive.patch_v2(EXPERIMENTS, experiment, name="Screenshots", trafficProportion=40)
    olive.patch_v2(EXPERIMENTS, experiment, started=True)
    ids = [treat(olive, experiment, name).json()["data"]["id"] for name in "ABC"]
    treat(olive, experiment, "D")
    olive.patch(TREATMENTS, ids[0], name="Blue", appIconName="Blue")
    olive.get(f"{path}/{TREATMENTS}", include=f"appStoreVersionExperimentV2,{LOCALIZATIONS}", limit=2)
    olive.get(f"/v1/{TREATMENTS}/{ids[0]}", include=LOCALIZATIONS)
    _visit_locales(olive, ids[0])
    review(olive, app_id, experiment)
    for each in ids[1:]:
        olive.delete(TREATMENTS, each)
    review(olive, app_id, experiment)
    olive.apple.start_review(experiment)
    olive.delete_v2(EXPERIMENTS, experiment)
    olive.delete(TREATMENTS, ids[0])
    olive.apple.approve(experiment)
    for started in (True, True, False):
        olive.patch_v2(EXPERIMENTS, experiment, started=started)
    promote(olive, ids[0], versions[0]["id"])
    other = create(olive, app_id, "Too late").json()["data"]["id"]
    promote(olive, treat(olive, other, "A").json()["data"]["id"], versions[0]["id"])
    olive.delete_v2(EXPERIMENTS, other)


def _visit_locales(olive: Visitor, treatment: str) -> None:
    link = (TREATMENTS, treatment)
    ids = [
        olive.post(LOCALIZATIONS, {"locale": locale}, appStoreVersionExperimentTreatment=link).json()["data"]["id"]
        for locale in ("en-US", "de-DE")
    ]
    olive.post(LOCALIZATIONS, {"locale": "en-US"}, appStoreVersionExperimentTreatment=link)
    olive.delete(LOCALIZATIONS, ids[1])
    everything = "appStoreVersionExperimentTreatment,appScreenshotSets"
    olive.get(f"/v1/{TREATMENTS}/{treatment}/{LOCALIZATIONS}", include=everything, filter__locale__="en-US")
    olive.get(f"/v1/{LOCALIZATIONS}/{ids[0]}", include=everything)
    parent = (LOCALIZATIONS, ids[0])
    wanted: dict[str, object] = {"screenshotDisplayType": WATCH}
    set_id = olive.post("appScreenshotSets", wanted, appStoreVersionExperimentTreatmentLocalization=parent).json()
    olive.upload(set_id["data"]["id"], "1.png", pictures.png(368, 448, seed=1))
    everything = "appStoreVersionExperimentTreatmentLocalization,appScreenshots"
    olive.get(f"/v1/{LOCALIZATIONS}/{ids[0]}/appScreenshotSets", include=everything)
    phone: dict[str, object] = {"previewType": "IPHONE_67"}
    olive.post("appPreviewSets", phone, appStoreVersionExperimentTreatmentLocalization=parent)
    olive.get(f"/v1/{LOCALIZATIONS}/{ids[0]}/appPreviewSets", include="appPreviews")
