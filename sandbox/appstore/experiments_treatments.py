"""Routes for the treatments of an experiment, and for the languages in which they are shown."""

from __future__ import annotations

from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, bad_attribute, bad_relationship, required_relationship, wrong_state
from sandbox.appstore.experiments_states import KIND, LOCALIZATIONS, TREATMENTS, require_editable
from sandbox.appstore.locales import LOCALES
from sandbox.appstore.query import Query
from sandbox.appstore.store import Row, Store

PARENT, FORMER_PARENT = "appStoreVersionExperimentV2", "appStoreVersionExperiment"
TREATMENT = "appStoreVersionExperimentTreatment"
INCLUDE = (PARENT, LOCALIZATIONS)
LOCALE_INCLUDE = (TREATMENT, "appScreenshotSets", "appPreviewSets")
# https://developer.apple.com/help/app-store-connect/create-product-page-optimization-tests/configure-test-treatments
MOST = 3


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(TREATMENTS, call.id)))


def _of_experiment(store: Store, call: ApiCall) -> Answer:
    return found(call.write.page(store.find(KIND, call.id).to_many[TREATMENTS]))


def _create(store: Store, call: ApiCall) -> Answer:
    if FORMER_PARENT in call.wanted.links:
        detail = "An experiment of the former version of the API has no treatments here"
        raise RefusedError(bad_relationship(FORMER_PARENT, detail))
    if PARENT not in call.wanted.links:
        raise RefusedError(required_relationship(PARENT))
    experiment = store.related(KIND, call.wanted.links[PARENT], PARENT)
    require_editable(experiment)
    if len(experiment.to_many[TREATMENTS]) >= MOST:
        raise RefusedError(wrong_state(f"An experiment can have at most {MOST} treatments"))
    return created(call.write.single(add(store, experiment, **call.wanted.attributes)))


def add(store: Store, experiment: Row, name: str, appIconName: str | None = None) -> Row:  # noqa: N803 — Apple's name
    """Adds a treatment without localizations."""
    row = store.add(
        TREATMENTS, {"name": name, "appIconName": appIconName}, row_id=None, appStoreVersionExperimentV2=experiment
    )
    store.changed("experiment.treatment_added")
    return row


def _update(store: Store, call: ApiCall) -> Answer:
    row, wanted = store.find(TREATMENTS, call.id), dict(call.wanted.attributes)
    require_editable(row.parent(PARENT))
    if wanted.get("name", "") is None:
        del wanted["name"]
    row.attributes |= wanted
    store.changed("experiment.treatment_changed")
    return found(call.write.single(row))


def _delete(store: Store, call: ApiCall) -> Answer:
    row = store.find(TREATMENTS, call.id)
    require_editable(row.parent(PARENT))
    store.remove(row)
    store.changed("experiment.treatment_removed")
    return done()


def _locales(store: Store, call: ApiCall) -> Answer:
    rows = store.find(TREATMENTS, call.id).to_many[LOCALIZATIONS]
    return found(call.write.page([row for row in rows if call.params.matches("locale", row["locale"])]))


def _get_locale(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(LOCALIZATIONS, call.id)))


def _add_locale(store: Store, call: ApiCall) -> Answer:
    treatment, locale = store.related(TREATMENTS, call.wanted.links[TREATMENT], TREATMENT), call.wanted.attributes
    require_editable(treatment.parent(PARENT))
    if any(row["locale"] == locale["locale"] for row in treatment.to_many[LOCALIZATIONS]):
        detail = f"Entity with locale: {locale['locale']} already exists. Try updating."
        raise RefusedError(bad_attribute("locale", detail, code="INVALID.DUPLICATE"))
    return created(call.write.single(add_locale(store, treatment, locale["locale"])))


def add_locale(store: Store, treatment: Row, locale: str) -> Row:
    """Adds a language to a treatment."""
    row = store.add(LOCALIZATIONS, {"locale": locale}, appStoreVersionExperimentTreatment=treatment)
    store.changed("experiment.locale_added")
    return row


def _delete_locale(store: Store, call: ApiCall) -> Answer:
    row = store.find(LOCALIZATIONS, call.id)
    require_editable(row.parent(TREATMENT).parent(PARENT))
    store.remove(row)
    store.changed("experiment.locale_removed")
    return done()


_NAMES = {"name": Field(required=True), "appIconName": Field()}
ENDPOINTS = (
    Endpoint("GET", f"/v2/{KIND}/{{id}}/{TREATMENTS}", _of_experiment, Query(TREATMENTS, include=INCLUDE, paged=True)),
    Endpoint("GET", f"/v1/{TREATMENTS}/{{id}}", _get, Query(TREATMENTS, include=INCLUDE)),
    Endpoint(
        "POST",
        f"/v1/{TREATMENTS}",
        _create,
        body=Body(TREATMENTS, _NAMES, optional={PARENT: KIND, FORMER_PARENT: KIND}),
        roles=EDITORS,
    ),
    Endpoint(
        "PATCH",
        f"/v1/{TREATMENTS}/{{id}}",
        _update,
        body=Body(TREATMENTS, {"name": Field(), "appIconName": Field()}, creates=False),
        roles=EDITORS,
    ),
    Endpoint("DELETE", f"/v1/{TREATMENTS}/{{id}}", _delete, roles=EDITORS),
    Endpoint(
        "GET",
        f"/v1/{TREATMENTS}/{{id}}/{LOCALIZATIONS}",
        _locales,
        Query(LOCALIZATIONS, filters={"locale": None}, include=LOCALE_INCLUDE, paged=True),
    ),
    Endpoint("GET", f"/v1/{LOCALIZATIONS}/{{id}}", _get_locale, Query(LOCALIZATIONS, include=LOCALE_INCLUDE)),
    Endpoint(
        "POST",
        f"/v1/{LOCALIZATIONS}",
        _add_locale,
        body=Body(LOCALIZATIONS, {"locale": Field(required=True, choices=LOCALES)}, {TREATMENT: TREATMENTS}),
        roles=EDITORS,
    ),
    Endpoint("DELETE", f"/v1/{LOCALIZATIONS}/{{id}}", _delete_locale, roles=EDITORS),
)
