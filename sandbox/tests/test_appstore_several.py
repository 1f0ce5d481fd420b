"""Several accounts at one address: each key sees its own apps, and a key that was revoked is refused."""

from __future__ import annotations

import time

import httpx
import jwt

from sandbox.appstore import AppStoreConnect
from sandbox.appstore.several import serve_together
from sandbox.appstore.tokens import AUDIENCE, Key


def _apps(address: str, key: Key) -> httpx.Response:
    now = int(time.time())
    claims = {"iss": key.issuer_id, "iat": now, "exp": now + 600, "aud": AUDIENCE}
    token = jwt.encode(claims, key.private_key_pem, algorithm="ES256", headers={"kid": key.key_id})
    return httpx.get(f"{address}/v1/apps", headers={"Authorization": f"Bearer {token}"})


def test_a_key_sees_the_apps_of_its_account_only() -> None:
    accounts = {name: AppStoreConnect(seed=number) for number, name in enumerate(("tide", "wave"))}
    keys = {name: account.add_key() for name, account in accounts.items()}
    for name, account in accounts.items():
        account.add_app(f"com.example.{name}", name)
    tide, wave = accounts.values()
    with tide.serve() as first, wave.serve() as other, serve_together({first: tide, other: wave}) as address:
        for name, key in keys.items():
            answer = _apps(address, key)
            assert [app["attributes"]["name"] for app in answer.json()["data"]] == [name]
            assert "user-hour-rem:" in answer.headers["X-Rate-Limit"]
        wave.revoke_key(keys["wave"].key_id)
        assert _apps(address, keys["wave"]).status_code == httpx.codes.UNAUTHORIZED
        assert httpx.get(f"{address}/v1/apps").status_code == httpx.codes.UNAUTHORIZED
