"""The names of App Store Connect accounts in records."""

# The account of the `ASC_...` settings. Records of a process without `ASC_ACCOUNTS` name no account.
DEFAULT = "default"

# What `use --account` takes for no account.
NO_ACCOUNT = "none"


def same_account(account: str, other: str) -> bool:
    """Return whether two names are those of one account; an empty one reads as `default`."""
    return (account or DEFAULT) == (other or DEFAULT)
