"""Checks every App Store Connect key with one call."""

from collections.abc import Iterator

from appstore import apps
from appstore.apps import App
from appstore.auth import Key
from appstore.budget import Budget
from appstore.client import AppStore
from appstore.errors import AppStoreError, RateLimited, Unauthorized
from cards.health import health_check
from kit.wiring import Kit


def check_app_store_connect(kit: Kit) -> Iterator[tuple[str, bool, str]]:
    """Yield the name of each key's setting, whether the key works, and what to know or to do."""
    (account,) = kit.settings.accounts()
    first, following = _list_apps(kit, account.key()), account.next_key()
    if following is None:
        yield "ASC_KEY_ID", *_finding(kit, first)
        return
    second = _list_apps(kit, following)
    if isinstance(first, Unauthorized) and isinstance(second, list):
        yield "ASC_KEY_ID", True, health_check.NEXT_KEY_IS_USED
    else:
        yield "ASC_KEY_ID", *_finding(kit, first)
    yield "ASC_KEY_ID_NEXT", *_finding(kit, second)


def _list_apps(kit: Kit, key: Key) -> list[App] | AppStoreError | TimeoutError:
    def give_up(seconds: float) -> None:
        del seconds
        raise TimeoutError

    apple = AppStore(key, Budget(), base_url=kit.settings.asc_api_url, http=kit.http, sleep=give_up)
    try:
        return list(apps.all_apps(apple))
    except (AppStoreError, TimeoutError) as error:
        return error


def _finding(kit: Kit, found: list[App] | AppStoreError | TimeoutError) -> tuple[bool, str]:
    if isinstance(found, TimeoutError | RateLimited):
        return False, health_check.APPLE_IS_DOWN
    if isinstance(found, AppStoreError):
        return False, health_check.apple_refuses(found)
    chosen = kit.settings.asc_app
    if chosen and not any(chosen in {app.id, app.bundle_id} for app in found):
        return False, health_check.no_such_app(chosen, [app.bundle_id for app in found])
    return True, health_check.apple_accepts(len(found))
