"""Tries App Store Connect once for the doctor."""

from __future__ import annotations

from appstore import apps
from appstore.errors import AppStoreError
from cards import doctor, failures
from kit.wiring import Kit


def app_store_connect(kit: Kit) -> tuple[bool, str]:
    """Whether the key works, and what to know or to do."""

    def give_up(seconds: float) -> None:
        del seconds
        raise TimeoutError

    try:
        found = apps.all_apps(kit.apple.listening(sleep=give_up))
    except AppStoreError as error:
        return False, failures.reason(error)
    except TimeoutError:
        return False, doctor.apple_is_away()
    wanted = kit.settings.asc_app
    if wanted and not any(wanted in {one.id, one.bundle_id} for one in found):
        return False, doctor.no_such_app(wanted, [one.bundle_id for one in found])
    return True, doctor.apple_answers(len(found))
