"""Calls the routes of analytics reports: see `appstore_tour`."""

from __future__ import annotations

from sandbox.tests.appstore_visitor import Visitor


def visit_analytics(olive: Visitor, app_id: str) -> None:
    """Calls each of them, with a refusal."""
    olive.apple.first_report = 0.0
    link = ("apps", app_id)
    request_id = olive.post("analyticsReportRequests", {"accessType": "ONGOING"}, app=link).json()["data"]["id"]
    olive.post("analyticsReportRequests", {"accessType": "ONGOING"}, app=link)
    olive.get(f"/v1/apps/{app_id}/analyticsReportRequests", filter__accessType__="ONGOING", include="reports")
    path = f"/v1/analyticsReportRequests/{request_id}"
    olive.get(path, include="reports")
    (report,) = olive.data(f"{path}/reports", filter__name__="App Downloads Standard")
    olive.get(f"/v1/analyticsReports/{report['id']}")
    (instance,) = olive.data(f"/v1/analyticsReports/{report['id']}/instances", filter__granularity__="DAILY")
    olive.get(f"/v1/analyticsReportInstances/{instance['id']}")
    segment, _ = olive.data(f"/v1/analyticsReportInstances/{instance['id']}/segments")
    olive.get(f"/v1/analyticsReportSegments/{segment['id']}")
    olive.delete("analyticsReportRequests", request_id)
