"""The schemas of tables and charts."""

from __future__ import annotations

from typing import Any

from sandbox.slack.blocks.limits import TABLE_CHARACTERS
from sandbox.slack.blocks.rich import RICH_TEXT
from sandbox.slack.blocks.shapes import (
    Findings,
    Shape,
    flag,
    integer,
    list_of,
    longest,
    number,
    one_of,
    record,
    string,
    typed,
)

Block = dict[str, Any]
BLOCK_ID = {"block_id": string("block_id.max_length")}
WORDS = record({"text": string()})
CELL = typed({"raw_text": WORDS, "raw_number": record({"value": number}, {"text": string()}), "rich_text": RICH_TEXT})
HEADING = typed({"raw_text": WORDS, "raw_number": record({"value": number}, {"text": string()})})


def characters(cell: Any) -> int:  # noqa: ANN401 - any part of a cell
    """Returns the number of characters a cell shows."""
    if isinstance(cell, list):
        return sum(characters(each) for each in cell)
    if not isinstance(cell, dict):
        return 0
    return len(str(cell.get("text", ""))) + characters(cell.get("elements"))


def _even(value: Block, pointer: str, findings: Findings) -> None:
    widths = {len(row) for row in value["rows"]}
    if len(widths) > 1:
        findings.add("all rows must have the same number of cells", f"{pointer}/rows")
    if len(value.get("column_settings") or []) > max(widths):
        findings.add("no more settings than columns allowed", f"{pointer}/column_settings")


def _not_too_long(limit: int) -> Shape:
    def look(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
        if characters(value["rows"]) > limit:
            findings.add(f"must be less than {limit + 1} characters", f"{pointer}/rows")

    return look


def _headings(value: Block, pointer: str, findings: Findings) -> None:
    for index, cell in enumerate(value["rows"][0]):
        HEADING(cell, f"{pointer}/rows/0/{index}", findings)


TABLE = record(
    {"rows": list_of(list_of(CELL, "table.columns.max_items"), "table.rows.max_items")},
    {
        **BLOCK_ID,
        "column_settings": list_of(
            record({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag}, typed=False),
            "table.columns.max_items",
        ),
    },
    _even,
    _not_too_long(TABLE_CHARACTERS),
)
DATA_TABLE = record(
    {
        "rows": list_of(
            list_of(CELL, "data_table.columns.max_items"),
            "data_table.rows.max_items",
            least=longest("data_table.rows.min_items"),
        ),
        "caption": string(),
    },
    {
        **BLOCK_ID,
        "page_size": integer(1, longest("data_table.page_size.max")),
        "row_header_column_index": integer(0, longest("data_table.columns.max_items") - 1),
    },
    _even,
    _headings,
    _not_too_long(longest("data_table.total_content.max_length")),
)


def _positive(value: Any, pointer: str, findings: Findings) -> None:  # noqa: ANN401
    number(value, pointer, findings)
    if isinstance(value, int | float) and value <= 0:
        findings.add("must be more than 0", pointer)


def _complete(value: Block, pointer: str, findings: Findings) -> None:
    categories = set(value["axis_config"]["categories"])
    for index, series in enumerate(value["series"]):
        if {point["label"] for point in series["data"]} != categories:
            findings.add("every series must have every category", f"{pointer}/series/{index}/data")


PIE = record(
    {
        "segments": list_of(
            record({"label": string("data_visualization.segment.label.max_length"), "value": _positive}, typed=False),
            "data_visualization.segments.max_items",
        )
    }
)
POINT = record({"label": string("data_visualization.point_label.max_length"), "value": number}, typed=False)
SERIES = record(
    {
        "name": string("data_visualization.series_name.max_length"),
        "data": list_of(POINT, "data_visualization.data.max_items"),
    },
    typed=False,
)
AXES = record(
    {
        "categories": list_of(
            string("data_visualization.category_label.max_length"), "data_visualization.categories.max_items"
        )
    },
    {
        "x_label": string("data_visualization.axis_label.max_length"),
        "y_label": string("data_visualization.axis_label.max_length"),
    },
    typed=False,
)
GRAPH = record({"series": list_of(SERIES, "data_visualization.series.max_items"), "axis_config": AXES}, {}, _complete)
CHART = record(
    {
        "title": string("data_visualization.title.max_length"),
        "chart": typed({"pie": PIE, "bar": GRAPH, "area": GRAPH, "line": GRAPH}),
    },
    BLOCK_ID,
)
