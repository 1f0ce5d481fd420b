"""Apple's reviewer: begins reviews, and approves or rejects versions of apps and of custom product pages."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.appstore import review_items, review_submissions, reviewed
from sandbox.appstore.account import Account
from sandbox.appstore.store import Row, Store

REJECTIONS = frozenset({"REJECTED", "METADATA_REJECTED", "INVALID_BINARY"})


@dataclass(frozen=True, slots=True)
class StoredSubmission:
    """A review submission: `items` has the state of each item, `versions` the ids of what they name, of any kind."""

    id: str
    platform: str
    state: str
    sent: bool
    items: tuple[str, ...]
    versions: tuple[str, ...]


class Reviewer(Account):
    """What Apple's reviewer does. Each method takes the id of a version, of an app or page; others raise KeyError."""

    def start_review(self, version_id: str) -> None:
        """Begins the review of a version that waits for it; ValueError if it does not."""
        self._do(lambda: start(self._store, self._row(version_id)))

    def approve(self, version_id: str) -> None:
        """Approves a version, which then goes where its release type says; ValueError if it is not in review."""
        self._do(lambda: approve(self._store, self._row(version_id)))

    def reject(self, version_id: str, state: str = "REJECTED") -> None:
        """Rejects a version as REJECTED, METADATA_REJECTED or INVALID_BINARY; ValueError if it is not in review."""
        self._do(lambda: reject(self._store, self._row(version_id), state))

    def submissions(self, app_id: str) -> tuple[StoredSubmission, ...]:
        """Returns an app's review submissions, oldest first."""
        return self._do(lambda: tuple(map(_stored, self._store.rows["apps"][app_id].to_many[review_submissions.KIND])))

    def add_submission(self, app_id: str, platform: str = "IOS", *, version_id: str = "", other: bool = False) -> str:
        """Adds a draft as another user would, with a version and with an item of another kind; returns its id."""

        def add() -> str:
            submission = review_submissions.add(self._store, self._store.rows["apps"][app_id], platform)
            if version_id:
                review_items.add(self._store, submission, self._row(version_id))
            if other:
                review_items.add(self._store, submission, None)
            return submission.id

        return self._do(add)

    def add_to_submission(self, submission_id: str, version_id: str = "") -> None:
        """Adds a version of any kind to a draft as another user would, or an item of another kind."""
        row = self._row(version_id) if version_id else None
        self._do(lambda: review_items.add(self._store, self._submission(submission_id), row))

    def remove_from_submission(self, submission_id: str, version_id: str) -> None:
        """Takes a version out of a draft as another user would; RefusedError once it was sent."""
        self._do(lambda: review_items.remove(self._store, self._item(submission_id, version_id)))

    def send_submission(self, submission_id: str) -> None:
        """Sends a draft, or again a rejected one, as another user would; RefusedError if it is not ready."""
        self._do(lambda: review_submissions.send(self._store, self._submission(submission_id)))

    def cancel_submission(self, submission_id: str) -> None:
        """Takes a submission back as another user would; RefusedError if that is not possible."""
        self._do(lambda: review_submissions.cancel(self._store, self._submission(submission_id)))

    def _row(self, version_id: str) -> Row:
        kind = next((kind for kind in reviewed.KINDS if version_id in self._store.rows[kind]), "appStoreVersions")
        return self._store.rows[kind][version_id]

    def _item(self, submission_id: str, version_id: str) -> Row:
        items = self._submission(submission_id).to_many["items"]
        return next(item for item in items if reviewed.named(item) is self._row(version_id))

    def _submission(self, submission_id: str) -> Row:
        return self._store.rows[review_submissions.KIND][submission_id]


def start(store: Store, version: Row) -> None:
    """Begins the review of a version and of what else is in its submission."""
    _require(version, "WAITING_FOR_REVIEW")
    submission = reviewed.holder(version)
    if submission is not None:
        submission.attributes["state"] = "IN_REVIEW"
        for other in _others(submission, version).values():
            reviewed.move(store, other, "IN_REVIEW")
    reviewed.move(store, version, "IN_REVIEW")


def approve(store: Store, version: Row) -> None:
    """Approves a version and what is with it: the submission is complete, an app is released as its type says."""
    _require(version, "IN_REVIEW")
    for other in _decide(version, "APPROVED", "COMPLETE", others="APPROVED"):
        reviewed.rules_of(other).approve(store, other)
    reviewed.rules_of(version).approve(store, version)


def reject(store: Store, version: Row, state: str = "REJECTED") -> None:
    """Rejects a version: its submission has unresolved issues, what else is in it is accepted."""
    if state not in REJECTIONS:
        raise ValueError(f"{state} is no rejection")
    _require(version, *(("WAITING_FOR_REVIEW", "IN_REVIEW") if state == "INVALID_BINARY" else ("IN_REVIEW",)))
    for other in _decide(version, "REJECTED", "UNRESOLVED_ISSUES", others="ACCEPTED"):
        reviewed.move(store, other, "ACCEPTED")
    reviewed.move(store, version, state)


def _decide(version: Row, item_state: str, submission_state: str, *, others: str) -> list[Row]:
    """Sets the states of the items, and returns what else than the version is in the submission."""
    submission = reviewed.holder(version)
    if submission is None:
        return []
    found = _others(submission, version)
    for item in submission.to_many["items"]:
        if item["state"] == "READY_FOR_REVIEW":
            is_own = reviewed.named(item) is version
            item.attributes["state"] = item_state if is_own else others if item.id in found else "ACCEPTED"
    submission.attributes["state"] = submission_state
    return list(found.values())


def _others(submission: Row, version: Row) -> dict[str, Row]:
    """Returns by the id of its item what else is being reviewed in a submission."""
    items = [item for item in submission.to_many["items"] if item["state"] == "READY_FOR_REVIEW"]
    return {item.id: row for item in items if (row := reviewed.named(item)) is not None and row is not version}


def _require(version: Row, *states: str) -> None:
    if reviewed.state(version) not in states:
        raise ValueError(f"{version.kind.type} {version.id} is {reviewed.state(version)}")


def _stored(row: Row) -> StoredSubmission:
    items = row.to_many["items"]
    return StoredSubmission(
        row.id,
        row["platform"],
        row["state"],
        row["submittedDate"] is not None,
        tuple(item["state"] for item in items),
        tuple(version.id for item in items if (version := reviewed.named(item)) is not None),
    )
