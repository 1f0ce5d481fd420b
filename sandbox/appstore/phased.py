"""The course of a phased release: its days, its pauses and its end."""

from __future__ import annotations

from sandbox.appstore.store import Row, Store, stamp

LINK = "appStoreVersionPhasedRelease"
LAST_DAY = 7
# Days that all pauses may last together, after which Apple goes on.
MOST_PAUSED = 30


def start(store: Store, version: Row) -> None:
    """Begins the phased release of a version that goes live, if it has one."""
    row = version.to_one[LINK]
    if row is not None and row["phasedReleaseState"] == "INACTIVE":
        row.attributes |= {"startDate": stamp(store.now), "currentDayNumber": 1}
        move(store, row, "ACTIVE")


def end(store: Store, version: Row) -> None:
    """Ends the phased release of a version that a newer one replaces."""
    row = version.to_one[LINK]
    if row is not None:
        move(store, row, "COMPLETE")


def move(store: Store, row: Row, state: str, *, at: float | None = None) -> None:
    """Changes the state, by default now; each day that follows counts as one of the release, or of its pause."""
    row.attributes["phasedReleaseState"] = state
    store.changed("version.phased")
    if state in {"ACTIVE", "PAUSED"}:
        _await_tomorrow(store, row, (store.now if at is None else at) + store.settings.phased_day)


def next_day(store: Store, row: Row, *, at: float | None = None) -> None:
    """Lets a day pass: after the seventh, the release is complete; after 30 days of pauses, Apple goes on."""
    state = row["phasedReleaseState"]
    if state == "ACTIVE":
        if row["currentDayNumber"] < LAST_DAY:
            row.attributes["currentDayNumber"] += 1
        else:
            state = "COMPLETE"
    elif state == "PAUSED":
        row.attributes["totalPauseDuration"] += 1
        if row["totalPauseDuration"] >= MOST_PAUSED:
            state = "ACTIVE"
    move(store, row, state, at=at)


def _await_tomorrow(store: Store, row: Row, due: float) -> None:
    today = dict(row.attributes)

    def tomorrow() -> None:
        if row.attributes == today:
            next_day(store, row, at=due)

    store.timers.at(due, tomorrow)
