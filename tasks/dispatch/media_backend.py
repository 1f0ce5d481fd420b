"""Chooses where the pictures of an app go: to its screenshot sets or to its App Asset Library, once for each app."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from appstore.client import AppStore
from appstore.errors import AppStoreError, Refused, Unauthorized
from appstore.library.libraries import library_of
from cards.dispatch.media_backend import library_forbidden, no_library
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import media_backend
from records.dispatch.app_cache import KnownApp
from records.dispatch.media_backend import CHOICES, Backend, BackendChoice
from records.keys import DAY

_IN_LIBRARY = "in_library"
_SETS = BackendChoice(backend=Backend.SETS, chosen_at=0.0)


def backend_of(kit: Kit, apple: AppStore, app: KnownApp) -> Backend:
    """Return where the pictures of an app go. Raises UserError and AppStoreError like `choice_of`."""
    return choice_of(kit, apple, app).backend


def choice_of(kit: Kit, apple: AppStore, app: KnownApp) -> BackendChoice:
    """Return the choice for an app by `ASC_MEDIA`: a stored one, otherwise it takes one call and is stored.

    Raises UserError where only the library may be used and the app has none. That the bot found none is looked into
    again after a day; what a user chose stands.
    """
    setting = kit.settings.asc_media
    if setting == "sets":
        return _SETS
    record_id = media_backend.choice_id(app.id, app.account, setting)
    stored = CHOICES.get(kit.redis, record_id)
    if stored is not None and (stored.library_id or stored.chosen_by or kit.clock() < stored.chosen_at + DAY):
        return stored
    try:
        library_id = library_of(apple, app.id)
    except (Refused, Unauthorized) as error:
        if not _has_no_library(error):
            raise
        if setting == "library":
            raise UserError(no_library(app) if isinstance(error, Refused) else library_forbidden(app)) from error
        found = BackendChoice(backend=Backend.SETS, chosen_at=kit.clock())
    else:
        found = BackendChoice(backend=Backend.LIBRARY, chosen_at=kit.clock(), library_id=library_id)
    CHOICES.put(kit.redis, record_id, found)
    return found


def reads_library(kit: Kit, apple: AppStore, app: KnownApp) -> bool:
    """Return whether the library says what an app shows. Sets do where only a library may be used and there is none."""
    try:
        return backend_of(kit, apple, app) is Backend.LIBRARY
    except UserError:
        return False


def in_details(kit: Kit, apple: AppStore, app: KnownApp) -> dict[str, str]:
    """Return what a decision keeps of it in its details: what it showed was read from the library."""
    return {_IN_LIBRARY: "yes"} if reads_library(kit, apple, app) else {}


def was_library(details: Mapping[str, str]) -> bool:
    """Return whether what a decision showed was read from the library."""
    return _IN_LIBRARY in details


def is_answered(kit: Kit, app_id: str, account: str) -> bool:
    """Return whether a user has chosen for this app."""
    stored = CHOICES.get(kit.redis, media_backend.choice_id(app_id, account, kit.settings.asc_media))
    return stored is not None and bool(stored.chosen_by)


def answer(kit: Kit, app_id: str, account: str, backend: Backend, user: str) -> None:
    """Store which of the two a user has chosen for an app; it is not asked again."""
    record_id = media_backend.choice_id(app_id, account, kit.settings.asc_media)
    stored = CHOICES.get(kit.redis, record_id)
    library_id = stored.library_id if stored else ""
    choice = BackendChoice(backend=backend, chosen_at=kit.clock(), chosen_by=user, library_id=library_id)
    CHOICES.put(kit.redis, record_id, choice)


def take_back(kit: Kit, app_id: str, account: str) -> bool:
    """Forget what a user has chosen for an app; False if no choice of a user is left."""

    def without_user(choice: BackendChoice) -> BackendChoice | None:
        backend = Backend.LIBRARY if choice.library_id else Backend.SETS
        return replace(choice, backend=backend, chosen_by="", chosen_at=0.0) if choice.chosen_by else None

    record_id = media_backend.choice_id(app_id, account, kit.settings.asc_media)
    return CHOICES.change(kit.redis, record_id, without_user) is not None


def _has_no_library(error: AppStoreError) -> bool:
    """Return whether Apple has no library for the app (404), or not for this key (403); the account may be at fault."""
    if isinstance(error, Refused):
        return error.gone
    return error.status == HTTPStatus.FORBIDDEN and error.account_problem is None
