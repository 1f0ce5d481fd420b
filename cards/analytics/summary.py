"""The figures of a period in words: the biggest changes first, then what they are made of and what they leave out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from appstore.analytics.reports import AnalyticsReport
from appstore.catalog import territories
from appstore.errors import AppStoreError, Unauthorized
from cards.analytics import charts
from cards.analytics.changes import changes, headline, part_words
from cards.analytics.gaps import gap_lines, newer_faults, why_no_comparison
from cards.analytics.requests import KEY_MAY_NOT_READ
from cards.blocks import Block, context, escape, header, join_words, message, section, text_message
from cards.failures import errors
from cards.wording.dates import day_words, span_words
from records.analytics.statistics import Dimension, PeriodStatistics
from records.messages import Message

MOST_PARTS = 6
MOST_MARKS = 10
_BY = {Dimension.SOURCE: "source", Dimension.TERRITORY: "territory", Dimension.DEVICE: "device"}
_NOT_SUMMED = (
    "*Downloads per impression* are first-time downloads and redownloads for each impression. It is not App Store "
    "Connect's conversion rate: that one counts unique devices, and unique devices of several days, sources or "
    "territories can't be summed from Apple's reports. Impressions are those in lists and search results, without "
    "page views; page views are those of product pages and store sheets."
)


@dataclass(frozen=True, kw_only=True)
class SummaryData:
    """The figures of an app, and what has to be said about them.

    `territory` (codes, separated by commas) and `source`: the only ones that are counted, "" for all. `faults`: the
    instances that could not be read, by the day they were made on, and why. `requested`: the reports are still
    requested at Apple. `outdated`: why they were not read now. `private`: only the user who asked sees it.
    `marks`: what was changed in the store page with the bot, by day.
    """

    app_name: str
    statistics: PeriodStatistics
    territory: str = ""
    source: str = ""
    faults: Mapping[AnalyticsReport, Mapping[date, str]]
    skipped_rows: int = 0
    unknown_columns: tuple[str, ...] = ()
    stopped: bool = False
    requested: bool = True
    outdated: AppStoreError | None = None
    private: bool = False
    marks: Mapping[date, tuple[str, ...]] = field(default_factory=dict)


def summary(data: SummaryData, images: Sequence[str] = ()) -> Message:
    """The whole card; `images` are Slack's ids of the two charts, none or "" where Slack does not show them."""
    found = data.statistics
    head = f"{data.app_name}: analytics of {span_words(found.span.start, found.span.end)}"
    lines = [f"*{headline(found)}*", *(change.text for change in changes(found))]
    if scope := _scope(data):
        lines.insert(0, scope)
    parts = [_part_line(found, dimension) for dimension in _BY]
    warnings = list(_warnings(data))
    notes = list(_notes(data))
    blocks: list[Block] = [header(head), section("\n".join(lines))]
    if warnings:
        blocks.append(section("\n".join(warnings)))
    alt_texts = (charts.alt_text_by_day(found, data.marks), charts.alt_text_by_part(found))
    blocks += [
        {"type": "image", "slack_file": {"id": image}, "alt_text": alt_text}
        for image, alt_text in zip(images, alt_texts, strict=False)
        if image
    ]
    shown_parts = [line for line in (_marks_line(data.marks), *parts) if line]
    if shown_parts:
        blocks.append(section("\n".join(shown_parts)))
    blocks.append(context(" ".join(notes)))
    text = "\n".join([escape(head), *lines, *warnings, *shown_parts, *notes])
    return message(text.replace("*", ""), *blocks)


def _notes(data: SummaryData) -> Iterator[str]:
    span = data.statistics.span
    if data.statistics.before is not None:
        yield f"Compared with the {len(span.days)} days before, {span_words(span.before.start, span.before.end)}."
    until = day_words(span.end)
    yield f"Apple's data is complete up to {until}; later days may still be corrected, so they are not shown."
    yield _NOT_SUMMED
    if data.private:
        yield "The exact figures are a CSV in our direct messages."


def _marks_line(marks: Mapping[date, tuple[str, ...]]) -> str:
    shown = [f"{day_words(day)}: {escape(join_words(names))}" for day, names in list(marks.items())[:MOST_MARKS]]
    more = f" · and {len(marks) - MOST_MARKS} more days" if len(marks) > MOST_MARKS else ""
    return f"Changed with me in this time, marked in the chart: {' · '.join(shown)}{more}" if marks else ""


def _scope(data: SummaryData) -> str:
    parts = []
    if data.territory:
        parts.append(f"in {join_words([territories.name(code) for code in data.territory.split(',')])}")
    if data.source:
        parts.append(f"from {escape(data.source)}")
    return f"Only what happened {' and '.join(parts)}." if parts else ""


def _part_line(found: PeriodStatistics, dimension: Dimension) -> str:
    parts = [part for part in found.parts[dimension] if part.now.downloads or (part.before and part.before.downloads)]
    if len(parts) < 1:
        return ""
    shown = [part_words(part, dimension) for part in parts[:MOST_PARTS]]
    rest = parts[MOST_PARTS:]
    if rest:
        shown.append(f"{len(rest)} more {sum(part.now.downloads for part in rest):,}")
    return f"Downloads by {_BY[dimension]}: {' · '.join(shown)}"


def _warnings(data: SummaryData) -> Iterator[str]:
    found = data.statistics
    yield from request_warnings(stopped=data.stopped, requested=data.requested, outdated=data.outdated)
    yield from gap_lines(found, data.faults)
    yield from newer_faults(found, data.faults)
    if found.before is None:
        yield why_no_comparison(found, data.faults)
    if data.skipped_rows:
        rows = f"{data.skipped_rows:,} row{'' if data.skipped_rows == 1 else 's'}"
        yield f"{rows} of Apple's files could not be understood and are not counted."
    if data.unknown_columns:
        names = join_words([f"“{escape(name[:40])}”" for name in data.unknown_columns[:5]])
        yield f"Apple's files have columns that I don't know and did not use: {names}."


def request_warnings(*, stopped: bool, requested: bool, outdated: AppStoreError | None) -> Iterator[str]:
    """Yield why newer days may be missing: what is wrong with the request, and why Apple could not be read."""
    if outdated is not None:
        is_role = isinstance(outdated, Unauthorized) and outdated.account_problem is None
        reason = KEY_MAY_NOT_READ if is_role else errors.reason(outdated)
        yield f":warning: Apple's reports could not be read just now, so newer days may be missing. {reason}"
    if stopped:
        yield (
            ":warning: Apple has stopped making these reports because nobody read them for long; "
            "`/asc analytics on` requests them anew."
        )
    if not requested:
        yield (
            ":warning: The request for these reports no longer exists at Apple, so there are no newer days. "
            "`/asc analytics on` requests them anew."
        )


def nothing_complete(app: str, first: date) -> Message:
    """There are days, none of which is complete."""
    return text_message(
        f"Apple's analytics data of *{escape(app)}* begins on {day_words(first)}, and no day of it is complete yet: "
        "Apple corrects each day for up to three days. Ask again tomorrow."
    )
