"""The key that opens the App Store Connect account, and the short-lived tokens signed with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

# Apple refuses a token whose exp - iat exceeds 20 minutes.
# https://developer.apple.com/documentation/appstoreconnectapi/generating-tokens-for-api-requests
LIFETIME = 15 * 60
BACKDATED = 60  # seconds, for a clock that runs ahead of Apple's
RENEWED_BEFORE = 60  # seconds of life left when the next token is signed


@dataclass(frozen=True)
class Key:
    r"""An App Store Connect API key: its id, the text of its `.p8` file, and for a team key the issuer id.

    Newlines may be real or written as `\n`. ValueError, with a sentence for the operator, when it cannot be a key.
    """

    key_id: str
    private_key: str = field(repr=False)
    issuer_id: str | None = None

    def __post_init__(self) -> None:
        if not self.key_id:
            raise ValueError("The key id is missing.")
        pem = self.private_key.replace("\\r", "").replace("\\n", "\n").strip() + "\n"
        object.__setattr__(self, "private_key", pem)
        object.__setattr__(self, "issuer_id", self.issuer_id or None)
        self.signer()

    def signer(self) -> EllipticCurvePrivateKey:
        """The private key, ready to sign."""
        try:
            loaded = load_pem_private_key(self.private_key.encode(), password=None)
        except (ValueError, TypeError):
            message = "The private key is not readable: it must be the whole text of the .p8 file, unencrypted."
            raise ValueError(message) from None
        if isinstance(loaded, EllipticCurvePrivateKey) and isinstance(loaded.curve, SECP256R1):
            return loaded
        raise ValueError("The private key must be an EC key on the curve P-256, as App Store Connect issues them.")


class Bearer(httpx.Auth):
    """Puts a token on every request: one token for all threads, renewed before it expires and once more after a 401."""

    def __init__(self, key: Key, *, now: Callable[[], float] = time.time) -> None:
        self._key = key
        self._signer = key.signer()
        self._now = now
        self._lock = threading.Lock()
        self._token = ""
        self._renew_at = 0.0

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request; on a 401 send it once more with a new token, because Apple at times refuses a valid one."""
        token = self.token()
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            request.headers["Authorization"] = f"Bearer {self.token(instead_of=token)}"
            yield request

    def token(self, *, instead_of: str | None = None) -> str:
        """The current token, or a new one where `instead_of` is still the current one."""
        with self._lock:
            if self._token == instead_of or self._now() >= self._renew_at:
                self._token = self._sign()
            return self._token

    def _sign(self) -> str:
        issued = int(self._now()) - BACKDATED
        self._renew_at = issued + LIFETIME - RENEWED_BEFORE
        # An individual key has no issuer and names its subject instead.
        owner = {"iss": self._key.issuer_id} if self._key.issuer_id else {"sub": "user"}
        claims = owner | {"iat": issued, "exp": issued + LIFETIME, "aud": "appstoreconnect-v1"}
        return jwt.encode(claims, self._signer, algorithm="ES256", headers={"kid": self._key.key_id})
