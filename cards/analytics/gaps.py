"""What is missing from figures: reports that could not be read, and days of which Apple has none."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from appstore.analytics.download import Fault
from appstore.analytics.reports import AnalyticsReport
from cards.blocks import escape, join_words, text_message
from cards.wording.dates import day_words, span_words
from records.analytics.statistics import Gap, PeriodStatistics
from records.messages import Message

_COUNTED = {
    AnalyticsReport.DISCOVERY: "impressions and page views",
    AnalyticsReport.DOWNLOADS: "downloads",
    AnalyticsReport.SESSIONS: "sessions",
    AnalyticsReport.CRASHES: "crashes",
}
_WHY: Mapping[str, str] = {
    Fault.UNAVAILABLE: "App Store Connect or its storage answered with an error",
    Fault.EMPTY: "Apple lists no file for it",
    Fault.NOT_FOUND: "one of its files is missing",
    Fault.DAMAGED: "a file did not match its checksum or is damaged",
    Fault.TOO_LARGE: "a file is larger than I unpack",
    Fault.COLUMNS: "it has not the columns or values that I know",
}
_MOST = 5
_AGAIN = "I try again each time and every six hours."
# The instances of each report that could not be read, by the day they were made on, with the reason.
Faults = Mapping[AnalyticsReport, Mapping[date, str]]


def gap_lines(found: PeriodStatistics, faults: Faults) -> Iterator[str]:
    """Yield a line for each kind of gap in the figures of the span itself."""
    for report, gaps in found.gaps.items():
        counted = _COUNTED[report]
        if unread := [day for day, gap in gaps if gap is Gap.UNREAD]:
            yield f":warning: The {counted} of {_days(unread)} are missing{_because(report, unread, faults)}"
        if outdated := [day for day, gap in gaps if gap is Gap.OUTDATED]:
            yield (
                f":warning: The {counted} of {_days(outdated)} are not final yet{_because(report, outdated, faults)}"
            )
        if absent := [day for day, gap in gaps if gap is Gap.ABSENT]:
            yield f":warning: Apple made no report on the {counted} of {_days(absent)}, so they are not counted."


def newer_faults(found: PeriodStatistics, faults: Faults) -> Iterator[str]:
    """Yield a line for each report whose newest instances could not be read: the period might have ended later."""
    for report, made in faults.items():
        read_until = found.span.end + timedelta(days=report.complete_after)
        if newer := {made_on: fault for made_on, fault in made.items() if made_on > read_until}:
            yield f":warning: For {_COUNTED[report]}, {_reasons(newer)}, so days after the period may be missing."


def unreadable(app: str, faults: Faults) -> Message:
    """Apple has made reports, none of which could be read."""
    named = [f"On {_COUNTED[report]}, {_reasons(of_report)}." for report, of_report in faults.items() if of_report]
    return text_message(f"There are no figures of *{escape(app)}* that I can show. {' '.join(named)} {_AGAIN}")


def nothing_read(of_report: Mapping[date, str]) -> str:
    """Return what is said in place of the figures of a report that Apple has made, but that could not be read."""
    return f":warning: missing, {_reasons(of_report)}. {_AGAIN}"


def why_no_comparison(found: PeriodStatistics, faults: Faults) -> str:
    """Return why there is none with the span before."""
    span = found.span.before
    head = f"There is no comparison with {span_words(span.start, span.end)}, because "
    missing = sorted({day for gaps in found.gaps_before.values() for day, _ in gaps})
    if not missing:
        return f"{head}the figures above are incomplete."
    reasons = [
        f": {_reasons(of_report)}"
        for report, gaps in found.gaps_before.items()
        if (of_report := _relevant(report, [day for day, gap in gaps if gap is not Gap.ABSENT], faults))
    ]
    return f"{head}the data of {_days(missing)} is incomplete or missing{''.join(reasons)}."


def _because(report: AnalyticsReport, days: Sequence[date], faults: Faults) -> str:
    """Return the reports that could not be read, with the reasons, and what happens next."""
    return f": {_reasons(_relevant(report, days, faults))}. {_AGAIN}"


def _relevant(report: AnalyticsReport, days: Sequence[date], faults: Faults) -> Mapping[date, str]:
    """Return the reports that cover these days and could not be read, oldest first."""
    made = {day + timedelta(days=number) for day in days for number in range(1, report.complete_after + 1)}
    return {made_on: fault for made_on, fault in sorted(faults.get(report, {}).items()) if made_on in made}


def _reasons(found: Mapping[date, str]) -> str:
    reasons = [
        f"the report of {day_words(made_on)} could not be read ({_WHY.get(fault, fault)})"
        for made_on, fault in list(found.items())[:_MOST]
    ]
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return f"{join_words(reasons)}{more}"


def _days(days: Sequence[date]) -> str:
    """Return days as runs: `November 1 to 3, 2026 and November 7, 2026`."""
    breaks = [after for before, after in pairwise(days) if after - before > timedelta(days=1)]
    starts = [days[0], *breaks]
    ends = [*(before for before, after in pairwise(days) if after - before > timedelta(days=1)), days[-1]]
    runs = [span_words(start, end) for start, end in zip(starts, ends, strict=True)]
    shown = runs if len(runs) <= _MOST else [*runs[: _MOST - 1], f"{len(runs) - _MOST + 1} more"]
    return join_words(shown)
