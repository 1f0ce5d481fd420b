"""Checks deep links before Apple does: a custom product page opens the app with one."""

import re
from urllib.parse import urlsplit

# https://www.rfc-editor.org/rfc/rfc3986#section-3.1
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB = frozenset({"http", "https"})
# What opens no app of its own.
_OTHERS = frozenset({"javascript", "data", "file", "mailto", "tel", "sms", "about", "blob"})


def is_deep_link(text: str) -> bool:
    """Return whether a text is a universal link (`https://…`) or one with a scheme of the app (`tide://sale`)."""
    if not _SCHEME.match(text) or any(sign.isspace() or not sign.isprintable() for sign in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if parts.scheme in _OTHERS:
        return False
    if parts.scheme in _WEB:
        return bool(parts.hostname) and "." in str(parts.hostname)
    return bool(parts.netloc or parts.path or parts.query)
