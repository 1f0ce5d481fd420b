"""Tokens for App Store Connect: claims, lifetime, renewal and unusable keys."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from appstore.calls.auth import Bearer, Key
from appstore.errors import Refused, Unauthorized
from tests.appstore.scripted_apple import Clock, ScriptedApple, answer, refusal


def claims(token: str, key: Key, clock: Clock) -> dict[str, Any]:
    """Return the claims of a token after checking its signature, as Apple does."""
    options: Any = {"verify_exp": False, "verify_iat": False}
    public = key.signer().public_key()
    read = jwt.decode(token, public, algorithms=["ES256"], audience="appstoreconnect-v1", options=options)
    assert read["iat"] <= clock.at < read["exp"]
    return read


def test_a_team_token_names_its_issuer_and_lives_under_twenty_minutes(key: Key) -> None:
    clock = Clock()
    token = Bearer(key, now=clock.now).token()
    read = claims(token, key, clock)
    assert jwt.get_unverified_header(token) == {"alg": "ES256", "kid": key.key_id, "typ": "JWT"}
    assert read["iss"] == key.issuer_id
    assert "sub" not in read
    assert read["exp"] - read["iat"] < 20 * 60
    assert clock.at - read["iat"] == 60


def test_an_individual_token_names_no_issuer(key: Key) -> None:
    clock = Clock()
    read = claims(Bearer(Key(key.key_id, key.private_key, ""), now=clock.now).token(), key, clock)
    assert read["sub"] == "user"
    assert "iss" not in read


def test_one_token_is_used_until_shortly_before_it_expires(key: Key) -> None:
    clock = Clock()
    bearer = Bearer(key, now=clock.now)
    with ThreadPoolExecutor(8) as threads:
        tokens = set(threads.map(lambda _: bearer.token(), range(40)))
    assert len(tokens) == 1
    clock.at += 12 * 60
    assert bearer.token() in tokens
    clock.at += 60
    renewed = bearer.token()
    assert renewed not in tokens
    assert claims(renewed, key, clock)


def test_a_401_is_met_once_with_a_new_token(key: Key) -> None:
    scripted = ScriptedApple(refusal(401, "NOT_AUTHORIZED"), answer([]), auth=Bearer(key))
    assert scripted.apple.get("/v1/apps").data == ()
    first, second = (request.headers["Authorization"] for request in scripted.script.requests)
    assert first.startswith("Bearer ")
    assert first != second


def test_a_second_401_is_final(key: Key) -> None:
    scripted = ScriptedApple(refusal(401, "NOT_AUTHORIZED"), refusal(401, "NOT_AUTHORIZED"), auth=Bearer(key))
    with pytest.raises(Unauthorized) as caught:
        scripted.apple.get("/v1/apps")
    assert caught.value.status == 401
    assert not scripted.clock.slept


def test_threads_refused_together_renew_the_token_once(key: Key) -> None:
    bearer = Bearer(key)
    old = bearer.token()
    assert len({bearer.token(instead_of=old) for _ in range(5)}) == 1


def test_the_key_is_not_shown(key: Key) -> None:
    assert "PRIVATE" not in repr(key)
    assert "PRIVATE" not in str(vars(Bearer(key)))


def test_newlines_of_a_key_may_be_written_out(key: Key) -> None:
    written = key.private_key.strip().replace("\n", "\\n")
    assert Key(key.key_id, written) == Key(key.key_id, key.private_key)


def pem(private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, password: bytes = b"") -> str:
    """The text of a key file."""
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock).decode()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not readable"),
        ("-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----", "not readable"),
        (pem(ec.generate_private_key(ec.SECP256R1()), b"secret"), "unencrypted"),
        (pem(ec.generate_private_key(ec.SECP384R1())), "P-256"),
        (pem(rsa.generate_private_key(65537, 2048)), "P-256"),
    ],
    ids=["empty", "garbled", "encrypted", "another curve", "rsa"],
)
def test_a_key_of_another_kind_is_refused_with_a_sentence(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Key("2X9R4HXF34", text)


def test_a_key_without_id_is_refused(key: Key) -> None:
    with pytest.raises(ValueError, match="key id"):
        Key("", key.private_key)


def test_the_token_goes_only_to_the_api_host(key: Key) -> None:
    elsewhere = {"next": "https://apple.test.evil.example/v1/apps?cursor=2"}
    scripted = ScriptedApple(answer([], links=elsewhere), auth=Bearer(key))
    with pytest.raises(Refused, match="own host"):
        scripted.apple.pages("/v1/apps")
    assert len(scripted.script.requests) == 1


def test_a_next_page_at_apples_address_is_asked_for_where_apple_is_reached(key: Key) -> None:
    further = {"next": "https://api.appstoreconnect.apple.com/v1/apps?cursor=2"}
    scripted = ScriptedApple(answer([], links=further), answer([]), auth=Bearer(key))
    scripted.apple.pages("/v1/apps")
    assert str(scripted.script.requests[1].url) == "https://apple.test/v1/apps?cursor=2"


def test_a_redirect_is_not_followed(key: Key) -> None:
    scripted = ScriptedApple(httpx.Response(302, headers={"Location": "https://evil.example/"}), auth=Bearer(key))
    with pytest.raises(Refused, match="302"):
        scripted.apple.get("/v1/apps")
    assert len(scripted.script.requests) == 1
