"""The keywords that lead to a custom product page: some of those of the live version.

They are resources without attributes, and the word is the id:
https://developer.apple.com/documentation/appstoreconnectapi/app-keywords
"""

from collections.abc import Iterable, Sequence

from appstore.client import AppStore, Resource
from appstore.fields import tidy_keywords
from appstore.pages.names import folded
from appstore.pages.pages import LOCALIZATIONS
from appstore.versions import Platform

_KIND, _NAME = "appKeywords", "searchKeywords"


def of_live(apple: AppStore, app_id: str, locale: str) -> tuple[str, ...]:
    """Return the keywords in a language that a page can have: those of the newest approved version. One call."""
    wanted = {"filter[platform]": Platform.IOS.value, "filter[locale]": locale}
    return tuple(resource.id for resource in apple.pages(f"/v1/apps/{app_id}/{_NAME}", wanted).data)


def joined(words: Iterable[str]) -> str:
    """Return keywords as one text, in the order of the alphabet: Apple keeps none."""
    return ",".join(sorted(words, key=lambda word: (folded(word), word)))


def chosen(text: str, known: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which of the known keywords a text names, as they are spelled, and its words that are none of them.

    They are separated by commas; where there is no such keyword, spaces separate them, too.
    """
    spelled = {folded(word): word for word in known}
    found: list[str] = []
    unknown: list[str] = []
    for part in tidy_keywords(text).split(","):
        words = [part] if folded(part) in spelled else part.split()
        if all(folded(word) in spelled for word in words):
            found += [spelled[folded(word)] for word in words]
        else:
            unknown.append(part)
    return tuple(dict.fromkeys(found)), tuple(unknown)


def change(apple: AppStore, localization_id: str, words: Sequence[str]) -> None:
    """Give a page these keywords in a language and no others: a call to read them, and one each to add and remove.

    Raises Refused, and adds first, so that a refused word removes none.
    """
    path = f"/v1/{LOCALIZATIONS}/{localization_id}/relationships/{_NAME}"
    current = {resource.id for resource in apple.pages(path).data}
    more, surplus = [word for word in words if word not in current], current - set(words)

    def find() -> Resource | None:
        listed = {resource.id: resource for resource in apple.pages(path).data}
        return next(iter(listed.values())) if listed.keys() >= set(more) else None

    if more:
        apple.post(path, _linkage(more), find=find)
    if surplus:
        apple.delete(path, _linkage(sorted(surplus)))


def _linkage(words: Iterable[str]) -> dict[str, object]:
    return {"data": [{"type": _KIND, "id": word} for word in words]}
