"""Finds what is not a screenshot in a folder as fastlane and its tools leave it, the way deliver reads such a folder.

https://github.com/fastlane/fastlane/blob/master/deliver/lib/deliver/loader.rb
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import PurePosixPath

from appstore.catalog import locales

Parts = tuple[str, ...]

# Special folders, in lower case. An iMessage app takes the same sizes as an app: the folder tells them apart.
IMESSAGE, DEFAULT = "imessage", "default"
_ANDROID, _SCREENSHOTS, _METADATA = "android", "screenshots", "metadata"
_OTHERS = {"fonts", "review_information", "app_clip_review_information", "trade_representative_contact_information"}
# Pictures that frameit and deliver read from beside the folders of languages.
_MATERIAL = {"background", "icon", "app_icon", "watch_icon", "apple_watch_app_icon"}
_FRAMEFILE = "framefile.json"
# Names that are kept of files that are not used.
MOST_NAMED = 20


class SkipReason(StrEnum):
    """Why a file is not used."""

    ANDROID = "android"
    UNFRAMED = "unframed"  # frameit keeps the picture without a frame as well
    DEFAULT = "default"  # deliver uses default/ for texts only
    TEXTS = "texts"
    OTHER = "other"


@dataclass(frozen=True)
class Skipped:
    """A file that is not used, or the folder that holds it."""

    where: str
    why: SkipReason


def not_screenshots(pictures: Sequence[Parts], others: Sequence[Parts], locale: str | None) -> dict[Parts, Skipped]:
    """Return the pictures of a folder that are no screenshots. `others` are its files that are no pictures.

    `locale` is the language of pictures in no language's folder, default/ among them.
    """
    framefile = any(parts[-1].casefold() == _FRAMEFILE for parts in others)
    found: dict[Parts, Skipped] = {}
    for step in (_of_others, _outside, partial(_default, locale), partial(_material, framefile), unframed):
        found |= step([parts for parts in pictures if parts not in found])
    return found


def unframed(pictures: Sequence[Parts]) -> dict[Parts, Skipped]:
    """Return the pictures without a frame in folders with framed ones; frameit does not frame those of watches."""
    framed = {parts[:-1] for parts in pictures if PurePosixPath(parts[-1]).stem.casefold().endswith("_framed")}
    return {
        parts: Skipped("/".join(parts), SkipReason.UNFRAMED)
        for parts in pictures
        if parts[:-1] in framed and not any(word in parts[-1].casefold() for word in ("framed", "watch"))
    }


def unused_texts(others: Iterable[Parts]) -> tuple[Skipped, ...]:
    """Return the folders of store texts among files that are no pictures."""
    texts = [parts for parts in others if parts[-1].casefold().endswith(".txt") and is_for_app_store(parts)]
    folders = dict.fromkeys(folder for parts in texts if (folder := _up_to(parts, {_METADATA})))
    return tuple(Skipped("/".join((*folder, "")), SkipReason.TEXTS) for folder in folders)


def delivered_texts(texts: Sequence[Parts]) -> Sequence[Parts]:
    """Return the texts that deliver reads: those in the only folder `metadata`, or all where there is none or several.

    A project has others of the same names, such as docs/en-US/description.txt.
    """
    roots = {root for parts in texts if (root := _up_to(parts, {_METADATA}))}
    if len(roots) != 1:
        return texts
    root = roots.pop()
    return [parts for parts in texts if parts[: len(root)] == root]


def is_for_app_store(parts: Parts) -> bool:
    """Return whether a file lies outside the folders of Android and of other tools."""
    return not _up_to(parts, {_ANDROID, *_OTHERS})


def summary(paths: Iterable[Parts]) -> tuple[str, ...]:
    """Return the paths of files that are not used; of those in one special folder, only the folder."""
    special = {_ANDROID, _SCREENSHOTS, *_OTHERS}
    return tuple(
        dict.fromkeys("/".join((*folder, "") if (folder := _up_to(path, special)) else path) for path in paths)
    )


def _of_others(pictures: Sequence[Parts]) -> dict[Parts, Skipped]:
    """Return the pictures in folders of Android and of other tools."""
    folders = {parts: folder for parts in pictures if (folder := _up_to(parts, {_ANDROID, *_OTHERS}))}
    reasons = {_ANDROID: SkipReason.ANDROID}
    return {
        parts: Skipped("/".join((*folder, "")), reasons.get(folder[-1].casefold(), SkipReason.OTHER))
        for parts, folder in folders.items()
    }


def _outside(pictures: Sequence[Parts]) -> dict[Parts, Skipped]:
    """Return the pictures beside the only folder `screenshots`, if every language is in that folder."""
    roots = {root for parts in pictures if (root := _up_to(parts, {_SCREENSHOTS})) and not _in_language((*root, ""))}
    outside = [parts for parts in pictures if not any(parts[: len(root)] == root for root in roots)]
    if len(roots) != 1 or any(_in_language(parts) and not _up_to(parts, {_METADATA}) for parts in outside):
        return {}
    return {parts: Skipped("/".join(parts), SkipReason.OTHER) for parts in outside}


def _default(locale: str | None, pictures: Sequence[Parts]) -> dict[Parts, Skipped]:
    """Return the pictures in default/ if they have no language."""
    folders = {parts: _up_to(parts, {DEFAULT}) for parts in pictures if not locale and not _in_language(parts)}
    return {parts: Skipped("/".join((*folder, "")), SkipReason.DEFAULT) for parts, folder in folders.items() if folder}


def _material(framefile: bool, pictures: Sequence[Parts]) -> dict[Parts, Skipped]:  # noqa: FBT001 - bound by `partial`
    """Return the pictures beside the folders of languages that tools read, as all are where frameit was used."""
    languages = any(map(_in_language, pictures))
    found = {}
    for parts in pictures:
        stem, beside = PurePosixPath(parts[-1]).stem.casefold(), languages and not _in_language(parts)
        if (beside and (framefile or stem in _MATERIAL)) or (framefile and stem == "background"):
            found[parts] = Skipped("/".join(parts), SkipReason.OTHER)
    return found


def _in_language(parts: Parts) -> bool:
    return any(map(locales.find, parts[:-1]))


def _up_to(parts: Parts, names: Collection[str]) -> Parts:
    """Return the folders of a path up to the first of these names, or nothing."""
    return next((parts[: end + 1] for end, folder in enumerate(parts[:-1]) if folder.casefold() in names), ())
