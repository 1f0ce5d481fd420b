"""Sets of screenshots, one for each display type of a localization."""

from __future__ import annotations

from sandbox.appstore.display_types import SIZES
from sandbox.appstore.media_sets import MediaSets

SCREENSHOT_SETS = MediaSets(
    kind="appScreenshotSets",
    members="appScreenshots",
    attribute="screenshotDisplayType",
    types=frozenset(SIZES),
    title="Screenshot Set",
    noun="Screenshots",
)

ENDPOINTS = SCREENSHOT_SETS.endpoints()
