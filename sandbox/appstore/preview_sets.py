"""Sets of app previews, one for each preview type of a localization."""

from __future__ import annotations

from sandbox.appstore.media_sets import MediaSets
from sandbox.appstore.preview_types import SIZES

PREVIEW_SETS = MediaSets(
    kind="appPreviewSets",
    members="appPreviews",
    attribute="previewType",
    types=frozenset(SIZES),
    title="App Preview Set",
    noun="App previews",
)

ENDPOINTS = PREVIEW_SETS.endpoints()
