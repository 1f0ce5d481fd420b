"""The limits of a product's texts.

https://developer.apple.com/help/app-store-connect/reference/in-app-purchases-and-subscriptions/in-app-purchase-information
"""

import unicodedata
from enum import StrEnum

from appstore.fields import FieldFault, FieldFaultKind, count
from appstore.texts.characters import lone_marks


class ProductPart(StrEnum):
    """A text of a product, by Apple's name."""

    NAME = "name"
    DESCRIPTION = "description"

    @property
    def limit(self) -> int:
        """The most characters Apple takes, for purchases and subscriptions alike."""
        return _LIMITS[self]


SHORTEST_NAME = 2
_LIMITS = {ProductPart.NAME: 35, ProductPart.DESCRIPTION: 55}


def faults(part: ProductPart, text: str) -> tuple[FieldFault, ...]:
    """Return all errors in a text before it is sent. A description may be empty until the product is submitted."""
    found: list[FieldFault] = []
    size = count(text)
    if size > part.limit:
        found.append(FieldFault(FieldFaultKind.TOO_LONG, size, part.limit))
    if part is ProductPart.NAME and size < SHORTEST_NAME:
        found.append(FieldFault(FieldFaultKind.TOO_SHORT, size, SHORTEST_NAME))
    controls = {character for character in text if unicodedata.category(character) == "Cc"}
    found += [
        FieldFault(FieldFaultKind.CONTROL_CHARACTER, about=f"U+{ord(character):04X}") for character in sorted(controls)
    ]
    return (*found, *(FieldFault(FieldFaultKind.LONE_MARK, about=mark) for mark in lone_marks(text)))
