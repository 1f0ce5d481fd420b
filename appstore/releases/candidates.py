"""A version that is to be submitted: with its build, how it will be released, and its texts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from appstore import infos
from appstore.client import AppStore, Document, Resource
from appstore.infos import InfoState
from appstore.releases import builds
from appstore.versions import Version
from appstore.versions import read as read_version

LOCALIZATIONS, INFO_LOCALIZATIONS = "appStoreVersionLocalizations", "appInfoLocalizations"
# Apple has fewer languages than it includes at most.
_MOST_LANGUAGES = 50


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A version with what would be reviewed. `build` is the number of its build, "" for none.

    `texts` has all attributes of a language, by locale; `locales` the language of each localization, by its id.
    """

    version: Version
    build: str
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    locales: Mapping[str, str] = field(default_factory=dict)


def read(apple: AppStore, app_id: str, version_id: str) -> Candidate:
    """Read a version with its build and its texts in one call, and one for each that Apple leaves out.

    Raises Refused (`gone`).
    """
    answer = apple.get(
        f"/v1/appStoreVersions/{version_id}",
        {"include": f"build,{LOCALIZATIONS}", f"limit[{LOCALIZATIONS}]": _MOST_LANGUAGES},
    )
    languages = _languages(apple, answer)
    return Candidate(
        version=read_version(answer.first, app_id),
        build=builds.number_of(apple, answer.first, answer),
        texts={found.text("locale"): _texts(found) for found in languages},
        locales={found.id: found.text("locale") for found in languages},
    )


def _languages(apple: AppStore, answer: Document) -> tuple[Resource, ...]:
    ids, included = answer.first.related(LOCALIZATIONS, _MOST_LANGUAGES), answer.included_by_id(LOCALIZATIONS)
    if ids is None or any(each not in included for each in ids):
        return apple.pages(f"/v1/appStoreVersions/{answer.first.id}/{LOCALIZATIONS}").data
    return tuple(included[each] for each in ids)


def names(apple: AppStore, app_id: str) -> dict[str, Resource]:
    """Read the name and subtitle that go to review with the next version, by the id of their localization."""
    answer = apple.pages(
        f"/v1/apps/{app_id}/appInfos",
        {"include": INFO_LOCALIZATIONS, f"limit[{INFO_LOCALIZATIONS}]": _MOST_LANGUAGES},
    )
    states = {
        resource.id: InfoState(resource.text("state") or resource.text("appStoreState")) for resource in answer.data
    }
    ahead = [resource for resource in answer.data if states[resource.id] in infos.EDITABLE] or answer.data[-1:]
    included, found = answer.included_by_id(INFO_LOCALIZATIONS), dict[str, Resource]()
    for resource in ahead:
        ids = resource.related(INFO_LOCALIZATIONS, _MOST_LANGUAGES)
        if ids is None or any(each not in included for each in ids):
            found |= {each.id: each for each in apple.pages(f"/v1/appInfos/{resource.id}/{INFO_LOCALIZATIONS}").data}
        else:
            found |= {each: included[each] for each in ids}
    return found


def _texts(localization: Resource) -> dict[str, str]:
    return {name: value for name, value in localization.attributes.items() if isinstance(value, str)}
