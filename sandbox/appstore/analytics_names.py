"""The names of analytics reports by category, as the API was seen to spell them."""

from __future__ import annotations

REPORTS_BY_CATEGORY = {
    "APP_STORE_ENGAGEMENT": (
        "App Store Discovery and Engagement Standard",
        "App Store Discovery and Engagement Detailed",
        "Retention Messaging",
    ),
    "COMMERCE": (
        "App Downloads Standard",
        "App Downloads Detailed",
        "App Store Pre-Orders Standard",
        "App Store Pre-Orders Detailed",
        "App Store Purchases Standard",
        "App Store Purchases Detailed",
        "App Store Subscription State Report Standard",
        "App Store Subscription Event Report Standard",
    ),
    "APP_USAGE": (
        "App Sessions Standard",
        "App Sessions Detailed",
        "App Store Installation and Deletion Standard",
        "App Store Installation and Deletion Detailed",
        "App Clip Usage Standard",
        "App Clip Usage Detailed",
        "App Crashes",
        "App Opt In",
        "Platform App Installs",
    ),
    "PERFORMANCE": (
        "App Crashes Expanded",
        "App Install Performance",
        "Bluetooth System Wakes",
        "CAMetalLayer Performance",
        "Networking Connection Activity",
    ),
    "FRAMEWORK_USAGE": (
        "App Sessions Context",
        "Home Screen Widgets",
        "Photos Picker",
    ),
}
