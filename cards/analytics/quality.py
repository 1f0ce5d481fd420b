"""Sessions and crashes of a period in words, compared with the period before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from appstore.analytics.counts import Metric
from appstore.analytics.reports import QUALITY_REPORTS, AnalyticsReport
from cards.analytics.changes import name_of, signed
from cards.analytics.gaps import gap_lines, newer_faults, nothing_read, unreadable, why_no_comparison
from cards.blocks import context, escape, header, message, section, text_message
from cards.wording.dates import day_words, span_words
from records.analytics.statistics import Dimension, PeriodStatistics, Share
from records.messages import Message

MOST_PARTS = 6
_WHOSE = (
    "Sessions and crashes are those of people who share data with developers; the crash report has no territories and "
    "sources. Unique devices of several days can't be summed, so they are not shown."
)
_NAMES = {AnalyticsReport.SESSIONS: "sessions", AnalyticsReport.CRASHES: "crashes"}


@dataclass(frozen=True, kw_only=True)
class QualityData:
    """The sessions and crashes of an app; a report that Apple has not made, or of which nothing could be read, is None.

    `faults`: the reports that could not be read, by the day they were made on, with the reason. `warnings` are
    sentences about the request itself.
    """

    app_name: str
    sessions: PeriodStatistics | None
    crashes: PeriodStatistics | None
    faults: Mapping[AnalyticsReport, Mapping[date, str]]
    skipped_rows: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[PeriodStatistics, ...]:
        """The statistics that there are; they are of the same span."""
        return tuple(found for found in (self.sessions, self.crashes) if found is not None)


def quality(data: QualityData) -> Message:
    """Show the sessions and crashes of a span; at least one of them is known."""
    span = data.known[0].span
    head = f"Quality of {data.app_name}, {span_words(span.start, span.end)}"
    lines, parts = list(_lines(data)), list(_parts(data))
    warnings, notes = list(_warnings(data)), list(_notes(data))
    blocks = [header(head), section("\n".join(lines))]
    if parts:
        blocks.append(section("\n".join(parts)))
    if warnings:
        blocks.append(section("\n".join(warnings)))
    blocks.append(context(" ".join(notes)))
    text = "\n".join([escape(head), *lines, *parts, *warnings, *notes])
    return message(text.replace("*", ""), *blocks)


def none_yet(app: str, faults: Mapping[AnalyticsReport, Mapping[date, str]]) -> Message:
    """Apple has made neither report of the app, or none that can be read."""
    if any(faults.values()):
        return unreadable(app, faults)
    return text_message(
        f"Apple has made no report on sessions or crashes of *{escape(app)}*. Small apps get none until at least five "
        "people share data with developers, and a new request takes some days."
    )


def other_options(names: Sequence[str]) -> Message:
    """`--quality` together with an option that these reports can't answer."""
    typed = " and ".join(f"`--{escape(name)}`" for name in names)
    return text_message(
        f"`--quality` can't be narrowed by {typed}: Apple's crash report has no territories and no sources. "
        "`/asc analytics --quality 30d` shows all sessions and crashes by version and device."
    )


def not_with(verb: str) -> Message:
    """`--quality` together with a word that sets something up."""
    return text_message(
        f"`analytics {escape(verb)}` takes no `--quality`, so nothing was done. `/asc analytics --quality 30d` shows "
        "sessions and crashes."
    )


def _lines(data: QualityData) -> Iterator[str]:
    for report, found in zip(QUALITY_REPORTS, (data.sessions, data.crashes), strict=True):
        if found is None and (of_report := data.faults.get(report)):
            yield f"*{_NAMES[report].capitalize()}*: {nothing_read(of_report)}"
        elif found is None:
            yield f"*{_NAMES[report].capitalize()}*: Apple has made no report on them"
        elif not found.knows(report):
            yield f"*{_NAMES[report].capitalize()}*: no data"
        else:
            yield from _counted(report, found)
    if (ratio := _crashes_per_thousand(data)) is not None:
        yield f"*Crashes per 1,000 sessions* {ratio:.1f}"


def _counted(report: AnalyticsReport, found: PeriodStatistics) -> Iterator[str]:
    metric = Metric.SESSIONS if report is AnalyticsReport.SESSIONS else Metric.CRASHES
    now = found.now.of(metric)
    line = f"*{_NAMES[report].capitalize()}* {now:,}"
    if found.before is not None:
        line += f" ({signed(now, found.before.of(metric))}, {found.before.of(metric):,} before)"
    yield line
    if metric is Metric.SESSIONS and now:
        yield f"*Average session* {_duration(found.now.session_seconds / now)}"


def _crashes_per_thousand(data: QualityData) -> float | None:
    """Return the ratio where both are known for every day, else None."""
    sessions, crashes = data.sessions, data.crashes
    if sessions is None or crashes is None or any(sessions.gaps.values()) or any(crashes.gaps.values()):
        return None
    return crashes.now.crashes * 1000 / sessions.now.sessions if sessions.now.sessions else None


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _parts(data: QualityData) -> Iterator[str]:
    for name, metric, found in (
        ("Crashes", Metric.CRASHES, data.crashes),
        ("Sessions", Metric.SESSIONS, data.sessions),
    ):
        for dimension, by in ((Dimension.VERSION, "version"), (Dimension.DEVICE, "device")):
            if found is not None and (shown := _shown(found.parts[dimension], metric, dimension)):
                yield f"{name} by {by}: {shown}"


def _shown(parts: Sequence[Share], metric: Metric, dimension: Dimension) -> str:
    counted = sorted(
        (part for part in parts if part.now.of(metric)), key=lambda part: (-part.now.of(metric), part.name)
    )
    words = []
    for part in counted[:MOST_PARTS]:
        change = "" if part.before is None else f" ({signed(part.now.of(metric), part.before.of(metric))})"
        words.append(f"{name_of(part.name, dimension)} {part.now.of(metric):,}{change}")
    if rest := counted[MOST_PARTS:]:
        words.append(f"{len(rest)} more {sum(part.now.of(metric) for part in rest):,}")
    return " · ".join(words)


def _warnings(data: QualityData) -> Iterator[str]:
    yield from data.warnings
    for found in data.known:
        of_report = {report: data.faults.get(report, {}) for report in found.gaps}
        yield from gap_lines(found, of_report)
        yield from newer_faults(found, of_report)
    if incomparable := [found for found in data.known if found.before is None]:
        yield why_no_comparison(incomparable[0], data.faults)
    if data.skipped_rows:
        rows = f"{data.skipped_rows:,} row{'' if data.skipped_rows == 1 else 's'}"
        yield f"{rows} of Apple's files could not be understood and are not counted."


def _notes(data: QualityData) -> Iterator[str]:
    span = data.known[0].span
    if any(found.before is not None for found in data.known):
        yield f"Compared with the {len(span.days)} days before, {span_words(span.before.start, span.before.end)}."
    yield f"Apple's data is complete up to {day_words(span.end)}; later days may still be corrected, up to five days."
    yield _WHOSE
