"""Finds where the screenshot sets of an app and its App Asset Library hold different numbers of files.

Apple shows sets as placements, but whether placements appear in sets is not documented. So before the first upload
that would write into both kinds of places, a user decides which counts.
"""

import contextvars
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from appstore.catalog.display_types import DisplayType
from appstore.client import AppStore
from appstore.media import slots
from appstore.media.slots import SlotKind
from cards.uploads.disagreements import Disagreement
from kit.wiring import Kit
from records.dispatch.app_cache import KnownLocale
from records.uploads.uploads import SetPlan, UploadState
from tasks.dispatch import media_backend, resolve
from tasks.uploads.planning import UploadPlan

# The kinds of sets by those of the library that hold the same files.
_SETS = {kind.in_library: kind for kind in SlotKind if kind.in_library is not kind}


def find(kit: Kit, apple: AppStore, planned: UploadPlan) -> tuple[Disagreement, ...]:
    """Return the places that the upload would change and that differ; none once a user has chosen for the app.

    A call for each language that has such sets, for screenshots and for app previews, and one where one has none.
    """
    upload = planned.upload
    concerned = [plan for plan in upload.sets if _has_set(plan) and not _stays(planned, plan)]
    if not concerned or upload.state is not UploadState.NEW or upload.target is None:
        return ()
    if media_backend.is_answered(kit, upload.target.app_id, upload.target.account):
        return ()
    if not upload.into:
        # Which sets of screenshots a version has was read with its languages, some of them perhaps made since.
        for fresh in (False, True):
            locales = resolve.locales_of(kit, apple, upload.target.version_id, fresh=fresh)
            listed = [plan for plan in concerned if plan.kind.holds_videos or _is_listed(plan, locales)]
            if listed == concerned:
                break
        concerned = listed
    if not concerned:
        return ()
    lists = list(dict.fromkeys((_SETS[plan.kind], plan.localization_id) for plan in concerned))
    with ThreadPoolExecutor(kit.settings.upload_concurrency) as pool:
        run = [
            pool.submit(contextvars.copy_context().run, slots.existing, kind, apple, localization_id)
            for kind, localization_id in lists
        ]
    held = {each: future.result() for each, future in zip(lists, run, strict=True)}
    counted = [
        Disagreement(
            plan=plan,
            in_set=sum(
                image.usable
                for image in held[_SETS[plan.kind], plan.localization_id].get(plan.display_type, ("", ()))[1]
            ),
            in_library=sum(image.usable for image in planned.remote.get(plan.key, ())),
        )
        for plan in concerned
    ]
    return tuple(each for each in counted if each.in_set and each.in_set != each.in_library)


def _has_set(plan: SetPlan) -> bool:
    """Return whether a place of the library may be one of a set, too: of a language that exists, of an old device."""
    return plan.kind in _SETS and bool(plan.localization_id) and not DisplayType(plan.display_type).is_library_only


def _is_listed(plan: SetPlan, locales: Mapping[str, KnownLocale]) -> bool:
    """Return whether a language has a set of this display type; also if Apple did not list its sets."""
    known = locales.get(plan.locale)
    return known is None or known.sets is None or plan.display_type in known.sets


def _stays(planned: UploadPlan, plan: SetPlan) -> bool:
    """Return whether the upload changes nothing there."""
    what = planned.plans[plan.key]
    return what.changes_nothing and what.in_order(plan.before)
