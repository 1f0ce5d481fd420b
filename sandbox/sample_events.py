"""The in-app events of the demo, and the nomination of one of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sandbox.appstore import AppStoreConnect


def plan_regatta(apple: AppStoreConnect, app: str) -> None:
    """Adds an event that will take place, one that is over, and a nomination of the former."""
    start, past = (datetime.now(UTC) + timedelta(days=days) for days in (120, -90))
    texts = {"en-US": {"name": "Summer Regatta", "shortDescription": "Race the tide against your friends"}}
    regatta = apple.add_event(
        app,
        "Summer Regatta",
        start=start.isoformat(timespec="seconds"),
        end=(start + timedelta(days=6)).isoformat(timespec="seconds"),
        texts=texts,
    )
    apple.add_event(
        app,
        "Storm Watch",
        "PAST",
        start=past.isoformat(timespec="seconds"),
        end=(past + timedelta(days=2)).isoformat(timespec="seconds"),
    )
    apple.add_nomination(
        app,
        "Summer Regatta 🌊",
        "SUBMITTED",
        description="A week of races against the tide, with live rankings from 40 harbours.",
        publishStartDate=start.isoformat(timespec="seconds"),
        deviceFamilies=["IPHONE", "IPAD", "APPLE_WATCH"],
        locales=["en-US", "de-DE"],
        hasInAppEvents=True,
        events=[regatta],
        territories=["DEU", "FRA", "GBR", "USA"],
    )
