"""The standing request for an app's analytics reports; Apple keeps one for each app.

https://developer.apple.com/documentation/appstoreconnectapi/analytics-report-requests
"""

from dataclasses import dataclass

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Resource
from appstore.errors import Refused

KIND = "analyticsReportRequests"
ONGOING = "ONGOING"


@dataclass(frozen=True, kw_only=True)
class ReportRequest:
    """A request. A `stopped` one, whose reports nobody downloaded, never starts again and blocks a new one."""

    id: str
    stopped: bool = False


def ongoing(apple: AppStore, app_id: str) -> ReportRequest | None:
    """Return the standing request of an app, None if it has none."""
    found = _ongoing(apple, app_id)
    return None if found is None else _read(found)


def create(apple: AppStore, app_id: str) -> ReportRequest:
    """Request the reports of an app. Apple refuses a second request without saying which one there is."""
    request = body(KIND, {"accessType": ONGOING}, parents={"app": ("apps", app_id)})
    try:
        return _read(apple.post(f"/v1/{KIND}", request, find=lambda: _ongoing(apple, app_id)).first)
    except Refused as refused:
        found = _ongoing(apple, app_id) if refused.conflict else None
        if found is None:
            raise
        return _read(found)


def remove(apple: AppStore, request_id: str) -> None:
    """Delete a request; nothing happens if it is gone already."""
    try:
        apple.delete(f"/v1/{KIND}/{request_id}")
    except Refused as refused:
        if not refused.gone:
            raise


def _ongoing(apple: AppStore, app_id: str) -> Resource | None:
    answer = apple.get(f"/v1/apps/{app_id}/{KIND}", {"filter[accessType]": ONGOING})
    return next((found for found in answer.data if found.text("accessType") in {"", ONGOING}), None)


def _read(resource: Resource) -> ReportRequest:
    return ReportRequest(id=resource.id, stopped=resource.attributes.get("stoppedDueToInactivity") is True)
