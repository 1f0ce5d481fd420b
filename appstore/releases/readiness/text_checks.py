"""Checks of the texts in every language, of a version and of its app: STORE_WORK A5, rows 4 to 6."""

from collections.abc import Callable, Iterator
from datetime import datetime

from appstore.fields import Field
from appstore.localizations import Localization
from appstore.releases.readiness.findings import Check, ReadinessFinding, blocker, warning
from appstore.releases.readiness.snapshot import Snapshot
from appstore.versions import Platform

_REQUIRED = (Field.DESCRIPTION, Field.KEYWORDS, Field.SUPPORT_URL)
# Texts of which a translation is expected.
_TRANSLATED = (Field.WHATS_NEW, Field.DESCRIPTION)


def languages(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check that the version has languages, and the app's primary one."""
    locales = {each.locale for each in snapshot.texts}
    if not locales:
        yield blocker(Check.NO_LANGUAGES)
    elif snapshot.subject.primary_locale not in locales:
        yield blocker(Check.NO_PRIMARY_LANGUAGE, locales=(snapshot.subject.primary_locale,))


def texts(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check that every language has the texts that Apple requires, and its own words."""
    required = (*_REQUIRED, Field.WHATS_NEW) if snapshot.subject.is_update else _REQUIRED
    for field in required:
        if missing := _where(snapshot, lambda each, field=field: not _text(each, field)):  # type: ignore[misc]
            yield blocker(Check.TEXT_MISSING, field.value, locales=missing)
    primary = next((each for each in snapshot.texts if each.locale == snapshot.subject.primary_locale), None)
    for field in _TRANSLATED:
        if primary is None or not (original := _text(primary, field)):
            continue
        own_language = _language(primary.locale)
        if same := tuple(
            each.locale
            for each in snapshot.texts
            if _text(each, field) == original and _language(each.locale) != own_language
        ):
            yield warning(Check.UNTRANSLATED, field.value, locales=same)


def whats_new_repeated(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check that What's New says something other than that of the previous version."""
    before = {each.locale: _text(each, Field.WHATS_NEW) for each in snapshot.previous}
    if same := _where(
        snapshot,
        lambda each: bool(text := _text(each, Field.WHATS_NEW)) and text == before.get(each.locale),
    ):
        yield warning(Check.WHATS_NEW_REPEATED, locales=same)


def names(snapshot: Snapshot, _now: datetime) -> Iterator[ReadinessFinding]:
    """Check the app's name and privacy policy in every language."""
    if snapshot.information is None:
        return
    named = snapshot.information.names
    if missing := tuple(locale for locale, texts in named.items() if not texts.get("name")):
        yield blocker(Check.NAME_MISSING, locales=missing)
    primary = snapshot.subject.primary_locale
    if primary not in named:
        yield blocker(Check.NAME_MISSING, locales=(primary,))
    if lacking := _where(snapshot, lambda each: each.locale not in named and each.locale != primary):
        yield warning(Check.NAME_OF_PRIMARY, locales=lacking)
    if no_url := tuple(locale for locale, texts in named.items() if not texts.get("privacyPolicyUrl")):
        # Apple asks it of all apps, and is known to insist where something is sold; other languages show the primary's.
        insists = bool(snapshot.purchases) and primary in no_url
        yield (blocker if insists else warning)(Check.PRIVACY_URL, locales=no_url)
    if snapshot.subject.platform is Platform.TV_OS and (
        no_text := tuple(locale for locale, texts in named.items() if not texts.get("privacyPolicyText"))
    ):
        yield blocker(Check.PRIVACY_TEXT, locales=no_text)


def _where(snapshot: Snapshot, condition: Callable[[Localization], bool]) -> tuple[str, ...]:
    return tuple(each.locale for each in snapshot.texts if condition(each))


def _text(localization: Localization, field: Field) -> str:
    text: str = getattr(localization, field.attribute)
    return text.strip()


def _language(locale: str) -> str:
    """Return the language of a locale without its country: `en` of `en-GB`; Chinese has two scripts."""
    return locale if locale.startswith("zh") else locale.partition("-")[0]
