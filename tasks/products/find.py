"""Finds a product by its id, or what is much like it."""

from collections.abc import Sequence
from difflib import get_close_matches

from appstore.client import AppStore
from appstore.products import reading
from appstore.products.reading import Product
from cards.products import errors
from cards.wording.accounts import app_title
from kit.slack.replies import UserError
from records.dispatch.app_cache import KnownApp

# Near matches that are named.
_MOST_NEAR = 3


def find_product(apple: AppStore, app: KnownApp, typed: str) -> Product:
    """Return the product with this id, in the case that was typed or another. Raises UserError with near matches."""
    found = reading.find(apple, app.id, typed) if " " not in typed else None
    if found is not None:
        return found
    everything = reading.read(apple, app.id)
    same = [product for product in everything if product.product_id.casefold() == typed.casefold()]
    if len(same) == 1:
        return same[0]
    raise UserError(errors.no_such_product(typed, app_title(app), near(everything, typed)))


def near(products: Sequence[Product], typed: str) -> list[tuple[str, str]]:
    """Return product id and reference name of what is much like the words, or like the first of them.

    Ids of an app begin alike, so only their last parts are compared, and the names. The same one leaves out the others.
    """
    names: dict[str, Product] = {}
    for product in products:
        for name in (product.name, product.product_id.rpartition(".")[2]):
            names.setdefault(name.casefold(), product)
    words = [part.casefold() for word in (typed, *typed.split()[:1]) for part in (word, word.rpartition(".")[2])]
    close = [word for word in words if word in names][:1] or [
        name for word in words for name in get_close_matches(word, names, n=_MOST_NEAR, cutoff=0.6)
    ]
    found = dict.fromkeys((names[name].product_id, names[name].name) for name in close)
    return list(found)[:_MOST_NEAR]
