"""Signs requests to Apple: an App Store Connect API key and the short-lived tokens made with it."""

import base64
import binascii
import threading
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from typing import Protocol

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

# Apple refuses a token whose exp - iat exceeds 20 minutes.
# https://developer.apple.com/documentation/appstoreconnectapi/generating-tokens-for-api-requests
LIFETIME = 15 * 60
# Seconds, for a clock that runs ahead of Apple's.
BACKDATED = 60
# Seconds of life left when the next token is signed.
RENEWED_BEFORE = 60


@dataclass(frozen=True)
class Key:
    r"""An App Store Connect API key: its id, the text of its `.p8` file, and for a team key the issuer id.

    Newlines may be real or written as `\n`, or the whole text may be in base64, as CI systems keep it.
    Raises ValueError with a sentence for the operator if it is not a key.
    """

    key_id: str
    private_key: str = field(repr=False)
    issuer_id: str | None = None

    def __post_init__(self) -> None:
        if not self.key_id:
            raise ValueError("The key id is missing.")
        pem = _plain(self.private_key).replace("\\r", "").replace("\\n", "\n").strip() + "\n"
        object.__setattr__(self, "private_key", pem)
        object.__setattr__(self, "issuer_id", (self.issuer_id or "").lower() or None)
        self.signer()

    def signer(self) -> EllipticCurvePrivateKey:
        """Return the private key, ready to sign."""
        try:
            loaded = load_pem_private_key(self.private_key.encode(), password=None)
        except (ValueError, TypeError):
            message = "The private key is not readable: it must be the whole text of the .p8 file, unencrypted."
            raise ValueError(message) from None
        if isinstance(loaded, EllipticCurvePrivateKey) and isinstance(loaded.curve, SECP256R1):
            return loaded
        raise ValueError("The private key must be an EC key on the curve P-256, as App Store Connect issues them.")


def _plain(private_key: str) -> str:
    """Decode a key that is in base64 as a whole; a PEM contains characters that base64 does not have."""
    try:
        return base64.b64decode("".join(private_key.split()), validate=True).decode("utf-8-sig")
    except (binascii.Error, UnicodeDecodeError):
        return private_key


class Keys(Protocol):
    """Supplies keys; there are two while one replaces the other."""

    def first(self) -> Key:
        """Return the key for the first request."""

    def others(self, refused: Key) -> Iterable[Key]:
        """Return the keys to try when Apple rejects this one."""
        del refused
        return ()

    def chosen(self, key: Key) -> None:
        """Record that Apple accepts this key of the others, which is used from now on."""
        del key


@dataclass(frozen=True)
class OneKey(Keys):
    """A key without a replacement."""

    key: Key

    def first(self) -> Key:
        """See `Keys`."""
        return self.key


class Bearer(httpx.Auth):
    """Adds a token to every request: one for all threads, renewed before it expires and once after a 401."""

    def __init__(self, keys: Key | Keys, *, now: Callable[[], float] = time.time) -> None:
        self._keys = OneKey(keys) if isinstance(keys, Key) else keys
        self._key: Key | None = None
        self._now = now
        self._lock = threading.Lock()
        self._token = ""
        self._renew_at = 0.0

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request; after a 401 repeat it with a new token, because Apple sometimes rejects a valid one.

        A key that is rejected twice was revoked: then the other keys are tried.
        """
        token = self.token()
        response = yield _with(request, token)
        if response.status_code != httpx.codes.UNAUTHORIZED:
            return
        token = self.token(instead_of=token)
        response = yield _with(request, token)
        if response.status_code != httpx.codes.UNAUTHORIZED:
            return
        for key in self._keys.others(self._current()):
            token = self._sign(key)
            response = yield _with(request, token)
            if response.status_code != httpx.codes.UNAUTHORIZED:
                self._switch_to(key, token)
                return

    def token(self, *, instead_of: str | None = None) -> str:
        """Return the current token, or a new one if `instead_of` is still the current one."""
        with self._lock:
            if self._token == instead_of or self._now() >= self._renew_at:
                self._key = self._key or self._keys.first()
                self._store(self._sign(self._key))
            return self._token

    def _current(self) -> Key:
        with self._lock:
            return self._key or self._keys.first()

    def _switch_to(self, key: Key, token: str) -> None:
        with self._lock:
            known, self._key = self._key == key, key
            self._store(token)
        if not known:
            self._keys.chosen(key)

    def _store(self, token: str) -> None:
        self._token = token
        self._renew_at = int(self._now()) - BACKDATED + LIFETIME - RENEWED_BEFORE

    def _sign(self, key: Key) -> str:
        issued = int(self._now()) - BACKDATED
        # An individual key has no issuer and names its subject instead.
        owner = {"iss": key.issuer_id} if key.issuer_id else {"sub": "user"}
        claims = owner | {"iat": issued, "exp": issued + LIFETIME, "aud": "appstoreconnect-v1"}
        return jwt.encode(claims, key.signer(), algorithm="ES256", headers={"kid": key.key_id})


def _with(request: httpx.Request, token: str) -> httpx.Request:
    request.headers["Authorization"] = f"Bearer {token}"
    return request
