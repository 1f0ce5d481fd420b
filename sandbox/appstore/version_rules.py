"""What Apple allows of a version: its number, when it is released, and what can be changed in which state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.appstore.errors import Problem, bad_attribute, locked
from sandbox.appstore.states import CHANGEABLE, RELEASED
from sandbox.appstore.store import Row

NUMBER = re.compile(r"\d+(\.\d+){0,2}", re.ASCII)
# How a version is released can be changed until it is; what is `downloadable` always.
RELEASE = frozenset({"releaseType", "earliestReleaseDate"})
ALWAYS = frozenset({"downloadable"})


def is_first(version: Row) -> bool:
    """Returns whether no other version of its platform is or ever was live."""
    versions = version.parent("app").to_many["appStoreVersions"]
    others = (row for row in versions if row is not version and row["platform"] == version["platform"])
    return not any(row["appVersionState"] in RELEASED for row in others)


def number_problems(app: Row, number: str, platform: str, *, renamed: Row | None = None) -> list[Problem]:
    """Returns why a version cannot have this number."""
    if not NUMBER.fullmatch(number):
        detail = "The version number must be one to three integers that are separated by periods."
        return [bad_attribute("versionString", detail)]
    others = (row for row in app.to_many["appStoreVersions"] if row is not renamed and row["platform"] == platform)
    if any(row["versionString"] == number for row in others):
        detail = "The version number has been previously used."
        return [bad_attribute("versionString", detail, code="INVALID.DUPLICATE")]
    return []


def release_problems(attributes: Mapping[str, Any]) -> list[Problem]:
    """Returns what is wrong with the date of a release: Apple takes whole hours, and only with SCHEDULED."""
    date, scheduled = attributes.get("earliestReleaseDate"), attributes.get("releaseType") == "SCHEDULED"
    if date is None:
        detail = "You must provide a value for the attribute 'earliestReleaseDate' with this request"
        return [bad_attribute("earliestReleaseDate", detail, code="REQUIRED")] if scheduled else []
    if not _is_whole_hour(date):
        return [bad_attribute("earliestReleaseDate", "The date must be a full hour, with an offset from UTC.")]
    if not scheduled:
        return [bad_attribute("earliestReleaseDate", "The date can only be set for a scheduled release.")]
    return []


def change_problems(version: Row, wanted: Mapping[str, Any]) -> list[Problem]:
    """Returns why these attributes of a version cannot be changed now."""
    state = version["appVersionState"]
    fixed = [
        _locked(name)
        for name in wanted
        if name not in ALWAYS and (state in RELEASED if name in RELEASE else state not in CHANGEABLE)
    ]
    if fixed:
        return fixed
    number, problems = wanted.get("versionString"), []
    if number is not None:
        problems += number_problems(version.parent("app"), number, version["platform"], renamed=version)
    if RELEASE & wanted.keys():
        problems += release_problems({**version.attributes, **wanted})
    return problems


def _locked(name: str) -> Problem:
    if name != "versionString":
        return locked(name)
    return bad_attribute(name, "The attribute 'versionString' can not be modified.", code="INVALID.INVALID_STATE")


def _is_whole_hour(date: str) -> bool:
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return False
    return moment.tzinfo is not None and not (moment.minute or moment.second or moment.microsecond)
