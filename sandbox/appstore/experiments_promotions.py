"""The route that puts a treatment of an experiment on the product page itself."""

from __future__ import annotations

from sandbox.appstore import copies
from sandbox.appstore.bodies import Body
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created
from sandbox.appstore.errors import RefusedError, bad_relationship, wrong_state
from sandbox.appstore.experiments_states import LOCALIZATIONS, TREATMENTS
from sandbox.appstore.library.copying import clear_groups
from sandbox.appstore.preview_sets import PREVIEW_SETS
from sandbox.appstore.screenshot_sets import SCREENSHOT_SETS
from sandbox.appstore.states import EDITABLE, ON_SALE
from sandbox.appstore.store import Row, Store, stamp

KIND = "appStoreVersionPromotions"
VERSION, TREATMENT = "appStoreVersion", "appStoreVersionExperimentTreatment"


def _create(store: Store, call: ApiCall) -> Answer:
    version = store.related("appStoreVersions", call.wanted.links[VERSION], VERSION)
    treatment = store.related(TREATMENTS, call.wanted.links[TREATMENT], TREATMENT)
    experiment = treatment.parent("appStoreVersionExperimentV2")
    if experiment.parent("app") is not version.parent("app") or experiment["platform"] != version["platform"]:
        raise RefusedError(bad_relationship(VERSION, "The version is not one of the app and platform of the treatment"))
    if experiment["startDate"] is None:
        raise RefusedError(wrong_state("The experiment was not started", code="ENTITY_STATE_INVALID"))
    if version["appVersionState"] not in EDITABLE | {ON_SALE}:
        raise RefusedError(wrong_state("The version cannot be edited", code="ENTITY_STATE_INVALID"))
    _apply(store, treatment, version)
    return created(call.write.single(store.add(KIND, {})))


def _apply(store: Store, treatment: Row, version: Row) -> None:
    """Replaces the screenshots and previews of each language and type that the treatment has."""
    pages = {row["locale"]: row for row in version.to_many["appStoreVersionLocalizations"]}
    for locale in treatment.to_many[LOCALIZATIONS]:
        page = pages.get(locale["locale"])
        if page is None:
            continue
        clear_groups(store, locale, page)
        for sets in (SCREENSHOT_SETS, PREVIEW_SETS):
            for shown in locale.to_many[sets.kind]:
                if (replaced := sets.of(page, shown[sets.attribute])) is not None:
                    store.remove(replaced)
        copies.copy_media(store, locale, page)
    treatment.attributes["promotedDate"] = stamp(store.now)
    store.changed("experiment.promoted")


ENDPOINTS = (
    Endpoint(
        "POST",
        f"/v1/{KIND}",
        _create,
        body=Body(KIND, links={VERSION: "appStoreVersions", TREATMENT: TREATMENTS}),
        roles=EDITORS,
    ),
)
