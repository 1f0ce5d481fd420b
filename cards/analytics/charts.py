"""The pictures of figures: downloads a day against the period before, and bars by source, territory and device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.analytics.changes import name_of
from cards.blocks import unescape
from cards.wording.charts import BLUE, EARLIER, FAINT, INK, ORANGE, TEXT, legend, new_sheet, png, title, without_frame
from cards.wording.dates import day_words, span_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from matplotlib.axes import Axes

    from records.analytics.statistics import PeriodStatistics, Share

from records.analytics.statistics import Dimension

_BARS = 6
# More marks than these are lines without words.
_MOST_WORDS = 4
_LONGEST_NAME = 18
_TITLES = {
    Dimension.SOURCE: "By source",
    Dimension.TERRITORY: "By territory",
    Dimension.DEVICE: "By device",
}


def by_day(found: PeriodStatistics, marks: Mapping[date, tuple[str, ...]]) -> bytes:
    """A PNG with a line of downloads a day, and a fainter one of the period before if it can be compared.

    `marks`: what was changed in the store page, by day: each is a line with its words, as far as there is room.
    """
    sheet = new_sheet()
    axes = sheet.subplots()
    without_frame(axes)
    days = range(len(found.by_day))
    now = [counts.downloads for _, counts in found.by_day]
    before = [counts.downloads for _, counts in found.by_day_before]
    if before:
        axes.plot(days, before, color=EARLIER, linewidth=1.5, linestyle="--", label=f"the {len(before)} days before")
    axes.plot(days, now, color=BLUE, linewidth=2.5, marker="o", markersize=4, label="downloads a day")
    most = max(1, *now, *before) if before else max(1, *now)
    axes.set_ylim(0, most * 1.12)
    axes.set_yticks([0, most], ["0", f"{most:,}"])
    axes.axhline(most, color=FAINT, linewidth=1, zorder=0)
    _day_ticks(axes, found)
    _draw_marks(axes, found, marks)
    title(axes, f"Downloads a day, {span_words(found.span.start, found.span.end)}")
    legend(axes, 2)
    return png(sheet)


def _draw_marks(axes: Axes, found: PeriodStatistics, marks: Mapping[date, tuple[str, ...]]) -> None:
    for index, (day, _) in enumerate(found.by_day):
        if day not in marks:
            continue
        axes.axvline(index, color=ORANGE, linewidth=1.5, linestyle=":", zorder=0)
        if len(marks) > _MOST_WORDS:
            continue
        is_late = index > len(found.by_day) / 2
        axes.annotate(
            ", ".join(marks[day]),
            (index, 0),
            xytext=(-6 if is_late else 6, 8),
            textcoords="offset points",
            ha="right" if is_late else "left",
            color=ORANGE,
            fontsize=TEXT - 4,
        )


def _day_ticks(axes: Axes, found: PeriodStatistics) -> None:
    shown = [0, len(found.by_day) // 2, len(found.by_day) - 1]
    axes.set_xticks(shown, [f"{found.by_day[index][0]:%b} {found.by_day[index][0].day}" for index in shown])
    ticks = axes.xaxis.get_major_ticks()
    ticks[0].label1.set_horizontalalignment("left")
    ticks[-1].label1.set_horizontalalignment("right")


def by_part(found: PeriodStatistics) -> bytes:
    """A PNG with the downloads of the largest sources, territories and devices, each above those of before."""
    sheet = new_sheet(4.8)
    for axes, dimension in zip(sheet.subplots(1, 3), _TITLES, strict=True):
        without_frame(axes)
        _bars(axes, found.parts[dimension][:_BARS], dimension)
        title(axes, f"Downloads\n{_TITLES[dimension].lower()}")
    return png(sheet)


def _bars(axes: Axes, parts: tuple[Share, ...], dimension: Dimension) -> None:
    parts = parts[::-1]
    rows = range(len(parts))
    now = [part.now.downloads for part in parts]
    before = [part.before.downloads if part.before is not None else 0 for part in parts]
    most = max(1, *now, *before) if parts else 1
    axes.barh([row + 0.12 for row in rows], now, color=BLUE, height=0.4)
    axes.barh([row - 0.24 for row in rows], before, color=FAINT, height=0.22)
    for row, count in zip(rows, now, strict=True):
        axes.text(count + most * 0.04, row + 0.1, f"{count:,}", va="center", color=INK, fontsize=TEXT - 3)
    axes.set_xlim(0, most * 1.45)
    # As much room as for the longest list, so that bars are of one thickness.
    axes.set_ylim(len(parts) - _BARS - 0.6, len(parts) - 0.4)
    axes.set_xticks([])
    axes.set_yticks(list(rows), [_short(unescape(name_of(part.name, dimension))) for part in parts])
    axes.tick_params(labelsize=TEXT - 4)


def _short(name: str) -> str:
    name = name.removeprefix("App Store ").capitalize() if name.startswith("App Store ") else name
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def alt_text_by_day(found: PeriodStatistics, marks: Mapping[date, tuple[str, ...]]) -> str:
    """Return the alternative text of the first chart."""
    totals = [counts.downloads for _, counts in found.by_day]
    most = max(totals)
    busiest = next(day for day, counts in found.by_day if counts.downloads == most)
    before = found.before.downloads if found.before is not None else None
    compared = f" The {len(totals)} days before: {before:,} in all." if before is not None else ""
    marked = (
        " Marked: " + "; ".join(f"{day_words(day)} {', '.join(names)}" for day, names in marks.items()) if marks else ""
    )
    return (
        f"A line of downloads a day from {span_words(found.span.start, found.span.end)}: {sum(totals):,} in all, at "
        f"most {most:,} on {day_words(busiest)}, {totals[0]:,} on the first day and {totals[-1]:,} on the last."
        f"{compared}{marked}"
    )


def alt_text_by_part(found: PeriodStatistics) -> str:
    """Return the alternative text of the second chart."""
    parts = [
        f"{_TITLES[dimension].lower()}: "
        + ", ".join(
            f"{unescape(name_of(part.name, dimension))} {part.now.downloads:,}"
            + (f" (before {part.before.downloads:,})" if part.before is not None else "")
            for part in found.parts[dimension][:_BARS]
        )
        for dimension in _TITLES
        if found.parts[dimension]
    ]
    return f"Bars of downloads {'; '.join(parts)}."
