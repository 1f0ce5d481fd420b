"""The columns of an analytics report, found by their names.

https://developer.apple.com/documentation/analytics-reports
"""

import re
from dataclasses import dataclass

from appstore.analytics.download import Fault, Unreadable
from appstore.analytics.reports import AnalyticsReport


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Where the columns are. `kind`: what a row counts, an event or a type of download; None where `counts` say that.

    `positions` are those of date, territory, source, device, page and version, None for a missing one; `unknown` the
    names of columns that Apple's documentation does not have.
    """

    size: int
    kind: int | None
    counts: tuple[int, ...]
    positions: tuple[int | None, int | None, int | None, int | None, int | None, int | None]
    unknown: tuple[str, ...] = ()


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KIND = {AnalyticsReport.DISCOVERY: "event", AnalyticsReport.DOWNLOADS: "downloadtype"}
_COUNTS = {
    AnalyticsReport.SESSIONS: ("sessions", "totalsessionduration"),
    AnalyticsReport.CRASHES: ("crashes",),
}
# Spellings of Apple's own in some reports.
_RENAMED = {"count": "counts", "totalsessiondurations": "totalsessionduration"}
_COMMON = _names(
    "date appname appappleidentifier pagetype pagetitle sourcetype sourceinfo campaign device platformversion territory"
    " counts"
)
_KNOWN = {
    AnalyticsReport.DISCOVERY: _COMMON | _names("event engagementtype uniquecounts"),
    AnalyticsReport.DOWNLOADS: _COMMON | _names("downloadtype appversion preorder"),
    AnalyticsReport.SESSIONS: _COMMON
    | _names("appversion appdownloaddate sessions totalsessionduration uniquedevices"),
    AnalyticsReport.CRASHES: _COMMON | _names("appversion crashes uniquedevices platform build releasetype"),
}


def read_header(line: str, report: AnalyticsReport) -> Columns | None:
    """Return the columns that the first line of a file names, None for an empty file.

    Raises Unreadable where what is counted, or how often, has no column.
    """
    if not line.strip():
        return None
    head = line.split("\t")
    names = [re.sub(r"[\W_]+", "", name.casefold()) for name in head]
    names = [_RENAMED.get(name, name) for name in names]
    wanted = _COUNTS.get(report, ("counts",))
    if report is AnalyticsReport.CRASHES and "crashes" not in names:
        # Seen in the expanded report, which has the same columns otherwise.
        wanted = ("counts",)
    kind = _KIND.get(report)
    if not {*wanted, *([kind] if kind else [])} <= set(names):
        raise Unreadable(Fault.COLUMNS)

    def at(name: str) -> int | None:
        return names.index(name) if name in names else None

    return Columns(
        size=len(names),
        kind=names.index(kind) if kind else None,
        counts=tuple(names.index(name) for name in wanted),
        positions=(at("date"), at("territory"), at("sourcetype"), at("device"), at("pagetype"), at("appversion")),
        unknown=tuple(name.strip() for name, plain in zip(head, names, strict=True) if plain not in _KNOWN[report]),
    )
