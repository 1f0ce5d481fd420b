"""The shop: customers download, buy, subscribe and are refunded; Apple reports it a day later."""

from __future__ import annotations

from datetime import date
from random import Random

from sandbox.appstore import sales, sales_book
from sandbox.appstore.account import Account
from sandbox.appstore.sales_book import Sale


class Shop(Account):
    """What customers buy. An unknown id raises KeyError."""

    def add_sale(
        self,
        app_id: str,
        day: date,
        units: int,
        *,
        kind: str = "1F",
        product: str = "",
        country: str = "US",
        currency: str = "USD",
        proceeds: str = "0",
    ) -> None:
        """Sells an app, or the `product` in it, on Apple's day; negative units are refunds, proceeds are per unit."""

        def add() -> None:
            app = self._store.rows["apps"][app_id]
            if product:
                sku = f"{app['sku']}.{product.lower().replace(' ', '-')}"
                number = str(Random(sku).randrange(10**9, 10**10))
                own = {"sku": sku, "title": product, "apple_id": number, "parent": app["sku"]}
            else:
                own = {"sku": app["sku"], "title": app["name"], "apple_id": app_id}
            sale = Sale(day=day, units=units, kind=kind, country=country, currency=currency, proceeds=proceeds, **own)
            self._store.sales_book.sales.append(sale)

        self._do(add)

    def add_sample_sales(self, app_id: str, days: int, last: date | None = None) -> None:
        """Sells on so many days up to `last`, by default up to Apple's yesterday, as the seed wants it."""

        def add() -> None:
            app = self._store.rows["apps"][app_id]
            chosen = sales_book.last_days(last or sales.newest_day(self._store), days)
            self._store.sales_book.sales += sales_book.sample(
                self._store.random, app["sku"], app["name"], app_id, chosen
            )

        self._do(add)

    def remove_sales(self, day: date) -> None:
        """Forgets what was sold on a day, before it is sold anew as Apple restates it."""

        def remove() -> None:
            self._store.sales_book.sales = [sale for sale in self._store.sales_book.sales if sale.day != day]

        self._do(remove)

    def serve_report(self, frequency: str, written: str, content: bytes) -> None:
        """Serves these bytes as the report of a date, as it is written in the call."""
        self._do(lambda: self._store.sales_book.instead.update({(frequency, written): content}))
