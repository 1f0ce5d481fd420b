"""What the texts of a store page and the places where they stand are called, and why one can't be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from appstore.catalog.locales import LOCALES
from appstore.catalog.locales import name as locale_name
from appstore.fields import Field, FieldFault, FieldFaultKind
from cards import errors
from cards.blocks import escape, join_words, plural, shorten
from cards.wording.states import platform_words, state_meaning, state_words
from records.text_changes import NotApplied, Obstacle

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

_MOST_REASONS = 15
CHANGED_MEANWHILE = "somebody has changed it meanwhile, so it is left as it is"
_ALWAYS_THE_SAME = {
    FieldFaultKind.NOT_AN_ADDRESS: "it must be an address that begins with https:// or http://",
    FieldFaultKind.NO_KEYWORD: "there are only commas, and no keyword between them",
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


def where(missed: NotApplied) -> str:
    """Where a text was not changed: `1.2.0 (iOS)`, or the name of the app."""
    return missed.where or owner(missed.version, missed.platform)


def why(missed: NotApplied) -> str:
    """Why a text was not changed. The code of a newer release is shown as it is stored."""
    if missed.error is not None:
        return errors.explain(missed.error)
    if missed.why is None:
        return missed.reason
    code, values = missed.why.code, missed.why.values
    worded = _OBSTACLES.get(code)
    return worded(missed.locale, values) if worded is not None else escape(" ".join((code, *values)))


def not_applied_lines(not_applied: Iterable[NotApplied]) -> list[str]:
    """A line in mrkdwn for each reason; texts with the same reason share a line."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for text in not_applied:
        reasons.setdefault((where(text), why(text)), []).append(text.locale)
    lines = [
        f"• {join_words(list(dict.fromkeys(locales))[:12])}, {escape(target)}: {reason}"
        for (target, reason), locales in reasons.items()
    ]
    rest = len(lines) - _MOST_REASONS
    return [*lines[:_MOST_REASONS], *([f"• and {plural(rest, 'other reason')}"] if rest > 0 else [])]


def _no_such_language(locale: str, there: Sequence[str]) -> str:
    return (
        f"it has no {language(locale)}, only {join_words(there) or 'none at all'}; "
        "add the language in App Store Connect first"
    )


def _no_such_version(version: str, platform: str, *there: str) -> str:
    wanted = " for ".join(part for part in (version, platform and platform_words(platform)) if part)
    known = join_words([owner(*pair) for pair in zip(there[::2], there[1::2], strict=True)])
    return f"it has no version {wanted if version else f'for {wanted}'}, only {known or 'none at all'}"


def _states(values: Sequence[str]) -> str:
    versions = zip(values[::3], values[1::3], values[2::3], strict=True)
    return "; ".join(f"{owner(*named)} is {stands(state)}" for *named, state in versions) or "there is none at all"


_OBSTACLES: dict[str, Callable[[str, Sequence[str]], str]] = {
    Obstacle.NO_LANGUAGE: _no_such_language,
    Obstacle.LOCKED: lambda _, values: f"it can't be changed there now. State: {stands(values[0])}",
    Obstacle.CHANGED_MEANWHILE: lambda *_: CHANGED_MEANWHILE,
    Obstacle.NO_APP_INFO: lambda *_: (
        "its name and subtitle can be changed only while a version is in preparation, and none is"
    ),
    Obstacle.NO_SUCH_VERSION: lambda _, values: _no_such_version(*values),
    Obstacle.NOTHING_TAKES_IT: lambda _, values: f"it has no version that takes it. {_states(values)}",
    Obstacle.NOTHING_IN_PREPARATION: lambda _, values: f"it has no version in preparation. {_states(values)}",
}


def fault(one: FieldFault) -> str:
    """What is wrong with a text, after the name of its field and a colon."""
    if one.kind is FieldFaultKind.TOO_LONG:
        return f"{one.count:,} characters, {one.count - one.limit:,} more than the {one.limit:,} that Apple takes"
    if one.kind is FieldFaultKind.TOO_SHORT:
        return f"{one.count} characters; Apple wants at least {one.limit}"
    if one.kind is FieldFaultKind.CONTROL_CHARACTER:
        return f"it holds the invisible character {one.about}, which Apple refuses: take it out"
    if one.kind in _ALWAYS_THE_SAME:
        return _ALWAYS_THE_SAME[one.kind]
    if one.kind is FieldFaultKind.MANY_BYTES:
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
    return join_words(told)
