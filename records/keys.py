"""The names under which everything is kept in Redis."""

from __future__ import annotations

import secrets

DAY = 24 * 60 * 60
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""32 of them, so that each is as likely as the others."""


def key(noun: str, *parts: str) -> str:
    """`asc:<noun>:<part>:…`; the only place that spells the prefix."""
    return ":".join(("asc", noun, *parts))


def new_id() -> str:
    """A short id that people can read aloud and nobody can guess: 8 characters without i, l, o and u."""
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in secrets.token_bytes(8))
