"""Checks every App Store Connect key with one call."""

from collections.abc import Iterator

from appstore import apps
from appstore.apps import App
from appstore.calls.auth import Key
from appstore.calls.budget import Budget
from appstore.client import AppStore
from appstore.errors import AppStoreError, RateLimited, Unauthorized
from cards.failures import health_check
from kit.wiring import Kit


def check_app_store_connect(kit: Kit) -> Iterator[tuple[str, bool, str]]:
    """Yield the name of each key, whether the key works, and what to know or to do.

    The name is that of the key's setting, or of its account in the file of accounts.
    """
    seen: list[str] = []
    failed = False
    for account in kit.settings.accounts():
        first, following = _list_apps(kit, account.key()), account.next_key()
        second = _list_apps(kit, following) if following is not None else None
        name = account.name or "ASC_KEY_ID"
        if isinstance(first, Unauthorized) and isinstance(second, list):
            yield name, True, health_check.next_key_is_used(account.name)
        else:
            yield name, *_finding(first)
        if second is not None:
            yield f"{account.name}, key_id_next" if account.name else "ASC_KEY_ID_NEXT", *_finding(second)
        working = [found for found in (first, second) if isinstance(found, list)]
        seen += [name for app in (working[0] if working else ()) for name in (app.id, app.bundle_id)]
        failed |= not working
    chosen = kit.settings.asc_app
    if chosen and chosen not in seen and not failed:
        yield "ASC_KEY_ID", False, health_check.no_such_app(chosen, seen[1::2])


def _list_apps(kit: Kit, key: Key) -> list[App] | AppStoreError | TimeoutError:
    def give_up(seconds: float) -> None:
        del seconds
        raise TimeoutError

    apple = AppStore(key, Budget(), base_url=kit.settings.asc_api_url, http=kit.http, sleep=give_up)
    try:
        return list(apps.all_apps(apple))
    except (AppStoreError, TimeoutError) as error:
        return error


def _finding(found: list[App] | AppStoreError | TimeoutError) -> tuple[bool, str]:
    if isinstance(found, TimeoutError | RateLimited):
        return False, health_check.APPLE_IS_DOWN
    if isinstance(found, AppStoreError):
        return False, health_check.apple_refuses(found)
    return True, health_check.apple_accepts(len(found))
