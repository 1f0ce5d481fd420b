"""The states a version passes through, and what Apple does in each: it replaces, distributes, releases on schedule."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sandbox.appstore import copies, experiments_states, phased, webhook_events
from sandbox.appstore.states import GONE, LIVE, ON_SALE, RELEASED, VERSION_STATES, store_state
from sandbox.appstore.store import Row, Store

APPROVED = "PENDING_DEVELOPER_RELEASE"
PROCESSING = "PROCESSING_FOR_DISTRIBUTION"


def newest_first(app: Row, platform: str | None = None) -> list[Row]:
    """Returns an app's versions in Apple's order, newest first."""
    return [row for row in reversed(app.to_many["appStoreVersions"]) if platform in {None, row["platform"]}]


def set_state(store: Store, version: Row, state: str) -> None:
    """Sets a version's state; going live replaces the live version of its platform and starts a phased release."""
    if state not in VERSION_STATES:
        raise ValueError(f"{state} is no state of a version")
    if state == ON_SALE:
        for other in newest_first(version.parent("app"), version["platform"]):
            if other is not version and other["appVersionState"] in LIVE:
                _move(store, other, GONE)
                phased.end(store, other)
    _move(store, version, state)
    if state == ON_SALE:
        phased.start(store, version)
        experiments_states.follow_live(version)
    if state in RELEASED and version["copyright"] is None:
        # Nothing goes live without one.
        version.attributes["copyright"] = f"{version['createdDate'][:4]} {version.parent('app')['name']}"
    copies.follow_versions(store, version.parent("app"))
    store.changed("version.state")


def _move(store: Store, version: Row, state: str) -> None:
    before = version["appVersionState"]
    version.attributes |= {"appVersionState": state, "appStoreState": store_state(state)}
    if before not in {None, state}:
        values = {"oldValue": before, "newValue": state}
        webhook_events.publish(store, version.parent("app"), webhook_events.VERSION_STATE, values, version.id)


def approved(store: Store, version: Row) -> None:
    """Moves a version that passed review to where its release type says."""
    if _is_due(store, version):
        distribute(store, version)
    else:
        set_state(store, version, APPROVED)
        release_when_due(store, version)


def release_when_due(store: Store, version: Row) -> None:
    """Releases an approved version unless it waits for its date, at which it is released, or for its developer."""
    if version["appVersionState"] != APPROVED:
        return
    if _is_due(store, version):
        distribute(store, version)
    elif version["releaseType"] == "SCHEDULED":
        store.timers.at(_date(version), partial(release_when_due, store, version))


def distribute(store: Store, version: Row) -> None:
    """Releases a version: it is processed for a while before it is live."""
    set_state(store, version, PROCESSING)
    store.timers.at(store.now + store.settings.distribution, partial(go_live, store, version))


def go_live(store: Store, version: Row) -> None:
    """Ends the processing of a version that is being distributed."""
    if version["appVersionState"] == PROCESSING:
        set_state(store, version, ON_SALE)


def _is_due(store: Store, version: Row) -> bool:
    if version["releaseType"] == "SCHEDULED":
        return _date(version) <= store.now
    return bool(version["releaseType"] != "MANUAL")


def _date(version: Row) -> float:
    moment = version["earliestReleaseDate"]
    return 0.0 if moment is None else datetime.fromisoformat(moment).timestamp()
