"""Reads the states of an app's releases: one call where nothing is new, more where something is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from appstore.client import AppStore
from appstore.errors import Refused
from appstore.releases import details, overview
from appstore.releases.overview import Listing
from appstore.releases.states import SubjectKind, SubjectState
from appstore.versions import LIVE
from records.releases.watched import WatchedApp

# States in which a subject stays until something else happens first: it need not be among those that Apple includes.
_AT_REST = LIVE | {"REPLACED_WITH_NEW_VERSION", "VALID", "INVALID", "FAILED", "COMPLETE"}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a poll has read; `totals` and `builds_from` as in `WatchedApp`."""

    found: tuple[SubjectState, ...]
    totals: Mapping[str, int] = field(default_factory=dict)
    builds_from: float = 0.0


def read_everything(apple: AppStore, app_id: str) -> Reading:
    """Read all versions, phased releases and submissions, and the newest builds."""
    builds, complete = overview.builds(apple, app_id)
    oldest = 0.0 if complete else min(build.created for build in builds)
    found = (*overview.versions(apple, app_id), *overview.submissions(apple, app_id), *builds)
    return Reading(found=found, builds_from=oldest)


def read_changes(apple: AppStore, watched: WatchedApp) -> Reading:
    """Read what may have changed: phased releases in every other poll while there are some, otherwise the rest.

    Apple shows phased releases with versions, and builds and submissions with the app, and the states of versions both
    times: no call shows everything.
    """
    if watched.phases and watched.phased_next:
        return Reading(found=overview.versions(apple, watched.app_id), totals=watched.totals)
    listings = overview.overview(apple, watched.app_id)
    found = [state for kind, listing in listings.items() for state in _listed(apple, watched, kind, listing)]
    totals = {kind.value: listing.total for kind, listing in listings.items() if listing.total is not None}
    return Reading(found=tuple(_with_submissions(apple, watched, found)), totals=totals)


def _listed(apple: AppStore, watched: WatchedApp, kind: SubjectKind, listing: Listing) -> tuple[SubjectState, ...]:
    """Return the subjects of a kind; where Apple has not included all, the list of them if it may say more."""
    included = {state.id for state in listing.found}
    under_way = {known.id for known in watched.of_kind(kind) if known.state not in _AT_REST}
    has_same_total = listing.total is not None and listing.total == watched.totals.get(kind)
    if listing.complete or (has_same_total and under_way <= included):
        return listing.found
    match kind:
        case SubjectKind.VERSION:
            return overview.versions(apple, watched.app_id)
        case SubjectKind.BUILD:
            return overview.builds(apple, watched.app_id)[0]
    return overview.submissions(apple, watched.app_id)


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
