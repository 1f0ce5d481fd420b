"""Resolves the app, the version and the languages that a request is about, or explains why it can't."""

from collections.abc import Callable, Iterator, Sequence

from appstore import apps, localizations
from appstore.client import AppStore
from appstore.errors import AppStoreError
from appstore.versions import EDITABLE_FOR_SCREENSHOTS
from cards.failures import app_errors
from kit.slack.replies import UserError
from kit.wiring import Kit
from records import app_cache, channels
from records.app_cache import KnownApp, KnownLocale, KnownLocales, KnownVersion

# Returns the client of an account.
Clients = Callable[[str], AppStore]

# Seconds for which the cached sets of a version count as complete.
JUST_NOW = 10.0


def named_app(kit: Kit, named: str | None, channel: str) -> str | None:
    """Return the app as it was named: after `--app`, by the channel, in `ASC_APP`; None for the only one."""
    if named:
        return named
    chosen = channels.app_of(kit.redis, channel)
    return chosen.app_id if chosen is not None else kit.settings.asc_app


def known_apps(
    kit: Kit, clients: Clients, named: str | None, *, account: str | None = None, fresh: bool = False
) -> tuple[KnownApp, ...]:
    """Return the apps of that name, or every app, each with its versions: one call for each account, none if cached.

    With `account` only those of that account. What an account can't be asked is left out if another one has found apps.
    """
    accounts = kit.accounts(account)
    name = app_cache.name_in(accounts[0] if account is not None else "", named)
    cached = None if fresh else app_cache.APPS.get(kit.redis, name)
    if cached is not None:
        return cached
    found: list[KnownApp] = []
    failures: list[AppStoreError] = []
    for known in accounts:
        try:
            found += _apps_of(clients(known), known, named)
        except AppStoreError as error:
            failures.append(error)
    if failures and not found:
        raise failures[0]
    if found and not failures:
        app_cache.APPS.put(kit.redis, name, tuple(found))
    return tuple(found)


def _apps_of(apple: AppStore, account: str, named: str | None) -> Iterator[KnownApp]:
    for app, versions in apps.with_versions(apple, named):
        known = [
            KnownVersion(
                id=version.id,
                version=version.version_string,
                platform=version.platform.value,
                state=version.state.value,
            )
            for version in versions
        ]
        yield KnownApp(
            id=app.id,
            bundle_id=app.bundle_id,
            name=app.name,
            primary_locale=app.primary_locale,
            versions=tuple(known),
            account=account,
        )


def resolve_app(
    kit: Kit, clients: Clients, named: str | None, channel: str, *, account: str | None = None, fresh: bool = False
) -> KnownApp:
    """Return the app that a request is about; its calls to Apple go to `clients(app.account)`.

    `clients` is `kit.apple_of`, or `deferring_clients`. A record passes the `account` of its app. Raises UserError for
    no app of that name, or several possible ones.
    """
    chosen = None if named else channels.app_of(kit.redis, channel)
    if chosen is not None and account is None:
        account = chosen.account
    named = named_app(kit, named, channel)
    found = known_apps(kit, clients, named, account=account, fresh=fresh)
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(app_errors.which_app(found))
    everything = known_apps(kit, clients, None, account=account, fresh=fresh) if named else ()
    # Apple's filter finds a bundle id only in the case that the app has.
    alike = [app for app in everything if named and app.bundle_id.casefold() == named.casefold()]
    if len(alike) == 1:
        return alike[0]
    raise UserError(app_errors.no_such_app(named, everything))


def is_cached(kit: Kit, named: str | None, channel: str, account: str) -> bool:
    """Return whether `resolve_app` would answer with what is cached."""
    name = app_cache.name_in(kit.accounts(account)[0], named_app(kit, named, channel))
    return app_cache.APPS.get(kit.redis, name) is not None


def editable_versions(
    app: KnownApp, named: str | None, lacking: Callable[[KnownVersion], Sequence[str]] = lambda _: ()
) -> tuple[KnownVersion, ...]:
    """Return the versions that can be changed now, at most one for each platform. Raises UserError if there is none.

    `lacking` returns the languages that the request needs and a version lacks.
    """
    versions = [version for version in app.versions if named is None or version.version == named]
    if not versions:
        raise UserError(app_errors.no_such_version(app, named))
    editable: dict[str, KnownVersion] = {}
    for version in versions:
        if version.state in EDITABLE_FOR_SCREENSHOTS:
            editable.setdefault(version.platform, version)
    if not editable:
        raise UserError(app_errors.nothing_editable(app, versions, named, lacking(versions[0])))
    return tuple(editable.values())


def locales_of(kit: Kit, apple: AppStore, version_id: str, *, fresh: bool = False) -> dict[str, KnownLocale]:
    """Return the languages of a version with their sets: one call, or none if cached."""
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
        known = KnownLocales(read_at=kit.clock(), locales=found)
        app_cache.LOCALES.put(kit.redis, version_id, known)
    return {locale.locale: locale for locale in known.locales}


def read_just_now(kit: Kit, version_id: str) -> bool:
    """Return whether a version's languages were read so recently that a set missing there does not exist."""
    known = app_cache.LOCALES.get(kit.redis, version_id)
    return known is not None and kit.clock() - known.read_at < JUST_NOW
