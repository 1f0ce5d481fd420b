"""Drives the stand-in with a client that others use on Apple: an upload and a text change, each with its own calls.

Runs in an environment of the clients (`make clients`), because asconnect needs an older cryptography than the bot:
`real_clients.py CLIENT URL KEY_ID ISSUER_ID KEY_FILE BUNDLE_ID FOLDER`. FOLDER holds the images. Prints what it read.
"""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

APPLE = "https://api.appstoreconnect.apple.com"
DISPLAY_TYPE = "APP_WATCH_SERIES_3"


@dataclass(frozen=True)
class Account:
    """Where the stand-in is, the key to it, the app, and the images to send."""

    url: str
    key_id: str
    issuer_id: str
    key_file: str
    bundle_id: str
    folder: str

    @property
    def key(self) -> str:
        """Returns the private key."""
        return Path(self.key_file).read_text(encoding="utf-8")

    @property
    def images(self) -> list[Path]:
        """Returns the images in order."""
        return sorted(Path(self.folder).iterdir())


def redirect(base: str) -> None:
    """Sends the requests of a client to the stand-in, and no token to its upload host: it refuses one, like Apple's."""
    session = import_module("requests").Session
    request = session.request

    def redirected(self: Any, method: str, url: str, **more: Any) -> Any:  # noqa: ANN401 - requests has no types
        if "/_upload/" in url:
            more["headers"] = {name: value for name, value in more["headers"].items() if name != "Authorization"}
        return request(self, method, url.replace(APPLE, base), **more)

    session.request = redirected


def asconnect(account: Account) -> dict[str, object]:
    """asconnect reads the app, its names and versions, fills a set, changes a text and asks for builds."""
    client = import_module("asconnect").Client(
        key_id=account.key_id, key_contents=account.key, issuer_id=account.issuer_id, log=logging.getLogger()
    )
    display_type = import_module("asconnect.models").ScreenshotDisplayType[DISPLAY_TYPE]
    app = client.app.get_from_bundle_id(account.bundle_id)
    infos = list(client.app_info.get_app_info(app_id=app.identifier))
    versions = list(client.version.get_all(app_id=app.identifier))
    version = next(each for each in versions if each.attributes.version_string == "1.1")
    localization = next(iter(client.version.get_localizations(version_id=version.identifier)))
    shots = client.screenshots.create_set(localization_id=localization.identifier, display_type=display_type)
    for image in account.images:
        client.screenshots.upload_screenshot(
            file_path=str(image), screenshot_set_id=shots.identifier, use_auth_header=False
        )
    client.http_client.patch(
        endpoint=f"appStoreVersionLocalizations/{localization.identifier}", data=_text(localization.identifier)
    )
    build = client.version.get_attached_build(version_id=version.identifier)
    review = client.version.get_app_review_details(version_id=version.identifier)
    return {"versions": len(versions), "infos": len(infos), "build": build, "review": review}


def codemagic(account: Account) -> dict[str, object]:
    """codemagic-cli-tools reads apps, versions and builds through typed resources, and changes a text.

    It sends no screenshots: the upload is made with its session.
    """
    package = import_module("codemagic.apple.app_store_connect")
    client = package.AppStoreConnectApiClient(account.key_id, account.issuer_id, account.key)
    apps = client.apps.list(client.apps.Filter(bundle_id=account.bundle_id))
    app = client.apps.read(apps[0].id)
    versions = client.apps.list_app_store_versions(app.id)
    with_build = client.apps.list_app_store_versions_data_with_include(app.id, "build")
    version = next(each for each in versions if each.attributes.versionString == "1.1")
    localizations = client.app_store_versions.list_app_store_version_localizations(version.id)
    client.app_store_version_localizations.modify(localizations[0].id, promotional_text="New")
    builds = client.apps.list_builds(app.id) + client.builds.list(client.builds.Filter(app=app.id))
    _upload(client.session, localizations[0].id, account.images)
    return {"versions": len(versions), "with_build": len(with_build.data), "builds": len(builds)}


def appleapi(account: Account) -> dict[str, object]:
    """AppleAPI fills the set that exists, since it fails to create one, and changes a text."""
    store = import_module("AppleAPI").AppStore(account.issuer_id, account.key_id, account.key, account.folder)
    agent = store.agent
    app = agent.list_apps(filters={"bundleId": account.bundle_id})[0]
    versions = agent.list_appstore_version(app.id, filters={"versionString": "1.1", "platform": "IOS"})
    localization = agent.list_localization(versions[0].id)[0]
    methods, models = import_module("AppleAPI.apple_api_agent").HttpMethod, import_module("AppleAPI.models")
    agent.create_app_screenshot_set(localization.id, models.ScreenshotDisplayType[DISPLAY_TYPE])
    store.upload_screenshot(account.bundle_id, "1.1", {localization.locale: {DISPLAY_TYPE: account.folder}})
    address = f"{APPLE}/v1/appStoreVersionLocalizations/{localization.id}"
    agent._api_call(address, method=methods.PATCH, post_data=_text(localization.id))  # noqa: SLF001 - it has no call for it
    return {"versions": len(versions)}


def _text(localization_id: str) -> dict[str, object]:
    attributes = {"promotionalText": "New"}
    return {"data": {"type": "appStoreVersionLocalizations", "id": localization_id, "attributes": attributes}}


def _upload(session: Any, localization_id: str, images: list[Path]) -> None:  # noqa: ANN401 - requests has no types
    def post(kind: str, attributes: dict[str, object], parent: str, kinds: str, parent_id: str) -> Any:  # noqa: ANN401
        relationships = {parent: {"data": {"type": kinds, "id": parent_id}}}
        body = {"data": {"type": kind, "attributes": attributes, "relationships": relationships}}
        return session.post(f"{APPLE}/v1/{kind}", json=body).json()["data"]

    parent = "appStoreVersionLocalization"
    attributes: dict[str, object] = {"screenshotDisplayType": DISPLAY_TYPE}
    shots = post("appScreenshotSets", attributes, parent, f"{parent}s", localization_id)
    for image in images:
        file: dict[str, object] = {"fileName": image.name, "fileSize": image.stat().st_size}
        screenshot = post("appScreenshots", file, "appScreenshotSet", "appScreenshotSets", shots["id"])
        for operation in screenshot["attributes"]["uploadOperations"]:
            part = image.read_bytes()[operation["offset"] :][: operation["length"]]
            headers = {header["name"]: header["value"] for header in operation["requestHeaders"]}
            session.request(operation["method"], operation["url"], headers=headers, data=part)
        # Without a checksum, as some clients do.
        data = {"type": "appScreenshots", "id": screenshot["id"], "attributes": {"uploaded": True}}
        session.patch(f"{APPLE}/v1/appScreenshots/{screenshot['id']}", json={"data": data})


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    account = Account(*arguments)
    redirect(account.url)
    found = {"asconnect": asconnect, "codemagic": codemagic, "AppleAPI": appleapi}[name](account)
    sys.stdout.write("\n" + json.dumps(found, default=str))
