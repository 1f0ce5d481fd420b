"""Calls the routes of in-app purchases and subscriptions: see `appstore_tour`."""

from __future__ import annotations

from sandbox.appstore.product_families import PURCHASES, SUBSCRIPTIONS, Family
from sandbox.tests.appstore_visitor import Visitor


def visit_products(olive: Visitor, app_id: str) -> None:
    """Calls each of them, with refusals."""
    pro = olive.apple.add_purchase(app_id, "tide.pro", "Pro")
    monthly = olive.apple.add_subscription(app_id, "tide.monthly", "Monthly")
    for product in (pro, monthly):
        olive.apple.set_product_price(product, "4.99")
    everything = "versions,inAppPurchaseLocalizations,iapPriceSchedule,appStoreReviewScreenshot"
    olive.get(f"/v1/apps/{app_id}/inAppPurchasesV2", include=everything, sort="name", filter__state__="APPROVED")
    olive.get(f"/v2/inAppPurchases/{pro}", include=everything)
    olive.get(f"/v2/inAppPurchases/{pro}/iapPriceSchedule", include="baseTerritory,manualPrices")
    path = f"/v1/inAppPurchasePriceSchedules/{pro}"
    olive.get(path, include="baseTerritory,manualPrices")
    olive.get(f"{path}/baseTerritory")
    for name in ("manualPrices", "automaticPrices"):
        olive.get(f"{path}/{name}", include="inAppPurchasePricePoint,territory", limit=2)
    (group,) = olive.get(f"/v1/apps/{app_id}/subscriptionGroups", include="subscriptions").json()["data"]
    olive.get(f"/v1/subscriptionGroups/{group['id']}", include="subscriptions")
    everything = "group,versions,subscriptionLocalizations,prices,appStoreReviewScreenshot"
    olive.get(f"/v1/subscriptionGroups/{group['id']}/subscriptions", include=everything, sort="name")
    olive.get(f"/v1/subscriptions/{monthly}", include=everything)
    olive.get(f"/v1/subscriptions/{monthly}/prices", filter__territory__="USA", include="territory")
    for family, product in ((PURCHASES, pro), (SUBSCRIPTIONS, monthly)):
        _visit_texts(olive, family, product)
        _visit_screenshot(olive, family, product)
    _submit(olive, app_id, pro)


def _visit_screenshot(olive: Visitor, family: Family, product: str) -> None:
    before = olive.get(f"{family.root}/{product}/appStoreReviewScreenshot").json()["data"]["id"]
    olive.get(f"/v1/{family.screenshot}/{before}", include=family.old_owner)
    link, wanted = {family.old_owner: (family.product, product)}, {"fileName": "pro.png", "fileSize": 9}
    olive.post(family.screenshot, dict(wanted), **link)
    olive.delete(family.screenshot, before)
    reserved = olive.post(family.screenshot, dict(wanted), **link).json()["data"]
    olive.patch(family.screenshot, reserved["id"], uploaded=True)
    for operation in reserved["attributes"]["uploadOperations"]:
        olive.send(operation, b"no image.")
    olive.patch(family.screenshot, reserved["id"], uploaded=True)


def _visit_texts(olive: Visitor, family: Family, product: str) -> None:
    olive.get(f"{family.root}/{product}/appStoreReviewScreenshot", include=family.old_owner)
    olive.get(f"{family.root}/{product}/versions", include=f"{family.owner},localizations")
    link = {family.owner: (family.product, product)}
    version = olive.post(family.version, None, **link).json()["data"]["id"]
    olive.post(family.version, None, **link)
    olive.get(f"/v1/{family.version}/{version}", include=f"{family.owner},localizations")
    texts: dict[str, object] = {"locale": "de-DE", "name": "Monatlich", "description": "Alle Tiden"}
    text = olive.post_v2(family.text, texts, version=(family.version, version)).json()["data"]["id"]
    olive.post_v2(family.text, texts, version=(family.version, version))
    olive.get(f"/v1/{family.version}/{version}/localizations", include="version")
    olive.get(f"/v2/{family.text}/{text}", include="version")
    olive.patch_v2(family.text, text, name="Jeden Monat")
    olive.delete_v2(family.text, text)
    old = {family.old_owner: (family.product, product)}
    text = olive.post(family.text, texts, **old).json()["data"]["id"]
    olive.patch(family.text, text, name="x")
    olive.patch(family.text, text, name="Monatlich")
    olive.get(f"{family.root}/{product}/{family.text}", include=family.old_owner)


def _submit(olive: Visitor, app_id: str, product: str) -> None:
    draft = olive.post("reviewSubmissions", {"platform": "TV_OS"}, app=("apps", app_id)).json()["data"]["id"]
    version = olive.data(f"/v2/inAppPurchases/{product}/versions")[-1]["id"]
    links = {"reviewSubmission": ("reviewSubmissions", draft), "inAppPurchaseVersion": (PURCHASES.version, version)}
    olive.post("reviewSubmissionItems", None, **links)
    olive.post("reviewSubmissionItems", None, **links)
    olive.get(f"/v1/reviewSubmissions/{draft}/items", include="inAppPurchaseVersion,subscriptionVersion")
    olive.patch("reviewSubmissions", draft, submitted=True)
    (text, *_) = olive.data(f"/v1/inAppPurchaseVersions/{version}/localizations")
    olive.patch_v2(PURCHASES.text, text["id"], name="Plus")
    olive.delete_v2(PURCHASES.text, text["id"])
