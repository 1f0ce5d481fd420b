"""Finds the App Asset Library of an app (App Store Connect API 4.5 and later; one for each app, its id never changes).

https://developer.apple.com/documentation/appstoreconnectapi/app-asset-library
"""

from appstore.client import AppStore


def library_of(apple: AppStore, app_id: str) -> str:
    """Return the id of the app's library.

    Raises `Refused` (`gone`) where Apple has none for the app, and `Unauthorized` where the key may not use it.
    """
    return apple.get(f"/v1/apps/{app_id}/assetLibrary").first.id
