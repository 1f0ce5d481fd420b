"""What was sold or downloaded, by Apple's product type identifier.

https://developer.apple.com/help/app-store-connect/reference/product-type-identifiers
"""

from enum import StrEnum


class Kind(StrEnum):
    """What a row of a report counts. Updates, redownloads and restored purchases are no sales."""

    FIRST_DOWNLOAD = "first_download"
    BUNDLE = "bundle"
    IN_APP_PURCHASE = "in_app_purchase"
    SUBSCRIPTION = "subscription"
    OTHER = "other"  # of a type that Apple added later
    REDOWNLOAD = "redownload"
    UPDATE = "update"
    RESTORED = "restored"


SOLD = (Kind.FIRST_DOWNLOAD, Kind.BUNDLE, Kind.IN_APP_PURCHASE, Kind.SUBSCRIPTION, Kind.OTHER)

_IDENTIFIERS = {
    Kind.FIRST_DOWNLOAD: "1 1F 1T F1 1E 1EP 1EU",
    Kind.BUNDLE: "1-B F1-B",
    Kind.REDOWNLOAD: "3 3F 3T F3",
    Kind.UPDATE: "7 7F 7T F7",
    Kind.IN_APP_PURCHASE: "IA1 IA1-M FI1 IA9 IA9-M",
    Kind.SUBSCRIPTION: "IAY IAY-M",
    Kind.RESTORED: "IA3 IA3-M",
}
_KINDS = {identifier: kind for kind, identifiers in _IDENTIFIERS.items() for identifier in identifiers.split()}


def kind_of(identifier: str) -> Kind:
    """Return the kind of a product type identifier, such as `1F` or `IAY`."""
    return _KINDS.get(identifier.strip().upper(), Kind.OTHER)
