"""Names of store texts, versions and languages, and why a text can't be changed."""

from collections.abc import Callable, Iterable, Sequence

from appstore.catalog.locales import LOCALES
from appstore.catalog.locales import name as locale_name
from appstore.fields import Field, FieldFault, FieldFaultKind
from appstore.texts.keywords import separated
from cards.blocks import escape, join_words, plural, shorten
from cards.failures import errors
from cards.wording.states import platform_words, state_meaning, state_words
from cards.wording.unsupported import lone_mark
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

_MOST_REASONS, _MOST_NAMED = 15, 30
_IN_REVIEW = {"READY_FOR_REVIEW", "WAITING_FOR_REVIEW", "IN_REVIEW", "WAITING_FOR_EXPORT_COMPLIANCE"}
FIRST_VERSION = (
    "it is the first version for its platform, and Apple takes What's New only from the second on. Leave it empty"
)
CHANGED_MEANWHILE = "someone has changed it meanwhile, so it was left as it is"


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


def where(text: NotApplied) -> str:
    """Return where a text was not changed: `1.2.0 (iOS)`, or the name of the app."""
    return text.where or owner(text.version, text.platform)


def why(text: NotApplied) -> str:
    """Return why a text was not changed. The code of a newer release is shown as it is stored."""
    if text.error is not None:
        return errors.explain(text.error)
    if text.why is None:
        return text.reason
    code, values = text.why.code, text.why.values
    worded = _OBSTACLES.get(code)
    return worded(text.locale, values) if worded is not None else escape(" ".join((code, *values)))


