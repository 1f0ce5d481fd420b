"""What the account sells in its apps: tests and the demo add products, and Apple's reviewer decides about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.appstore import product_review, product_screenshots, product_versions, purchases_prices, subscriptions
from sandbox.appstore.account import Account
from sandbox.appstore.product_families import FINISHED, PURCHASES, SUBSCRIPTIONS, family_of, products_of, set_state
from sandbox.appstore.purchases import TYPES
from sandbox.appstore.store import Row

Texts = Mapping[str, tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class StoredProduct:
    """A product: its state, and of each version the state and the name and description by locale, oldest first."""

    state: str
    versions: tuple[tuple[str, dict[str, tuple[str, str | None]]], ...]


class ProductShelf(Account):
    """Products of the account's apps, by their ids at Apple. An unknown id raises KeyError."""

    def add_purchase(
        self,
        app_id: str,
        product_id: str,
        name: str,
        kind: str = "NON_CONSUMABLE",
        *,
        texts: Texts | None = None,
        state: str = "APPROVED",
        screenshot: bool = True,
    ) -> str:
        """Adds an in-app purchase with a version in a matching state; `texts`: name and description by locale."""
        if kind not in TYPES:
            raise ValueError(f"{kind} is no type of in-app purchase")
        attributes = {"name": name, "productId": product_id, "inAppPurchaseType": kind, "familySharable": False}

        def add() -> str:
            app = self._store.rows["apps"][app_id]
            row = self._store.add(PURCHASES.product, attributes, row_id=self._number(), app=app)
            return self._stock(row, texts, state, screenshot=screenshot)

        return self._do(add)

    def add_subscription(
        self,
        app_id: str,
        product_id: str,
        name: str,
        group: str = "Premium",
        *,
        period: str = "ONE_MONTH",
        texts: Texts | None = None,
        state: str = "APPROVED",
        screenshot: bool = True,
    ) -> str:
        """Adds a subscription to the group of this name, which is added, too, if there is none."""
        if period not in subscriptions.PERIODS:
            raise ValueError(f"{period} is no period of a subscription")

        def add() -> str:
            app = self._store.rows["apps"][app_id]
            groups = {row["referenceName"]: row for row in app.to_many["subscriptionGroups"]}
            parent = groups.get(group) or self._store.add(
                "subscriptionGroups", {"referenceName": group}, row_id=self._number(), app=app
            )
            attributes = {
                "name": name,
                "productId": product_id,
                "familySharable": False,
                "subscriptionPeriod": period,
                "groupLevel": len(parent.to_many["subscriptions"]) + 1,
            }
            row = self._store.add(SUBSCRIPTIONS.product, attributes, row_id=self._number(), group=parent)
            return self._stock(row, texts, state, screenshot=screenshot)

        return self._do(add)

    def set_product_price(
        self, product: str, price: str, territory: str = "USA", *, start: str | None = None, end: str | None = None
    ) -> None:
        """Adds a price ("4.99"); a purchase's first one is in its base territory, one of a subscription has no end."""

        def write() -> None:
            row = self._product(product)
            if family_of(row) is PURCHASES:
                purchases_prices.set_price(self._store, row, price, code=territory, start=start, end=end)
            else:
                subscriptions.set_price(self._store, row, price, code=territory, start=start)

        self._do(write)

    def add_product_version(self, product: str, state: str = "PREPARE_FOR_SUBMISSION") -> str:
        """Adds a version with the texts of the one before, as another user would; returns its id."""
        return self._do(lambda: product_versions.add(self._store, self._product(product), state).id)

    def set_product_state(self, product: str, state: str) -> None:
        """Sets the state of the product's newest version."""
        self._do(lambda: set_state(self._store, product_versions.newest(self._product(product)), state))

    def set_product_text(self, product: str, locale: str, name: str, description: str | None = None) -> None:
        """Sets a text of the product's newest version, as another user would."""

        def write() -> None:
            row = self._product(product)
            version = product_versions.newest(row)
            texts = {text["locale"]: text for text in version.to_many["localizations"]}
            text = texts.get(locale) or self._store.add(family_of(row).text, {"locale": locale}, version=version)
            text.attributes |= {"name": name, "description": description}
            self._store.changed("product.text")

        self._do(write)

    def set_review_screenshot(self, product: str, name: str, data: bytes) -> None:
        """Gives a product another screenshot for the reviewers, as another user would."""
        self._do(lambda: product_screenshots.add(self._store, self._product(product), name, data))

    def review_screenshot(self, product: str) -> tuple[str, str]:
        """Returns file name and state of the screenshot that reviewers see, empty without one."""

        def read() -> tuple[str, str]:
            row = self._product(product).to_one[product_screenshots.NAME]
            return ("", "") if row is None else (row["fileName"], row["assetDeliveryState"]["state"])

        return self._do(read)

    def review_product(self, product: str, *, approved: bool) -> None:
        """Approves or rejects what waits for review; ValueError if nothing does."""

        def write() -> None:
            version = product_versions.newest(self._product(product))
            if version["state"] not in {"WAITING_FOR_REVIEW", "IN_REVIEW"}:
                raise ValueError(f"the version is {version['state']}")
            product_review.decide(self._store, version, approved=approved)

        self._do(write)

    def product(self, product: str) -> StoredProduct:
        """Returns a product with its versions."""

        def read() -> StoredProduct:
            row = self._product(product)
            return StoredProduct(
                row["state"],
                tuple(
                    (
                        version["state"],
                        {
                            text["locale"]: (text["name"], text["description"])
                            for text in version.to_many["localizations"]
                        },
                    )
                    for version in row.to_many["versions"]
                ),
            )

        return self._do(read)

    def _product(self, product: str) -> Row:
        rows = (row for app in self._store.rows["apps"].values() for row in products_of(app))
        return {row.id: row for row in rows}[product]

    def _number(self) -> str:
        return str(self._store.random.randrange(10**9, 10**10))

    def _stock(self, row: Row, texts: Texts | None, state: str, *, screenshot: bool) -> str:
        row.attributes["state"] = state
        same = {"APPROVED", "WAITING_FOR_REVIEW", "IN_REVIEW", "REJECTED"}
        removed = state.endswith("REMOVED_FROM_SALE")
        version_state = state if state in same else min(FINISHED) if removed else "PREPARE_FOR_SUBMISSION"
        version = product_versions.add(self._store, row, version_state)
        for locale, (name, description) in ({"en-US": (row["name"], "Unlocks it")} if texts is None else texts).items():
            content = {"locale": locale, "name": name, "description": description}
            self._store.add(family_of(row).text, content, version=version)
        if screenshot:
            product_screenshots.add(self._store, row)
        self._store.changed("product.added")
        return row.id
