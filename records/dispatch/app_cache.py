"""Caches apps, versions and languages from Apple for a moment, so that repeated uploads make fewer calls."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from redis import Redis

from records.storage.documents import Documents, stored_as

FRESH_SECONDS = 90


@dataclass(frozen=True, kw_only=True)
class KnownVersion:
    """A version; `state` and `platform` in Apple's words."""

    id: str
    version: str
    platform: str
    state: str


@dataclass(frozen=True, kw_only=True)
class KnownApp:
    """An app with its versions, newest first. `account`: the App Store Connect account, "" for `default`.

    `sku`: "" in what an earlier release cached.
    """

    id: str
    bundle_id: str
    name: str
    primary_locale: str
    versions: tuple[KnownVersion, ...] = ()
    account: str = ""
    sku: str = ""


@dataclass(frozen=True, kw_only=True)
class KnownLocale:
    """A language of a version and its set ids by display type; None if Apple did not list them."""

    id: str
    locale: str
    sets: dict[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class KnownLocales:
    """The languages of a version as Apple listed them at `read_at` (epoch seconds)."""

    read_at: Annotated[float, stored_as("asked")]
    locales: tuple[KnownLocale, ...]


APPS = Documents("apps", tuple[KnownApp, ...], seconds=FRESH_SECONDS)
LOCALES = Documents("locales", KnownLocales, seconds=FRESH_SECONDS)


def name_in(accounts: Sequence[str], named: str | None) -> str:
    """Return the name under which the apps called `named` (None: every app) of one or all accounts are cached."""
    account = accounts[0] if len(accounts) == 1 else ""
    return f"{named or '*'}@{account}" if account else named or "*"


def remember(redis: Redis, app: KnownApp) -> None:
    """Cache an app that was just read by its id, by which its account is asked for it from now on."""
    APPS.put(redis, name_in((app.account,), app.id), (app,))


def forget(redis: Redis, version_id: str, account: str, *app_names: str) -> None:
    """Empty the cache: Apple refused something, or a language or a set was added."""
    for named in (None, *app_names):
        for accounts in ((), (account,)):
            APPS.remove(redis, name_in(accounts, named))
    LOCALES.remove(redis, version_id)


def remember_set(redis: Redis, version_id: str, localization_id: str, display_type: str, set_id: str) -> None:
    """Add a new screenshot set to the cached languages of its version, if any."""

    def with_set(known: KnownLocales) -> KnownLocales:
        locales = tuple(
            replace(locale, sets={**(locale.sets or {}), display_type: set_id})
            if locale.id == localization_id
            else locale
            for locale in known.locales
        )
        return replace(known, locales=locales)

    LOCALES.change(redis, version_id, with_set)
