"""A stand-in for Apple's App Store Connect API: a real server that remembers, and refuses what Apple refuses."""

from __future__ import annotations

from sandbox.appstore.account import AppStoreConnect, Shot
from sandbox.appstore.calls import Call
from sandbox.appstore.faults import Fault, Rule
from sandbox.appstore.tokens import Key

__all__ = ["AppStoreConnect", "Call", "Fault", "Key", "Rule", "Shot"]