def not_applied_lines(not_applied: Iterable[NotApplied]) -> list[str]:
    """A line in mrkdwn for each reason; texts with the same reason share a line."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for text in not_applied:
        what = f"{text.locale} {label(text.field)}" if text.field else text.locale
        reasons.setdefault((where(text), why(text)), []).append(what)
    lines = [
        f"• {_named(list(dict.fromkeys(locales)))}, {escape(target)}: {reason}"
        for (target, reason), locales in reasons.items()
    ]
    rest = len(lines) - _MOST_REASONS
    return [*lines[:_MOST_REASONS], *([f"• and {plural(rest, 'other reason')}"] if rest > 0 else [])]


def _named(locales: Sequence[str]) -> str:
    rest = len(locales) - _MOST_NAMED
    return join_words([*locales[:_MOST_NAMED], *([f"{rest} more"] if rest > 0 else [])])


def _no_such_language(locale: str, there: Sequence[str], locked: str = "") -> str:
    return f"it has no {language(locale)}, only {join_words(there) or 'none'}; {how_to_add(locked)}"


def how_to_add(locked: str) -> str:
    """Say where a language can be added, or where `locked` is a state that does not allow it, when it can be."""
    if not locked:
        return "add the language in App Store Connect first"
    when = "in the next version"
    if locked in _IN_REVIEW:
        when = f"in App Store Connect once this one is removed from review, or {when}"
    return f"a language can't be added while it is {state_words(locked)}. It can be added {when}"


def _no_such_version(version: str, platform: str, *there: str) -> str:
    requested = " for ".join(part for part in (version, platform and platform_words(platform)) if part)
    known = join_words([owner(*pair) for pair in zip(there[::2], there[1::2], strict=True)])
    return f"it has no version {requested if version else f'for {requested}'}, only {known or 'none'}"


def _which_platform(platforms: Sequence[str]) -> str:
    options = join_words([f"`--platform {escape(platform)}`" for platform in platforms], "or")
    return f"the file does not say for which platform it is, and their texts differ: import it with {options}"


def _locked(state: str, instead: str = "") -> str:
    text = f"it can't be changed there now. State: {stands(state)}"
    return (
        f"{text}. `listing import --version {escape(instead)}` changes the version in preparation" if instead else text
    )


def _states(values: Sequence[str]) -> str:
    versions = zip(values[::3], values[1::3], values[2::3], strict=True)
    return "; ".join(f"{owner(*named)} is {stands(state)}" for *named, state in versions) or "there is none"


_OBSTACLES: dict[str, Callable[[str, Sequence[str]], str]] = {
    Obstacle.NO_LANGUAGE: _no_such_language,
    Obstacle.NO_LANGUAGE_NOW: lambda locale, values: _no_such_language(locale, values[1:], values[0]),
    Obstacle.LOCKED: lambda _, values: _locked(*values),
    Obstacle.WHICH_PLATFORM: lambda _, values: _which_platform(values),
    Obstacle.CHANGED_MEANWHILE: lambda *_: CHANGED_MEANWHILE,
    Obstacle.FIRST_VERSION: lambda *_: FIRST_VERSION,
    Obstacle.NO_APP_INFO: lambda *_: (
        "its name and subtitle can be changed only while a version is in preparation, and none is"
    ),
    Obstacle.NO_SUCH_VERSION: lambda _, values: _no_such_version(*values),
    Obstacle.NOTHING_TAKES_IT: lambda _, values: f"it has no version that takes it. {_states(values)}",
    Obstacle.NOTHING_IN_PREPARATION: lambda _, values: f"it has no version in preparation. {_states(values)}",
}


def fault(fault: FieldFault) -> str:
    """Return what is wrong with a text, to follow the name of its field and a colon."""
    return _FAULTS[fault.kind](fault)


_FAULTS: dict[FieldFaultKind, Callable[[FieldFault], str]] = {
    FieldFaultKind.TOO_LONG: lambda fault: (
        f"{fault.count:,} characters, {fault.count - fault.limit:,} more than the {fault.limit:,} that Apple takes"
    ),
    FieldFaultKind.TOO_SHORT: lambda fault: f"{fault.count} characters; Apple wants at least {fault.limit}",
    FieldFaultKind.CONTROL_CHARACTER: lambda fault: (
        f"it contains the invisible character {fault.about}, which Apple refuses: remove it"
    ),
    FieldFaultKind.LONE_MARK: lambda fault: lone_mark(fault.about),
    FieldFaultKind.NOT_AN_ADDRESS: lambda _: "it must be a URL that begins with https:// or http://",
    FieldFaultKind.NO_KEYWORD: lambda _: "there are only commas, and no keyword between them",
    FieldFaultKind.MANY_BYTES: lambda fault: (
        f"{fault.count} bytes in UTF-8. Apple's help speaks of {fault.limit} bytes, its API counts characters; should "
        "Apple refuse it, shorten it"
    ),
    FieldFaultKind.SHORT_KEYWORD: lambda fault: (
        f"{fault.about} is short: Apple's help asks for at least {fault.limit} characters a keyword"
    ),
}


def unseparated(found: Iterable[tuple[str, Field, str]]) -> list[str]:
    """Ask about keywords that are probably several: (language, field, text) each. The sentences are mrkdwn."""
    unclear = [(locale, text) for locale, field, text in found if field is Field.KEYWORDS and separated(text)]
    lines = dict.fromkeys(f"{locale}: {one_keyword(text)}. Or is it one?" for locale, text in unclear)
    rest = len(lines) - _MOST_REASONS
    return [*list(lines)[:_MOST_REASONS], *([f"and {plural(rest, 'other language')}"] if rest > 0 else [])]


def one_keyword(text: str) -> str:
    """Say how Apple takes keywords without commas, and how they look with them, in mrkdwn."""
    better = separated(text)
    return (
        f"Apple separates keywords with commas alone. With them these are {plural(better.count(',') + 1, 'keyword')}: "
        f"`{escape(better)}`"
    )


def goes_to(targets: Sequence[tuple[str, str, str, str]], text: str) -> str:
    """Say where a text goes: (version, platform, state, current text) each; a different current text is quoted."""
    found = []
    for version, platform, state, current in targets:
        other = "" if current == text else f" (says “{shorten(current, 170)}” now)" if current else " (empty now)"
        found.append(f"{owner(version, platform)}, {state_words(state)}{other}")
    return join_words(found)


def unknown_language(word: str, closest: Sequence[str]) -> str:
    """Say that there is no such language, and name the closest ones."""
    near = f" Did you mean {join_words([f'`{code}`' for code in closest], 'or')}?" if closest else ""
    return f"`{escape(shorten(word, 60))}` is not an App Store language.{near}"


def unknown_platform(word: str) -> str:
    """Say that there is no such platform, and name those there are."""
    return f"`{escape(shorten(word, 60))}` is not a platform: write `IOS`, `MAC_OS`, `TV_OS` or `VISION_OS`."
