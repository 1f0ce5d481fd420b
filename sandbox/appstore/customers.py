"""Customers: they write, edit and remove reviews, and read replies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox.appstore import responses, reviews
from sandbox.appstore.account import Account
from sandbox.appstore.lifecycle import newest_first
from sandbox.appstore.states import LIVE
from sandbox.appstore.store import Row, stamp


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to a review: `state` is PENDING_PUBLISH or PUBLISHED."""

    id: str
    text: str
    state: str


class Customers(Account):
    """The customers of the account's apps. An unknown id raises KeyError."""

    def add_review(
        self,
        app_id: str,
        rating: int,
        *,
        title: str = "",
        body: str = "",
        nickname: str = "customer",
        territory: str = "USA",
        created: datetime | None = None,
        version_id: str | None = None,
    ) -> str:
        """Adds a review of a version, by default the live one; `created` defaults to now."""

        def add() -> str:
            app = self._store.rows["apps"][app_id]
            attributes = {
                "rating": rating,
                "title": title,
                "body": body,
                "reviewerNickname": nickname,
                "territory": territory,
                "createdDate": self._stamp(created),
            }
            row = self._store.add(
                "customerReviews",
                attributes,
                app=app,
                appStoreVersion=_live(app) if version_id is None else self._store.rows["appStoreVersions"][version_id],
                reviewTerritory=reviews.territory(self._store, territory),
            )
            self._store.changed("review.added")
            return row.id

        return self._do(add)

    def edit_review(
        self,
        review_id: str,
        *,
        rating: int | None = None,
        title: str | None = None,
        body: str | None = None,
        created: datetime | None = None,
    ) -> None:
        """Edits a review: it keeps its id; its date becomes `created`, by default now."""

        def edit() -> None:
            changes = {"rating": rating, "title": title, "body": body}
            row = self._store.rows["customerReviews"][review_id]
            row.attributes |= {name: value for name, value in changes.items() if value is not None}
            row.attributes["createdDate"] = self._stamp(created)
            self._store.changed("review.edited")

        self._do(edit)

    def remove_review(self, review_id: str) -> None:
        """Removes a review and its reply."""

        def remove() -> None:
            row = self._store.rows["customerReviews"][review_id]
            response = row.to_one["response"]
            if response is not None:
                self._store.remove(response)
            self._store.remove(row)
            self._store.changed("review.removed")

        self._do(remove)

    def set_reply(self, review_id: str, text: str, state: str = "PUBLISHED") -> str:
        """Replies to a review as another user of the account; returns the reply's id."""

        def write() -> str:
            response = responses.write(self._store, self._store.rows["customerReviews"][review_id], text)
            response.attributes["state"] = state
            return response.id

        return self._do(write)

    def reply(self, review_id: str) -> Reply | None:
        """Returns the current reply to a review."""

        def read() -> Reply | None:
            row = self._store.rows["customerReviews"][review_id].to_one["response"]
            return None if row is None else Reply(row.id, row["responseBody"], row["state"])

        return self._do(read)

    def add_summarization(
        self, app_id: str, text: str, platform: str = "IOS", locale: str = "en-US", territory: str = "USA"
    ) -> str:
        """Adds Apple's summary of a territory's reviews; returns its id."""

        def add() -> str:
            row = self._store.add(
                "customerReviewSummarizations",
                {"text": text, "platform": platform, "locale": locale, "createdDate": self._stamp(None)},
                app=self._store.rows["apps"][app_id],
                territory=reviews.territory(self._store, territory),
            )
            self._store.changed("review.summarized")
            return row.id

        return self._do(add)

    def _stamp(self, moment: datetime | None) -> str:
        return stamp(self._store.now if moment is None else moment.timestamp())


def _live(app: Row) -> Row | None:
    return next((row for row in newest_first(app) if row["appVersionState"] in LIVE), None)
