"""The treatments of an experiment, and their languages with what each of them has of screenshot sets."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Resource
from appstore.errors import Refused
from appstore.media import slots
from appstore.media.slots import SlotKind
from appstore.pages.experiments import KIND, TREATMENTS
from appstore.pages.localizations import display_types

PARENT, TREATMENT = "appStoreVersionExperimentV2", "appStoreVersionExperimentTreatment"
LOCALIZATIONS = "appStoreVersionExperimentTreatmentLocalizations"
_MOST_INCLUDED = 50
# Calls at the same time.
_THREADS = 5
# https://developer.apple.com/documentation/appstoreconnectapi/parsing-the-error-response-code
_DUPLICATE = "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE"


@dataclass(frozen=True, kw_only=True)
class TreatmentLocalization:
    """A treatment in one language. `display_types`: those of its screenshot sets, None when Apple did not say."""

    id: str
    locale: str
    display_types: tuple[str, ...] | None = None


def localizations(apple: AppStore, treatment_id: str) -> tuple[TreatmentLocalization, ...]:
    """Return the languages of a treatment: one call."""
    path = f"/v1/{TREATMENTS}/{treatment_id}/{LOCALIZATIONS}"
    answer = apple.pages(path, {"include": "appScreenshotSets", "limit[appScreenshotSets]": _MOST_INCLUDED})
    return tuple(
        TreatmentLocalization(
            id=resource.id, locale=resource.text("locale"), display_types=display_types(answer, resource)
        )
        for resource in answer.data
    )


def complete(apple: AppStore, experiment_id: str, names: Sequence[str], locales: Sequence[str]) -> tuple[str, ...]:
    """Add the treatments of these names that are missing, and the languages that each of them lacks.

    Returns the names of all treatments that there are then. One call, one for each treatment, and one for each of its
    languages, several at a time. Raises Refused.
    """
    known = _read(apple, experiment_id)
    missing = [name for name in names if name not in known]
    known |= {name: (_add(apple, experiment_id, name), frozenset()) for name in missing}
    lacking = [(known[name][0], locale) for name in names for locale in locales if locale not in known[name][1]]
    with ThreadPoolExecutor(_THREADS) as pool:
        for _ in pool.map(lambda pair: add_locale(apple, *pair), lacking):
            pass
    return tuple(known)


def without_screenshots(apple: AppStore, treatment_ids: Iterable[str], *, in_library: bool = False) -> tuple[str, ...]:
    """Return the treatments that have no screenshot set in any language: one call for each, several at a time.

    `in_library`: those without placements of the App Asset Library: one more call for each language.
    """
    ids, has_any = tuple(treatment_ids), _has_placements if in_library else _has_sets
    with ThreadPoolExecutor(_THREADS) as pool:
        filled = pool.map(lambda treatment_id: has_any(apple, treatment_id), ids)
        return tuple(treatment_id for treatment_id, is_filled in zip(ids, filled, strict=True) if not is_filled)


def _has_sets(apple: AppStore, treatment_id: str) -> bool:
    listed = apple.pages(f"/v1/{TREATMENTS}/{treatment_id}/{LOCALIZATIONS}", {"include": "appScreenshotSets"}).data
    # What Apple did not say counts as there.
    return any(resource.related("appScreenshotSets") != () for resource in listed)


def _has_placements(apple: AppStore, treatment_id: str) -> bool:
    return any(is_filled(apple, each, in_library=True) for each in localizations(apple, treatment_id))


def is_filled(apple: AppStore, localization: TreatmentLocalization, *, in_library: bool) -> bool:
    """Return whether a treatment has screenshots of its own in a language; a call if they are in the library."""
    if in_library:
        return bool(slots.existing(SlotKind.TREATMENT_SCREENSHOTS.in_library, apple, localization.id))
    # What Apple did not say counts as there.
    return localization.display_types != ()


def _read(apple: AppStore, experiment_id: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Return the treatments by name, each with its id and the languages that it has."""
    path, limit = f"/v2/{KIND}/{experiment_id}/{TREATMENTS}", f"limit[{LOCALIZATIONS}]"
    answer = apple.pages(path, {"include": LOCALIZATIONS, limit: _MOST_INCLUDED})
    included = answer.included_by_id(LOCALIZATIONS)
    return {
        resource.text("name"): (
            resource.id,
            frozenset(
                included[each].text("locale")
                for each in resource.related(LOCALIZATIONS, _MOST_INCLUDED) or ()
                if each in included
            ),
        )
        for resource in answer.data
    }


def _add(apple: AppStore, experiment_id: str, name: str) -> str:
    def find() -> Resource | None:
        listed = apple.pages(f"/v2/{KIND}/{experiment_id}/{TREATMENTS}").data
        return next((found for found in listed if found.text("name") == name), None)

    wanted = body(TREATMENTS, {"name": name}, parents={PARENT: (KIND, experiment_id)})
    return apple.post(f"/v1/{TREATMENTS}", wanted, find=find).first.id


def add_locale(apple: AppStore, treatment_id: str, locale: str) -> TreatmentLocalization:
    """Add a language, unless it is there already. Raises Refused."""

    def find() -> Resource | None:
        listed = apple.pages(f"/v1/{TREATMENTS}/{treatment_id}/{LOCALIZATIONS}").data
        return next((found for found in listed if found.text("locale") == locale), None)

    wanted = body(LOCALIZATIONS, {"locale": locale}, parents={TREATMENT: (TREATMENTS, treatment_id)})
    try:
        made = apple.post(f"/v1/{LOCALIZATIONS}", wanted, find=find).first
    except Refused as refused:
        there = find() if refused.is_code(_DUPLICATE) else None
        if there is None:
            raise
        return TreatmentLocalization(id=there.id, locale=locale)
    return TreatmentLocalization(id=made.id, locale=locale, display_types=())
