"""Reads all that decides whether a version can be submitted, in parallel."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from appstore import localizations, submissions
from appstore.client import AppStore
from appstore.errors import AppStoreError, RateLimited
from appstore.localizations import Localization
from appstore.media import slots
from appstore.media.slots import SlotKind
from appstore.media.transfers import AssetState
from appstore.releases.readiness import app_products, app_reads, version_reads
from appstore.releases.readiness.snapshot import Part, Snapshot, Subject

# With more languages, only the screenshots of the primary one are looked at: each language takes a call, and the
# checklist of an app with 40 languages is to take fewer than 15.
MOST_LOCALES = 10
_THREADS = 8

# By display type.
Sets = Mapping[str, tuple[AssetState, ...]]


def read(apple: AppStore, subject: Subject) -> Snapshot:
    """Read a version and its app: at most 15 calls, and one for each of a few languages' screenshots.

    One more for each group of subscriptions while these would be the first products to be reviewed.

    A part that can't be read has its error in `unread`. Raises AppStoreError if the version itself, or everything,
    can't be read, and RateLimited.
    """
    with ThreadPoolExecutor(_THREADS) as pool:
        version = pool.submit(version_reads.version, apple, subject.version_id, subject.app_id)
        texts = pool.submit(_texts, apple, subject)
        parts: dict[Part, Future[Any]] = {
            Part.TEXTS: texts,
            Part.APP: pool.submit(app_reads.content_rights, apple, subject.app_id),
            Part.INFORMATION: pool.submit(app_reads.information, apple, subject.app_id),
            Part.PRICE: pool.submit(app_reads.has_price, apple, subject.app_id),
            Part.AVAILABILITY: pool.submit(app_reads.territories, apple, subject.app_id),
            Part.SUBMISSIONS: pool.submit(submissions.open_ones, apple, subject.app_id, subject.platform.value),
            Part.PURCHASES: pool.submit(app_products.read, apple, subject.app_id),
        }
        if subject.previous_id:
            parts[Part.PREVIOUS] = pool.submit(_previous, apple, subject)
        found = version.result()
        if found.build is not None and found.build.encryption:
            parts[Part.DECLARATION] = pool.submit(version_reads.declaration_state, apple, found.build.id)
        looked_at, left_out = _with_screenshots(subject, texts)
        sets = {each.locale: pool.submit(_sets_of, apple, each, subject) for each in looked_at}
        parts[Part.SCREENSHOTS] = pool.submit(lambda: {locale: future.result() for locale, future in sets.items()})
        results = {part: _outcome(future) for part, future in parts.items()}
    read_parts = {part: result for part, result in results.items() if not isinstance(result, AppStoreError)}
    value: Callable[[Part, object], Any] = read_parts.get
    unread = {part: result for part, result in results.items() if isinstance(result, AppStoreError)}
    if Part.TEXTS in unread:
        unread[Part.SCREENSHOTS] = unread[Part.TEXTS]
    return Snapshot(
        subject=subject,
        version=found,
        texts=value(Part.TEXTS, ()),
        previous=value(Part.PREVIOUS, ()),
        screenshots=value(Part.SCREENSHOTS, {}),
        unread_locales=tuple(each.locale for each in left_out),
        content_rights=value(Part.APP, ""),
        information=value(Part.INFORMATION, None),
        declaration=value(Part.DECLARATION, ""),
        has_price=value(Part.PRICE, False),
        territories=value(Part.AVAILABILITY, None),
        submissions=value(Part.SUBMISSIONS, ()),
        purchases=value(Part.PURCHASES, ()),
        unread=unread,
    )


def _outcome(future: Future[Any]) -> Any:  # noqa: ANN401 - what the part is
    """Return what was read, or why it can't be. Raises what concerns every call: a limit, or a key that is refused."""
    try:
        return future.result()
    except RateLimited:
        raise
    except AppStoreError as error:
        if error.status == HTTPStatus.UNAUTHORIZED:
            raise
        return error


def _texts(apple: AppStore, subject: Subject) -> tuple[Localization, ...]:
    """Return the languages; which of them have placements in the library, Apple does not say with them."""
    found = localizations.of_version(apple, subject.version_id)
    return tuple(replace(each, sets=None) for each in found) if subject.in_library else found


def _previous(apple: AppStore, subject: Subject) -> tuple[Localization, ...]:
    """Return the languages of the version before, the primary one also with the devices of its placements."""
    found = localizations.of_version(apple, subject.previous_id)
    if not subject.in_library:
        return found
    return tuple(
        replace(each, sets={**(each.sets or {}), **dict.fromkeys(_sets_of(apple, each, subject), "")})
        if each.locale == subject.primary_locale
        else each
        for each in found
    )


def _with_screenshots(
    subject: Subject, texts: Future[tuple[Localization, ...]]
) -> tuple[list[Localization], list[Localization]]:
    """Return the languages whose screenshots are read, the primary one first, and those that have some and are not."""
    if texts.exception() is not None:
        return [], []
    own = [each for each in texts.result() if each.sets is None or each.sets]
    primary = [each for each in own if each.locale == subject.primary_locale]
    others = [each for each in own if each not in primary]
    if len(texts.result()) > MOST_LOCALES:
        return primary, others
    return [*primary, *others], []


def _sets_of(apple: AppStore, localization: Localization, subject: Subject) -> Sets:
    kind = SlotKind.SCREENSHOTS.in_library if subject.in_library else SlotKind.SCREENSHOTS
    found = slots.existing(kind, apple, localization.id)
    return {display_type: tuple(image.state for image in images) for display_type, (_, images) in found.items()}
