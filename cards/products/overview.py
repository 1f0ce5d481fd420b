"""The products of an app, each with what it costs today and what it lacks, as the message and the CSV show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from appstore.products.families import Family
from appstore.products.prices import ProductPrice
from appstore.products.reading import Product


@dataclass(frozen=True)
class PricedProduct:
    """A product with its price today, if it has one."""

    product: Product
    price: ProductPrice | None


@dataclass(frozen=True)
class ProductOverview:
    """The products of an app in Apple's order, and the languages in which the app is sold."""

    products: Sequence[PricedProduct]
    languages: Sequence[str]

    @property
    def groups(self) -> dict[str, list[PricedProduct]]:
        """The products by subscription group; purchases are in the group "" and come first."""
        found: dict[str, list[PricedProduct]] = {}
        for each in sorted(self.products, key=lambda each: each.product.family is Family.SUBSCRIPTION):
            found.setdefault(each.product.group, []).append(each)
        return found

    def unnamed(self, product: Product) -> list[str]:
        """Return the languages of the app in which the product has no name."""
        return [locale for locale in self.languages if locale not in product.locales]

    @staticmethod
    def lacks_screenshot(product: Product) -> bool:
        """Return whether Apple's reviewers would miss a screenshot of it."""
        return not product.has_screenshot and not product.was_approved
