"""A version that is to be submitted: with its build, how it will be released, and its texts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from appstore import infos
from appstore.client import AppStore, Resource
from appstore.infos import InfoState
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
    """Read a version with its build and its texts in one call. Raises Refused (`gone`)."""
    answer = apple.get(
        f"/v1/appStoreVersions/{version_id}",
        {"include": f"build,{LOCALIZATIONS}", f"limit[{LOCALIZATIONS}]": _MOST_LANGUAGES},
    )
    build = next(iter(answer.included_by_id("builds").values()), None)
    languages = answer.included_by_id(LOCALIZATIONS)
    return Candidate(
        version=read_version(answer.first, app_id),
        build="" if build is None else build.text("version"),
        texts={found.text("locale"): _texts(found) for found in languages.values()},
        locales={found.id: found.text("locale") for found in languages.values()},
    )


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
    localizations = answer.included_by_id(INFO_LOCALIZATIONS)
    ids = [each for resource in ahead for each in resource.related(INFO_LOCALIZATIONS, _MOST_LANGUAGES) or ()]
    return {each: localizations[each] for each in ids if each in localizations}


def _texts(localization: Resource) -> dict[str, str]:
    return {name: value for name, value in localization.attributes.items() if isinstance(value, str)}
