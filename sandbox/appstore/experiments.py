"""Routes for experiments: what other screenshots or icons do for the product page of an app."""

from __future__ import annotations

from sandbox.appstore import experiments_states
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, bad_attribute, wrong_state
from sandbox.appstore.experiments_states import KIND, OF_APP, STATES, TREATMENTS
from sandbox.appstore.query import Query
from sandbox.appstore.states import PLATFORMS
from sandbox.appstore.store import Row, Store

INCLUDE = ("app", "latestControlVersion", "controlVersions", TREATMENTS)
NOT_LIVE = "PPO_CREATE_ONLY_ALLOWED_WITH_APP_STORE_DISTRIBUTION"


def _of_app(store: Store, call: ApiCall) -> Answer:
    return _page(call, store.find("apps", call.id).to_many[OF_APP])


def _of_version(store: Store, call: ApiCall) -> Answer:
    version = store.find("appStoreVersions", call.id)
    rows = version.parent("app").to_many[OF_APP]
    return _page(call, [row for row in rows if version in row.to_many["controlVersions"]])


def _page(call: ApiCall, rows: list[Row]) -> Answer:
    return found(call.write.page([row for row in rows if call.params.matches("state", row["state"])]))


def _get(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(KIND, call.id)))


def _create(store: Store, call: ApiCall) -> Answer:
    app, wanted = store.related("apps", call.wanted.links["app"], "app"), call.wanted.attributes
    _require_traffic(wanted["trafficProportion"])
    if experiments_states.live_version(app, wanted["platform"]) is None:
        detail = "An experiment can only be created for an app that is distributed on the App Store"
        raise RefusedError(wrong_state(detail, code=NOT_LIVE))
    return created(call.write.single(add(store, app, wanted["name"], wanted["platform"], wanted["trafficProportion"])))


def add(store: Store, app: Row, name: str, platform: str, traffic: int) -> Row:
    """Adds an experiment without treatments, which is compared with the live version of its platform."""
    attributes = {
        "name": name,
        "platform": platform,
        "trafficProportion": traffic,
        "state": "PREPARE_FOR_SUBMISSION",
        "reviewRequired": True,
    }
    row = store.add(KIND, attributes, app=app)
    version = experiments_states.live_version(app, platform)
    if version is not None:
        experiments_states.compare_with(row, version)
    store.changed("experiment.added")
    return row


def _update(store: Store, call: ApiCall) -> Answer:
    experiment = store.find(KIND, call.id)
    wanted = {name: value for name, value in call.wanted.attributes.items() if value is not None}
    started = wanted.pop("started", None)
    if wanted:
        experiments_states.require_editable(experiment)
        _require_traffic(wanted.get("trafficProportion", 1))
    if started is not None:
        (experiments_states.start if started else experiments_states.stop)(store, experiment)
    experiment.attributes |= wanted
    store.changed("experiment.updated")
    return found(call.write.single(experiment))


def _require_traffic(percent: int) -> None:
    if not 1 <= percent <= 100:
        detail = "The traffic proportion must be between 1 and 100"
        raise RefusedError(bad_attribute("trafficProportion", detail))


def _delete(store: Store, call: ApiCall) -> Answer:
    experiment = store.find(KIND, call.id)
    experiments_states.require_removable(experiment)
    store.remove(experiment)
    store.changed("experiment.removed")
    return done()


ENDPOINTS = (
    *(
        Endpoint(
            "GET",
            f"/v1/{kind}/{{id}}/{OF_APP}",
            handler,
            Query(KIND, filters={"state": STATES}, include=INCLUDE, paged=True),
        )
        for kind, handler in (("apps", _of_app), ("appStoreVersions", _of_version))
    ),
    Endpoint("GET", f"/v2/{KIND}/{{id}}", _get, Query(KIND, include=INCLUDE)),
    Endpoint(
        "POST",
        f"/v2/{KIND}",
        _create,
        body=Body(
            KIND,
            {
                "name": Field(required=True),
                "platform": Field(required=True, choices=PLATFORMS),
                "trafficProportion": Field(int, required=True),
            },
            {"app": "apps"},
        ),
        roles=EDITORS,
    ),
    Endpoint(
        "PATCH",
        f"/v2/{KIND}/{{id}}",
        _update,
        body=Body(
            KIND,
            {"name": Field(), "trafficProportion": Field(int), "started": Field(bool)},
            creates=False,
        ),
        roles=EDITORS,
    ),
    Endpoint("DELETE", f"/v2/{KIND}/{{id}}", _delete, roles=EDITORS),
)
