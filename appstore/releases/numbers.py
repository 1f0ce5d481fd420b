"""The numbers of versions: one to three whole numbers, each greater than the last one on the store."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from appstore.versions import EVER_LIVE, AppVersionState, Version

MOST_PARTS = 3
# Apple gives no limit; one of more digits is a slip.
_LONGEST = 18


class NumberFaultKind(StrEnum):
    """Why a version can't get a number."""

    NO_NUMBER = "no_number"
    TOO_MANY_PARTS = "too_many_parts"
    LIVE = "live"
    USED = "used"
    BACKWARDS = "backwards"


@dataclass(frozen=True)
class NumberFault:
    """One error in a number, and the number of the other version that it is about, if any."""

    kind: NumberFaultKind
    other: str = ""


def parts(number: str) -> tuple[int, ...]:
    """Return the parts of a number, always three: (1, 3, 0) for `1.3`. Empty for what is no number of a version."""
    if not re.fullmatch(r"\d+(?:\.\d+){0,2}", number, re.ASCII) or len(number) > _LONGEST:
        return ()
    found = tuple(map(int, number.split(".")))
    return (*found, *(0,) * (MOST_PARTS - len(found)))


def number_fault(number: str, others: Iterable[Version]) -> NumberFault | None:
    """Return why a version can't get this number; `others` are the other versions of its platform, newest first."""
    if not parts(number):
        many = re.fullmatch(r"\d+(?:\.\d+){3,}", number, re.ASCII) is not None
        return NumberFault(NumberFaultKind.TOO_MANY_PARTS if many else NumberFaultKind.NO_NUMBER)
    others = tuple(others)
    same = next((other for other in others if parts(other.version_string) == parts(number)), None)
    if same is not None:
        live = same.state == AppVersionState.READY_FOR_DISTRIBUTION
        return NumberFault(NumberFaultKind.LIVE if live else NumberFaultKind.USED, same.version_string)
    highest = highest_released(others)
    if highest and parts(number) < parts(highest):
        return NumberFault(NumberFaultKind.BACKWARDS, highest)
    return None


def highest_released(versions: Iterable[Version]) -> str:
    """Return the highest number that is or was on the store, "" for none."""
    released = [version.version_string for version in versions if version.state in EVER_LIVE]
    return max(released, key=parts, default="")


def next_numbers(number: str) -> tuple[str, ...]:
    """Return the numbers that usually follow: `1.2.1`, `1.3.0` and `2.0.0` after `1.2.0`; `1.0` after none."""
    if not parts(number):
        return ("1.0",)
    major, minor, patch = parts(number)
    if number.count(".") < MOST_PARTS - 1:
        return (f"{major}.{minor}.{patch + 1}", f"{major}.{minor + 1}", f"{major + 1}.0")
    return (f"{major}.{minor}.{patch + 1}", f"{major}.{minor + 1}.0", f"{major + 1}.0.0")
