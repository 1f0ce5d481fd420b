"""A stand-in for Apple's App Store Connect API: a real server that remembers, and refuses what Apple refuses."""

from __future__ import annotations

from sandbox.appstore.audience import Audience, Reply
from sandbox.appstore.calls import Call
from sandbox.appstore.faults import Fault, Rule
from sandbox.appstore.pages import Pages, Shot
from sandbox.appstore.tokens import Key


class AppStoreConnect(Pages, Audience):
    """The stand-in: fill it, serve it, break it, and look at what was done to it."""


__all__ = ["AppStoreConnect", "Call", "Fault", "Key", "Reply", "Rule", "Shot"]
