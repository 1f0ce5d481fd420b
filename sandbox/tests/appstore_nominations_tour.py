"""Calls the routes of nominations: see `appstore_tour`."""

from __future__ import annotations

from sandbox.tests.appstore_visitor import Visitor
from sandbox.tests.nominations import KIND, nominate


def visit_nominations(olive: Visitor, app_id: str) -> None:
    """Calls each of them, with refusals."""
    event = olive.apple.add_event(app_id, "Summer Regatta")
    olive.get(f"/v1/apps/{app_id}/appEvents", include="localizations", filter__eventState__="APPROVED")
    olive.get(f"/v1/appEvents/{event}", include="localizations")
    olive.get(f"/v1/appEvents/{event}/localizations", include="appEvent")
    nominate(olive, app_id, publishStartDate="soon")
    links = {"inAppEvents": [("appEvents", event)], "supportedTerritories": [("territories", "DEU")]}
    full = nominate(olive, app_id, links=links, supplementalMaterialsUris=["https://example.com/press"])
    olive.get(
        f"/v1/{KIND}/{full.json()['data']['id']}",
        include="relatedApps,inAppEvents,supportedTerritories",
        limit__supportedTerritories__=200,
    )
    draft, other = (nominate(olive, app_id).json()["data"]["id"] for _ in range(2))
    olive.get(f"/v1/{KIND}")
    olive.get(f"/v1/{KIND}", filter__state__="DRAFT", filter__relatedApps__=app_id, include="relatedApps", sort="name")
    olive.patch(KIND, draft, notes="Ask Olive", submitted=True)
    olive.patch(KIND, draft, submitted=False)
    olive.get(f"/v1/{KIND}/{draft}", include="relatedApps")
    olive.delete(KIND, draft)
    olive.delete(KIND, other)
    olive.get(f"/v1/{KIND}/{other}")
