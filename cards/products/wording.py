"""The words for products: their kinds, periods and states."""

from appstore.products.families import ProductKind
from appstore.products.reading import Product
from cards.wording.states import state_words

_KINDS = {
    ProductKind.CONSUMABLE: "consumable",
    ProductKind.NON_CONSUMABLE: "non-consumable",
    ProductKind.NON_RENEWING: "non-renewing subscription",
    ProductKind.AUTO_RENEWABLE: "subscription",
    ProductKind.UNKNOWN: "product of a new kind",
}
# States that only products have, and whose words are not those of their names.
_STATES = {"READY_TO_SUBMIT": "Ready to Submit"}
_PERIODS = {
    "ONE_WEEK": "weekly",
    "ONE_MONTH": "monthly",
    "TWO_MONTHS": "every 2 months",
    "THREE_MONTHS": "every 3 months",
    "SIX_MONTHS": "every 6 months",
    "ONE_YEAR": "yearly",
}


def as_version(product: Product) -> str:
    """Return `product “Pro”`, which stands where an upload names a version; as plain text."""
    return f"product “{product.name}”"


def kind_words(product: Product) -> str:
    """Return `consumable`, or `subscription, monthly`."""
    return ", ".join(filter(None, [_KINDS[product.kind], period_words(product.period)]))


def period_words(period: str) -> str:
    """Return `monthly`; a period that Apple adds is shown as it is, none is ""."""
    return _PERIODS.get(period, period.replace("_", " ").lower())


def state_of(product: Product) -> str:
    """Return the state, and that of texts which customers do not see yet: `Approved, new texts in review`."""
    words, unfinished = _STATES.get(product.state) or state_words(product.state), product.unfinished
    if unfinished is None or not product.was_approved:
        return words
    return f"{words}, new texts: {state_words(unfinished.state)}"
