"""The texts of a version in each of its languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Document, Resource
from appstore.errors import Refused

KIND = "appStoreVersionLocalizations"

APPLE_NAMES = {
    "description": "description",
    "keywords": "keywords",
    "promotional_text": "promotionalText",
    "whats_new": "whatsNew",
    "support_url": "supportUrl",
    "marketing_url": "marketingUrl",
}


@dataclass(frozen=True)
class Localization:
    """A version in one language; a text that is not set is "".

    `sets`: display type to the id of its screenshot set; None when Apple did not say which sets there are.
    """

    id: str
    locale: str
    description: str = ""
    keywords: str = ""
    promotional_text: str = ""
    whats_new: str = ""
    support_url: str = ""
    marketing_url: str = ""
    sets: Mapping[str, str] | None = field(default=None, hash=False)


def of_version(apple: AppStore, version_id: str) -> tuple[Localization, ...]:
    """Every language of a version with its screenshot sets, in one call."""
    path = f"/v1/appStoreVersions/{version_id}/{KIND}"
    answer = apple.pages(path, {"include": "appScreenshotSets", "limit[appScreenshotSets]": 50})
    return tuple(_read(resource, _sets(answer, resource)) for resource in answer.data)


def create(apple: AppStore, version_id: str, locale: str) -> Localization:
    """Add a language to a version. The one that is there already is returned as it is, with `sets` unknown."""

    def find() -> Resource | None:
        answer = apple.pages(f"/v1/appStoreVersions/{version_id}/{KIND}")
        return next((resource for resource in answer.data if resource.text("locale") == locale), None)

    invocation = body(KIND, {"locale": locale}, parents={"appStoreVersion": ("appStoreVersions", version_id)})
    try:
        return _read(apple.post(f"/v1/{KIND}", invocation, find=find).first, {})
    except Refused as refused:
        if refused.conflict and (found := find()):
            return _read(found)
        raise


def change(apple: AppStore, localization_id: str, **fields: str) -> Localization:
    """Change the given texts and no others, by the names of `Localization`; "" clears a text.

    Apple takes promotional text on a live version only when nothing else is sent with it.
    """
    # Apple clears with null and refuses some empty strings.
    attributes = {APPLE_NAMES[name]: text or None for name, text in fields.items()}
    return _read(apple.patch(f"/v1/{KIND}/{localization_id}", body(KIND, attributes, identity=localization_id)).first)


def _sets(answer: Document, localization: Resource) -> dict[str, str] | None:
    ids = localization.related("appScreenshotSets")
    included = answer.included_by_id("appScreenshotSets")
    if ids is None or any(set_id not in included for set_id in ids):
        return None
    return {included[set_id].text("screenshotDisplayType"): set_id for set_id in ids}


def _read(resource: Resource, sets: dict[str, str] | None = None) -> Localization:
    texts = {name: resource.text(apple_name) for name, apple_name in APPLE_NAMES.items()}
    return Localization(id=resource.id, locale=resource.text("locale"), sets=sets, **texts)
