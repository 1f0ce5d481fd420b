"""A stand-in for Apple's App Store Connect API: a real server that remembers, and refuses what Apple refuses."""

from __future__ import annotations

from sandbox.appstore.calls import Call
from sandbox.appstore.customers import Customers, Reply
from sandbox.appstore.faults import Fault, Rule
from sandbox.appstore.pages import Pages, Shot
from sandbox.appstore.snapshots import AppSnapshot, look
from sandbox.appstore.tokens import Key


class AppStoreConnect(Pages, Customers):
    """The stand-in: fill it, serve it, break it, and look at what was done to it."""

    def look(self) -> tuple[AppSnapshot, ...]:
        """Everything that the account holds now."""
        return self._do(lambda: look(self._store))

    def picture(self, screenshot_id: str) -> bytes:
        """The bytes of a screenshot, empty until they are committed; KeyError where there is none."""
        return self._do(lambda: self._store.media[self._store.rows["appScreenshots"][screenshot_id]["assetToken"]].data)


__all__ = ["AppLook", "AppStoreConnect", "Call", "Fault", "Key", "Reply", "Rule", "Shot"]
