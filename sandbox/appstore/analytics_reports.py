"""Routes for analytics reports: requested once for an app, made every day, kept for 35 days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sandbox.appstore import analytics_files
from sandbox.appstore.analytics_names import REPORTS_BY_CATEGORY
from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, unexpected, wrong_state
from sandbox.appstore.query import Query
from sandbox.appstore.store import Row, Store

REQUESTS, REPORTS = "analyticsReportRequests", "analyticsReports"
INSTANCES, SEGMENTS = "analyticsReportInstances", "analyticsReportSegments"
ONGOING, SNAPSHOT = "ONGOING", "ONE_TIME_SNAPSHOT"
KEPT_DAYS = 35
ADMINS = frozenset({"ACCOUNT_HOLDER", "ADMIN"})
# An App Manager's key was seen to read reports, a Developer's was refused.
ANALYSTS = ADMINS | {"APP_MANAGER", "FINANCE", "SALES"}
_ACCESS = frozenset({ONGOING, SNAPSHOT})
_GRANULARITIES = frozenset({"DAILY", "WEEKLY", "MONTHLY"})


def _of_app(store: Store, call: ApiCall) -> Answer:
    requests = store.find("apps", call.id).to_many[REQUESTS]
    return found(call.write.page([row for row in requests if call.params.matches("accessType", row["accessType"])]))


def _create(store: Store, call: ApiCall) -> Answer:
    app = store.related("apps", call.wanted.links["app"], "app")
    access = call.wanted.attributes["accessType"]
    if any(row["accessType"] == access for row in app.to_many[REQUESTS]):
        raise RefusedError(wrong_state("You already have such an entity"))
    return created(call.write.single(add_request(store, app, access, store.now)))


def add_request(store: Store, app: Row, access: str, since: float) -> Row:
    """Adds a request that was made at that time, with its reports."""
    attributes = {"accessType": access, "stoppedDueToInactivity": False, "since": since}
    request = store.add(REQUESTS, attributes, app=app)
    for number, (category, name) in enumerate(
        (category, name) for category, names in REPORTS_BY_CATEGORY.items() for name in names
    ):
        store.add(REPORTS, {"name": name, "category": category}, row_id=f"r{number}-{request.id}", request=request)
    store.changed("analytics.requested")
    return request


def _get_request(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(REQUESTS, call.id)))


def _delete(store: Store, call: ApiCall) -> Answer:
    store.remove(store.find(REQUESTS, call.id))
    store.changed("analytics.removed")
    return done()


def _reports(store: Store, call: ApiCall) -> Answer:
    rows = [
        row
        for row in store.find(REQUESTS, call.id).to_many["reports"]
        if call.params.matches("name", row["name"]) and call.params.matches("category", row["category"])
    ]
    return found(call.write.page(rows))


def _get_report(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(REPORTS, call.id)))


def _instances(store: Store, call: ApiCall) -> Answer:
    report = store.find(REPORTS, call.id)
    make_instances(store, report)
    rows = [
        row
        for row in report.to_many["instances"]
        if call.params.matches("granularity", row["granularity"])
        and call.params.matches("processingDate", row["processingDate"])
    ]
    return found(call.write.page(sorted(rows, key=lambda row: str(row["processingDate"]), reverse=True)))


def make_instances(store: Store, report: Row) -> None:
    """Makes the instances of the days since the last one, and removes those that are too old."""
    request, today = report.parent("request"), _day(store.now)
    if report["name"] not in analytics_files.TABLES or request["accessType"] != ONGOING:
        return
    first = max(_day(request["since"] + store.settings.first_report), today - timedelta(days=KEPT_DAYS - 1))
    made = {row["processingDate"] for row in report.to_many["instances"]}
    last = request.attributes.get("stopped_on") or today
    for number in range((last - first).days + 1):
        day = (first + timedelta(days=number)).isoformat()
        if day not in made and store.now >= request["since"] + store.settings.first_report:
            instance = store.add(INSTANCES, {"granularity": "DAILY", "processingDate": day}, report=report)
            for segment in range(analytics_files.SEGMENTS):
                store.add(SEGMENTS, {"number": segment}, instance=instance)
    for row in tuple(report.to_many["instances"]):
        if row["processingDate"] < first.isoformat():
            store.remove(row)


def _day(moment: float) -> date:
    return datetime.fromtimestamp(moment, UTC).date()


def _get_instance(store: Store, call: ApiCall) -> Answer:
    return found(call.write.single(store.find(INSTANCES, call.id)))


def _segments(store: Store, call: ApiCall) -> Answer:
    instance = store.find(INSTANCES, call.id)
    made = date.fromisoformat(instance["processingDate"])
    if store.analytics.broken.get((instance.parent("report")["name"], made)) == "error":
        raise RefusedError(unexpected())
    for segment in instance.to_many["segments"]:
        analytics_files.describe(store, segment)
    return found(call.write.page(instance.to_many["segments"]))


def _get_segment(store: Store, call: ApiCall) -> Answer:
    segment = store.find(SEGMENTS, call.id)
    analytics_files.describe(store, segment)
    return found(call.write.single(segment))


_REQUEST = Body(
    REQUESTS, {"accessType": Field(required=True, nullable=False, choices=_ACCESS, fixed=True)}, {"app": "apps"}
)

ENDPOINTS = (
    Endpoint(
        "GET",
        f"/v1/apps/{{id}}/{REQUESTS}",
        _of_app,
        Query(REQUESTS, {"accessType": _ACCESS}, include=("reports",), paged=True),
        roles=ANALYSTS,
    ),
    Endpoint("POST", f"/v1/{REQUESTS}", _create, body=_REQUEST, roles=ADMINS),
    Endpoint("GET", f"/v1/{REQUESTS}/{{id}}", _get_request, Query(REQUESTS, include=("reports",)), roles=ANALYSTS),
    Endpoint("DELETE", f"/v1/{REQUESTS}/{{id}}", _delete, roles=ADMINS),
    Endpoint(
        "GET",
        f"/v1/{REQUESTS}/{{id}}/reports",
        _reports,
        Query(REPORTS, {"name": None, "category": frozenset(REPORTS_BY_CATEGORY)}, paged=True),
        roles=ANALYSTS,
    ),
    Endpoint("GET", f"/v1/{REPORTS}/{{id}}", _get_report, Query(REPORTS), roles=ANALYSTS),
    Endpoint(
        "GET",
        f"/v1/{REPORTS}/{{id}}/instances",
        _instances,
        Query(INSTANCES, {"granularity": _GRANULARITIES, "processingDate": None}, paged=True),
        roles=ANALYSTS,
    ),
    Endpoint("GET", f"/v1/{INSTANCES}/{{id}}", _get_instance, Query(INSTANCES), roles=ANALYSTS),
    Endpoint("GET", f"/v1/{INSTANCES}/{{id}}/segments", _segments, Query(SEGMENTS, paged=True), roles=ANALYSTS),
    Endpoint("GET", f"/v1/{SEGMENTS}/{{id}}", _get_segment, Query(SEGMENTS), roles=ANALYSTS),
)
