"""Creates the languages that an upload needs and the version lacks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import field as made

from appstore import localizations
from appstore.client import AppStore
from appstore.errors import AppStoreError, Refused
from kit.wiring import Kit
from records.dispatch import app_cache
from records.dispatch.app_cache import KnownApp, KnownLocale, KnownVersion
from records.uploads.uploads import Upload
from tasks.dispatch import resolve
from tasks.uploads import audit
from tasks.uploads.fetching import FetchedImage


@dataclass
class CreatedLanguages:
    """The languages that exist now, why others could not be created, and those that were not tried any more."""

    created: dict[str, KnownLocale] = made(default_factory=dict)
    rejected: dict[str, AppStoreError] = made(default_factory=dict)
    not_tried: tuple[str, ...] = ()


def lacking(
    kit: Kit, apple: AppStore, upload: Upload, images: Sequence[FetchedImage], version: KnownVersion
) -> tuple[str, ...]:
    """Return the languages that the images are for and a version lacks."""
    wanted = dict.fromkeys(image.locale or upload.locale for image in images)
    there = resolve.locales_of(kit, apple, version.id)
    return tuple(locale for locale in wanted if locale and locale not in there)


def add_to_version(apple: AppStore, version_id: str, locale: str) -> KnownLocale:
    """Add a language to a version."""
    created = localizations.create(apple, version_id, locale)
    return KnownLocale(id=created.id, locale=locale, sets=None if created.sets is None else dict(created.sets))


def create(
    kit: Kit,
    upload: Upload,
    app: KnownApp,
    version: KnownVersion,
    missing: Sequence[str],
    add: Callable[[str], KnownLocale],
) -> CreatedLanguages:
    """Create each language with `add`. One that Apple rejects does not stop the others; any other error does."""
    result = CreatedLanguages()
    for number, locale in enumerate(missing, 1):
        try:
            created = add(locale)
        except AppStoreError as error:
            result.rejected[locale] = error
            if not isinstance(error, Refused):
                result.not_tried = tuple(missing[number:])
                break
            continue
        result.created[locale] = created
        if created.sets is not None:
            audit.locale_created(kit, upload, app.bundle_id, version.version, locale)
    app_cache.forget(kit.redis, version.id, app.account, app.id, app.bundle_id)
    return result
