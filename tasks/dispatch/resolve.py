"""Resolves the app, the version and the languages that a request is about, or explains why it can't."""

from collections.abc import Callable, Iterator, Sequence

from appstore import apps, localizations
from appstore.client import AppStore
from appstore.errors import AppStoreError
from appstore.versions import EDITABLE_FOR_SCREENSHOTS
from cards.failures import app_errors
from cards.wording.accounts import no_such_account, of_another_account
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import app_cache, channels
from records.dispatch.app_cache import KnownApp, KnownLocale, KnownLocales, KnownVersion
from records.invocations import Invocation
from records.keys import DEFAULT_ACCOUNT, same_account

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


def accounts_of(kit: Kit, channel: str, account: str | None = None) -> tuple[str, ...]:
    """Return the accounts that a channel may show, or the one that a record names. Raises UnknownAccount, UserError."""
    tie = channels.tie_of(kit.redis, channel)
    if not tie:
        return kit.accounts(account)
    if account is not None and not same_account(tie, account):
        raise UserError(of_another_account(tie))
    return kit.accounts(tie)


def account_named(kit: Kit, named: str, channel: str) -> str:
    """Return the account of that name, in any case. Raises UserError, which suggests nothing across a tie."""
    known = [account or DEFAULT_ACCOUNT for account in kit.accounts()]
    found = next((account for account in known if account.casefold() == named.casefold()), None)
    if found is None:
        tie = channels.tie_of(kit.redis, channel)
        raise UserError(no_such_account(named, [account for account in known if tie in {"", account}]))
    return found


def known_apps(
    kit: Kit,
    clients: Clients,
    named: str | None,
    accounts: Sequence[str],
    *,
    fresh: bool = False,
    complete: bool = False,
) -> tuple[KnownApp, ...]:
    """Return the apps of that name, or every app, each with its versions: one call for each account, none if cached.

    An account that can't be asked is left out if another one has such an app, unless the list must be `complete`.
    """
    name = app_cache.name_in(accounts, named)
    cached = None if fresh else app_cache.APPS.get(kit.redis, name)
    if cached is not None:
        return cached
    found: list[KnownApp] = []
    failures: list[AppStoreError] = []
    for account in accounts:
        try:
            found += _apps_of(_searching(kit, clients, account), account, named)
        except AppStoreError as error:
            failures.append(error)
    if failures and (complete or not found):
        raise failures[0]
    if found and not failures:
        app_cache.APPS.put(kit.redis, name, tuple(found))
    return tuple(found)


def _searching(kit: Kit, clients: Clients, account: str) -> AppStore:
    """Return the client to look for an app, also in an account in which the user may do nothing about it."""
    try:
        return clients(account)
    except UserError:
        return kit.clients[account]


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
            sku=app.sku,
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
    accounts = accounts_of(kit, channel, account)
    typed, named = named, named_app(kit, named, channel)
    found = known_apps(kit, clients, named, accounts, fresh=fresh, complete=named is None)
    if not found and not typed and chosen is None and accounts != kit.accounts():
        # The app in `ASC_APP` is of another account than the one that the channel is tied to.
        named, found = None, known_apps(kit, clients, None, accounts, fresh=fresh, complete=True)
    everything: Sequence[KnownApp] = ()
    if named and not found:
        everything = known_apps(kit, clients, None, accounts, fresh=fresh)
        # Apple's filter finds a bundle id only in the case that the app has.
        found = tuple(app for app in everything if app.bundle_id.casefold() == named.casefold())
    if len(found) == 1:
        kit.check(found[0].account)
        return found[0]
    if not found:
        raise UserError(app_errors.no_such_app(named, everything))
    raise UserError(app_errors.which_account(found) if named else app_errors.which_app(found))


def fixed_app(kit: Kit, invocation: Invocation) -> tuple[str | None, str]:
    """Return the app of a request, as it was named, and its account; where the bot has several, the app by its id."""
    accounts = accounts_of(kit, invocation.channel)
    if len(accounts) == 1:
        kit.check(accounts[0])
        return invocation.app, accounts[0]
    app = resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
    return app.id, app.account


def is_cached(kit: Kit, named: str | None, channel: str, account: str) -> bool:
    """Return whether `resolve_app` would answer with what is cached."""
    name = app_cache.name_in(kit.accounts(account), named_app(kit, named, channel))
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
