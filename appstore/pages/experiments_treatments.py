"""Gives an experiment its treatments, and each treatment its languages."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Resource
from appstore.errors import Refused
from appstore.pages.experiments import KIND, TREATMENTS

PARENT, TREATMENT = "appStoreVersionExperimentV2", "appStoreVersionExperimentTreatment"
LOCALIZATIONS = "appStoreVersionExperimentTreatmentLocalizations"
_MOST_INCLUDED = 50
# Calls at the same time.
_THREADS = 5
# https://developer.apple.com/documentation/appstoreconnectapi/parsing-the-error-response-code
_DUPLICATE = "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE"


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
        for _ in pool.map(lambda pair: _add_locale(apple, *pair), lacking):
            pass
    return tuple(known)


def without_screenshots(apple: AppStore, treatment_ids: Iterable[str]) -> tuple[str, ...]:
    """Return the treatments that have no screenshot set in any language: one call for each, several at a time."""
    ids = tuple(treatment_ids)
    with ThreadPoolExecutor(_THREADS) as pool:
        filled = pool.map(lambda treatment_id: _has_sets(apple, treatment_id), ids)
        return tuple(treatment_id for treatment_id, is_filled in zip(ids, filled, strict=True) if not is_filled)


def _has_sets(apple: AppStore, treatment_id: str) -> bool:
    listed = apple.pages(f"/v1/{TREATMENTS}/{treatment_id}/{LOCALIZATIONS}", {"include": "appScreenshotSets"}).data
    # What Apple did not say counts as there.
    return any(resource.related("appScreenshotSets") != () for resource in listed)


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


def _add_locale(apple: AppStore, treatment_id: str, locale: str) -> None:
    """Add a language, unless it is there already."""

    def find() -> Resource | None:
        listed = apple.pages(f"/v1/{TREATMENTS}/{treatment_id}/{LOCALIZATIONS}").data
        return next((found for found in listed if found.text("locale") == locale), None)

    wanted = body(LOCALIZATIONS, {"locale": locale}, parents={TREATMENT: (TREATMENTS, treatment_id)})
    try:
        apple.post(f"/v1/{LOCALIZATIONS}", wanted, find=find)
    except Refused as refused:
        if not refused.is_code(_DUPLICATE):
            raise
