"""The list of all routes."""

from __future__ import annotations

from sandbox.appstore import (
    apps,
    infos,
    localizations,
    responses,
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
)
