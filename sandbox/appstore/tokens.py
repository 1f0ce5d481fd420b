"""The account's API keys, and the validation of tokens."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from string import ascii_uppercase, digits
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sandbox.appstore.errors import RefusedError, unauthorized

AUDIENCE = "appstoreconnect-v1"
LONGEST_LIFE = 20 * 60
# Seconds by which a client's clock may be ahead
SKEW = 60


@dataclass(frozen=True, slots=True)
class Key:
    """An API key with its private key; `issuer_id` is None for an individual key."""

    key_id: str
    issuer_id: str | None
    private_key_pem: str
    role: str

    @property
    def public_key(self) -> ec.EllipticCurvePublicKey:
        """Returns the public key."""
        private = serialization.load_pem_private_key(self.private_key_pem.encode(), password=None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise TypeError("an API key is a P-256 key")
        return private.public_key()


class KeyRing:
    """The active keys."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._issuer_id = str(uuid.UUID(int=random.getrandbits(128), version=4))
        self._keys: dict[str, tuple[Key, ec.EllipticCurvePublicKey]] = {}
        self._known: set[str] = set()

    def add(self, role: str, *, individual: bool) -> Key:
        """Creates a key with a role; all team keys share the team's issuer id."""
        private = ec.generate_private_key(ec.SECP256R1())
        pem = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        key_id = "".join(self._random.choices(ascii_uppercase + digits, k=10))
        key = Key(key_id, None if individual else self._issuer_id, pem, role)
        self._keys[key_id] = key, private.public_key()
        self._known.add(key_id)
        return key

    def had(self, key_id: str) -> bool:
        """Returns whether this key was ever created here."""
        return key_id in self._known

    def revoke(self, key_id: str) -> None:
        """Revokes a key: its tokens are refused from now on."""
        self._keys.pop(key_id, None)

    def give_role(self, key_id: str, role: str) -> None:
        """Changes the role of a key."""
        key, public = self._keys[key_id]
        self._keys[key_id] = replace(key, role=role), public

    def check(self, authorization: str | None, now: float) -> Key:
        """Returns the key of an `Authorization` header; RefusedError (401) if the token is invalid."""
        scheme, _, token = (authorization or "").partition(" ")
        try:
            header = jwt.get_unverified_header(token)
            key, public = self._keys[str(header.get("kid"))]
            claims = jwt.decode(
                token,
                public,
                algorithms=["ES256"],
                audience=AUDIENCE,
                options={
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                    "require": ["exp", "aud"],
                },
            )
        except (jwt.InvalidTokenError, KeyError):
            raise RefusedError(unauthorized()) from None
        if scheme != "Bearer" or not _in_time(claims, now) or not _owned(claims, key):
            raise RefusedError(unauthorized())
        return key


def _in_time(claims: Mapping[str, Any], now: float) -> bool:
    # Most clients leave `iat` out and are let in: without it, the life of a token counts from now.
    start, end = claims.get("iat", now), claims["exp"]
    if not isinstance(start, int | float) or not isinstance(end, int | float):
        return False
    return start <= now + SKEW and now < end and end - start <= LONGEST_LIFE


def _owned(claims: Mapping[str, Any], key: Key) -> bool:
    if key.issuer_id is None:
        return claims.get("sub") == "user" and "iss" not in claims
    return claims.get("iss") == key.issuer_id
