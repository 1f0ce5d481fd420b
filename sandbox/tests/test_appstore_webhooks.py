"""Webhooks of the App Store Connect stand-in: who may set them up, what is delivered, and how deliveries fail."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.appstore.webhook_events import EVENT_TYPES, INSTANCES, PING, payload, payload_type, sign
from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, codes, visiting
from sandbox.tests.webhook_receiver import Receiver

VALUES = Path(__file__).resolve().parents[3] / "shared" / "appstoreconnect" / "store_work.json"
SECRET = "a secret"
VERSION_STATE = "APP_STORE_VERSION_APP_VERSION_STATE_UPDATED"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().serve() as receiver:
        yield receiver


@pytest.fixture
def olive() -> Iterator[Visitor]:
    with visiting() as visitor:
        visitor.apple.loopback_webhooks = True
        visitor.apple.add_app(BUNDLE_ID, "Tide")
        yield visitor


def register(visitor: Visitor, url: str, **more: object) -> Any:  # noqa: ANN401 - a response
    app_id = next(iter(visitor.apple.look())).id
    attributes = {"enabled": True, "eventTypes": sorted(EVENT_TYPES), "name": "Bot", "secret": SECRET, "url": url}
    return visitor.post("webhooks", attributes | more, app=("apps", app_id))


def test_a_state_change_is_delivered_with_a_signature_over_the_raw_bytes(olive: Visitor, receiver: Receiver) -> None:
    webhook = register(olive, receiver.url).json()["data"]
    app_id = olive.apple.look()[0].id
    version_id = olive.apple.add_version(app_id, "1.0")
    olive.apple.set_version_state(version_id, "READY_FOR_REVIEW")
    olive.apple.webhooks_settled()
    ((signature, body),) = receiver.received
    assert signature == f"hmacsha256={hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}"
    data = json.loads(body)["data"]
    values = {name: data["attributes"][name] for name in ("oldValue", "newValue")}
    assert values == {"oldValue": "PREPARE_FOR_SUBMISSION", "newValue": "READY_FOR_REVIEW"}
    assert data["relationships"]["instance"]["data"] == {"type": "appStoreVersions", "id": version_id}
    (delivery,) = olive.apple.deliveries(webhook["id"])
    assert (delivery.state, delivery.status, delivery.answer) == ("SUCCEEDED", 200, "thanks")
    assert delivery.event["data"] == data


def test_the_version_that_is_replaced_is_reported_too(olive: Visitor, receiver: Receiver) -> None:
    register(olive, receiver.url)
    app_id = olive.apple.look()[0].id
    old = olive.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION")
    new = olive.apple.add_version(app_id, "1.1")
    olive.apple.set_version_state(new, "READY_FOR_DISTRIBUTION")
    olive.apple.webhooks_settled()
    changed = {
        data["relationships"]["instance"]["data"]["id"]: data["attributes"]["newValue"] for data in receiver.payloads
    }
    assert changed == {old: "REPLACED_WITH_NEW_VERSION", new: "READY_FOR_DISTRIBUTION"}


def test_a_webhook_gets_only_the_events_it_wants_of_its_own_app(olive: Visitor, receiver: Receiver) -> None:
    register(olive, receiver.url, eventTypes=["BUILD_UPLOAD_STATE_UPDATED"])
    other = olive.apple.add_app("com.example.other", "Other")
    olive.apple.set_version_state(olive.apple.add_version(other, "1.0"), "IN_REVIEW")
    app_id = olive.apple.look()[0].id
    olive.apple.set_version_state(olive.apple.add_version(app_id, "1.0"), "IN_REVIEW")
    olive.apple.send_event(app_id, "BUILD_UPLOAD_STATE_UPDATED", "b1", oldState="PROCESSING", newState="COMPLETE")
    olive.apple.webhooks_settled()
    assert [data["type"] for data in receiver.payloads] == ["buildUploadStateUpdated"]


def test_a_disabled_webhook_gets_nothing(olive: Visitor, receiver: Receiver) -> None:
    webhook_id = register(olive, receiver.url).json()["data"]["id"]
    assert olive.patch("webhooks", webhook_id, enabled=False, name=None).json()["data"]["attributes"]["name"] == "Bot"
    app_id = olive.apple.look()[0].id
    olive.apple.set_version_state(olive.apple.add_version(app_id, "1.0"), "IN_REVIEW")
    olive.apple.webhooks_settled()
    assert receiver.received == []


def test_a_ping_is_delivered_and_listed_as_one(olive: Visitor, receiver: Receiver) -> None:
    webhook_id = register(olive, receiver.url).json()["data"]["id"]
    assert olive.post("webhookPings", webhook=("webhooks", webhook_id)).status_code == 201
    olive.apple.webhooks_settled()
    (data,) = receiver.payloads
    assert (data["type"], data["attributes"].keys()) == ("webhookPingCreated", {"timestamp"})
    listed = olive.get(f"/v1/webhooks/{webhook_id}/deliveries", include="event").json()
    assert [event["attributes"]["ping"] for event in listed["included"]] == [True]
    assert json.loads(listed["included"][0]["attributes"]["payload"])["data"] == data


def test_a_failed_delivery_shows_the_answer_and_its_redelivery_keeps_the_event(
    olive: Visitor, receiver: Receiver
) -> None:
    webhook_id = register(olive, receiver.url).json()["data"]["id"]
    receiver.status = 503
    olive.post("webhookPings", webhook=("webhooks", webhook_id))
    olive.apple.webhooks_settled()
    path = f"/v1/webhooks/{webhook_id}/deliveries"
    (failed,) = olive.data(path, filter__deliveryState__="FAILED")
    assert failed["attributes"]["response"] == {"httpStatusCode": 503, "body": "thanks"}
    receiver.status = 204
    again = olive.post("webhookDeliveries", template=("webhookDeliveries", failed["id"]))
    assert (again.status_code, again.json()["data"]["attributes"]["redelivery"]) == (201, True)
    olive.apple.webhooks_settled()
    first, second = receiver.payloads
    assert first == second
    assert len(olive.data(path)) == 2
    assert [row["attributes"]["redelivery"] for row in olive.data(path, filter__deliveryState__="SUCCEEDED")] == [True]


def test_an_unreachable_receiver_fails_with_an_error(olive: Visitor) -> None:
    webhook_id = register(olive, "http://127.0.0.1:1/hook").json()["data"]["id"]
    olive.post("webhookPings", webhook=("webhooks", webhook_id))
    olive.apple.webhooks_settled()
    (delivery,) = olive.apple.deliveries(webhook_id)
    assert (delivery.state, delivery.status, delivery.error) == ("FAILED", 0, "ConnectError")


def test_deliveries_are_found_by_their_date(olive: Visitor, receiver: Receiver) -> None:
    webhook_id = register(olive, receiver.url).json()["data"]["id"]
    olive.post("webhookPings", webhook=("webhooks", webhook_id))
    path = f"/v1/webhooks/{webhook_id}/deliveries"
    assert len(olive.data(path, filter__createdDateGreaterThanOrEqualTo__="2020-01-01T00:00:00Z")) == 1
    assert olive.data(path, filter__createdDateLessThan__="2020-01-01T00:00:00Z") == []
    wrong = olive.get(path, filter__createdDateLessThan__="yesterday")
    assert codes(wrong) == [("PARAMETER_ERROR.INVALID", "filter[createdDateLessThan]")]


def test_the_secret_never_comes_back_and_a_new_one_signs(olive: Visitor, receiver: Receiver) -> None:
    made = register(olive, receiver.url)
    webhook_id = made.json()["data"]["id"]
    changed = olive.patch("webhooks", webhook_id, secret="another secret")
    app_id = olive.apple.look()[0].id
    listed = olive.get(f"/v1/apps/{app_id}/webhooks", include="app")
    for answer in (made, changed, listed, olive.get(f"/v1/webhooks/{webhook_id}")):
        assert "secret" not in answer.text
    olive.post("webhookPings", webhook=("webhooks", webhook_id))
    olive.apple.webhooks_settled()
    ((signature, body),) = receiver.received
    assert signature == sign("another secret", body)
    assert [webhook.secret for webhook in olive.apple.webhooks(app_id)] == ["another secret"]


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({"url": "http://example.com/hook"}, ("ENTITY_ERROR.ATTRIBUTE.INVALID", "/data/attributes/url")),
        ({"url": "hook"}, ("ENTITY_ERROR.ATTRIBUTE.INVALID", "/data/attributes/url")),
        ({"eventTypes": ["REVIEWS"]}, ("ENTITY_ERROR.ATTRIBUTE.INVALID", "/data/attributes/eventTypes")),
        ({"secret": None}, ("ENTITY_ERROR.ATTRIBUTE.REQUIRED", "/data/attributes/secret")),
        ({"enabled": "yes"}, ("ENTITY_ERROR.ATTRIBUTE.TYPE", "/data/attributes/enabled")),
    ],
)
def test_a_webhook_that_apple_would_refuse(
    olive: Visitor, attributes: dict[str, object], code: tuple[str, str]
) -> None:
    refused = register(olive, **{"url": "https://bot.example.com/hook"} | attributes)  # type: ignore[arg-type]
    assert refused.status_code == 409
    assert code in codes(refused)


def test_an_http_address_needs_the_switch(olive: Visitor) -> None:
    olive.apple.loopback_webhooks = False
    assert register(olive, "http://127.0.0.1:80/hook").status_code == 409
    assert register(olive, "https://127.0.0.1/hook").status_code == 201


@pytest.mark.parametrize(
    ("role", "reads", "writes"), [("ADMIN", 200, 201), ("DEVELOPER", 200, 403), ("SALES", 403, 403)]
)
def test_only_some_roles_may(olive: Visitor, role: str, reads: int, writes: int) -> None:
    olive.become(olive.apple.add_key(role))
    app_id = olive.apple.look()[0].id
    assert olive.get(f"/v1/apps/{app_id}/webhooks").status_code == reads
    assert register(olive, "https://bot.example.com/hook").status_code == writes


def test_a_removed_webhook_is_gone_with_its_deliveries(olive: Visitor, receiver: Receiver) -> None:
    webhook_id = register(olive, receiver.url).json()["data"]["id"]
    olive.post("webhookPings", webhook=("webhooks", webhook_id))
    olive.apple.webhooks_settled()
    assert olive.delete("webhooks", webhook_id).status_code == 204
    assert olive.get(f"/v1/webhooks/{webhook_id}/deliveries").status_code == 404
    assert olive.post("webhookPings", webhook=("webhooks", webhook_id)).status_code == 409


def test_no_thread_outlives_the_stand_in(receiver: Receiver) -> None:
    with visiting() as visitor:
        visitor.apple.loopback_webhooks = True
        visitor.apple.add_app(BUNDLE_ID, "Tide")
        webhook_id = register(visitor, receiver.url).json()["data"]["id"]
        visitor.post("webhookPings", webhook=("webhooks", webhook_id))
    assert [delivery.state for delivery in visitor.apple.deliveries(webhook_id)] == ["SUCCEEDED"]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("app-store-webhooks")]


@pytest.mark.skipif(not VALUES.is_file(), reason="the list of event types is not at hand")
def test_the_payloads_are_those_of_apples_list() -> None:
    listed = json.loads(VALUES.read_text())["webhooks"]
    assert {event["enum"]: event["instance_type"] for event in listed["events"]} == INSTANCES
    assert [payload_type(event["enum"]) for event in listed["events"]] == [
        event["payload_type"] for event in listed["events"]
    ]
    assert payload_type(PING) == listed["ping"]["payload_type"]


def test_payloads_about_background_assets_have_another_shape() -> None:
    flat = payload("BACKGROUND_ASSET_VERSION_STATE_UPDATED", "e", {}, ("backgroundAssetVersions", "b"))["data"]
    assert "version" not in flat
    assert (flat["relationships"]["instance"]["type"], flat["relationships"]["instance"]["id"]) == (
        "backgroundAssetVersions",
        "b",
    )
