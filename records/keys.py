"""Builds the keys of everything in Redis."""

import secrets

DAY = 24 * 60 * 60
# 32 of them, so that each is as likely as the others.
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def key(noun: str, *parts: str) -> str:
    """Return `asc:<noun>:<part>:…`; nothing else spells the prefix."""
    return ":".join(("asc", noun, *parts))


def new_id() -> str:
    """Return an id that is easy to read aloud and hard to guess: 8 characters without i, l, o and u."""
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in secrets.token_bytes(8))
