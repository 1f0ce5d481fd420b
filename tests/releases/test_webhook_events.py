"""Apple's signatures and payloads are read in every shape, and nothing else is taken for one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from appstore.releases.webhook_events import WebhookEvent, is_signed, read_event
from sandbox.appstore.webhook_events import INSTANCES, PING, payload, payload_type

# Apple's own example: https://developer.apple.com/documentation/appstoreconnectapi/configuring-webhook-notifications
SECRET, BODY = "This is my secret", b"Hello, World!"
HEX = "7f062172b01cb00b53ca068614674a3d982a34062a0f5d37687d5e3377e54657"


def test_apples_example_is_signed() -> None:
    assert is_signed(BODY, f"hmacsha256={HEX}", [SECRET])
    assert is_signed(BODY, f"hmacsha256={HEX.upper()}", ["another", SECRET])


@pytest.mark.parametrize(
    "signature",
    [
        "",
        HEX,
        f"hmacsha256={HEX[:-1]}",
        f"hmacsha256={HEX[:-1]}8",
        f"sha256={HEX}",
        "hmacsha256=",
        "hmacsha256=é",
        "ü" * 9,
    ],
)
def test_anything_else_is_not(signature: str) -> None:
    assert not is_signed(BODY, signature, [SECRET])


@pytest.mark.parametrize("secrets", [[], [""], ["another"]])
def test_nothing_is_signed_without_the_secret(secrets: list[str]) -> None:
    assert not is_signed(BODY, f"hmacsha256={HEX}", secrets)
    # What an empty secret would make.
    assert not is_signed(b"", "hmacsha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad", secrets)


def test_another_body_is_not_signed() -> None:
    assert not is_signed(BODY + b" ", f"hmacsha256={HEX}", [SECRET])


@pytest.mark.parametrize("event_type", [*INSTANCES, PING])
def test_every_event_of_apples_list_is_read(event_type: str) -> None:
    kind = INSTANCES.get(event_type)
    attributes = {"oldState": "A", "newState": "B", "timestamp": "2025-04-16T05:00:52.745Z"}
    sent = payload(event_type, "e1", attributes, (kind, "i1") if kind else None)
    assert read_event(json.dumps(sent)) == WebhookEvent(
        id="e1",
        type=payload_type(event_type),
        instance_type=kind or "",
        instance_id="i1" if kind else "",
        old="A",
        new="B",
        at=1744779652.745,
    )


def test_what_is_missing_is_empty() -> None:
    assert read_event('{"data": {"id": "e1", "type": "newThing"}}') == WebhookEvent(id="e1", type="newThing")


@pytest.mark.parametrize(
    "document",
    [
        "", "{", "[]", "7", "null", "{}", '{"data": []}', '{"data": {"type": "x"}}', '{"data": {"id": "e"}}',
        '{"data": {"id": 7, "type": "x"}}', "[" * 100_000, b"\xff",
    ],
)  # fmt: skip
def test_what_is_no_event_is_none(document: Any) -> None:  # noqa: ANN401 - bytes or text
    assert read_event(document) is None


@pytest.mark.parametrize(
    "data",
    [
        {"attributes": []},
        {"attributes": {"oldValue": 7, "newValue": None, "timestamp": 9}},
        {"attributes": {"timestamp": "0001-01-01T00:00:00"}},
        {"relationships": {"instance": "x"}},
        {"relationships": {"instance": {"data": None}}},
        {"relationships": {"instance": {"data": {"id": 5}}}},
        {"attributes": {"newValue": "../x", "oldValue": "\ud800"}},
        {"relationships": {"instance": {"data": {"id": "1/../../apps"}}}},
    ],
)
def test_values_of_other_kinds_are_left_out(data: dict[str, object]) -> None:
    event = read_event(json.dumps({"data": {"id": "e", "type": "t", **data}}))
    assert event is not None
    assert (event.old, event.new, event.instance_id) == ("", "", "")
