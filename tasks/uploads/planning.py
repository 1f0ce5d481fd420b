"""Plans an upload: which version, which sets, what is there, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from appstore import localizations
from appstore.catalog import display_types
from appstore.catalog.display_types import DisplayType, Why
from appstore.client import AppStore
from appstore.media import plan as media_plan
from appstore.media.ordering import natural_key
from appstore.media.plan import ExistingImage, Mode, Plan, WantedImage
from appstore.media.slots import RemoteImage, RemoteState, ScreenshotSlot
from appstore.versions import Platform
from cards import app_errors
from cards.uploads import errors
from cards.uploads.progress import place
from kit.slack.replies import UserError
from kit.wiring import Kit
from records import app_cache
from records.app_cache import KnownApp, KnownLocale, KnownVersion
from records.notes import Note
from records.uploads import originals
from records.uploads.uploads import NoteCode, SetPlan, Upload, UploadImage, UploadTarget
from tasks import resolve
from tasks.uploads import audit, validation
from tasks.uploads.fetching import FetchedImage, FetchResult


@dataclass(frozen=True, kw_only=True)
class UploadPlan:
    """An upload whose sets are known, its files on disk, and by set key what each set holds and what to do."""

    upload: Upload
    target: UploadTarget
    paths: Mapping[str, tuple[Path, ...]]
    remote: Mapping[str, tuple[RemoteImage, ...]]
    plans: Mapping[str, Plan]
    missing: tuple[str, ...] = ()

    @property
    def must_ask(self) -> bool:
        """Return whether a set holds something else, and the user did not say what happens to it."""
        return self.upload.mode is Mode.ASK and bool(self.question[0])

    @property
    def question(self) -> tuple[list[tuple[str, int, int, int]], bool]:
        """Return the sets that hold something else: (label, held, wanted, new) each; and whether adding is possible."""
        pairs = [(planned, len(self.plans[planned.key].send)) for planned in self.upload.sets]
        lines = [
            (place(planned.locale, planned.display_type), len(planned.before), len(planned.pictures), new)
            for planned, new in pairs
            if planned.before and new
        ]
        return lines, not any(plan.too_many for plan in self.plans.values())

    @property
    def all_there(self) -> bool:
        """Return whether Apple was just seen to hold every wanted image, in order, and nothing to remove."""
        return all(
            self.plans[planned.key].changes_nothing
            and self.plans[planned.key].in_order(planned.before)
            and len(planned.before) == len(self.remote.get(planned.key, ()))
            for planned in self.upload.sets
        )


def prepare(kit: Kit, apple: AppStore, upload: Upload, got: FetchResult, *, fresh: bool = False) -> UploadPlan:
    """Decide everything about an upload. Changes nothing at Apple except languages that the user chose to create.

    Raises `Told` with every fault of every file, or with what is unclear about their target.
    """
    validation.refuse_bad_files(got, upload)
    app = resolve.resolve_app(kit, apple, upload.app, upload.channel, fresh=fresh)
    version = _version(app, upload, got.pictures)
    locales = resolve.locales_of(kit, apple, version.id, fresh=fresh)
    groups, remarks = _groups(app, version, upload, got.pictures, locales)
    if not _all_there(groups, locales) and not resolve.read_just_now(kit, version.id):
        # What was not there a minute ago may be there now, with screenshots that must not be run over.
        locales = resolve.locales_of(kit, apple, version.id, fresh=True)
        groups, remarks = _groups(app, version, upload, got.pictures, locales)
    missing = tuple(sorted({locale for locale, _ in groups} - set(locales)))
    if missing and upload.create_locales:
        for locale in missing:
            created = localizations.create(apple, version.id, locale)
            locales[locale] = KnownLocale(id=created.id, locale=locale, sets={})
            audit.locale_created(kit, upload, app.bundle_id, version.version, locale)
        app_cache.forget(kit.redis, resolve.named_app(kit, upload.app, upload.channel), version.id)
        missing = ()
    target = UploadTarget(
        app_id=app.id,
        bundle_id=app.bundle_id,
        app_name=app.name,
        version_id=version.id,
        version=version.version,
        platform=version.platform,
        state=version.state,
    )
    return _plan(kit, apple, replace(upload, remarks=remarks), target, groups, locales, missing)


def _all_there(groups: Collection[tuple[str, DisplayType]], locales: Mapping[str, KnownLocale]) -> bool:
    """Return whether every set is known to exist."""
    return all(locale in locales and kind.value in (locales[locale].sets or {}) for locale, kind in groups)


def _version(app: KnownApp, upload: Upload, pictures: Sequence[FetchedImage]) -> KnownVersion:
    """Return the version to change; where two platforms have one each, the images decide."""
    versions = resolve.editable_versions(app, upload.version)
    if len(versions) == 1:
        return versions[0]
    allowed = [(picture, _platforms(picture, upload)) for picture in pictures]
    fit = [(picture, [version for version in versions if version.platform in those]) for picture, those in allowed]
    fitting = [version for version in versions if all(version in those for _, those in fit)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise UserError(app_errors.which_version(app, fitting))
    if any(not those for _, those in fit):
        # What suits none of them is told of each picture, and any of them will do for that.
        return next((those[0] for _, those in fit if those), versions[0])
    parts = [(version, [picture.shown for picture, those in fit if version in those]) for version in versions]
    raise UserError(app_errors.several_versions(app, [(version, names) for version, names in parts if names]))


def _platforms(picture: FetchedImage, upload: Upload) -> set[str]:
    """Return the platforms whose versions may show an image."""
    named = picture.display_type or upload.display_type
    kinds = (DisplayType(named),) if named else display_types.for_size(picture.seen.width, picture.seen.height)
    return {display_types.platform_of(kind) for kind in kinds}


def _groups(
    app: KnownApp,
    version: KnownVersion,
    upload: Upload,
    pictures: Sequence[FetchedImage],
    locales: Mapping[str, KnownLocale],
) -> tuple[dict[tuple[str, DisplayType], list[FetchedImage]], tuple[Note, ...]]:
    """Group the images by set, in natural order of their names, with notes. Raises `Told` with every fault."""
    groups: dict[tuple[str, DisplayType], list[FetchedImage]] = {}
    told: list[validation.Complaint] = []
    flattened = tuple(picture.shown for picture in pictures if picture.flattened)
    remarks = [Note(code=NoteCode.FLATTENED, values=flattened)] if flattened else []
    # A platform that Apple adds, or does not name, refuses no picture here.
    platform = None if version.platform == Platform.UNKNOWN else version.platform
    for picture in sorted(pictures, key=lambda picture: natural_key(picture.member or picture.seen.name)):
        locale = picture.locale or upload.locale or (next(iter(locales)) if len(locales) == 1 else None)
        if locale is None:
            raise UserError(errors.which_locale(upload, app, tuple(locales)))
        wanted = picture.display_type or upload.display_type
        if wanted:
            groups.setdefault((locale, DisplayType(wanted)), []).append(picture)
            continue
        existing = [
            DisplayType(kind)
            for kind in (locales[locale].sets or {} if locale in locales else {})
            if kind in DisplayType.__members__
        ]
        settled = display_types.settle(picture.seen.width, picture.seen.height, platform, existing)
        if settled.display_type is None:
            told.append(validation.unsettled(picture, settled))
            continue
        groups.setdefault((locale, settled.display_type), []).append(picture)
        if settled.why in {Why.EXISTING, Why.NEWEST}:
            others = [kind.value for kind in settled.candidates if kind is not settled.display_type]
            values = (
                str(picture.seen.width),
                str(picture.seen.height),
                settled.why.value,
                settled.display_type.value,
                *others,
            )
            remarks.append(Note(code=NoteCode.TAKEN_FOR, values=values))
    told += validation.misfits(groups)
    if told:
        raise UserError(errors.bad_files(told))
    return groups, tuple(dict.fromkeys(remarks))


def _plan(
    kit: Kit,
    apple: AppStore,
    upload: Upload,
    target: UploadTarget,
    groups: Mapping[tuple[str, DisplayType], list[FetchedImage]],
    locales: Mapping[str, KnownLocale],
    missing: tuple[str, ...],
) -> UploadPlan:
    remote = _remote(apple, groups, locales)
    sets, plans, paths, too_full = [], {}, {}, []
    for (locale, display_type), members in groups.items():
        set_id, images = remote.get(f"{locale}/{display_type.value}", ("", ()))
        known = locales.get(locale)
        planned = SetPlan(
            locale=locale,
            display_type=display_type.value,
            localization_id=known.id if known else "",
            set_id=set_id,
            pictures=tuple(_upload_image(fetched) for fetched in members),
            before=existing_images(kit, images),
        )
        plan = media_plan.make([picture.piece for picture in planned.pictures], planned.before, upload.mode)
        if plan.too_many and upload.mode is Mode.ADD:
            too_full.append((planned, plan))
        sets.append(planned)
        plans[planned.key] = plan
        paths[planned.key] = tuple(fetched.path for fetched in members)
    if too_full:
        raise UserError(errors.too_full(too_full))
    return UploadPlan(
        upload=replace(upload, sets=tuple(sets)),
        target=target,
        paths=paths,
        remote={set_key: images for set_key, (_, images) in remote.items()},
        plans=plans,
        missing=missing,
    )


def _remote(
    apple: AppStore, groups: Collection[tuple[str, DisplayType]], locales: Mapping[str, KnownLocale]
) -> dict[str, tuple[str, tuple[RemoteImage, ...]]]:
    """Return id and content of the sets that exist, by set key: one call for each language that has any of them."""
    found: dict[str, tuple[str, tuple[RemoteImage, ...]]] = {}
    for locale in dict.fromkeys(locale for locale, _ in groups):
        known = locales.get(locale)
        kinds = {kind.value for other, kind in groups if other == locale}
        if known is None or (known.sets is not None and not kinds & set(known.sets)):
            continue
        existing = ScreenshotSlot.existing(apple, known.id)
        found |= {f"{locale}/{kind}": existing[kind] for kind in kinds & set(existing)}
    return found


def existing_images(kit: Kit, images: Sequence[RemoteImage]) -> tuple[ExistingImage, ...]:
    """Return the complete images of a set; checksums of what the bot sent are known before Apple publishes them."""
    known = originals.checksums(kit.redis, [image.id for image in images if not image.checksum])
    return tuple(image.existing(known) for image in images if image.stage in {RemoteState.GOOD, RemoteState.PROCESSING})


def _upload_image(fetched: FetchedImage) -> UploadImage:
    return UploadImage(
        file=fetched.file,
        piece=WantedImage(fetched.seen.true_name, fetched.checksum, fetched.size),
        width=fetched.seen.width,
        height=fetched.seen.height,
        flattened=fetched.flattened,
        member=fetched.member,
    )
