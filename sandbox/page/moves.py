"""What Apple does next with a version or a build, on request: the buttons `Move on` and `Reject` of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sandbox.appstore import AppStoreConnect
from sandbox.appstore.snapshots import AppSnapshot, VersionSnapshot
from sandbox.slack.state import Json

ON, REJECT = "on", "reject"

# What `Move on` does in each state.
_NEXT: Mapping[str, tuple[str, Callable[[AppStoreConnect, str], None]]] = {
    "WAITING_FOR_REVIEW": ("begins the review", AppStoreConnect.start_review),
    "IN_REVIEW": ("approves it", AppStoreConnect.approve),
    "PROCESSING_FOR_DISTRIBUTION": ("puts it on the store", AppStoreConnect.finish_distribution),
}
_TOMORROW = ("lets a day of the phased release pass", AppStoreConnect.next_phased_day)


def of_version(version: VersionSnapshot) -> list[Json]:
    """Returns the buttons of a version: a name, a label and what it does."""
    found = _next(version)
    moves = [] if found is None else [{"name": ON, "label": "Move on", "explained": f"Apple {found[0]}"}]
    if version.state == "IN_REVIEW":
        moves.append({"name": REJECT, "label": "Reject", "explained": "Apple rejects it"})
    return moves


def builds(apple: AppStoreConnect, app: AppSnapshot) -> list[Json]:
    """Returns the builds of an app that Apple is processing."""
    return [
        {"id": build.id, "number": build.number, "version": build.version}
        for build in apple.builds(app.id)
        if build.state == "PROCESSING"
    ]


def move(apple: AppStoreConnect, name: str, moved_id: str) -> str:
    """Does what a button of a version or a build says; returns a sentence. KeyError if there is no such resource."""
    versions = {version.id: version for app in apple.look() for version in app.versions}
    if moved_id not in versions:
        apple.finish_build(moved_id)
        return "Apple has processed the build."
    version, found = versions[moved_id], _next(versions[moved_id])
    try:
        if name == REJECT:
            apple.reject(moved_id)
        elif found is not None:
            found[1](apple, moved_id)
    except ValueError as error:
        # Somebody else was faster.
        return f"Nothing happened: {error}."
    now = next(each for app in apple.look() for each in app.versions if each.id == moved_id)
    if now.state == version.state and now.phased_state:
        return f"{now.name}: the phased release is {now.phased_state}, day {now.phased_day} of 7."
    return f"{now.name} is {now.state} now."


def _next(version: VersionSnapshot) -> tuple[str, Callable[[AppStoreConnect, str], None]] | None:
    if version.state == "READY_FOR_DISTRIBUTION" and version.phased_state in {"ACTIVE", "PAUSED"}:
        return _TOMORROW
    return _NEXT.get(version.state)
