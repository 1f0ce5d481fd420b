"""The names under which everything is kept in Redis."""

from __future__ import annotations

import secrets

DAY = 24 * 60 * 60


def key(noun: str, *parts: str) -> str:
    """`asc:<noun>:<part>:…`; the only place that spells the prefix."""
    return ":".join(("asc", noun, *parts))


def new_id() -> str:
    """A short id that people can read aloud and nobody can guess: 8 characters without i, l, o and u."""
    return "".join(secrets.choice("0123456789abcdefghjkmnpqrstvwxyz") for _ in range(8))
