"""What the texts of a store page and the places where they stand are called, and why one can't be changed."""

from __future__ import annotations

from collections.abc import Sequence

from appstore.listing import Fault, FaultKind, Field, Home
from appstore.locales import LOCALES
from appstore.locales import name as locale_name
from cards.parts import listed, shorten
from cards.states import platform_words, state_meaning, state_words
from records.directory import KnownApp

_LABELS = {
    Field.NAME: "Name",
    Field.SUBTITLE: "Subtitle",
    Field.PROMO: "Promotional text",
    Field.KEYWORDS: "Keywords",
    Field.DESCRIPTION: "Description",
    Field.WHATS_NEW: "What's New",
    Field.SUPPORT_URL: "Support URL",
    Field.MARKETING_URL: "Marketing URL",
}

CHANGED_MEANWHILE = "somebody has changed it meanwhile, so it is left as it is"
_ALWAYS_THE_SAME = {
    FaultKind.NOT_AN_ADDRESS: "it must be an address that begins with https:// or http://",
    FaultKind.NO_KEYWORD: "there are only commas, and no keyword between them",
}


def label(field: Field) -> str:
    """`Promotional text`."""
    return _LABELS[field]


def language(locale: str) -> str:
    """`French (fr-FR)`."""
    return f"{locale_name(locale)} ({locale})" if locale in LOCALES else locale


def owner(version: str, platform: str) -> str:
    """`1.2.0 (iOS)`, or the app's name and subtitle, which belong to no version."""
    return f"{version} ({platform_words(platform)})" if version else "the app's name and subtitle"


def stands(state: str) -> str:
    """`Ready for Distribution: it is live`."""
    meaning = state_meaning(state)
    return f"{state_words(state)}: {meaning}" if meaning else state_words(state)


def no_such_language(locale: str, there: Sequence[str]) -> str:
    """The version has no such language."""
    return (
        f"it has no {language(locale)}, only {listed(there) or 'none at all'}; "
        "add the language in App Store Connect first"
    )


def locked(state: str) -> str:
    """The state allows no such change."""
    return f"it can't be changed there now. State: {stands(state)}"


def nothing_takes_it(app: KnownApp, field: Field, platform: str | None = None, version: str | None = None) -> str:
    """No version, or no app info, can take the text now; of a platform and a version where these were named."""
    if field.home == Home.APP:
        return "its name and subtitle can be changed only while a version is in preparation, and none is"
    named = [one for one in app.versions if platform in {None, one.platform} and version in {None, one.version}]
    if not named and (platform or version):
        wanted = " for ".join(one for one in (version, platform and platform_words(platform)) if one)
        there = listed([owner(one.version, one.platform) for one in app.versions[:4]])
        return f"it has no version {wanted if version else f'for {wanted}'}, only {there or 'none at all'}"
    states = [f"{owner(one.version, one.platform)} is {stands(one.state)}" for one in named[:4]]
    told = "; ".join(states) or "there is none at all"
    return f"it has no version {'that takes it' if field is Field.PROMO else 'in preparation'}. {told}"


def fault(one: Fault) -> str:
    """What is wrong with a text, after the name of its field and a colon."""
    if one.kind is FaultKind.TOO_LONG:
        return f"{one.count:,} characters, {one.count - one.limit:,} more than the {one.limit:,} that Apple takes"
    if one.kind is FaultKind.TOO_SHORT:
        return f"{one.count} characters; Apple wants at least {one.limit}"
    if one.kind is FaultKind.CONTROL_CHARACTER:
        return f"it holds the invisible character {one.about}, which Apple refuses: take it out"
    if one.kind in _ALWAYS_THE_SAME:
        return _ALWAYS_THE_SAME[one.kind]
    if one.kind is FaultKind.MANY_BYTES:
        return (
            f"{one.count} bytes in UTF-8. Apple's help speaks of {one.limit} bytes, its API counts characters; "
            "should Apple refuse it, shorten it"
        )
    return f"{one.about} is short: Apple's help asks for at least {one.limit} characters a keyword"


def goes_to(places: Sequence[tuple[str, str, str, str]], text: str) -> str:
    """Where a text goes, as (version, platform, state, what it says there) each; another text there is told."""
    told = []
    for version, platform, state, there in places:
        other = "" if there == text else f" (says “{shorten(there, 170)}” now)" if there else " (empty now)"
        told.append(f"{owner(version, platform)}, {state_words(state)}{other}")
    return listed(told)
