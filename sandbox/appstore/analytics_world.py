"""What people did with an app in a made-up App Store, day by day: the data behind the analytics reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from random import Random

# Territories in the reports' spelling, with how many of a thousand customers live there.
TERRITORIES = {
    "US": 380, "DE": 140, "GB": 110, "JP": 90, "FR": 70, "BR": 50,
    "CA": 45, "AU": 40, "NL": 30, "SE": 20, "KR": 15, "CH": 10,
}  # fmt: skip
SOURCES = {"App Store search": 0.55, "App Store browse": 0.25, "Web referrer": 0.12, "App referrer": 0.08}
DEVICES = {"iPhone": 0.85, "iPad": 0.15}
# Visitors on Monday to Sunday.
_WEEK = (0.95, 0.93, 0.94, 0.96, 1.0, 1.12, 1.1)
IMPRESSIONS_A_DAY = 8000
VIEWS, TAPS, FIRST_TIME, REDOWNLOADS, UPDATES = 0.16, 0.11, 0.055, 0.02, 0.3
# The versions that people use, with their share and their crashes per session.
VERSIONS = {"1.1": (0.7, 0.004), "1.0": (0.3, 0.009)}
SESSIONS, SECONDS_A_SESSION = 1.4, 95


@dataclass(frozen=True, slots=True)
class Cell:
    """What happened on one day in one territory, by one source, on one kind of device."""

    territory: str
    source: str
    device: str
    impressions: int
    views: int
    taps: int
    first_time: int
    redownloads: int
    updates: int

    def usage(self, version: str) -> tuple[int, int, int]:
        """Returns the sessions with this version, their seconds, and its crashes."""
        share, crashes = VERSIONS[version]
        sessions = round(self.impressions * SESSIONS * share)
        return sessions, sessions * SECONDS_A_SESSION, round(sessions * crashes)


@dataclass(frozen=True, slots=True)
class Shift:
    """From `day` on everything but impressions is multiplied by `factor`, everywhere or in one territory."""

    day: date
    factor: float
    territory: str = ""


@dataclass(eq=False)
class AnalyticsWorld:
    """The same for the same seed and app. `broken` maps a report's name and a processing date to what is wrong there.

    `quiet` are the days on which nothing happened.
    """

    seed: int = 0
    shifts: dict[str, list[Shift]] = field(default_factory=dict)
    quiet: set[tuple[str, date]] = field(default_factory=set)
    broken: dict[tuple[str, date], str] = field(default_factory=dict)

    def cells(self, app_id: str, day: date) -> tuple[Cell, ...]:
        """Returns every cell of a day, those without anything too."""
        factors = tuple(self._factor(app_id, day, territory) for territory in TERRITORIES)
        return _cells(f"{self.seed}:{app_id}:{day.toordinal()}", day.weekday(), factors, (app_id, day) in self.quiet)

    def day(self, app_id: str, day: date, *, territory: str = "", source: str = "") -> Counter[str]:
        """Returns the final sums of a day, everywhere or of one territory (two letters) or source."""
        found = Counter[str]()
        for cell in self.cells(app_id, day):
            if territory in {"", cell.territory} and source in {"", cell.source}:
                found["impressions"] += cell.impressions
                found["views"] += cell.views
                found["first_time"] += cell.first_time
                found["redownloads"] += cell.redownloads
                for version in VERSIONS:
                    sessions, seconds, crashes = cell.usage(version)
                    found += Counter(sessions=sessions, seconds=seconds, crashes=crashes)
        return found

    def _factor(self, app_id: str, day: date, territory: str) -> float:
        factor = 1.0
        for shift in self.shifts.get(app_id, ()):
            if day >= shift.day and shift.territory in {"", territory}:
                factor *= shift.factor
        return factor


@lru_cache(maxsize=256)
def _cells(seed: str, weekday: int, factors: tuple[float, ...], quiet: bool) -> tuple[Cell, ...]:  # noqa: FBT001 - a key of the cache
    random, found = Random(seed), []
    rates = (VIEWS, TAPS, FIRST_TIME, REDOWNLOADS, UPDATES)
    for (territory, weight), factor in zip(TERRITORIES.items(), factors, strict=True):
        for source, share in SOURCES.items():
            for device, part in DEVICES.items():
                expected = IMPRESSIONS_A_DAY * _WEEK[weekday] * weight / 1000 * share * part
                impressions = round(expected * random.uniform(0.85, 1.15))
                others = [round(impressions * rate * factor * random.uniform(0.9, 1.1)) for rate in rates]
                if quiet:
                    impressions, others = 0, [0] * len(rates)
                found.append(Cell(territory, source, device, impressions, *others))
    return tuple(found)
