"""Reads the states of an app's releases: one call where nothing is new, more where something is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from appstore.client import AppStore
from appstore.errors import Refused
from appstore.releases import details, overview
from appstore.releases.overview import Listing
from appstore.releases.states import SubjectKind, SubjectState
from appstore.versions import LIVE
from records.releases.watched import WatchedApp

# For so long after the event of an upload the builds are read from their list.
UPLOADED_SECONDS = 120.0
# Where Apple includes nothing with an app, every so many polls try it again.
INCLUDED_AGAIN = 60

# States in which a subject stays until something else happens first: it need not be among those that Apple includes.
_AT_REST = LIVE | {"REPLACED_WITH_NEW_VERSION", "VALID", "INVALID", "FAILED", "COMPLETE"}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a poll has read; `totals`, `builds_from` and `by_lists` as in `WatchedApp`."""

    found: tuple[SubjectState, ...]
    totals: Mapping[str, int] = field(default_factory=dict)
    builds_from: float = 0.0
    by_lists: bool = False


def read_everything(apple: AppStore, app_id: str) -> Reading:
    """Read all versions, phased releases and submissions, and the newest builds."""
    builds, complete = overview.builds(apple, app_id)
    oldest = 0.0 if complete else min(build.created for build in builds)
    found = (*overview.versions(apple, app_id), *overview.submissions(apple, app_id), *builds)
    return Reading(found=found, builds_from=oldest)


def read_changes(apple: AppStore, watched: WatchedApp, now: float) -> Reading:
    """Read what may have changed: in some polls versions with their phased releases, otherwise everything else.

    Apple shows phased releases with versions, and builds and submissions with the app, and the states of versions both
    times: no call shows everything.
    """
    unchanged = Reading(found=(), totals=watched.totals, by_lists=watched.by_lists)
    if watched.reads_phases:
        return replace(unchanged, found=overview.versions(apple, watched.app_id))
    if watched.by_lists and watched.polls % INCLUDED_AGAIN:
        kinds = {overview.LISTED[watched.polls % len(overview.LISTED)]}
        kinds |= {SubjectKind.BUILD} if _has_new_upload(watched, now) else set()
        found = [state for kind in kinds for state in _list(apple, watched, kind)]
        return replace(unchanged, found=tuple(_with_submissions(apple, watched, found)))
    listings = _listings(apple, watched.app_id)
    found = [state for kind, listing in listings.items() for state in _listed(apple, watched, kind, listing, now)]
    return Reading(
        found=tuple(_with_submissions(apple, watched, found)),
        totals={kind.value: listing.total for kind, listing in listings.items() if listing.total is not None},
        by_lists=not any(listing.complete or listing.total is not None for listing in listings.values()),
    )


def _listings(apple: AppStore, app_id: str) -> Mapping[SubjectKind, Listing]:
    """Return what Apple includes with an app; nothing, so that the lists are read, if it refuses to include it."""
    try:
        return overview.overview(apple, app_id)
    except Refused as refused:
        if refused.status != HTTPStatus.BAD_REQUEST:
            raise
        return dict.fromkeys(overview.LISTED, Listing(found=(), total=None, complete=False))


def _listed(
    apple: AppStore, watched: WatchedApp, kind: SubjectKind, listing: Listing, now: float
) -> tuple[SubjectState, ...]:
    """Return the subjects of a kind, from the list of them where that may say more than what Apple has included."""
    if not is_lacking(watched, kind, listing, now):
        return listing.found
    return _list(apple, watched, kind)


def _list(apple: AppStore, watched: WatchedApp, kind: SubjectKind) -> tuple[SubjectState, ...]:
    match kind:
        case SubjectKind.VERSION:
            return overview.versions(apple, watched.app_id)
        case SubjectKind.BUILD:
            return overview.builds(apple, watched.app_id)[0]
    return overview.submissions(apple, watched.app_id)


def is_lacking(watched: WatchedApp, kind: SubjectKind, listing: Listing, now: float) -> bool:
    """Return whether there may be more of a kind, or changes of it, than Apple has included."""
    included, known = {state.id for state in listing.found}, watched.of_kind(kind)
    if kind is SubjectKind.BUILD and _has_new_upload(watched, now):
        return True
    under_way = {state.id for state in known if state.state not in _AT_REST}
    if listing.complete:
        # Only versions can be deleted.
        is_empty = bool(known) and not included
        return kind is not SubjectKind.VERSION and (is_empty or not under_way <= included)
    has_same_total = listing.total is not None and listing.total == watched.totals.get(kind)
    return not has_same_total or not under_way <= included


def _has_new_upload(watched: WatchedApp, now: float) -> bool:
    return any(now < upload.seen_at + UPLOADED_SECONDS for upload in watched.of_kind(SubjectKind.BUILD_UPLOAD))


def _with_submissions(apple: AppStore, watched: WatchedApp, found: Iterable[SubjectState]) -> Iterable[SubjectState]:
    """Read the version and the actor of each submission that has changed: an app lists them without."""
    for state in found:
        known = watched.state_of(state.kind, state.id)
        if state.kind is not SubjectKind.SUBMISSION or (known is not None and known.state == state.state):
            yield state
            continue
        try:
            read = details.submission(apple, state.id)
        except Refused as refused:
            if not refused.gone:
                raise
            read = state
        yield replace(state, version_id=read.version_id, actor=read.actor)
