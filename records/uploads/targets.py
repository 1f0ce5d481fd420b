"""What an upload changes, with the names that users know."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class UploadTarget:
    """The app and version of an upload, with the names that users know."""

    app_id: str
    bundle_id: str
    app_name: str
    version_id: str
    version: str
    platform: str
    state: str
    account: str = ""
