"""Keys of the App Store Connect stand-in: tokens, roles and the hourly limit."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from sandbox.appstore import AppStoreConnect
from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, codes, token


def call(visitor: Visitor, bearer: str) -> httpx.Response:
    return visitor.client.get("/v1/apps", headers={"Authorization": bearer})


def test_a_team_key_and_an_individual_key_are_let_in(eddie: Visitor) -> None:
    assert eddie.get("/v1/apps").status_code == 200
    individual = eddie.apple.add_key(individual=True)
    assert individual.issuer_id is None
    eddie.become(individual)
    assert eddie.get("/v1/apps").status_code == 200
    assert eddie.apple.calls[-1].key_id == individual.key_id


def test_team_keys_share_their_issuer(eddie: Visitor) -> None:
    assert eddie.apple.add_key("ADMIN").issuer_id == eddie.key.issuer_id


@dataclass(frozen=True)
class _In:
    """So many seconds after the test begins, which may be minutes after it was collected."""

    seconds: int


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 1},
        {"exp": _In(3600)},
        {"iat": _In(300), "exp": _In(600)},
        {"iat": "today"},
        {"aud": "appstoreconnect-v2"},
        {"iss": "00000000-0000-0000-0000-000000000000"},
    ],
    ids=["expired", "over 20 minutes", "from the future", "no time", "wrong audience", "wrong issuer"],
)
def test_a_token_with_wrong_claims_is_refused(eddie: Visitor, claims: dict[str, object]) -> None:
    now = int(time.time())
    values = {name: now + claim.seconds if isinstance(claim, _In) else claim for name, claim in claims.items()}
    answer = call(eddie, f"Bearer {token(eddie.key, claims=values)}")
    assert answer.status_code == 401
    assert codes(answer) == [("NOT_AUTHORIZED", "")]
    assert "X-Rate-Limit" not in answer.headers


def test_twenty_minutes_and_a_clock_a_little_ahead_are_taken(eddie: Visitor) -> None:
    assert call(eddie, f"Bearer {token(eddie.key, life=1200)}").status_code == 200
    assert call(eddie, f"Bearer {token(eddie.key, issued=time.time() + 30)}").status_code == 200


@pytest.mark.parametrize(("life", "status"), [(600, 200), (1200, 200), (1300, 401), (-1, 401)])
def test_without_iat_the_life_of_a_token_counts_from_now(eddie: Visitor, life: int, status: int) -> None:
    claims = {"iss": eddie.key.issuer_id, "exp": int(time.time()) + life, "aud": "appstoreconnect-v1"}
    bearer = jwt.encode(claims, eddie.key.private_key_pem, "ES256", {"kid": eddie.key.key_id})
    assert call(eddie, f"Bearer {bearer}").status_code == status


def test_an_individual_key_with_an_issuer_is_refused(eddie: Visitor) -> None:
    individual = eddie.apple.add_key(individual=True)
    assert call(eddie, f"Bearer {token(individual, claims={'iss': eddie.key.issuer_id})}").status_code == 401
    assert call(eddie, f"Bearer {token(individual, claims={'sub': 'somebody'})}").status_code == 401
    without_issuer = replace(eddie.key, issuer_id=None)
    assert call(eddie, f"Bearer {token(without_issuer)}").status_code == 401


def test_a_strange_key_another_algorithm_and_no_token_are_refused(eddie: Visitor) -> None:
    strange = replace(AppStoreConnect(seed=99).add_key(), key_id=eddie.key.key_id, issuer_id=eddie.key.issuer_id)
    unknown = replace(eddie.key, key_id="UNKNOWN123")
    claims = {"iss": eddie.key.issuer_id, "iat": int(time.time()), "exp": int(time.time()) + 600}
    claims["aud"] = "appstoreconnect-v1"
    header = {"kid": eddie.key.key_id}
    other_curve = ec.generate_private_key(ec.SECP384R1())
    signed_by_rsa = jwt.encode(claims, _pem(rsa.generate_private_key(65537, 2048)), "RS256", header)
    signed_by_curve = jwt.encode(claims, _pem(other_curve), "ES384", header)
    unsigned = jwt.encode(claims, "", "none", header)
    for bad in (token(strange), token(unknown), signed_by_rsa, signed_by_curve, unsigned, "x", "x.y.z"):
        assert call(eddie, f"Bearer {bad}").status_code == 401
    assert call(eddie, f"Basic {token(eddie.key)}").status_code == 401
    assert httpx.get(eddie.client.base_url.join("/v1/apps")).status_code == 401


def test_a_revoked_key_is_refused(eddie: Visitor) -> None:
    eddie.apple.revoke_key(eddie.key.key_id)
    assert eddie.get("/v1/apps").status_code == 401


def test_a_key_that_only_reads_may_not_write(eddie: Visitor) -> None:
    app_id = eddie.apple.add_app(BUNDLE_ID, "Tide")
    eddie.apple.give_role(eddie.key.key_id, "DEVELOPER")
    assert eddie.get("/v1/apps").status_code == 200
    attributes: dict[str, object] = {"platform": "IOS", "versionString": "1.0"}
    refused = eddie.post("appStoreVersions", attributes, app=("apps", app_id))
    assert (refused.status_code, codes(refused)) == (403, [("FORBIDDEN_ERROR", "")])


def test_a_missing_agreement_refuses_everything(eddie: Visitor) -> None:
    eddie.apple.agreements_missing = True
    answer = eddie.get("/v1/apps")
    assert (answer.status_code, codes(answer)) == (403, [("FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED", "")])


def test_every_answer_tells_what_is_left_of_the_hour(eddie: Visitor) -> None:
    assert eddie.get("/v1/apps").headers["X-Rate-Limit"] == "user-hour-lim:3600;user-hour-rem:3599;"
    assert eddie.get("/v1/apps/1").headers["X-Rate-Limit"] == "user-hour-lim:3600;user-hour-rem:3598;"
    assert eddie.get("/v1/nothing").headers["X-Rate-Limit"] == "user-hour-lim:3600;user-hour-rem:3597;"
    assert eddie.apple.calls_left(eddie.key.key_id) == 3597


def test_over_the_limit_a_key_waits_until_its_oldest_call_is_an_hour_ago(eddie: Visitor) -> None:
    moment = [1_800_000_000.0]
    eddie.apple.clock = lambda: moment[0]
    eddie.client.headers["Authorization"] = f"Bearer {token(eddie.key, issued=moment[0])}"
    eddie.apple.allowance(limit=2, window=100)
    statuses = []
    for pause in (0, 60, 0, 39, 1):
        moment[0] += pause
        statuses.append(eddie.get("/v1/apps").status_code)
    assert statuses == [200, 200, 429, 429, 200]


def test_a_refusal_for_the_rate_says_so_and_suggests_a_time_only_when_told_to(eddie: Visitor) -> None:
    eddie.apple.allowance(limit=0)
    answer = eddie.get("/v1/apps")
    assert (answer.status_code, codes(answer)) == (429, [("RATE_LIMIT_EXCEEDED", "")])
    assert answer.headers["X-Rate-Limit"] == "user-hour-lim:0;user-hour-rem:0;"
    assert "Retry-After" not in answer.headers
    eddie.apple.allowance(limit=0, retry_after=7)
    assert eddie.get("/v1/apps").headers["Retry-After"] == "7"


def test_each_key_has_its_own_hour(eddie: Visitor) -> None:
    eddie.apple.allowance(limit=1)
    assert eddie.get("/v1/apps").status_code == 200
    assert eddie.get("/v1/apps").status_code == 429
    eddie.become(eddie.apple.add_key())
    assert eddie.get("/v1/apps").status_code == 200


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
