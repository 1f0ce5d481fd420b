"""Decides what an observation adds to what is known, so that every change is in exactly one report."""

from collections.abc import Iterable
from dataclasses import replace

from appstore.releases.states import SubjectState
from records.keys import new_id
from records.releases.changes import ChangeSource, StateChange, SubjectKind
from records.releases.watched import KnownState, Report, WatchedApp

# Our clock and Apple's differ by less.
CLOCKS_DIFFER_SECONDS = 60.0
# For so long after a change Apple may still answer with the state before it.
STALE_SECONDS = 5.0

# A version and its submission change within so long of each other.
TOGETHER_SECONDS = 600.0

# Phased releases that have not begun, and versions without one.
_NOT_PHASED = {"INACTIVE", "NONE"}


def begun(app_id: str, account: str, found: Iterable[SubjectState], began: float, builds_from: float) -> WatchedApp:
    """Return an app that is followed from `began` on, when it was in these states."""
    app = WatchedApp(app_id=app_id, account=account, began=began, builds_from=builds_from)
    return replace(with_reading(app, found, began, began) or app, reports=())


def with_event(watched: WatchedApp, change: StateChange, now: float) -> WatchedApp | None:
    """Return the app after a change that Apple has reported; None if it is known already or left to the next poll.

    Events may be repeated, late, in any order and in part lost, and a poll may have seen the change before.
    """
    known, at = watched.state_of(change.kind, change.id), min(change.at or now, now + CLOCKS_DIFFER_SECONDS)
    if change.kind not in {SubjectKind.VERSION, SubjectKind.BUILD_UPLOAD} or not change.new:
        return None
    if known is None:
        if at <= watched.began:
            return None
        known = KnownState(kind=change.kind, id=change.id, state="", seen_at=now)
    elif at <= known.covered_until or _is_same(known, change, at):
        return None
    path = _path(known, change)
    if known.by_poll and change.old not in path[:1] and at <= known.covered_until + CLOCKS_DIFFER_SECONDS:
        # It may have happened before the poll or after it: the next one knows.
        return None
    newest = replace(
        known, state=change.new, previous=known.state, covered_until=at, seen_at=now, by_poll=False, actor=change.actor
    )
    if change.kind is SubjectKind.BUILD_UPLOAD and change.new != "FAILED":
        return watched.with_states([newest])
    return watched.with_states([newest]).with_reports([_report(newest, path, at, now, ChangeSource.WEBHOOK)])


def _is_same(known: KnownState, change: StateChange, at: float) -> bool:
    """Return whether the known state is that of the event, and not one to which the subject has returned."""
    return change.new == known.state and (
        change.old == known.state or at <= known.covered_until + CLOCKS_DIFFER_SECONDS
    )


def _path(known: KnownState, change: StateChange) -> tuple[str, ...]:
    """Return the states from the known one to the new one, also those of which the event was lost or is late."""
    between = (change.old,) if change.old not in {"", known.state} else ()
    if between and not known.state:
        return (change.old, change.new)
    return (known.state, *between, change.new)


def with_reading(watched: WatchedApp, found: Iterable[SubjectState], began: float, now: float) -> WatchedApp | None:
    """Return the app after a poll that began at `began` and read this; None if that is known already."""
    newer: list[KnownState] = []
    reports: dict[str, Report] = {}
    for observed in sorted(found, key=lambda each: each.kind is not SubjectKind.VERSION):
        known = watched.state_of(observed.kind, observed.id)
        newest = _seen(known, observed, began, now)
        if newest is None:
            continue
        newer.append(newest)
        if not _is_reported(watched, known, newest, observed):
            continue
        version_report = reports.get(observed.id) if observed.kind is SubjectKind.PHASED_RELEASE else None
        if version_report is not None:
            reports[observed.id] = replace(version_report, phased=observed.state)
            continue
        before = "PROCESSING" if observed.kind is SubjectKind.BUILD else ""
        path = (known.state if known else before, newest.state)
        name = observed.id if observed.kind is SubjectKind.VERSION else f"{observed.kind}:{observed.id}"
        reports[name] = _report(newest, path, began, now, ChangeSource.POLL)
    return watched.with_states(newer).with_reports(reports.values()) if newer else None


def _seen(known: KnownState | None, observed: SubjectState, began: float, now: float) -> KnownState | None:
    """Return what is known after a poll; None if it says nothing new, or may be older than what is known."""
    words = ("version", "platform", "build", "version_id", "actor")
    named = {word: text for word in words if (text := getattr(observed, word))}
    if not observed.state:
        return None
    if known is None:
        known = KnownState(kind=observed.kind, id=observed.id, state="")
    elif known.state == observed.state:
        labelled = replace(known, **named)
        return labelled if labelled != known else None
    elif began <= known.seen_at or (observed.state == known.previous and began < known.seen_at + STALE_SECONDS):
        return None
    changed = {"state": observed.state, "previous": known.state, "covered_until": began, "seen_at": now}
    return replace(known, **{**changed, "actor": "", **named}, by_poll=True)


def _is_reported(watched: WatchedApp, known: KnownState | None, newest: KnownState, observed: SubjectState) -> bool:
    """Return whether channels are told: a submission with a version is told with the version."""
    if known is not None and known.state == newest.state:
        return False
    match observed.kind:
        case SubjectKind.BUILD:
            is_old = known is None and observed.created < watched.builds_from
            return newest.state != "PROCESSING" and not is_old
        case SubjectKind.SUBMISSION:
            return not newest.version_id and not _is_draft(known, newest.state)
        case SubjectKind.PHASED_RELEASE:
            return newest.state not in _NOT_PHASED
    return True


def _is_draft(known: KnownState | None, state: str) -> bool:
    """Return whether a submission is one that was never sent, as far as is known, also while that is removed."""
    before = known.state if known else ""
    if before == "CANCELING" and known:
        return state == "COMPLETE" and known.previous in {"", "READY_FOR_REVIEW"}
    ended = {"CANCELING"} if before == "READY_FOR_REVIEW" else {"READY_FOR_REVIEW", "CANCELING", "COMPLETE"}
    return before in {"", "READY_FOR_REVIEW"} and state in ended


def _report(newest: KnownState, path: tuple[str, ...], at: float, now: float, source: ChangeSource) -> Report:
    return Report(
        id=new_id(),
        kind=newest.kind,
        subject_id=newest.id,
        path=path,
        at=at,
        recorded_at=now,
        source=source,
        version=newest.version,
        platform=newest.platform,
        build=newest.build,
        actor=newest.actor,
    )
