"""Checks the addresses in settings."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_url(value: str) -> bool:
    """Return whether it is an http or https address without a user, a query and a fragment."""
    try:
        parts = urlsplit(value)
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return (
        whole and parts.scheme in {"http", "https"} and "@" not in parts.netloc and not (parts.query or parts.fragment)
    )


def is_public_url(value: str) -> bool:
    """Return whether it is such an address with https and without a path; on this machine http is enough, for tests."""
    if not is_url(value):
        return False
    parts = urlsplit(value)
    return not parts.path.strip("/") and (parts.scheme == "https" or _is_this_machine(parts.hostname or ""))


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
