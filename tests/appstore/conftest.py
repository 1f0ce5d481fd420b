"""Provides a key like those of App Store Connect."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from appstore.calls.auth import Key


@pytest.fixture(scope="session")
def key() -> Key:
    """A team key."""
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return Key("2X9R4HXF34", pem, "57246542-96fe-1a63-e053-0824d011072a")
