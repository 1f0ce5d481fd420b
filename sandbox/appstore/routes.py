"""The list of all routes."""

from __future__ import annotations

from sandbox.appstore import (
    age_ratings,
    apps,
    availability,
    builds,
    categories,
    encryption,
    infos,
    localizations,
    phased_releases,
    pre_release_versions,
    price_schedules,
    release_requests,
    responses,
    review_details,
    review_items,
    review_submissions,
    reviews,
    sales,
    screenshot_sets,
    screenshots,
    versions,
    webhooks,
)
from sandbox.appstore.endpoints import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *apps.ENDPOINTS,
    *versions.ENDPOINTS,
    *phased_releases.ENDPOINTS,
    *release_requests.ENDPOINTS,
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
    *review_details.ENDPOINTS,
    *age_ratings.ENDPOINTS,
    *categories.ENDPOINTS,
    *price_schedules.ENDPOINTS,
    *availability.ENDPOINTS,
    *sales.ENDPOINTS,
)
