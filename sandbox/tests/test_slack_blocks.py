"""Blocks and views are rejected as Slack rejects them, with Slack's messages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.slack.blocks import check_message, check_view
from sandbox.slack.blocks.limits import LIMITS, SURFACES
from sandbox.tests.slack_app import button, buttons, call, connected, field_block, modal, text

SAMPLES = Path(__file__).parents[3] / "shared" / "slack" / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the saved samples of Slack are not at hand")
Json = dict[str, Any]


def _message_of(element: Json) -> Json:
    position = "elements" if element["type"] != "image" else "accessory"
    if position == "accessory":
        return {"type": "section", "text": text("picture"), "accessory": element}
    return {"type": "actions", "elements": [element]}


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (
            {"type": "section", "text": text("x" * 3001)},
            "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        ),
        ({"type": "section", "text": text("")}, "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0/type]"),
        (
            {"type": "section", "fields": [text("x")] * 11},
            "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
        ),
        (
            {"type": "header", "text": text("x", "mrkdwn")},
            "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
        ),
        ({"type": "marquee"}, "unsupported type: marquee [json-pointer:/blocks/0/type]"),
        ({"type": "alert", "text": text("x")}, "unsupported type: alert [json-pointer:/blocks/0/type]"),
        ({"type": "divider", "colour": "red"}, "invalid additional property: colour [json-pointer:/blocks/0]"),
        (
            {"type": "image", "image_url": "https://a.example/1.png"},
            "missing required field: alt_text [json-pointer:/blocks/0]",
        ),
        (
            {"type": "image", "alt_text": "x", "image_url": "http://127.0.0.1:1/1.png"},
            "downloading image failed [json-pointer:/blocks/0/image_url]",
        ),
        (
            _message_of(button("a", "x" * 76)),
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
        ),
        (
            {"type": "actions", "elements": [button("a", "1"), button("a", "2")]},
            '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
        ),
        (
            field_block("f", "File", {"type": "file_input"}),
            "unsupported type: file_input [json-pointer:/blocks/0/element/type]",
        ),
        (
            {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]},
            "must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]",
        ),
    ],
)
def test_a_wrong_block_is_refused_with_its_place(block: Json, problem: str) -> None:
    assert check_message([block]) == [problem]


def test_a_message_has_at_most_fifty_blocks_and_no_block_id_twice() -> None:
    assert check_message([{"type": "divider"}] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]
    twins = [{"type": "divider", "block_id": "a"}] * 2
    assert check_message(twins) == ['`block_id` "a" already exists [json-pointer:/blocks/1/block_id]']


def test_a_form_with_fields_needs_something_to_submit_it() -> None:
    form = modal(field_block("a", "A", {"type": "plain_text_input"}))
    del form["submit"]
    words = "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]"
    assert check_view(form) == [words]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"title": text("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
        ({"private_metadata": "x" * 3001}, "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        ({"blocks": [{"type": "table", "rows": []}]}, "unsupported type: table [json-pointer:/view/blocks/0/type]"),
        ({"color": "red"}, "invalid additional property: color [json-pointer:/view]"),
    ],
)
def test_a_wrong_form_is_refused_with_its_place(more: Json, problem: str) -> None:
    assert check_view(modal({"type": "divider"}) | more) == [problem]


def test_a_home_tab_has_no_title() -> None:
    view = {"type": "home", "title": text("x"), "blocks": [{"type": "divider"}]}
    assert check_view(view) == ["invalid additional property: title [json-pointer:/view]"]


def test_a_menu_starts_with_one_of_its_options() -> None:
    menu = {
        "type": "static_select",
        "action_id": "m",
        "options": [{"text": text("A"), "value": "a"}],
        "initial_option": {"text": text("B"), "value": "b"},
    }
    words = "`initial_option` must be one of the options [json-pointer:/blocks/0/elements/0/initial_option]"
    assert check_message([_message_of(menu)]) == [words]


def test_a_refused_message_is_not_posted_and_says_why_twice() -> None:
    with connected() as (slack, _):
        release = slack.channel("release")
        answer = call(slack, "chat.postMessage", channel=release.id, text="x", blocks=buttons(button("a", "x" * 76)))
        words = "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"
        assert answer == {
            "ok": False,
            "error": "invalid_blocks",
            "errors": [words],
            "response_metadata": {"messages": [f"[ERROR] {words}"]},
        }
        assert slack.messages(release) == ()


def test_a_picture_of_slacks_own_must_be_a_file_that_slack_has() -> None:
    with connected() as (slack, _):
        eddie = slack.person("Eddie")
        release = slack.channel("release", members=[eddie])
        ts = eddie.says(release, "look", files=[("1.png", b"one")])
        file_id = slack.message(release, ts).files[0]["id"]
        for known, ok in ((file_id, True), ("F0NOTHING", False)):
            picture = {"type": "image", "alt_text": "x", "slack_file": {"id": known}}
            assert call(slack, "chat.postMessage", channel=release.id, text="x", blocks=[picture])["ok"] is ok


@needs_samples
def test_the_limits_are_those_of_the_published_specification() -> None:
    published = json.loads((SAMPLES / "block_kit_limits.json").read_text())
    assert {name: published["limits"][name] for name in LIMITS} == dict(LIMITS)
    assert {surface: set(kinds) for surface, kinds in published["block_types_by_surface"].items()} == {
        surface: set(kinds) for surface, kinds in SURFACES.items()
    }


@needs_samples
def test_every_valid_example_of_the_specification_is_taken() -> None:
    examples = SAMPLES / "blockkit_spec" / "fixtures" / "valid"
    for path in sorted((examples / "blocks").glob("*.json")):
        block = json.loads(path.read_text())
        found = check_view(modal(block)) if block["type"] == "alert" else check_message([block])
        assert (path.stem, found) == (path.stem, [])
    for path in sorted((examples / "elements").glob("*.json")):
        element = json.loads(path.read_text())
        if element["type"] == "url":
            continue  # no element, but a source inside a task
        inside = element["type"].endswith("input")
        found = check_view(modal(field_block("b", "L", element))) if inside else check_message([_message_of(element)])
        assert (path.stem, found) == (path.stem, [])
    for path in sorted((examples / "views").glob("*.json")):
        assert (path.stem, check_view(json.loads(path.read_text()))) == (path.stem, [])
