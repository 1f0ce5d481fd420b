"""The habits of the stand-in that a test or a demo may change: how slow it is, how big a part, how forgetful."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

WEEK = 7 * 24 * 3600.0


@dataclass(eq=False)
class Settings:
    """Everything that may be set on a running stand-in; times are seconds."""

    clock: Callable[[], float] = time.time
    """What the stand-in takes for the time, in seconds since 1970."""
    latency: float = 0.0
    """How long each API call waits before it does anything."""
    upload_latency: float = 0.0
    """How long each upload of a part waits before it is stored."""
    processing: float = 0.0
    """How long a committed screenshot stays in UPLOAD_COMPLETE."""
    checksum_delay: float = 0.0
    """How long after COMPLETE `sourceFileChecksum` is still null."""
    publish_delay: float = 0.0
    """How long a reply stays in PENDING_PUBLISH."""
    set_deletion_lag: float = 0.0
    """How long a deleted set still stands in the way of a new one of its display type."""
    part_size: int = 5_000_000
    """The largest byte range of one upload operation; a larger file gets several."""
    upload_methods: tuple[str, ...] = ("PUT",)
    """The methods that the upload operations of a file take in turn."""
    upload_window: float = WEEK
    """How long an upload address works."""
    shuffles_order: bool = False
    """Whether committing a screenshot leaves its set in a random order."""
    ignores_display_type_filter: bool = False
    """Whether `filter[screenshotDisplayType]` is taken and has no effect, as was seen of the live API."""
    omits_set_relationships: bool = False
    """Whether listed sets come without `relationships` even when these are included, as was seen of the live API."""
    agreements_missing: bool = False
    """Whether every call is refused because an agreement has not been accepted."""
