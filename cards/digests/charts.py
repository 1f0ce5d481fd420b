"""The picture in a digest: how the stars are spread, and the reviews of the last thirty days; with its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.blocks import plural
from cards.wording.charts import (
    BLUE,
    EARLIER,
    FAINT,
    GREY,
    INK,
    ORANGE,
    TEXT,
    legend,
    new_sheet,
    png,
    title,
    without_frame,
)
from records.digests.statistics import GOOD, Statistics

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def chart(statistics: Statistics, before: str) -> bytes:
    """A PNG of 1350 by 630 pixels; `before` says what the period is compared with, as in `the 7 days before`."""
    sheet = new_sheet()
    left, right = sheet.subplots(1, 2, width_ratios=(2, 3))
    for axes in (left, right):
        without_frame(axes)
    _spread(left, statistics, before)
    _trend(right, statistics)
    return png(sheet)


def _spread(axes: Axes, statistics: Statistics, before: str) -> None:
    rows = range(1, 6)
    most = max(1, *statistics.now.counts, *statistics.before.counts)
    upper, lower = [row + 0.15 for row in rows], [row - 0.22 for row in rows]
    axes.barh(upper, statistics.now.counts, color=BLUE, height=0.42, label="now")
    axes.barh(lower, statistics.before.counts, color=FAINT, height=0.28, label=before)
    gap = most * 0.04
    for row, count, earlier in zip(rows, statistics.now.counts, statistics.before.counts, strict=True):
        axes.text(count + gap, row + 0.14, f"{count:,}", va="center", color=INK, fontsize=TEXT, weight="bold")
        axes.text(earlier + gap, row - 0.235, f"{earlier:,}", va="center", color=EARLIER, fontsize=TEXT - 4)
    axes.set_xlim(0, most * 1.3)
    axes.set_xticks([])
    axes.set_yticks(list(rows), [f"{row} ★" for row in rows])
    title(axes, "Stars")
    legend(axes, 2)


def _trend(axes: Axes, statistics: Statistics) -> None:
    days = range(len(statistics.days))
    bottom = [0] * len(statistics.days)
    for label, colour, ratings in (("1–2 stars", ORANGE, (1, 2)), ("3", GREY, (3,)), ("4–5", BLUE, (GOOD, 5))):
        heights = [sum(stars.counts[rating - 1] for rating in ratings) for _, stars in statistics.days]
        axes.bar(list(days), heights, bottom=bottom, color=colour, width=0.82, label=label)
        bottom = [low + high for low, high in zip(bottom, heights, strict=True)]
    most = max(1, *bottom)
    axes.set_ylim(0, most * 1.12)
    axes.set_yticks([0, most], ["0", f"{most:,}"])
    axes.axhline(most, color=FAINT, linewidth=1, zorder=0)
    shown = [0, len(statistics.days) // 2, len(statistics.days) - 1]
    axes.set_xticks(shown, [f"{statistics.days[index][0]:%b} {statistics.days[index][0].day}" for index in shown])
    ticks = axes.xaxis.get_major_ticks()
    ticks[0].label1.set_horizontalalignment("left")
    ticks[-1].label1.set_horizontalalignment("right")
    title(axes, f"Reviews a day, {len(statistics.days)} days")
    legend(axes, 3)


def alt_text(statistics: Statistics) -> str:
    """Return the alternative text of the chart, at most 1,000 characters."""
    spread = ", ".join(f"{plural(rating, 'star')} {statistics.now.counts[rating - 1]:,}" for rating in (5, 4, 3, 2, 1))
    totals = [stars.total for _, stars in statistics.days]
    busiest, _ = max(statistics.days, key=lambda day: day[1].total)
    return (
        f"Two charts. Stars of this period: {spread}. Reviews a day over {len(totals)} days: "
        f"{plural(sum(totals), 'review')} in all, at most {max(totals):,} on {busiest:%B} {busiest.day}."
    )
