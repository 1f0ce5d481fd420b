"""The page of the demo: Slack on the left, App Store Connect on the right, both as they are this moment."""

from __future__ import annotations

from sandbox.page.server import Page

__all__ = ["Page"]
