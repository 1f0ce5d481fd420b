"""What users of the account enter about apps and versions: review details, age rating, category, price, territories."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.appstore import age_ratings, availability, categories, price_schedules, review_details
from sandbox.appstore.account import Account
from sandbox.appstore.apps import CONTENT_RIGHTS
from sandbox.appstore.store import Row


class AppInformation(Account):
    """The information pages of the account's apps. An unknown id raises KeyError."""

    def set_review_detail(self, version_id: str, **attributes: object) -> None:
        """Sets what the reviewer needs to know, by Apple's names (`contactPhone`); ValueError for other names."""

        def write() -> None:
            version = self._store.rows["appStoreVersions"][version_id]
            row = review_details.set_detail(self._store, version, {})
            self._set(row, attributes)

        self._do(write)

    def set_age_rating(self, app_id: str, **answers: object) -> None:
        """Answers the questions about age in all app information; without `answers`, that nothing harmful occurs."""

        def write() -> None:
            for info in self._infos(app_id):
                self._set(info.parent("ageRatingDeclaration"), answers or age_ratings.HARMLESS)

        self._do(write)

    def set_category(self, app_id: str, category: str | None) -> None:
        """Sets the primary category (`WEATHER`) in all app information; ValueError if there is none of this name."""

        def write() -> None:
            row = None if category is None else categories.named(self._store, category)
            for info in self._infos(app_id):
                info.to_one["primaryCategory"] = row
            self._store.changed("info.category")

        self._do(write)

    def set_name(self, app_id: str, locale: str, **texts: object) -> None:
        """Sets texts of the app in one language, in all app information, by Apple's names (`privacyPolicyUrl`)."""

        def write() -> None:
            for info in self._infos(app_id):
                rows = {row["locale"]: row for row in info.to_many["appInfoLocalizations"]}
                row = rows.get(locale) or self._store.add("appInfoLocalizations", {"locale": locale}, appInfo=info)
                self._set(row, texts)

        self._do(write)

    def set_content_rights(self, app_id: str, declaration: str | None) -> None:
        """Declares whether the app has content of others; ValueError if Apple has no such declaration."""
        if declaration not in CONTENT_RIGHTS | {None}:
            raise ValueError(f"{declaration} is no declaration of content rights")
        self._do(lambda: self._set(self._app(app_id), {"contentRightsDeclaration": declaration}))

    def set_price(
        self, app_id: str, price: str, territory: str = "USA", *, start: str | None = None, end: str | None = None
    ) -> None:
        """Adds a price ("4.99", "0.0" for free) that was set by hand; days are YYYY-MM-DD."""
        self._do(
            lambda: price_schedules.set_price(
                self._store, self._app(app_id), price, code=territory, start=start, end=end
            )
        )

    def clear_prices(self, app_id: str) -> None:
        """Removes every price that was set by hand, as if the app had never been priced."""
        self._do(lambda: price_schedules.clear(self._store, self._app(app_id)))

    def prices(self, app_id: str) -> list[tuple[str, str, str | None, str | None]]:
        """Returns the prices that were set by hand: territory, price, first day, and the day before which it ends."""

        def read() -> list[tuple[str, str, str | None, str | None]]:
            spans = price_schedules.manual(self._app(app_id).parent("appPriceSchedule"))
            return [(span.point.territory, span.point.price, span.start, span.end) for span in spans]

        return self._do(read)

    def is_priced(self, app_id: str) -> bool:
        """Returns whether the app has a price that was set by hand."""
        return self._do(lambda: bool(self._app(app_id).parent("appPriceSchedule").to_many["manualPrices"]))

    def set_territories(self, app_id: str, codes: Iterable[str], *, statuses: Iterable[str] = ("AVAILABLE",)) -> None:
        """Sells the app in these territories only; `statuses` are Apple's `contentStatuses` of each."""
        self._do(lambda: availability.set_territories(self._store, self._app(app_id), codes, statuses=statuses))

    def set_territory(self, app_id: str, code: str, status: str = "AVAILABLE") -> None:
        """Sells the app in one more territory, of which Apple says `status`."""
        self._do(lambda: availability.set_territory(self._store, self._app(app_id), code, status))

    def _app(self, app_id: str) -> Row:
        return self._store.rows["apps"][app_id]

    def _infos(self, app_id: str) -> list[Row]:
        return self._app(app_id).to_many["appInfos"]

    def _set(self, row: Row, attributes: dict[str, object]) -> None:
        if not row.attributes.keys() >= attributes.keys():
            raise ValueError(f"no such attributes: {sorted(attributes.keys() - row.attributes.keys())}")
        row.attributes |= attributes
        self._store.changed("information.changed")
