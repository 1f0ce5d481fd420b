"""Calls the routes of custom product pages: see `appstore_tour`."""

from __future__ import annotations

from sandbox.tests.appstore_visitor import Visitor
from sandbox.tests.custom_pages import LOCALIZATIONS, PAGES, VERSIONS, create, localization, newest, words


def visit_pages(olive: Visitor, app_id: str) -> None:
    """Calls each of them, with refusals."""
    live = next(
        version["id"]
        for version in olive.data(f"/v1/apps/{app_id}/appStoreVersions", filter__platform__="IOS")
        if version["attributes"]["appVersionState"] == "READY_FOR_DISTRIBUTION"
    )
    olive.apple.set_text(live, "en-US", keywords="surf,waves")
    page_id = create(olive, app_id, template=("appStoreVersionTemplate", "appStoreVersions", live)).json()["data"]["id"]
    create(olive, app_id, texts={})
    version_id, english = newest(olive, page_id), localization(olive, page_id)
    olive.get(f"/v1/apps/{app_id}/{PAGES}", include=f"app,{VERSIONS}", filter__visible__="true", limit=1)
    olive.get(f"/v1/{PAGES}/{page_id}", include=f"app,{VERSIONS}")
    olive.patch(PAGES, page_id, name="Surf", visible=False)
    olive.get(f"/v1/{PAGES}/{page_id}/{VERSIONS}", include=f"appCustomProductPage,{LOCALIZATIONS}")
    olive.get(f"/v1/{VERSIONS}/{version_id}", include=f"appCustomProductPage,{LOCALIZATIONS}")
    olive.patch(VERSIONS, version_id, deepLink="tide://surf")
    link = ("appCustomProductPageVersions", version_id)
    german = olive.post(LOCALIZATIONS, {"locale": "de-DE"}, appCustomProductPageVersion=link).json()["data"]["id"]
    olive.patch(LOCALIZATIONS, german, promotionalText="Wellen.")
    olive.get(f"/v1/{LOCALIZATIONS}/{german}", include="appCustomProductPageVersion,searchKeywords")
    olive.delete(LOCALIZATIONS, german)
    path = f"/v1/{LOCALIZATIONS}/{english}"
    watch: dict[str, object] = {"screenshotDisplayType": "APP_WATCH_SERIES_4"}
    olive.post("appScreenshotSets", watch, appCustomProductPageLocalization=(LOCALIZATIONS, english))
    olive.get(f"{path}/appScreenshotSets", include="appCustomProductPageLocalization,appScreenshots")
    phone: dict[str, object] = {"previewType": "IPHONE_67"}
    olive.post("appPreviewSets", phone, appCustomProductPageLocalization=(LOCALIZATIONS, english))
    olive.get(f"{path}/appPreviewSets", include="appCustomProductPageLocalization,appPreviews")
    olive.get(f"/v1/apps/{app_id}/searchKeywords", filter__platform__="IOS", filter__locale__="en-US")
    linked = f"{path}/relationships/searchKeywords"
    for body in (words("surf", "waves"), words("snow")):
        olive.client.post(linked, json=body)
    olive.client.request("DELETE", linked, json=words("waves"))
    olive.get(linked)
    olive.get(f"{path}/searchKeywords")
    everything = "appCustomProductPageVersion,appScreenshotSets,searchKeywords"
    olive.get(f"/v1/{VERSIONS}/{version_id}/{LOCALIZATIONS}", include=everything)
    _visit_review(olive, app_id, version_id, english)
    olive.post(VERSIONS, appCustomProductPage=(PAGES, page_id))
    olive.post(VERSIONS, appCustomProductPage=(PAGES, page_id))
    olive.delete(PAGES, page_id)


def _visit_review(olive: Visitor, app_id: str, version_id: str, english: str) -> None:
    platform: dict[str, object] = {"platform": "IOS"}
    draft = olive.post("reviewSubmissions", platform, app=("apps", app_id)).json()["data"]["id"]
    links = {
        "reviewSubmission": ("reviewSubmissions", draft),
        "appCustomProductPageVersion": ("appCustomProductPageVersions", version_id),
    }
    olive.post("reviewSubmissionItems", None, **links)
    olive.get(f"/v1/reviewSubmissions/{draft}/items", include="appCustomProductPageVersion")
    olive.patch("reviewSubmissions", draft, submitted=True)
    olive.patch(LOCALIZATIONS, english, promotionalText="Too late.")
    olive.apple.start_review(version_id)
    olive.apple.approve(version_id)
