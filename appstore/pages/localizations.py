"""What a version of a custom product page shows in each language: a text, screenshots, and keywords that lead to it."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Document, Resource
from appstore.media import slots
from appstore.media.slots import SlotKind
from appstore.pages.pages import LOCALIZATIONS, VERSIONS

_MOST_INCLUDED = 50
# Calls at the same time.
_THREADS = 5


@dataclass(frozen=True, kw_only=True)
class PageLocalization:
    """A version in one language. `text` is "" for none.

    `display_types`: those of its screenshot sets, None when Apple did not say.
    """

    id: str
    locale: str
    text: str = ""
    keywords: tuple[str, ...] = ()
    display_types: tuple[str, ...] | None = None


def of_version(apple: AppStore, version_id: str) -> tuple[PageLocalization, ...]:
    """Return the languages of a version with their keywords and sets: one call."""
    answer = apple.pages(
        f"/v1/{VERSIONS}/{version_id}/{LOCALIZATIONS}",
        {
            "include": "appScreenshotSets,searchKeywords",
            "limit[appScreenshotSets]": _MOST_INCLUDED,
            "limit[searchKeywords]": _MOST_INCLUDED,
        },
    )
    return tuple(
        PageLocalization(
            id=resource.id,
            locale=resource.text("locale"),
            text=resource.text("promotionalText"),
            keywords=_keywords(apple, resource),
            display_types=display_types(answer, resource),
        )
        for resource in answer.data
    )


def create(apple: AppStore, version_id: str, locale: str) -> PageLocalization:
    """Add a language to a version, without a text or a set. Raises Refused.

    After a lost response, the languages of the version are read.
    """

    def find() -> Resource | None:
        listed = apple.pages(f"/v1/{VERSIONS}/{version_id}/{LOCALIZATIONS}").data
        return next((each for each in listed if each.text("locale") == locale), None)

    parents = {"appCustomProductPageVersion": (VERSIONS, version_id)}
    made = apple.post(f"/v1/{LOCALIZATIONS}", body(LOCALIZATIONS, {"locale": locale}, parents=parents), find=find)
    return PageLocalization(id=made.first.id, locale=locale, display_types=())


def change_text(apple: AppStore, localization_id: str, text: str) -> None:
    """Set the promotional text, "" for none. Raises Refused unless the state of the version is in `EDITABLE`."""
    wanted = body(LOCALIZATIONS, {"promotionalText": text or None}, identity=localization_id)
    apple.patch(f"/v1/{LOCALIZATIONS}/{localization_id}", wanted)


def locales_of(apple: AppStore, version_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the languages of each of these versions, in Apple's order: one call for each, several at a time."""
    ids = tuple(version_ids)
    with ThreadPoolExecutor(_THREADS) as pool:
        return dict(zip(ids, pool.map(partial(_locales, apple), ids), strict=True))


def counted(
    apple: AppStore, localizations: Iterable[PageLocalization], *, in_library: bool = False
) -> dict[str, Mapping[str, int]]:
    """Return the number of screenshots by language and display type: one call for each language that has sets.

    `in_library`: of those placed from the App Asset Library: one call for each language.
    """
    found = tuple(localizations)
    filled = [each for each in found if in_library or each.display_types is None or each.display_types]
    counts: dict[str, Mapping[str, int]] = {each.locale: {} for each in found}
    with ThreadPoolExecutor(_THREADS) as pool:
        read = pool.map(partial(_placed if in_library else _counts, apple), [each.id for each in filled])
        counts.update(zip([each.locale for each in filled], read, strict=True))
    return counts


def _locales(apple: AppStore, version_id: str) -> tuple[str, ...]:
    listed = apple.pages(f"/v1/{VERSIONS}/{version_id}/{LOCALIZATIONS}").data
    return tuple(resource.text("locale") for resource in listed)


def _counts(apple: AppStore, localization_id: str) -> Mapping[str, int]:
    path = f"/v1/{LOCALIZATIONS}/{localization_id}/appScreenshotSets"
    answer = apple.pages(path, {"include": "appScreenshots", "limit[appScreenshots]": _MOST_INCLUDED})
    return {resource.text("screenshotDisplayType"): _count(apple, resource) for resource in answer.data}


def _placed(apple: AppStore, localization_id: str) -> Mapping[str, int]:
    found = slots.existing(SlotKind.PAGE_SCREENSHOTS.in_library, apple, localization_id)
    return {display_type: len(images) for display_type, (_, images) in found.items()}


def _count(apple: AppStore, screenshot_set: Resource) -> int:
    ids = screenshot_set.related("appScreenshots", _MOST_INCLUDED)
    if ids is None:
        return len(apple.pages(f"/v1/appScreenshotSets/{screenshot_set.id}/appScreenshots").data)
    return len(ids)


def _keywords(apple: AppStore, localization: Resource) -> tuple[str, ...]:
    """Return the keywords, whose ids are the words themselves."""
    ids = localization.related("searchKeywords", _MOST_INCLUDED)
    if ids is None:
        listed = apple.pages(f"/v1/{LOCALIZATIONS}/{localization.id}/searchKeywords").data
        ids = tuple(resource.id for resource in listed)
    return ids


def display_types(answer: Document, localization: Resource) -> tuple[str, ...] | None:
    """Return the display types of a localization's included screenshot sets, None if Apple left out some."""
    ids, included = (
        localization.related("appScreenshotSets", _MOST_INCLUDED),
        answer.included_by_id("appScreenshotSets"),
    )
    if ids is None or any(set_id not in included for set_id in ids):
        return None
    return tuple(included[set_id].text("screenshotDisplayType") for set_id in ids)
