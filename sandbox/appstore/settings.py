"""Settings that a test or demo can change on a running stand-in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

WEEK = 7 * 24 * 3600.0


@dataclass(eq=False)
class Settings:
    """Settings of a running stand-in; times are in seconds."""

    # The clock: returns epoch seconds.
    clock: Callable[[], float] = time.time
    # Delay of each API call.
    latency: float = 0.0
    # Delay of each part upload.
    upload_latency: float = 0.0
    # How long a committed screenshot or preview stays in UPLOAD_COMPLETE.
    processing: float = 0.0
    # How long a preview stays in PROCESSING afterwards, and how long its poster frame takes.
    video_processing: float = 0.0
    poster_processing: float = 0.0
    # Whether a poster frame that is set before its video is processed is lost, as reported of the live API.
    loses_early_time_codes: bool = True
    # How long `sourceFileChecksum` stays null after COMPLETE.
    checksum_delay: float = 0.0
    # How long a reply stays in PENDING_PUBLISH.
    publish_delay: float = 0.0
    # How long a deleted set blocks a new one of the same type.
    set_deletion_lag: float = 0.0
    # How long a version that was added to a review submission takes to be ready for review.
    settling: float = 0.0
    # Whether texts of in-app purchases and subscriptions belong to versions, as since 4.4.1 of the API.
    product_versions: bool = True
    # How long a canceled review submission stays in CANCELING.
    canceling: float = 0.0
    # How long a version stays in PROCESSING_FOR_DISTRIBUTION.
    distribution: float = 0.0
    # Whether a second draft of a review submission is refused; reports of the live API disagree.
    refuses_second_draft: bool = False
    # How long a day of a phased release lasts.
    phased_day: float = 24 * 3600.0
    # The vendor number, which no call tells.
    vendor_number: str = "85001234"
    # How long after Apple's midnight the sales report of the day before is made, and its newest day, if it is fixed.
    report_delay: float = 5 * 3600.0
    newest_report: date | None = None
    # How long after the request the first analytics reports are made.
    first_report: float = 36 * 3600.0
    # The maximum size of one upload operation; a larger file gets several.
    part_size: int = 5_000_000
    # The HTTP methods that a file's upload operations use, in rotation.
    upload_methods: tuple[str, ...] = ("PUT",)
    # How long an upload URL is valid.
    upload_window: float = WEEK
    # Whether committing a file leaves its set in a random order.
    shuffles_order: bool = False
    # Whether the filter of sets by type is accepted without effect, as observed at the live API of screenshots.
    ignores_display_type_filter: bool = False
    # Whether listed sets lack `relationships` even if these are included, as observed at the live API.
    omits_set_relationships: bool = False
    # With what status the App Asset Library is refused to an account without one, 403 or 404; None: it has one.
    asset_library_refusal: int | None = None
    # Whether what is in sets of screenshots and previews shows up in the library as placements.
    mirrors_sets: bool = True
    # Whether every call is refused because an agreement is not accepted.
    agreements_missing: bool = False
    # Whether webhooks may have an http address on this machine; otherwise they need https.
    loopback_webhooks: bool = False
    # What is left out, as reported of the live API: of lists "total", "nextCursor" (both in `meta`) or "next"
    # (in `links`), of relationships "data" or "meta", and of responses "included".
    omits: frozenset[str] = frozenset()
