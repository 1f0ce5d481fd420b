"""A user who calls the App Store Connect stand-in over HTTP, with a token signed by a key that Olive made."""

from __future__ import annotations

import hashlib
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
import jwt

from sandbox.appstore import AppStoreConnect, Key

BUNDLE_ID = "com.example.tide"


# Made once: creating a context takes longer than a whole test.
CERTIFICATES = ssl.create_default_context()


def token(
    key: Key, *, issued: float | None = None, life: float = 600, claims: Mapping[str, object] | None = None
) -> str:
    start = int(time.time() if issued is None else issued)
    who = {"sub": "user"} if key.issuer_id is None else {"iss": key.issuer_id}
    payload = {**who, "iat": start, "exp": start + int(life), "aud": "appstoreconnect-v1", **(claims or {})}
    return jwt.encode(payload, key.private_key_pem, "ES256", {"kid": key.key_id})


class Visitor:
    """The calls of a client, each spelled out."""

    def __init__(self, apple: AppStoreConnect, client: httpx.Client, role: str = "APP_MANAGER") -> None:
        self.apple = apple
        self.client = client
        self.become(apple.add_key(role))

    def become(self, key: Key) -> None:
        self.key = key
        self.client.headers["Authorization"] = f"Bearer {token(key)}"

    def get(self, path: str, **parameters: str | int) -> httpx.Response:
        names = {name.replace("__", "[", 1).replace("__", "]", 1): value for name, value in parameters.items()}
        return self.client.get(path, params=names or None)

    def data(self, path: str, **parameters: str | int) -> Any:  # noqa: ANN401 — whatever JSON Apple answers
        answer = self.get(path, **parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def post(self, kind: str, attributes: dict[str, object] | None = None, **links: tuple[str, str]) -> httpx.Response:
        return self.client.post(f"/v1/{kind}", json=_new(kind, attributes, links))

    def post_v2(self, kind: str, attributes: dict[str, object], **links: tuple[str, str]) -> httpx.Response:
        return self.client.post(f"/v2/{kind}", json=_new(kind, attributes, links))

    def patch(self, kind: str, id_: str, **attributes: object) -> httpx.Response:
        body = {"data": {"type": kind, "id": id_, "attributes": attributes}}
        return self.client.patch(f"/v1/{kind}/{id_}", json=body)

    def patch_v2(self, kind: str, id_: str, **attributes: object) -> httpx.Response:
        body = {"data": {"type": kind, "id": id_, "attributes": attributes}}
        return self.client.patch(f"/v2/{kind}/{id_}", json=body)

    def refer(self, kind: str, id_: str, name: str, target: str, target_id: str | None) -> httpx.Response:
        data = None if target_id is None else {"type": target, "id": target_id}
        return self.client.patch(f"/v1/{kind}/{id_}/relationships/{name}", json={"data": data})

    def delete(self, kind: str, id_: str) -> httpx.Response:
        return self.client.delete(f"/v1/{kind}/{id_}")

    def delete_v2(self, kind: str, id_: str) -> httpx.Response:
        return self.client.delete(f"/v2/{kind}/{id_}")

    def locale(self, version_id: str, locale: str = "en-US") -> str:
        rows = self.data(f"/v1/appStoreVersions/{version_id}/appStoreVersionLocalizations", filter__locale__=locale)
        return str(rows[0]["id"])

    def new_set(self, version_id: str, display_type: str = "APP_WATCH_SERIES_3", locale: str = "en-US") -> str:
        parent = ("appStoreVersionLocalizations", self.locale(version_id, locale))
        answer = self.post(
            "appScreenshotSets", {"screenshotDisplayType": display_type}, appStoreVersionLocalization=parent
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["data"]["id"])

    def reserve(self, set_id: str, name: str, size: int) -> httpx.Response:
        attributes: dict[str, object] = {"fileName": name, "fileSize": size}
        return self.post("appScreenshots", attributes, appScreenshotSet=("appScreenshotSets", set_id))

    def send(self, operation: dict[str, Any], data: bytes) -> httpx.Response:
        part = data[operation["offset"] : operation["offset"] + operation["length"]]
        headers = {header["name"]: header["value"] for header in operation["requestHeaders"]}
        bare = self.client.build_request(operation["method"], operation["url"], headers=headers, content=part)
        del bare.headers["authorization"]
        return self.client.send(bare)

    def commit(self, id_: str, checksum: str) -> httpx.Response:
        return self.patch("appScreenshots", id_, uploaded=True, sourceFileChecksum=checksum)

    def upload(self, set_id: str, name: str, data: bytes) -> str:
        reserved = self.reserve(set_id, name, len(data))
        assert reserved.status_code == 201, reserved.text
        screenshot = reserved.json()["data"]
        for operation in screenshot["attributes"]["uploadOperations"]:
            assert self.send(operation, data).status_code == 200
        committed = self.commit(screenshot["id"], md5(data))
        assert committed.status_code == 200, committed.text
        return str(screenshot["id"])

    def state(self, screenshot_id: str) -> dict[str, Any]:
        state: dict[str, Any] = self.data(f"/v1/appScreenshots/{screenshot_id}")["attributes"]["assetDeliveryState"]
        return state


def _new(
    kind: str, attributes: dict[str, object] | None, links: Mapping[str, tuple[str, str]]
) -> dict[str, dict[str, object]]:
    relationships = {name: {"data": {"type": type_, "id": id_}} for name, (type_, id_) in links.items()}
    data: dict[str, object] = {"type": kind, "relationships": relationships}
    if attributes is not None:
        data["attributes"] = attributes
    return {"data": data}


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    """The code of each complaint and what it points at."""
    errors = answer.json()["errors"]
    return [(error["code"], next(iter(error.get("source", {}).values()), "")) for error in errors]


@contextmanager
def visiting(role: str = "APP_MANAGER") -> Iterator[Visitor]:
    apple = AppStoreConnect(seed=7)
    with apple.serve() as url, httpx.Client(base_url=url, timeout=10, verify=CERTIFICATES) as client:
        yield Visitor(apple, client, role)
