"""The list of all routes."""

from __future__ import annotations

from sandbox.appstore import (
    apps,
    builds,
    encryption,
    infos,
    localizations,
    pre_release_versions,
    responses,
    review_items,
    review_submissions,
    reviews,
    screenshot_sets,
    screenshots,
    versions,
    webhooks,
)
from sandbox.appstore.endpoints import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *apps.ENDPOINTS,
    *versions.ENDPOINTS,
    *localizations.ENDPOINTS,
    *infos.ENDPOINTS,
    *screenshot_sets.ENDPOINTS,
    *screenshots.ENDPOINTS,
    *reviews.ENDPOINTS,
    *responses.ENDPOINTS,
    *webhooks.ENDPOINTS,
    *builds.ENDPOINTS,
    *pre_release_versions.ENDPOINTS,
    *encryption.ENDPOINTS,
    *review_submissions.ENDPOINTS,
    *review_items.ENDPOINTS,
)
