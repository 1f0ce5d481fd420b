"""What Apple said a moment ago about apps, versions and languages, so that a repeated upload asks less."""

from __future__ import annotations

from dataclasses import dataclass, replace

from redis import Redis

from records.storage.documents import Documents

FRESH_SECONDS = 90


@dataclass(frozen=True, kw_only=True)
class KnownVersion:
    """A version in a directory; `state` and `platform` in Apple's words."""

    id: str
    version: str
    platform: str
    state: str


@dataclass(frozen=True, kw_only=True)
class KnownApp:
    """An app with its versions, newest first."""

    id: str
    bundle_id: str
    name: str
    primary_locale: str
    versions: tuple[KnownVersion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class KnownLocale:
    """A language of a version and its screenshot sets by display type; None where Apple did not say which."""

    id: str
    locale: str
    sets: dict[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class KnownLocales:
    """The languages of a version as Apple told them at `asked` (epoch seconds)."""

    asked: float
    locales: tuple[KnownLocale, ...]


APPS = Documents("apps", tuple[KnownApp, ...], seconds=FRESH_SECONDS)
LOCALES = Documents("locales", KnownLocales, seconds=FRESH_SECONDS)


def forget(redis: Redis, named: str | None, version_id: str) -> None:
    """Ask Apple anew next time: something was refused, or a language or a set was added."""
    APPS.remove(redis, named or "*")
    LOCALES.remove(redis, version_id)


def remember_set(redis: Redis, version_id: str, localization_id: str, display_type: str, set_id: str) -> None:
    """Add a screenshot set that was created to what is known of its version, if anything is."""

    def with_set(known: KnownLocales) -> KnownLocales:
        locales = [
            replace(locale, sets={**(locale.sets or {}), display_type: set_id})
            if locale.id == localization_id
            else locale
            for locale in known.locales
        ]
        return replace(known, locales=tuple(locales))

    LOCALES.change(redis, version_id, with_set)
