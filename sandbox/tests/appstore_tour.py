"""Calls every route that Apple's file describes of the App Store Connect stand-in and records the responses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from sandbox.appstore.routes import DESCRIBED
from sandbox.submittable import make_submittable
from sandbox.tests.appstore_analytics_tour import visit_analytics
from sandbox.tests.appstore_experiments_tour import visit_experiments
from sandbox.tests.appstore_information_tour import visit_information
from sandbox.tests.appstore_media_tour import visit_previews, visit_screenshots
from sandbox.tests.appstore_nominations_tour import visit_nominations
from sandbox.tests.appstore_pages_tour import visit_pages
from sandbox.tests.appstore_products_tour import visit_products
from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, visiting

DISPLAY_TYPE = "APP_WATCH_SERIES_3"


@dataclass(frozen=True)
class Seen:
    """One answer, with the route that gave it."""

    method: str
    route: str
    status: int
    document: dict[str, Any] | None


def walk() -> list[Seen]:
    """At least one answer of every route, refusals of each kind among them."""
    seen: list[Seen] = []

    def keep(response: httpx.Response) -> None:
        path = response.request.url.path
        for endpoint in DESCRIBED:
            pattern = re.escape(endpoint.path).replace(r"\{id\}", "[^/]+")
            if response.request.method == endpoint.method and re.fullmatch(pattern, path):
                is_json = "json" in response.headers.get("content-type", "")
                document = response.json() if response.read() and is_json else None
                seen.append(Seen(endpoint.method, endpoint.path, response.status_code, document))

    with visiting("ADMIN") as olive:
        olive.client.event_hooks["response"] = [keep]
        app_id = olive.apple.add_app(BUNDLE_ID, "Tide")
        live = olive.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION", locales=["en-US"])
        olive.apple.set_phased_release(live)
        _versions(olive, app_id)
        _names(olive, app_id)
        _reviews(olive, app_id, live)
        _webhooks(olive, app_id)
        _builds(olive, app_id, live)
        _submissions(olive, app_id)
        visit_information(olive, app_id)
        _releases(olive, app_id)
        _sales(olive, app_id)
        visit_analytics(olive, app_id)
        visit_products(olive, app_id)
        visit_pages(olive, app_id)
        visit_experiments(olive, app_id)
        visit_nominations(olive, app_id)
        _refusals(olive, app_id)
    return seen


def _versions(olive: Visitor, app_id: str) -> None:
    olive.get("/v1/apps", include="appStoreVersions,appInfos", sort="name", limit=1)
    olive.get(f"/v1/apps/{app_id}", include="appStoreVersions")
    attributes: dict[str, object] = {"platform": "IOS", "versionString": "1.1"}
    version_id = olive.post("appStoreVersions", attributes, app=("apps", app_id)).json()["data"]["id"]
    everything = "app,appStoreVersionLocalizations,appStoreVersionPhasedRelease"
    olive.get(f"/v1/apps/{app_id}/appStoreVersions", include=everything, limit=1)
    olive.get(f"/v1/appStoreVersions/{version_id}", include=everything)
    olive.patch("appStoreVersions", version_id, copyright="2026 Example")
    link = ("appStoreVersions", version_id)
    texts: dict[str, object] = {"locale": "de-DE", "keywords": "meer", "supportUrl": "https://example.com"}
    german = olive.post("appStoreVersionLocalizations", texts, appStoreVersion=link).json()["data"]["id"]
    set_id = olive.new_set(version_id, DISPLAY_TYPE, "de-DE")
    visit_screenshots(olive, set_id)
    visit_previews(olive, german)
    path = f"/v1/appStoreVersionLocalizations/{german}"
    olive.get(f"/v1/appStoreVersions/{version_id}/appStoreVersionLocalizations", include="appScreenshotSets")
    olive.get(path, include="appStoreVersion,appScreenshotSets,appPreviewSets")
    olive.patch("appStoreVersionLocalizations", german, promotionalText="Jetzt")
    olive.get(f"{path}/appScreenshotSets", include="appScreenshots,appStoreVersionLocalization")
    olive.delete("appScreenshotSets", set_id)
    olive.delete("appStoreVersionLocalizations", german)


def _releases(olive: Visitor, app_id: str) -> None:
    olive.apple.add_version(app_id, "1.0", platform="MAC_OS", state="READY_FOR_DISTRIBUTION")
    version_id = olive.apple.add_version(app_id, "1.1", platform="MAC_OS")
    link = ("appStoreVersions", version_id)
    inactive: dict[str, object] = {"phasedReleaseState": "INACTIVE"}
    phased_id = olive.post("appStoreVersionPhasedReleases", inactive, appStoreVersion=link).json()["data"]["id"]
    olive.patch("appStoreVersionPhasedReleases", phased_id, phasedReleaseState="INACTIVE")
    olive.patch("appStoreVersionPhasedReleases", phased_id)
    olive.delete("appStoreVersionPhasedReleases", phased_id)
    olive.post("appStoreVersionReleaseRequests", appStoreVersion=link)
    olive.apple.set_version_state(version_id, "PENDING_DEVELOPER_RELEASE")
    olive.post("appStoreVersionReleaseRequests", appStoreVersion=link)


def _sales(olive: Visitor, app_id: str) -> None:
    olive.apple.add_sample_sales(app_id, days=1)
    filters = {"vendorNumber": olive.apple.vendor_number, "reportType": "SALES", "reportSubType": "SUMMARY"}
    params = {f"filter[{name}]": value for name, value in {**filters, "frequency": "DAILY"}.items()}
    olive.client.get("/v1/salesReports", params=params, headers={"Accept": "application/a-gzip"})
    olive.client.get("/v1/salesReports", headers={"Accept": "application/a-gzip"})


def _names(olive: Visitor, app_id: str) -> None:
    infos = olive.get(f"/v1/apps/{app_id}/appInfos", include="app,appInfoLocalizations").json()["data"]
    ahead = infos[-1]["id"]
    olive.get(f"/v1/appInfos/{ahead}", include="appInfoLocalizations")
    attributes: dict[str, object] = {"locale": "da", "name": "Tidevand", "subtitle": "Ved havet"}
    name_id = olive.post("appInfoLocalizations", attributes, appInfo=("appInfos", ahead)).json()["data"]["id"]
    olive.get(f"/v1/appInfos/{ahead}/appInfoLocalizations", include="appInfo")
    olive.get(f"/v1/appInfoLocalizations/{name_id}", include="appInfo")
    olive.patch("appInfoLocalizations", name_id, subtitle="Ved vandet")
    olive.delete("appInfoLocalizations", name_id)


def _reviews(olive: Visitor, app_id: str, live: str) -> None:
    review_id = olive.apple.add_review(app_id, 1, title="Wet", body="Leaks", created=datetime(2026, 1, 1, tzinfo=UTC))
    olive.apple.add_review(app_id, 5)
    olive.get(f"/v1/appStoreVersions/{live}/appStoreVersionPhasedRelease")
    olive.apple.add_summarization(app_id, "Mixed.")
    answer = olive.post("customerReviewResponses", {"responseBody": "Sorry"}, review=("customerReviews", review_id))
    response_id = answer.json()["data"]["id"]
    for path in (f"/v1/apps/{app_id}", f"/v1/appStoreVersions/{live}"):
        olive.get(f"{path}/customerReviews", include="response,reviewTerritory", sort="-createdDate", limit=1)
    olive.get(f"/v1/customerReviews/{review_id}", include="response,reviewTerritory")
    olive.get(f"/v1/customerReviews/{review_id}/response", include="review")
    olive.get(f"/v1/customerReviewResponses/{response_id}", include="review")
    olive.delete("customerReviewResponses", response_id)
    olive.get(f"/v1/apps/{app_id}/customerReviewSummarizations", filter__platform__="IOS", include="territory")


def _webhooks(olive: Visitor, app_id: str) -> None:
    attributes: dict[str, object] = {
        "enabled": True,
        "eventTypes": ["BUILD_UPLOAD_STATE_UPDATED"],
        "name": "Bot",
        "secret": "s",
        "url": "https://127.0.0.1:1/",
    }
    webhook_id = olive.post("webhooks", attributes, app=("apps", app_id)).json()["data"]["id"]
    olive.patch("webhooks", webhook_id, enabled=True)
    olive.post("webhookPings", webhook=("webhooks", webhook_id))
    olive.apple.webhooks_settled()
    deliveries = olive.get(f"/v1/webhooks/{webhook_id}/deliveries", include="event").json()["data"]
    olive.post("webhookDeliveries", template=("webhookDeliveries", deliveries[0]["id"]))
    olive.get(f"/v1/apps/{app_id}/webhooks", include="app")
    olive.get(f"/v1/webhooks/{webhook_id}", include="app")
    olive.delete("webhooks", webhook_id)


def _builds(olive: Visitor, app_id: str, live: str) -> None:
    attributes: dict[str, object] = {
        "appDescription": "Notes",
        "containsProprietaryCryptography": False,
        "containsThirdPartyCryptography": True,
        "availableOnFrenchStore": True,
    }
    declared = olive.post("appEncryptionDeclarations", attributes, app=("apps", app_id)).json()["data"]["id"]
    build_id = olive.apple.add_build(app_id, "1.1", "7", encryption=None)
    olive.patch("builds", build_id, usesNonExemptEncryption=True)
    olive.refer("builds", build_id, "appEncryptionDeclaration", "appEncryptionDeclarations", declared)
    for name in ("app", "preReleaseVersion", "appEncryptionDeclaration"):
        olive.get(f"/v1/builds/{build_id}/{name}")
    everything = "app,preReleaseVersion,appEncryptionDeclaration,appStoreVersion"
    olive.get("/v1/builds", filter__app__=app_id, include=everything, sort="-uploadedDate")
    olive.get(f"/v1/builds/{build_id}", include=everything)
    olive.get(f"/v1/apps/{app_id}/builds")
    olive.get(f"/v1/apps/{app_id}/preReleaseVersions")
    (group,) = olive.get("/v1/preReleaseVersions", include="app,builds").json()["data"]
    olive.get(f"/v1/preReleaseVersions/{group['id']}", include="app,builds")
    olive.get(f"/v1/preReleaseVersions/{group['id']}/app")
    olive.get(f"/v1/preReleaseVersions/{group['id']}/builds")
    olive.get("/v1/appEncryptionDeclarations", include="app,builds")
    olive.get(f"/v1/appEncryptionDeclarations/{declared}", include="app,builds")
    olive.get(f"/v1/appEncryptionDeclarations/{declared}/app")
    olive.get(f"/v1/apps/{app_id}/appEncryptionDeclarations", include="builds")
    versions = olive.get(f"/v1/apps/{app_id}/appStoreVersions").json()["data"]
    ahead = next(version["id"] for version in versions if version["id"] != live)
    olive.get(f"/v1/appStoreVersions/{ahead}/build")
    olive.refer("appStoreVersions", ahead, "build", "builds", build_id)
    olive.refer("appStoreVersions", live, "build", "builds", build_id)
    olive.get(f"/v1/appStoreVersions/{ahead}/build")
    olive.get(f"/v1/appStoreVersions/{ahead}", include="build")
    olive.get(f"/v1/builds/{build_id}/appStoreVersion", include="build")


def _submissions(olive: Visitor, app_id: str) -> None:
    path = f"/v1/apps/{app_id}"
    (version,) = olive.data(f"{path}/appStoreVersions", filter__versionString__="1.1")
    platform: dict[str, object] = {"platform": "IOS"}
    draft = olive.post("reviewSubmissions", platform, app=("apps", app_id)).json()["data"]["id"]
    links = {"reviewSubmission": ("reviewSubmissions", draft), "appStoreVersion": ("appStoreVersions", version["id"])}
    olive.apple.set_build(version["id"], None)
    # Refused, with the errors of what belongs to the version.
    olive.post("reviewSubmissionItems", None, **links)
    make_submittable(olive.apple, version["id"])
    item = olive.post("reviewSubmissionItems", None, **links).json()["data"]["id"]
    olive.post("reviewSubmissionItems", None, **links)
    olive.delete("reviewSubmissionItems", item)
    item = olive.post("reviewSubmissionItems", None, **links).json()["data"]["id"]
    olive.patch("reviewSubmissions", draft, submitted=True)
    olive.delete("reviewSubmissionItems", item)
    olive.apple.start_review(version["id"])
    olive.apple.reject(version["id"])
    olive.patch("reviewSubmissionItems", item, resolved=True)
    everything = "app,items,appStoreVersionForReview"
    olive.get(f"{path}/reviewSubmissions", include=everything, filter__state__="UNRESOLVED_ISSUES", limit=1)
    olive.get("/v1/reviewSubmissions", include=everything, filter__app__=app_id)
    olive.get(f"/v1/reviewSubmissions/{draft}", include=everything)
    olive.get(f"/v1/reviewSubmissions/{draft}/items", include="appStoreVersion")
    olive.patch("reviewSubmissions", draft, canceled=True)


def _refusals(olive: Visitor, app_id: str) -> None:
    olive.get("/v1/apps", foo="1")
    olive.get("/v1/apps/unknown")
    olive.post("appStoreVersions", {"platform": "IOS", "versionString": "1.2"}, app=("apps", app_id))
    olive.client.post("/v1/appStoreVersions", json={})
    olive.apple.agreements_missing = True
    olive.get("/v1/apps")
    olive.apple.allowance(limit=0)
    olive.get("/v1/apps")
    olive.apple.revoke_key(olive.key.key_id)
    olive.get("/v1/apps")
