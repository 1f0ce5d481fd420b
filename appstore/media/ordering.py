"""Files go to the App Store in the order a person counts: 2.png before 10.png."""

from __future__ import annotations

import re
import unicodedata

NaturalKey = tuple[tuple[tuple[str, int, str], ...], str, str]

_TEXT_THEN_NUMBER = re.compile(r"(\D*)(\d*)")


def natural_key(name: str) -> NaturalKey:
    """Return a sort key for a file name: case does not count, numbers count by value in any script.

    The suffix comes last, so that `shot.png` precedes `shot 2.png`. Names that differ only in case or in
    leading zeros still have one fixed order.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    stem, dot, suffix = plain.rpartition(".")
    if not stem:
        stem, suffix = dot + suffix, ""
    pieces = (match.groups() for match in _TEXT_THEN_NUMBER.finditer(stem))
    return tuple((text, *_number(digits)) for text, digits in pieces if text or digits), suffix, name


def _number(digits: str) -> tuple[int, str]:
    """Digits compared as length, then text: a name may hold more digits than `int` will read."""
    significant = "".join(str(unicodedata.decimal(digit)) for digit in digits).lstrip("0")
    return len(significant), significant
