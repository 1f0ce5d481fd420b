"""Creates versions, and gives them other numbers."""

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Resource
from appstore.versions import ReleaseType, Version, read

KIND = "appStoreVersions"


def create(apple: AppStore, app_id: str, platform: str, number: str, release_type: ReleaseType) -> Version:
    """Create a version, of which Apple copies most from the one before. Raises Refused while another is unreleased.

    The release type is always given: which one Apple sets by itself differs.
    """

    def find() -> Resource | None:
        answer = apple.pages(f"/v1/apps/{app_id}/{KIND}", {"filter[platform]": platform})
        same = [each for each in answer.data if each.text("versionString") == number]
        return next((each for each in same if each.text("platform") == platform), None)

    attributes = {"platform": platform, "versionString": number, "releaseType": release_type.value}
    wanted = body(KIND, attributes, parents={"app": ("apps", app_id)})
    return read(apple.post(f"/v1/{KIND}", wanted, find=find).first, app_id)


def rename(apple: AppStore, version_id: str, number: str) -> None:
    """Give a version another number. Raises Refused once it is locked."""
    path = f"/v1/{KIND}/{version_id}"

    def find() -> Resource | None:
        found = apple.get(path).first
        return found if found.text("versionString") == number else None

    apple.patch(path, body(KIND, {"versionString": number}, identity=version_id), find=find)
