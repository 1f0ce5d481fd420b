"""The pages of App Store Connect where a user does what the API can't do. Their addresses are not documented."""

from appstore.versions import Platform

ROOT = "https://appstoreconnect.apple.com"
# Agreements, tax and banking, and the trader status of the account.
BUSINESS = f"{ROOT}/business"

_PATHS = {Platform.IOS: "ios", Platform.MAC_OS: "macos", Platform.TV_OS: "tvos", Platform.VISION_OS: "visionos"}


def app_page(app_id: str) -> str:
    """Return the page of an app."""
    return f"{ROOT}/apps/{app_id}/distribution"


def version_page(app_id: str, platform: Platform) -> str:
    """Return the page of the version that is not live yet."""
    path = _PATHS.get(platform)
    return f"{app_page(app_id)}/{path}/version/inflight" if path else app_page(app_id)


def information_page(app_id: str) -> str:
    """Return the page with names, categories, age rating and content rights."""
    return f"{app_page(app_id)}/info"


def pricing_page(app_id: str) -> str:
    """Return the page with price and availability."""
    return f"{app_page(app_id)}/pricing"


def privacy_page(app_id: str) -> str:
    """Return the page App Privacy."""
    return f"{app_page(app_id)}/privacy"


def review_page(app_id: str) -> str:
    """Return the page App Review, with submissions and what Apple's reviewers wrote."""
    return f"{app_page(app_id)}/reviewsubmissions"
