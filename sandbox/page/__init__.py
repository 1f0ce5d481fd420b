"""The demo page: Slack on the left, App Store Connect on the right, updated live."""

from __future__ import annotations

from sandbox.page.server import Page

__all__ = ["Page"]
