"""Reads the products of an app with their prices, several at once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from appstore.catalog import pacific
from appstore.client import AppStore
from appstore.products import prices, reading
from appstore.products.families import Family
from appstore.products.prices import ProductPrice
from appstore.products.reading import Product
from cards.products.overview import PricedProduct, ProductOverview
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from tasks.dispatch import resolve

# Prices that are read at the same time.
AT_ONCE = 5


def read(kit: Kit, apple: AppStore, app: KnownApp) -> ProductOverview:
    """Read the products, today's price of each, and the languages of the app."""
    found = reading.read(apple, app.id)
    return ProductOverview(_priced(kit, apple, app, found), languages(kit, apple, app) if found else ())


def languages(kit: Kit, apple: AppStore, app: KnownApp) -> tuple[str, ...]:
    """Return the languages of the newest version of each platform; those of the app's primary one come first."""
    newest = {version.platform: version.id for version in reversed(app.versions)}
    found = {locale for version_id in newest.values() for locale in resolve.locales_of(kit, apple, version_id)}
    return tuple(sorted(found | {app.primary_locale}, key=lambda locale: (locale != app.primary_locale, locale)))


def _priced(kit: Kit, apple: AppStore, app: KnownApp, found: Sequence[Product]) -> list[PricedProduct]:
    has_subscriptions = any(product.family is Family.SUBSCRIPTION for product in found)
    territory = prices.app_base_territory(apple, app.id) if has_subscriptions else ""
    price_of = partial(_price_of, apple, kit.clock(), territory)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return [PricedProduct(*pair) for pair in zip(found, pool.map(price_of, found), strict=True)]


def _price_of(apple: AppStore, now: float, territory: str, product: Product) -> ProductPrice | None:
    return prices.today_of(apple, product, pacific.today(now), territory)
