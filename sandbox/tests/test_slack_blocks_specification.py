"""Every violation of the published Block Kit specification is detected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.slack.blocks import check_message, check_view
from sandbox.tests.slack_app import field_block, modal, text

FAULTS = Path(__file__).parents[3] / "shared/slack/samples/blockkit_spec/fixtures/invalid/manifest.json"
Json = dict[str, Any]


def _option(**more: object) -> Json:
    return {"text": text("A"), "value": "a", **more}


def _in_actions(element: Json) -> list[Json]:
    return [{"type": "actions", "elements": [element]}]


def _button(**more: object) -> list[Json]:
    return _in_actions({"type": "button", "text": text("Go"), **more})


def _confirm(**more: object) -> list[Json]:
    whole = {"title": text("T"), "text": text("X"), "confirm": text("Y"), "deny": text("N"), **more}
    return _button(confirm=whole)


def _select(**more: object) -> list[Json]:
    return _in_actions(
        {"type": "static_select", **({} if "option_groups" in more else {"options": [_option()]}), **more}
    )


def _choice(kind: str, options: list[Json]) -> list[Json]:
    return _in_actions({"type": kind, "options": options})


def _group(options: list[Json], label: str = "G") -> list[Json]:
    return _select(option_groups=[{"label": text(label), "options": options}])


def _overflow(**more: object) -> list[Json]:
    return _choice("overflow", [_option(**more)])


def _input(element: Json, **more: object) -> Json:
    return modal(field_block("b", "L", element) | more)


def _image(**more: object) -> list[Json]:
    return [{"type": "image", "alt_text": "x", "image_url": "https://a.example/1.png", **more}]


def _video(**more: object) -> list[Json]:
    addresses = {"thumbnail_url": "https://a.example/1.png", "video_url": "https://a.example/1.mp4"}
    return [{"type": "video", "alt_text": "x", "title": text("T"), **addresses, **more}]


def _card(**more: object) -> list[Json]:
    return [{"type": "card", "title": text("T"), **more}]


def _cells(*words: str) -> list[Json]:
    return [{"type": "raw_text", "text": each} for each in words]


def _table(rows: list[list[Json]], **more: object) -> list[Json]:
    return [{"type": "table", "rows": rows, **more}]


def _data_table(rows: list[list[Json]], **more: object) -> list[Json]:
    return [{"type": "data_table", "caption": "C", "rows": rows, **more}]


def _pie(segments: list[Json], title: str = "T") -> list[Json]:
    return [{"type": "data_visualization", "title": title, "chart": {"type": "pie", "segments": segments}}]


def _segment(label: str = "A", value: float = 1) -> Json:
    return {"label": label, "value": value}


def _bars(series: list[Json] | None = None, **axes: object) -> list[Json]:
    series = [{"name": "S", "data": [_segment()]}] if series is None else series
    chart = {"type": "bar", "series": series, "axis_config": {"categories": ["A"], **axes}}
    return [{"type": "data_visualization", "title": "T", "chart": chart}]


def _feedback(**more: object) -> list[Json]:
    answer = {"text": text("Good"), "value": "good"}
    element = {"type": "feedback_buttons", "positive_button": {**answer, **more}, "negative_button": answer}
    return [{"type": "context_actions", "elements": [element]}]


def _icon(**more: object) -> Json:
    return {"type": "icon_button", "icon": "trash", "text": text("Delete"), **more}


def _container(**more: object) -> list[Json]:
    return [{"type": "container", "title": text("T"), "child_blocks": [{"type": "divider"}], **more}]


ROWS = [_cells("Name", "Score"), _cells("Ada", "1")]
CASES: dict[str, list[Json] | Json] = {
    "text-empty": [{"type": "section", "text": text("")}],
    "text-too-long": [{"type": "section", "text": text("x" * 3001)}],
    "button-action-id-too-long": _button(action_id="x" * 256),
    "button-text-too-long": _button(text=text("x" * 76)),
    "button-url-too-long": _button(url="x" * 3001),
    "button-value-too-long": _button(value="x" * 2001),
    "button-accessibility-label-too-long": _button(accessibility_label="x" * 76),
    "confirmation-title-too-long": _confirm(title=text("x" * 101)),
    "confirmation-text-too-long": _confirm(text=text("x" * 301)),
    "confirmation-confirm-too-long": _confirm(confirm=text("x" * 31)),
    "confirmation-deny-too-long": _confirm(deny=text("x" * 31)),
    "option-text-too-long": _select(options=[_option(text=text("x" * 76))]),
    "option-value-too-long": _select(options=[_option(value="x" * 151)]),
    "option-url-too-long": _overflow(url="😀" * 3001),
    "option-description-too-long": _select(options=[_option(description=text("x" * 76))]),
    "option-group-label-too-long": _group([_option()], "x" * 76),
    "option-group-empty": _group([]),
    "option-group-too-many-options": _group([_option()] * 101),
    "select-placeholder-too-long": _select(placeholder=text("x" * 151)),
    "select-too-many-options": _select(options=[_option()] * 101),
    "select-too-many-option-groups": _select(option_groups=[{"label": text("G"), "options": [_option()]}] * 101),
    "overflow-empty": _choice("overflow", []),
    "overflow-too-many-options": _choice("overflow", [_option()] * 6),
    "checkboxes-empty": _choice("checkboxes", []),
    "checkboxes-too-many-options": _choice("checkboxes", [_option()] * 11),
    "radio-buttons-empty": _choice("radio_buttons", []),
    "radio-buttons-too-many-options": _choice("radio_buttons", [_option()] * 11),
    "table-too-many-rows": _table([_cells("x")] * 101),
    "table-ragged-rows": _table([_cells("x"), _cells("x", "y")]),
    "table-column-settings-mismatch": _table([_cells("x")], column_settings=[{}, {}]),
    "file-input-max-files-too-small": _input({"type": "file_input", "max_files": 0}),
    "file-input-max-files-too-large": _input({"type": "file_input", "max_files": 11}),
    "plain-text-input-max-length-too-large": _input({"type": "plain_text_input", "max_length": 3001}),
    "actions-too-many-elements": [{"type": "actions", "elements": [{"type": "button", "text": text("x")}] * 26}],
    "context-too-many-elements": [{"type": "context", "elements": [text("x")] * 11}],
    "header-text-too-long": [{"type": "header", "text": text("x" * 151)}],
    "image-url-too-long": _image(image_url="https://" + "x" * 3000),
    "image-alt-text-too-long": _image(alt_text="x" * 2001),
    "image-url-and-slack-file": _image(slack_file={"id": "F1"}),
    "input-label-too-long": _input({"type": "plain_text_input"}, label=text("x" * 2001)),
    "input-hint-too-long": _input({"type": "plain_text_input"}, hint=text("x" * 2001)),
    "input-invalid-element": _input({"type": "button", "text": text("x")}),
    "markdown-empty": [{"type": "markdown", "text": ""}],
    "markdown-too-long": [{"type": "markdown", "text": "x" * 12001}],
    "section-text-too-long": [{"type": "section", "text": text("x" * 3001)}],
    "section-too-many-fields": [{"type": "section", "fields": [text("x")] * 11}],
    "section-field-too-long": [{"type": "section", "fields": [text("x" * 2001)]}],
    "section-missing-content": [{"type": "section"}],
    "video-alt-text-empty": _video(alt_text=""),
    "video-alt-text-too-long": _video(alt_text="x" * 2001),
    "video-title-too-long": _video(title=text("x" * 201)),
    "video-author-name-too-long": _video(author_name="x" * 51),
    "video-description-too-long": _video(description=text("x" * 201)),
    "video-provider-name-too-long": _video(provider_name="x" * 51),
    "view-missing-blocks": modal(),
    "view-too-many-blocks": modal(*[{"type": "divider"}] * 101),
    "view-private-metadata-too-long": modal({"type": "divider"}, private_metadata="x" * 3001),
    "view-callback-id-too-long": modal({"type": "divider"}, callback_id="x" * 256),
    "view-title-too-long": modal({"type": "divider"}, title=text("x" * 25)),
    "view-close-too-long": modal({"type": "divider"}, close=text("x" * 25)),
    "view-submit-too-long": modal({"type": "divider"}, submit=text("x" * 25)),
    "static-select-options-and-groups": _select(
        options=[_option()], option_groups=[{"label": text("G"), "options": [_option()]}]
    ),
    "number-input-inverted-range": _input(
        {"type": "number_input", "is_decimal_allowed": False, "min_value": "9", "max_value": "1"}
    ),
    "context-invalid-element": [{"type": "context", "elements": [{"type": "button", "text": text("x")}]}],
    "block-id-too-long": [{"type": "divider", "block_id": "x" * 256}],
    "alert-text-too-long": modal({"type": "alert", "text": text("x" * 201)}),
    "card-title-too-long": _card(title=text("x" * 151)),
    "card-subtitle-too-long": _card(subtitle=text("x" * 151)),
    "card-body-too-long": _card(body=text("x" * 201)),
    "card-subtext-too-long": _card(subtext=text("x" * 201)),
    "card-too-many-actions": _card(actions=[{"type": "button", "text": text("x")}] * 4),
    "carousel-empty": [{"type": "carousel", "elements": []}],
    "carousel-too-many-cards": [{"type": "carousel", "elements": _card() * 11}],
    "container-title-too-long": _container(title=text("x" * 151)),
    "container-subtitle-too-long": _container(subtitle=text("x" * 151)),
    "container-too-many-child-blocks": _container(child_blocks=[{"type": "divider"}] * 11),
    "context-actions-too-many-elements": [{"type": "context_actions", "elements": [_icon()] * 6}],
    "feedback-button-text-too-long": _feedback(text=text("x" * 76)),
    "feedback-button-value-too-long": _feedback(value="x" * 2001),
    "feedback-button-accessibility-label-too-long": _feedback(accessibility_label="x" * 76),
    "icon-button-too-many-visible-users": [
        {"type": "context_actions", "elements": [_icon(visible_to_user_ids=["U1"] * 11)]}
    ],
    "data-table-too-few-rows": _data_table([_cells("x")]),
    "data-table-too-many-rows": _data_table([_cells("x")] * 202),
    "data-table-too-few-columns": _data_table([[], []]),
    "data-table-too-many-columns": _data_table([_cells(*"x" * 21)] * 2),
    "data-table-page-size-too-small": _data_table(ROWS, page_size=0),
    "data-table-page-size-too-large": _data_table(ROWS, page_size=101),
    "data-table-cell-text-empty": _data_table([_cells("x"), _cells("")]),
    "data-table-content-too-long": _data_table([_cells("x" * 2500)] * 9),
    "data-visualization-title-too-long": _pie([_segment()], "x" * 51),
    "pie-chart-empty": _pie([]),
    "pie-chart-too-many-segments": _pie([_segment()] * 13),
    "chart-segment-label-too-long": _pie([_segment("x" * 21)]),
    "chart-segment-value-not-positive": _pie([_segment(value=0)]),
    "chart-series-empty": _bars([]),
    "chart-too-many-series": _bars([{"name": "S", "data": [_segment()]}] * 13),
    "data-series-name-too-long": _bars([{"name": "x" * 21, "data": [_segment()]}]),
    "data-series-empty": _bars([{"name": "S", "data": []}]),
    "data-series-too-many-points": _bars([{"name": "S", "data": [_segment()] * 21}]),
    "data-point-label-too-long": _bars([{"name": "S", "data": [_segment("x" * 21)]}]),
    "axis-categories-empty": _bars(categories=[]),
    "axis-too-many-categories": _bars(categories=["A"] * 21),
    "axis-category-label-too-long": _bars(categories=["x" * 21]),
    "axis-label-too-long": _bars(x_label="x" * 51),
}
# Addresses inside the sources of tasks, which the product does not use.
LEFT_OUT = {"url-source-url-empty", "url-source-url-too-long"}


WITHOUT_FAULT = [
    *(_button(), _confirm(), _select(), _choice("overflow", [_option()]), _choice("checkboxes", [_option()])),
    *(_choice("radio_buttons", [_option()]), _group([_option()]), _overflow(url="https://a.example"), _image()),
    *(_video(), _card(), _container(), _table(ROWS), _data_table(ROWS), _pie([_segment()]), _bars(), _feedback()),
    [{"type": "context_actions", "elements": [_icon()]}],
]


@pytest.mark.parametrize("blocks", WITHOUT_FAULT)
def test_what_the_faults_are_made_from_is_right(blocks: list[Json]) -> None:
    assert check_message(blocks) == []


@pytest.mark.parametrize("case", CASES)
def test_a_fault_of_the_specification_is_found(case: str) -> None:
    wrong = CASES[case]
    found = check_message(wrong) if isinstance(wrong, list) else check_view(wrong)
    assert found


@pytest.mark.skipif(not FAULTS.exists(), reason="the saved samples of Slack are not at hand")
def test_no_fault_of_the_specification_is_left_out() -> None:
    named = {case["id"] for case in json.loads(FAULTS.read_text())["cases"]}
    assert set(CASES) == named - LEFT_OUT
