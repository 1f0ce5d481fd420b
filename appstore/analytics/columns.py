"""The columns of an analytics report, found by their names.

https://developer.apple.com/documentation/analytics-reports
"""

import re
from dataclasses import dataclass

from appstore.analytics.download import Fault, Unreadable
from appstore.analytics.reports import AnalyticsReport


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Where the columns are. `kind`: what a row counts, an event or a type of download.

    `positions` are those of date, territory, source, device and page, None for a missing one; `unknown` the names of
    columns that Apple's documentation does not have.
    """

    size: int
    kind: int
    counts: int
    positions: tuple[int | None, int | None, int | None, int | None, int | None]
    unknown: tuple[str, ...] = ()


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KIND = {AnalyticsReport.DISCOVERY: "event", AnalyticsReport.DOWNLOADS: "downloadtype"}
_COMMON = _names(
    "date appname appappleidentifier pagetype pagetitle sourcetype sourceinfo campaign device platformversion territory"
    " counts"
)
_KNOWN = {
    AnalyticsReport.DISCOVERY: _COMMON | _names("event engagementtype uniquecounts"),
    AnalyticsReport.DOWNLOADS: _COMMON | _names("downloadtype appversion preorder"),
}


def read_header(line: str, report: AnalyticsReport) -> Columns | None:
    """Return the columns that the first line of a file names, None for an empty file.

    Raises Unreadable where what is counted, or how often, has no column.
    """
    if not line.strip():
        return None
    head = line.split("\t")
    names = [re.sub(r"[\W_]+", "", name.casefold()) for name in head]
    # Apple has renamed it in one report.
    names = ["counts" if name == "count" else name for name in names]
    if not {_KIND[report], "counts"} <= set(names):
        raise Unreadable(Fault.COLUMNS)

    def at(name: str) -> int | None:
        return names.index(name) if name in names else None

    return Columns(
        size=len(names),
        kind=names.index(_KIND[report]),
        counts=names.index("counts"),
        positions=(at("date"), at("territory"), at("sourcetype"), at("device"), at("pagetype")),
        unknown=tuple(name.strip() for name, plain in zip(head, names, strict=True) if plain not in _KNOWN[report]),
    )
