"""What all charts share: size, colours, and how a sheet becomes a PNG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

# The picture brings its own background, so that it reads the same in Slack's light and dark themes. Blue, grey and
# orange stay apart for colour-blind eyes; the order and the legend tell them apart too.
PAPER, INK, FAINT = "#f7f8fa", "#1d1c1d", "#c9ccd1"
BLUE, GREY, ORANGE = "#2f6db5", "#8d939c", "#d9722b"
EARLIER = "#5f6670"
TEXT = 15
_WIDTH, _HEIGHT, _DOTS = 9.0, 4.2, 150


def new_sheet(height: float = _HEIGHT) -> Figure:
    """Return an empty sheet, 1350 pixels wide; `height` in inches."""
    # Loading matplotlib takes most of a second: only the job that draws pays for it.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415

    layout = ConstrainedLayoutEngine(w_pad=0.16, h_pad=0.12)
    sheet = Figure(figsize=(_WIDTH, height), dpi=_DOTS, facecolor=PAPER, layout=layout)
    FigureCanvasAgg(sheet)
    return sheet


def png(sheet: Figure) -> bytes:
    """Return the sheet as a PNG."""
    out = io.BytesIO()
    # `savefig` would lay everything out twice. More compression takes longer than sending the few kilobytes it saves.
    cast("FigureCanvasAgg", sheet.canvas).print_png(out, pil_kwargs={"compress_level": 3})  # type: ignore[no-untyped-call]
    return out.getvalue()


def without_frame(axes: Axes) -> None:
    """Leave nothing of the frame but a faint line at the bottom."""
    axes.set_facecolor(PAPER)
    axes.tick_params(colors=INK, labelsize=TEXT, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)


def title(axes: Axes, text: str) -> None:
    """Set the title at the left."""
    axes.set_title(text, color=INK, fontsize=TEXT + 2, loc="left", pad=12)


def legend(axes: Axes, columns: int) -> None:
    """Put the legend under the chart."""
    style: dict[str, Any] = {"frameon": False, "labelcolor": INK, "fontsize": TEXT - 1, "handlelength": 1}
    axes.legend(loc="upper left", bbox_to_anchor=(-0.04, -0.1), ncols=columns, columnspacing=1.2, **style)
