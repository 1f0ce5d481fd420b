"""What Apple said a moment ago about apps, versions and languages, so that a repeated upload asks less."""

from __future__ import annotations

from dataclasses import dataclass

from redis import Redis

from records.documents import Documents

FRESH_SECONDS = 90


@dataclass(frozen=True)
class KnownVersion:
    """A version in a directory; `state` and `platform` in Apple's words."""

    id: str
    version: str
    platform: str
    state: str


@dataclass(frozen=True)
class KnownApp:
    """An app with its versions, newest first."""

    id: str
    bundle_id: str
    name: str
    primary_locale: str
    versions: tuple[KnownVersion, ...] = ()


@dataclass(frozen=True)
class KnownLocale:
    """A language of a version and its screenshot sets by display type; None where Apple did not say which."""

    id: str
    locale: str
    sets: dict[str, str] | None = None


@dataclass(frozen=True)
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
