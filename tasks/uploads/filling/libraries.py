"""Opens the App Asset Library of an upload, with the catalog that is kept of what Apple takes there."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from appstore.catalog.display_types import DisplayType
from appstore.client import AppStore
from appstore.library import catalog
from appstore.library.assets import IMAGES, VIDEOS
from appstore.library.catalog import Catalog
from appstore.library.library import Library
from appstore.media import slots
from cards.uploads import errors, validation
from cards.uploads.progress import plan_label
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.keys import DEFAULT_ACCOUNT
from records.uploads import originals
from records.uploads.library_catalogs import CATALOGS
from records.uploads.uploads import SetPlan, Upload


def open_library(kit: Kit, apple: AppStore, upload: Upload) -> Library:
    """Return the library that an upload's slots share, which knows what they want."""
    library = Library(apple, upload.library_id, partial(read_catalog, kit, apple, upload.account))
    library.recorded |= originals.assets(
        kit.redis, upload.library_id, [image.wanted.checksum for plan in upload.sets for image in plan.images]
    )
    for plan in upload.sets:
        files = [(image.wanted.name, image.wanted.checksum) for image in plan.images]
        library.expect(VIDEOS if plan.kind.holds_videos else IMAGES, files)
    return library


def read_catalog(kit: Kit, apple: AppStore, account: str, fresh: bool = False) -> Catalog:  # noqa: FBT001, FBT002
    """Return the catalog that is kept for an account, or a new one."""
    name = account or DEFAULT_ACCOUNT
    kept = None if fresh else CATALOGS.get(kit.redis, name)
    if kept is None:
        kept = catalog.read(apple)
        CATALOGS.put(kit.redis, name, kept)
    return kept


def with_groups(kit: Kit, apple: AppStore, account: str, library_id: str, plans: Sequence[SetPlan]) -> list[SetPlan]:
    """Return plans with their placement groups and how many files Apple takes there.

    Raises `UserError` with everything that Apple does not take. What the kept catalog lacks is looked up again.
    """
    kept = read_catalog(kit, apple, account)
    if any(problems(kept, plan) for plan in plans):
        kept = read_catalog(kit, apple, account, fresh=True)
    if found := [problem for plan in plans for problem in problems(kept, plan)]:
        raise UserError(errors.bad_files(found))
    placed = [(plan, slots.placement_group(plan.kind, plan.localization_id, plan.display_type)) for plan in plans]
    return [
        replace(plan, set_id=group.name, library_id=library_id, limit=kept.most(group.owner, group.type, group.name))
        for plan, group in placed
    ]


def problems(kept: Catalog, plan: SetPlan) -> list[tuple[str, str]]:
    """Return what Apple does not take of a plan: the name of a file or set, and the sentence that continues it."""
    kind = DisplayType(plan.display_type)
    group = slots.placement_group(plan.kind, plan.localization_id, plan.display_type)
    most, specs = kept.most(group.owner, group.type, group.name), kept.specs_of(group.type, group.name)
    if not most:
        return [(plan_label(plan), validation.no_group(kind, of_videos=plan.kind.holds_videos))]
    found = [
        (image.wanted.name, validation.size_of_no_spec((image.width, image.height), specs, kind))
        for image in plan.images
        if not any(spec.takes((image.width, image.height)) for spec in specs)
    ]
    if len(plan.images) > most:
        found.append((plan_label(plan), validation.too_many_for_group(len(plan.images), most)))
    return found
