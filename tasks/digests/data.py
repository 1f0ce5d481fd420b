"""Fetches the data of a digest: the reviews of its period and the one before, their versions, and Apple's summary."""

from itertools import islice
from zoneinfo import ZoneInfo

from appstore import reviews
from appstore.client import AppStore
from appstore.errors import Refused, Unauthorized, Unavailable
from appstore.reviews import Summary
from appstore.versions import LIVE, AppVersionState, Platform
from cards.digests.digest import DigestData
from cards.wording.accounts import app_title
from records.digests.statistics import Stars, Statistics, first_needed, review_statistics, stars
from records.dispatch.app_cache import KnownApp, KnownVersion

# What is read for one digest at most: 50 calls.
MOST_REVIEWS = 10_000

_MOST_VERSIONS, _MOST_OF_A_VERSION = 3, 200
_RELEASED = LIVE | {AppVersionState.REPLACED_WITH_NEW_VERSION}
_NOT_WORTH_FAILING = (Refused, Unauthorized, Unavailable)


def digest_data(apple: AppStore, app: KnownApp, days: int, period: tuple[float, float], tz: ZoneInfo) -> DigestData:
    """The digest of a period (epoch seconds) of 1 or 7 days; `tz` says where its days begin."""
    start, end = period
    oldest = first_needed(start, end)
    newest = reviews.newest(apple, app.id, stop_at=lambda review: review.created.timestamp() < oldest)
    read = list(islice(newest, MOST_REVIEWS))
    found = review_statistics(read, start, end, tz)
    cut = len(read) == MOST_REVIEWS
    return DigestData(
        app.id,
        app_title(app),
        found,
        days,
        _versions(apple, app, found),
        _summary(apple, app, found),
        cut=cut,
    )


def _versions(apple: AppStore, app: KnownApp, found: Statistics) -> tuple[tuple[KnownVersion, Stars], ...]:
    """The newest versions with the stars they got in the period; only asked where one call for each tells that."""
    if not 0 < found.now.total <= _MOST_OF_A_VERSION:
        return ()
    by_version = []
    for version in [version for version in app.versions if version.state in _RELEASED][:_MOST_VERSIONS]:
        try:
            ids = reviews.ids_of_version(apple, version.id)
        except _NOT_WORTH_FAILING:
            return ()
        by_version.append((version, stars(review for review in found.reviews if review.id in ids)))
    return tuple((version, those) for version, those in by_version if those.total)


def _summary(apple: AppStore, app: KnownApp, found: Statistics) -> Summary | None:
    """Apple's newest summary in the app's own language, else in English or any; many apps have none."""
    platforms = dict.fromkeys(version.platform for version in app.versions if version.state in LIVE)
    known: list[Summary] = []
    for platform in platforms if found.now.total else ():
        try:
            known += reviews.summaries(apple, app.id, Platform(platform))
        except _NOT_WORTH_FAILING:
            continue
    wanted = [app.primary_locale, "en-US", *(summary.locale for summary in known)]
    return min(
        (summary for summary in known if summary.text),
        key=lambda summary: (wanted.index(summary.locale), -(summary.created.timestamp() if summary.created else 0)),
        default=None,
    )
