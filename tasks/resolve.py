"""Finds out which app, which version and which language are meant, or says clearly why that can't be known."""

from __future__ import annotations

from collections.abc import Collection

from appstore import apps, localizations
from appstore.client import AppStore
from appstore.versions import EDITABLE_FOR_SCREENSHOTS
from cards import app_errors
from kit.slack.replies import UserError
from kit.wiring import Kit
from records import app_cache, channels
from records.app_cache import KnownApp, KnownLocale, KnownLocales, KnownVersion

# Seconds for which the cached sets of a version count as complete.
JUST_NOW = 10.0


def named_app(kit: Kit, named: str | None, channel: str) -> str | None:
    """The app that is meant, as it was named: `--app`, the channel's, `ASC_APP`, or None for the only one."""
    if named:
        return named
    chosen = channels.app_of(kit.redis, channel)
    return chosen.app_id if chosen is not None else kit.settings.asc_app


def known_apps(kit: Kit, apple: AppStore, named: str | None, *, fresh: bool = False) -> tuple[KnownApp, ...]:
    """The app of that name, or every app, each with its versions: one call, or none where Apple just said."""
    remembered = None if fresh else app_cache.APPS.get(kit.redis, named or "*")
    if remembered is not None:
        return remembered
    found = tuple(
        KnownApp(
            id=app.id,
            bundle_id=app.bundle_id,
            name=app.name,
            primary_locale=app.primary_locale,
            versions=tuple(
                KnownVersion(
                    id=found.id, version=found.version_string, platform=found.platform.value, state=found.state.value
                )
                for found in versions
            ),
        )
        for app, versions in apps.with_versions(apple, named)
    )
    if found:
        app_cache.APPS.put(kit.redis, named or "*", found)
    return found


def resolve_app(kit: Kit, apple: AppStore, named: str | None, channel: str, *, fresh: bool = False) -> KnownApp:
    """Return the app that is meant. Raises `Told` when none has that name, or several could be meant."""
    named = named_app(kit, named, channel)
    found = known_apps(kit, apple, named, fresh=fresh)
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(app_errors.which_app(found))
    everything = known_apps(kit, apple, None) if named else ()
    raise UserError(app_errors.no_such_app(named, everything))


def editable_versions(
    app: KnownApp, version: str | None, states: Collection[str] = EDITABLE_FOR_SCREENSHOTS
) -> tuple[KnownVersion, ...]:
    """The versions whose screenshots can be changed now, at most one a platform.

    Raises `Told` when there is none: with the states that there are, and what to do.
    """
    versions = [found for found in app.versions if version is None or found.version == version]
    if not versions:
        raise UserError(app_errors.no_such_version(app, version))
    editable: dict[str, KnownVersion] = {}
    for found in versions:
        if found.state in states:
            editable.setdefault(found.platform, found)
    if not editable:
        raise UserError(app_errors.nothing_editable(app, versions, version))
    return tuple(editable.values())


def locales_of(kit: Kit, apple: AppStore, version_id: str, *, fresh: bool = False) -> dict[str, KnownLocale]:
    """The languages of a version with their sets: one call, or none where Apple just said."""
    known = None if fresh else app_cache.LOCALES.get(kit.redis, version_id)
    if known is None:
        found = tuple(
            KnownLocale(
                id=localization.id,
                locale=localization.locale,
                sets=None if localization.sets is None else {str(k): v for k, v in localization.sets.items()},
            )
            for localization in localizations.of_version(apple, version_id)
        )
        known = KnownLocales(asked=kit.clock(), locales=found)
        app_cache.LOCALES.put(kit.redis, version_id, known)
    return {locale.locale: locale for locale in known.locales}


def asked_just_now(kit: Kit, version_id: str) -> bool:
    """Whether what is known of a version's languages is so new that what is not there is not there."""
    known = app_cache.LOCALES.get(kit.redis, version_id)
    return known is not None and kit.clock() - known.asked < JUST_NOW
