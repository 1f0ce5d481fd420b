"""The names in Redis: the keys of everything, the ids of records, and the accounts that records name."""

import secrets

DAY = 24 * 60 * 60
# 32 of them, so that each is as likely as the others.
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"

# The account of the `ASC_...` settings. Records of a process without `ASC_ACCOUNTS` name no account.
DEFAULT_ACCOUNT = "default"

# What `use --account` takes for no account.
NO_ACCOUNT = "none"


def key(noun: str, *parts: str) -> str:
    """Return `asc:<noun>:<part>:…`; nothing else spells the prefix."""
    return ":".join(("asc", noun, *parts))


def new_id() -> str:
    """Return an id that is easy to read aloud and hard to guess: 8 characters without i, l, o and u."""
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in secrets.token_bytes(8))


def same_account(account: str, other: str) -> bool:
    """Return whether two names are those of one account; an empty one reads as `default`."""
    return (account or DEFAULT_ACCOUNT) == (other or DEFAULT_ACCOUNT)
