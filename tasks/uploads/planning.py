"""Plans an upload: which version, which sets, what they hold, and what to send and remove."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from appstore.client import AppStore
from appstore.errors import AppStoreError
from appstore.media import plan as media_plan
from appstore.media import slots
from appstore.media.plan import ExistingImage, Mode, Plan
from appstore.media.review_screenshots import REVIEW_SCREENSHOT
from appstore.media.slots import SlotKind
from appstore.media.transfers import RemoteImage
from cards.uploads import errors
from cards.uploads.progress import plan_label
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from records.dispatch.media_backend import Backend
from records.storage.notes import Note
from records.uploads import originals
from records.uploads.targets import UploadTarget
from records.uploads.uploads import SetPlan, Upload, UploadState
from tasks.dispatch import destinations, media_backend, resolve
from tasks.dispatch.destinations import Destination, Use
from tasks.uploads import languages
from tasks.uploads.fetching import FetchResult
from tasks.uploads.filling import libraries
from tasks.uploads.filling.waiting import Cancelled
from tasks.uploads.grouping import Sets, by_type, flattened_notes, group, refuse_bad_files, skipped_notes
from tasks.uploads.languages import CreatedLanguages
from tasks.uploads.version_choice import version_for


@dataclass(frozen=True, kw_only=True)
class UploadPlan:
    """An upload whose sets are known, its files on disk, and by set key what each set holds and what to do.

    `missing` are the locales that the version lacks, `languages` what became of them if the user chose to create them,
    `errors` why Apple did not create a set.
    """

    upload: Upload
    paths: Mapping[str, tuple[Path, ...]]
    remote: Mapping[str, tuple[RemoteImage, ...]]
    plans: Mapping[str, Plan]
    missing: tuple[str, ...] = ()
    languages: CreatedLanguages | None = None
    errors: Mapping[str, AppStoreError] = field(default_factory=dict)

    @property
    def must_ask(self) -> bool:
        """Return whether a user must decide: about what a set holds, or about what others added since they did."""
        seen = self.upload.seen_by_user
        unseen = [
            image
            for planned in self.upload.sets
            for image in planned.before
            if image.id not in seen.get(planned.key, ())
        ]
        undecided = self.upload.mode is Mode.ASK or (seen and self.upload.mode is Mode.REPLACE and unseen)
        return self.upload.state is UploadState.NEW and bool(undecided and self.conflicts)

    @property
    def conflicts(self) -> list[tuple[str, int, int, int]]:
        """Return the sets that hold other images already: (label, held, wanted, new) each."""
        pairs = [(planned, len(self.plans[planned.key].send)) for planned in self.upload.sets]
        return [
            (plan_label(planned), len(planned.before), len(planned.images), new)
            for planned, new in pairs
            if planned.before and new
        ]

    @property
    def all_there(self) -> bool:
        """Return whether Apple was just seen to hold every wanted image, in order, and nothing to remove."""
        return all(
            self.plans[planned.key].changes_nothing
            and self.plans[planned.key].in_order(planned.before)
            and len(planned.before) == len(self.remote.get(planned.key, ()))
            for planned in self.upload.sets
        )


def app_of(kit: Kit, apple: AppStore, upload: Upload, *, fresh: bool = False) -> KnownApp:
    """Return the app of an upload, in its account. Raises UserError."""
    clients, app, account = lambda _: apple, upload.app, upload.account
    return resolve.resolve_app(kit, clients, app, upload.channel, account=account, fresh=fresh)


def prefetch(kit: Kit, apple: AppStore, upload: Upload) -> None:
    """Ask Apple what the plan needs while the files come from Slack; `prepare` reports what fails here."""
    with suppress(AppStoreError, UserError, Cancelled):
        app = app_of(kit, apple, upload)
        resolve.locales_of(kit, apple, resolve.editable_versions(app, upload.version)[0].id)
        if kit.settings.asc_media != "sets":
            media_backend.choice_of(kit, apple, app)


def prepare(kit: Kit, apple: AppStore, upload: Upload, fetched: FetchResult, *, fresh: bool = False) -> UploadPlan:
    """Decide everything about an upload. Changes nothing at Apple except languages that the user chose to create.

    Raises `UserError` with every fault of every file, or with what is unclear about their target.
    """
    may_use_library = kit.settings.asc_media != "sets"
    refuse_bad_files(fetched, upload, lambda: _platforms(kit, apple, upload), may_use_library=may_use_library)
    app = app_of(kit, apple, upload, fresh=fresh)
    library_id = ""
    if may_use_library and not destinations.is_for_reviewers(upload.into):
        choice = media_backend.choice_of(kit, apple, app)
        library_id = choice.library_id if choice.backend is Backend.LIBRARY else ""
    owner, groups, remarks = _owner(kit, apple, upload, fetched, app, in_library=bool(library_id), fresh=fresh)
    version, locales = owner.version, dict(owner.locales)
    missing, created = tuple(sorted({locale for locale, *_ in groups} - set(locales))), None
    if missing and upload.create_locales:
        created = languages.create(kit, upload, app, version, missing, owner.add_language)
        locales |= created.created
        missing = (*created.rejected, *created.not_tried)
    target = UploadTarget(
        app_id=app.id,
        bundle_id=app.bundle_id,
        app_name=app.name,
        version_id=version.id,
        version=version.version,
        platform=version.platform,
        state=version.state,
        account=app.account,
    )
    remarks = (*remarks, *skipped_notes(fetched))
    upload = replace(upload, target=target, remarks=remarks)
    planned = _plan(kit, apple, upload, groups, replace(owner, locales=locales), library_id)
    return replace(planned, missing=missing, languages=created)


def _owner(
    kit: Kit,
    apple: AppStore,
    upload: Upload,
    fetched: FetchResult,
    app: KnownApp,
    *,
    in_library: bool,
    fresh: bool,
) -> tuple[Destination, Sets, tuple[Note, ...]]:
    """Return what has the sets, a version of the app or what `into` names, and the images for each of them."""
    if upload.into:
        use = Use.PLAN if upload.dry_run else Use.FILL
        found = destinations.find(kit, apple, app, upload.into, use)
        if found.kind.is_for_reviewers:
            sets = {(locale, REVIEW_SCREENSHOT, False): fetched.images for locale in found.locales}
            return found, sets, tuple(flattened_notes(fetched.images))
        app, upload = replace(app, versions=(found.version,)), replace(upload, version=None)
        groups, remarks = group(app, found.version, upload, fetched.images, found.locales, in_library=in_library)
        kind = found.kind.in_library if in_library else found.kind
        return replace(found, kind=kind), by_type(groups), remarks
    lacking = partial(languages.lacking, kit, apple, upload, fetched.images)
    version = version_for(app, upload, fetched.images, lacking)
    locales = resolve.locales_of(kit, apple, version.id, fresh=fresh)
    groups, remarks = group(app, version, upload, fetched.images, locales, in_library=in_library)
    of_images = [(locale, kind) for locale, kind, of_videos in groups if not of_videos]
    known = all(
        locale in locales and (in_library or kind.value in (locales[locale].sets or {})) for locale, kind in of_images
    )
    if not known and not resolve.read_just_now(kit, version.id):
        # A set that did not exist a minute ago may exist now, with screenshots that must not be overwritten.
        locales = resolve.locales_of(kit, apple, version.id, fresh=True)
        groups, remarks = group(app, version, upload, fetched.images, locales, in_library=in_library)
    add = partial(languages.add_to_version, apple, version.id)
    kind = SlotKind.LIBRARY_SCREENSHOTS if in_library else SlotKind.SCREENSHOTS
    owner = Destination(version=version, locales=locales, kind=kind, add_language=add)
    return owner, by_type(groups), remarks


def _platforms(kit: Kit, apple: AppStore, upload: Upload) -> Collection[str]:
    """Return the platforms of the versions that an upload could change, as far as that is known."""
    with suppress(AppStoreError, UserError):
        app = app_of(kit, apple, upload)
        return {version.platform for version in resolve.editable_versions(app, upload.version)}
    return ()


def _plan(kit: Kit, apple: AppStore, upload: Upload, groups: Sets, owner: Destination, library_id: str) -> UploadPlan:
    locales, existing = owner.locales, _existing(apple, groups, owner)
    sets, paths = [], {}
    for (locale, display_type, of_videos), fetched in groups.items():
        kind = owner.kind.for_videos if of_videos else owner.kind
        planned = SetPlan(
            locale=locale,
            display_type=display_type,
            localization_id=locales[locale].id if locale in locales else "",
            set_id=existing.get(f"{locale}/{display_type}{kind.suffix}", ("", ()))[0],
            images=tuple(image.image for image in fetched),
            kind=kind,
        )
        sets.append(planned)
        paths[planned.key] = tuple(image.path for image in fetched)
    remote = {set_key: images for set_key, (_, images) in existing.items()}
    if library_id:
        sets = libraries.with_groups(kit, apple, upload.account, library_id, sets)
        # Apple lists no group that shows nothing.
        remote = {set_plan.key: () for set_plan in sets} | remote
    return compared(kit, replace(upload, sets=tuple(sets)), paths, remote)


def compared(
    kit: Kit, upload: Upload, paths: Mapping[str, tuple[Path, ...]], remote: Mapping[str, tuple[RemoteImage, ...]]
) -> UploadPlan:
    """Plan each set by what it holds. Raises `UserError` if more are to be added than fit."""
    sets = [replace(planned, before=existing_images(kit, remote.get(planned.key, ()))) for planned in upload.sets]
    plans = {
        planned.key: media_plan.make(
            [image.wanted for image in planned.images], planned.before, upload.mode, planned.most
        )
        for planned in sets
    }
    too_full = [(planned, plans[planned.key]) for planned in sets if plans[planned.key].too_many]
    if too_full and upload.mode is Mode.ADD:
        raise UserError(errors.too_full(too_full))
    return UploadPlan(upload=replace(upload, sets=tuple(sets)), paths=paths, remote=remote, plans=plans)


def _existing(apple: AppStore, groups: Sets, owner: Destination) -> dict[str, tuple[str, tuple[RemoteImage, ...]]]:
    """Return id and content of the sets that exist, by set key: one call for each language that has any of them."""
    found: dict[str, tuple[str, tuple[RemoteImage, ...]]] = {}
    for locale, of_videos in dict.fromkeys((locale, of_videos) for locale, _, of_videos in groups):
        known, kind = owner.locales.get(locale), owner.kind.for_videos if of_videos else owner.kind
        types = {each for other, each, videos in groups if (other, videos) == (locale, of_videos)}
        is_read = kind.is_library or of_videos or known is None or known.sets is None
        if known is None or not (is_read or types & set(known.sets or {})):
            continue
        existing = slots.existing(kind, apple, known.id)
        found |= {f"{locale}/{name}{kind.suffix}": existing[name] for name in types & set(existing)}
    return found


def existing_images(kit: Kit, images: Sequence[RemoteImage]) -> tuple[ExistingImage, ...]:
    """Return the usable images of a set; checksums of what the bot sent are known before Apple publishes them."""
    known = originals.checksums(kit.redis, [image.id for image in images if not image.checksum])
    return tuple(image.existing(known) for image in images if image.usable)
