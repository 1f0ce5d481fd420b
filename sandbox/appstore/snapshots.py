"""Immutable snapshots of the account: apps, versions, texts, screenshots, products and reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.appstore.library.asset_types import IMAGES
from sandbox.appstore.library.placed import own_groups
from sandbox.appstore.library.states import AWAITING, FAILED, UNPROCESSED
from sandbox.appstore.lifecycle import newest_first
from sandbox.appstore.page_snapshots import (
    CustomPageSnapshot,
    ExperimentSnapshot,
    PreviewSetSnapshot,
    custom_page,
    experiment,
    preview_sets,
)
from sandbox.appstore.price_schedules import manual
from sandbox.appstore.product_snapshots import ProductSnapshot, products
from sandbox.appstore.store import Row, Store
from sandbox.appstore.storefronts import CURRENCIES


@dataclass(frozen=True, slots=True)
class ScreenshotSnapshot:
    """A screenshot; `picture` is true once its bytes have arrived, `faults` has Apple's error codes."""

    id: str
    name: str
    state: str
    picture: bool
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetSnapshot:
    """The screenshots of a display type, or of a placement group of the App Asset Library, in order."""

    display_type: str
    shots: tuple[ScreenshotSnapshot, ...]


@dataclass(frozen=True, slots=True)
class LocaleSnapshot:
    """A version's texts and media in one language; the keys of `texts` are Apple's attribute names."""

    locale: str
    texts: dict[str, str | None]
    sets: tuple[SetSnapshot, ...]
    preview_sets: tuple[PreviewSetSnapshot, ...]


@dataclass(frozen=True, slots=True)
class VersionSnapshot:
    """A version: the number of its `build`, how it will be released, and how far its phased release is, if any."""

    id: str
    name: str
    platform: str
    state: str
    build: str | None
    release_type: str
    earliest_release_date: str | None
    phased_state: str | None
    phased_day: int | None
    days_paused: int
    locales: tuple[LocaleSnapshot, ...]


@dataclass(frozen=True, slots=True)
class ReviewSnapshot:
    """A review and its reply."""

    id: str
    rating: int
    title: str
    body: str
    nickname: str
    territory: str
    created: str
    reply: str | None
    reply_state: str | None


@dataclass(frozen=True, slots=True)
class PriceSnapshot:
    """A price set by hand: `4.99` from a day until before another, YYYY-MM-DD; `base`: in the base territory."""

    territory: str
    currency: str
    price: str
    start: str | None
    end: str | None
    base: bool


@dataclass(frozen=True, slots=True)
class AppSnapshot:
    """An app, with its versions and reviews, newest first."""

    id: str
    name: str
    bundle_id: str
    primary_locale: str
    versions: tuple[VersionSnapshot, ...]
    reviews: tuple[ReviewSnapshot, ...]
    prices: tuple[PriceSnapshot, ...]
    products: tuple[ProductSnapshot, ...]
    custom_pages: tuple[CustomPageSnapshot, ...]
    experiments: tuple[ExperimentSnapshot, ...]


def look(store: Store) -> tuple[AppSnapshot, ...]:
    """Returns a snapshot of the whole account."""
    return tuple(_app(store, row) for row in store.rows["apps"].values())


def _app(store: Store, row: Row) -> AppSnapshot:
    reviews = sorted(row.to_many["customerReviews"], key=lambda review: str(review["createdDate"]), reverse=True)
    return AppSnapshot(
        row.id,
        row["name"],
        row["bundleId"],
        row["primaryLocale"],
        tuple(_version(store, version) for version in newest_first(row)),
        tuple(map(_review, reviews)),
        _prices(row.parent("appPriceSchedule")),
        products(store, row),
        tuple(map(custom_page, row.to_many["appCustomProductPages"])),
        tuple(map(experiment, row.to_many["appStoreVersionExperimentsV2"])),
    )


def _prices(schedule: Row) -> tuple[PriceSnapshot, ...]:
    base, spans = schedule.parent("baseTerritory").id, manual(schedule)
    spans.sort(key=lambda span: (span.point.territory != base, span.point.territory, span.start or ""))
    return tuple(
        PriceSnapshot(
            span.point.territory,
            CURRENCIES[span.point.territory],
            span.point.price,
            span.start,
            span.end,
            span.point.territory == base,
        )
        for span in spans
    )


def _version(store: Store, row: Row) -> VersionSnapshot:
    phased, build = row.to_one["appStoreVersionPhasedRelease"], row.to_one["build"]
    return VersionSnapshot(
        row.id,
        row["versionString"],
        row["platform"],
        row["appVersionState"],
        None if build is None else build["version"],
        row["releaseType"],
        row["earliestReleaseDate"],
        None if phased is None else phased["phasedReleaseState"],
        None if phased is None else phased["currentDayNumber"],
        0 if phased is None else phased["totalPauseDuration"],
        tuple(_locale(store, locale) for locale in row.to_many["appStoreVersionLocalizations"]),
    )


def _locale(store: Store, row: Row) -> LocaleSnapshot:
    texts: dict[str, Any] = {name: text for name, text in row.attributes.items() if name != "locale"}
    sets = (SetSnapshot(each["screenshotDisplayType"], _shots(each)) for each in row.to_many["appScreenshotSets"])
    placed = (SetSnapshot(group, tuple(map(_asset, found))) for group, found in own_groups(row, IMAGES).items())
    return LocaleSnapshot(row["locale"], texts, (*sets, *placed), preview_sets(store, row))


def _shots(row: Row) -> tuple[ScreenshotSnapshot, ...]:
    return tuple(map(_shot, row.to_many["appScreenshots"]))


def _shot(row: Row) -> ScreenshotSnapshot:
    delivery = row["assetDeliveryState"]
    faults = tuple(str(error["code"]) for error in delivery.get("errors") or ())
    arrived = delivery["state"] in {"UPLOAD_COMPLETE", "COMPLETE", "FAILED"}
    return ScreenshotSnapshot(row.id, row["fileName"], delivery["state"], arrived, faults)


def _asset(row: Row) -> ScreenshotSnapshot:
    """Returns a picture of the library in the state that a screenshot would be in."""
    faults = tuple(str(detail["code"]) for detail in row["stateDetails"])
    state = row["state"] if row["state"] in {*UNPROCESSED, FAILED} else "COMPLETE"
    return ScreenshotSnapshot(row.id, row["fileName"], state, state != AWAITING, faults)


def _review(row: Row) -> ReviewSnapshot:
    response = row.to_one["response"]
    return ReviewSnapshot(
        row.id,
        row["rating"],
        row["title"],
        row["body"],
        row["reviewerNickname"],
        row["territory"],
        row["createdDate"],
        None if response is None else response["responseBody"],
        None if response is None else response["state"],
    )
