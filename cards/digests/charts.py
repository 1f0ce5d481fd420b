"""The picture in a digest: how the stars are spread, and the reviews of the last thirty days; with its words."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from cards.blocks import plural
from records.digests.statistics import GOOD, Statistics

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The picture brings its own background, so that it reads the same in Slack's light and dark themes. Blue, grey and
# orange stay apart for colour-blind eyes; the order and the legend tell them apart too.
_PAPER, _INK, _FAINT = "#f7f8fa", "#1d1c1d", "#c9ccd1"
_BLUE, _GREY, _ORANGE = "#2f6db5", "#8d939c", "#d9722b"
_EARLIER = "#5f6670"
_INCHES, _DOTS = (9.0, 4.2), 150
_TEXT = 15


def chart(statistics: Statistics, before: str) -> bytes:
    """A PNG of 1350 by 630 pixels; `before` says what the period is compared with, as in `the 7 days before`."""
    # Loading matplotlib takes most of a second: only the job that draws pays for it.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415

    sheet = Figure(figsize=_INCHES, dpi=_DOTS, facecolor=_PAPER, layout=ConstrainedLayoutEngine(w_pad=0.16, h_pad=0.12))
    FigureCanvasAgg(sheet)
    left, right = sheet.subplots(1, 2, width_ratios=(2, 3))
    for axes in (left, right):
        _plain(axes)
    _spread(left, statistics, before)
    _trend(right, statistics)
    out = io.BytesIO()
    sheet.savefig(out, format="png")
    return out.getvalue()


def _plain(axes: Axes) -> None:
    axes.set_facecolor(_PAPER)
    axes.tick_params(colors=_INK, labelsize=_TEXT, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_FAINT)


def _spread(axes: Axes, statistics: Statistics, before: str) -> None:
    rows = range(1, 6)
    most = max(1, *statistics.now.counts, *statistics.before.counts)
    upper, lower = [row + 0.15 for row in rows], [row - 0.22 for row in rows]
    axes.barh(upper, statistics.now.counts, color=_BLUE, height=0.42, label="now")
    axes.barh(lower, statistics.before.counts, color=_FAINT, height=0.28, label=before)
    gap = most * 0.04
    for row, count, earlier in zip(rows, statistics.now.counts, statistics.before.counts, strict=True):
        axes.text(count + gap, row + 0.14, f"{count:,}", va="center", color=_INK, fontsize=_TEXT, weight="bold")
        axes.text(earlier + gap, row - 0.235, f"{earlier:,}", va="center", color=_EARLIER, fontsize=_TEXT - 4)
    axes.set_xlim(0, most * 1.3)
    axes.set_xticks([])
    axes.set_yticks(list(rows), [f"{row} ★" for row in rows])
    axes.set_title("Stars", color=_INK, fontsize=_TEXT + 2, loc="left", pad=12)
    _legend(axes, 2)


def _trend(axes: Axes, statistics: Statistics) -> None:
    days = range(len(statistics.days))
    bottom = [0] * len(statistics.days)
    for label, colour, ratings in (("1–2 stars", _ORANGE, (1, 2)), ("3", _GREY, (3,)), ("4–5", _BLUE, (GOOD, 5))):
        heights = [sum(stars.counts[rating - 1] for rating in ratings) for _, stars in statistics.days]
        axes.bar(list(days), heights, bottom=bottom, color=colour, width=0.82, label=label)
        bottom = [low + high for low, high in zip(bottom, heights, strict=True)]
    most = max(1, *bottom)
    axes.set_ylim(0, most * 1.12)
    axes.set_yticks([0, most], ["0", f"{most:,}"])
    axes.axhline(most, color=_FAINT, linewidth=1, zorder=0)
    shown = [0, len(statistics.days) // 2, len(statistics.days) - 1]
    axes.set_xticks(shown, [f"{statistics.days[index][0]:%b} {statistics.days[index][0].day}" for index in shown])
    ticks = axes.xaxis.get_major_ticks()
    ticks[0].label1.set_horizontalalignment("left")
    ticks[-1].label1.set_horizontalalignment("right")
    axes.set_title(f"Reviews a day, {len(statistics.days)} days", color=_INK, fontsize=_TEXT + 2, loc="left", pad=12)
    _legend(axes, 3)


def _legend(axes: Axes, columns: int) -> None:
    style: dict[str, Any] = {"frameon": False, "labelcolor": _INK, "fontsize": _TEXT - 1, "handlelength": 1}
    axes.legend(loc="upper left", bbox_to_anchor=(-0.04, -0.1), ncols=columns, columnspacing=1.2, **style)


def alt_text(statistics: Statistics) -> str:
    """Return the alternative text of the chart, at most 1,000 characters."""
    spread = ", ".join(f"{plural(rating, 'star')} {statistics.now.counts[rating - 1]:,}" for rating in (5, 4, 3, 2, 1))
    totals = [stars.total for _, stars in statistics.days]
    busiest, _ = max(statistics.days, key=lambda day: day[1].total)
    return (
        f"Two charts. Stars of this period: {spread}. Reviews a day over {len(totals)} days: "
        f"{plural(sum(totals), 'review')} in all, at most {max(totals):,} on {busiest:%B} {busiest.day}."
    )
