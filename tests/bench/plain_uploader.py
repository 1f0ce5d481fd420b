"""Uploads screenshots one after the other, as a plain script would: what the bot's upload is compared with.

Every file by Apple's four steps: reserve, send, commit, look until it is complete
(https://developer.apple.com/documentation/appstoreconnectapi/uploading-assets-to-app-store-connect).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import jwt

# Seconds; scripts wait 2 to 5 s.
LOOK_EVERY = 1.0

Pictures = Sequence[tuple[str, bytes]]


class PlainUploader:
    """One connection, a fresh token for every call, nothing remembered; `calls` counts all of them, PUTs too."""

    def __init__(self, api: str, key_id: str, issuer_id: str, private_key: str) -> None:
        self._api, self._key_id, self._issuer_id, self._private_key = api, key_id, issuer_id, private_key
        self._line = httpx.Client(timeout=60)
        self.calls = 0

    def upload(self, bundle_id: str, version: str, display_type: str, options: Mapping[str, Pictures]) -> None:
        """Send the pictures of each locale to a set of their own."""
        (app,) = self._ask("GET", "/v1/apps", params={"filter[bundleId]": bundle_id})["data"]
        chosen = {"filter[versionString]": version}
        (found,) = self._ask("GET", f"/v1/apps/{app['id']}/appStoreVersions", params=chosen)["data"]
        pages = self._ask("GET", f"/v1/appStoreVersions/{found['id']}/appStoreVersionLocalizations")["data"]
        localizations = {page["attributes"]["locale"]: page["id"] for page in pages}
        for locale, pictures in options.items():
            position = self._set(localizations[locale], display_type)
            for name, content in pictures:
                self._send(position, name, content)
        self._line.close()

    def _set(self, localization: str, display_type: str) -> str:
        page = f"/v1/appStoreVersionLocalizations/{localization}/appScreenshotSets"
        for screenshot_set in self._ask("GET", page)["data"]:
            if screenshot_set["attributes"]["screenshotDisplayType"] == display_type:
                return str(screenshot_set["id"])
        owner = {"appStoreVersionLocalization": ("appStoreVersionLocalizations", localization)}
        return str(self._create("appScreenshotSets", {"screenshotDisplayType": display_type}, owner)["id"])

    def _send(self, position: str, name: str, content: bytes) -> None:
        owner = {"appScreenshotSet": ("appScreenshotSets", position)}
        made = self._create("appScreenshots", {"fileName": name, "fileSize": len(content)}, owner)
        for part in made["attributes"]["uploadOperations"]:
            headers = {header["name"]: header["value"] for header in part["requestHeaders"]}
            segment = content[part["offset"] : part["offset"] + part["length"]]
            self.calls += 1
            self._line.request(part["method"], part["url"], headers=headers, content=segment).raise_for_status()
        checksum = hashlib.md5(content, usedforsecurity=False).hexdigest()
        sent = {"uploaded": True, "sourceFileChecksum": checksum}
        page = f"/v1/appScreenshots/{made['id']}"
        self._ask("PATCH", page, json={"data": {"type": "appScreenshots", "id": made["id"], "attributes": sent}})
        while (state := self._state(page)) != "COMPLETE":
            if state == "FAILED":
                raise SystemExit(f"{name} failed")
            time.sleep(LOOK_EVERY)

    def _state(self, page: str) -> str:
        return str(self._ask("GET", page)["data"]["attributes"]["assetDeliveryState"]["state"])

    def _create(self, kind: str, attributes: dict[str, Any], owners: dict[str, tuple[str, str]]) -> dict[str, Any]:
        belongs = {name: {"data": {"type": owner, "id": its}} for name, (owner, its) in owners.items()}
        body = {"data": {"type": kind, "attributes": attributes, "relationships": belongs}}
        made: dict[str, Any] = self._ask("POST", f"/v1/{kind}", json=body)["data"]
        return made

    def _ask(self, method: str, page: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx's own
        self.calls += 1
        bearer = {"Authorization": f"Bearer {self._token()}"}
        answer = self._line.request(method, self._api + page, headers=bearer, **more)
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        return body

    def _token(self) -> str:
        now = int(time.time())
        claims = {"iss": self._issuer_id, "iat": now, "exp": now + 600, "aud": "appstoreconnect-v1"}
        return jwt.encode(claims, self._private_key, algorithm="ES256", headers={"kid": self._key_id})
