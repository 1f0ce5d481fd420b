"""`webhooks` sets up Apple's webhook for an app: never two, never one whose secret the bot lacks; a ping tries it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest
from pydantic import SecretStr

from bot.http.webhooks import look_for_missed
from kit import wiring
from records.jobs import counters, outbox
from records.jobs.counters import Counter
from records.releases.changes import SubjectKind
from records.releases.watched import WATCHED, WatchedApp
from records.releases.webhooks import EVENTS, WEBHOOKS, AppWebhook
from sandbox.appstore import AppStoreConnect, Fault
from sandbox.appstore.webhook_events import sign
from tasks import clock
from tasks.releases.alerts.jobs import poll_releases
from tasks.releases.webhooks.jobs import read_missed_deliveries, turn_on_webhook
from tests.support import wording
from tests.support.env import Env
from tests.support.specification import violations
from tests.support.uploads import requested

ON = "/asc webhooks on"
# Apple says that it sends a ping, and sends none.
NO_PING_AT_ALL = Fault.status(201, b'{"data": {"type": "webhookPings", "id": "p"}}', path="/v1/webhookPings")


@pytest.fixture
def exposed(env: Env) -> Env:
    """The environment, where Apple reaches the bot."""
    env.expose()
    return env


def url_of(env: Env) -> str:
    return f"{env.address}/webhooks/appstoreconnect/{env.app_id}"


def later(env: Env, seconds: float) -> None:
    """Let time pass for jobs and the clock, then do what is due."""
    now = env.kit.clock
    env.kit = replace(env.kit, clock=lambda: now() + seconds)
    clock.tick(env.kit)
    env.work()


def arrive(env: Env) -> None:
    """Let Apple finish its deliveries, and the worker handle them."""
    env.apple.webhooks_settled()
    env.work()


def test_on_registers_one_webhook_with_a_secret_of_its_own(exposed: Env) -> None:
    other = exposed.apple.add_app("com.example.other", "Other")
    assert wording.WEBHOOK_IS_ON in requested(exposed, f"{ON} --app com.example.tide")
    requested(exposed, f"{ON} --app com.example.other")
    (webhook,) = exposed.apple.webhooks(exposed.app_id)
    (second,) = exposed.apple.webhooks(other)
    assert (webhook.url, webhook.enabled) == (url_of(exposed), True)
    assert webhook.secret not in exposed.ephemeral_text(exposed.eddie)
    assert set(webhook.event_types) == {"APP_STORE_VERSION_APP_VERSION_STATE_UPDATED", "BUILD_UPLOAD_STATE_UPDATED"}
    assert len(webhook.secret) >= 32
    assert webhook.secret != second.secret
    stored = WEBHOOKS.get(exposed.kit.redis, exposed.app_id)
    assert stored is not None
    assert (stored.secrets, stored.webhook_id) == ((webhook.secret,), webhook.id)


def test_on_again_rotates_the_secret_and_keeps_the_webhook(exposed: Env) -> None:
    requested(exposed, ON)
    (first,) = exposed.apple.webhooks(exposed.app_id)
    assert wording.WEBHOOK_NEW_SECRET in requested(exposed, ON)
    (second,) = exposed.apple.webhooks(exposed.app_id)
    assert second.id == first.id
    assert second.secret != first.secret
    body = b'{"data": {"type": "webhookPingCreated", "id": "e1"}}'
    answers = [
        httpx.post(url_of(exposed), content=body, headers={"x-apple-signature": sign(secret, body)}).status_code
        for secret in (first.secret, second.secret)
    ]
    assert answers == [401, 200]


def test_on_takes_over_what_is_registered_for_our_address_and_removes_a_second_one(exposed: Env) -> None:
    theirs = exposed.apple.add_webhook(exposed.app_id, "https://other.example.com/hook", "s")
    ours = exposed.apple.add_webhook(exposed.app_id, f"{url_of(exposed)}/", "s", enabled=False)
    exposed.apple.add_webhook(exposed.app_id, url_of(exposed), "s")
    assert wording.WEBHOOK_TAKEN_OVER in requested(exposed, ON)
    found = {webhook.id: webhook for webhook in exposed.apple.webhooks(exposed.app_id)}
    assert found.keys() == {theirs, ours}
    assert found[ours].enabled
    assert (found[ours].url, found[theirs].secret) == (url_of(exposed), "s")


def test_on_moves_the_webhook_when_the_address_has_changed(exposed: Env) -> None:
    requested(exposed, ON)
    settings = exposed.kit.settings.model_copy(update={"public_url": "https://new.example.com"})
    exposed.kit = replace(exposed.kit, settings=settings)
    requested(exposed, ON)
    (webhook,) = exposed.apple.webhooks(exposed.app_id)
    assert webhook.url == f"https://new.example.com/webhooks/appstoreconnect/{exposed.app_id}"


@pytest.mark.parametrize(
    "fault",
    [fault(times=1, path="/v1/webhooks$", method="POST") for fault in (Fault.lost, Fault.drop)],
    ids=["504", "dropped"],
)
def test_a_response_that_is_lost_makes_no_second_webhook(exposed: Env, fault: Fault) -> None:
    exposed.retry_at_once()
    exposed.apple.faults.add(fault)
    requested(exposed, ON)
    (webhook,) = exposed.apple.webhooks(exposed.app_id)
    stored = WEBHOOKS.get(exposed.kit.redis, exposed.app_id)
    assert stored is not None
    assert stored.secrets == (webhook.secret,)


class KilledError(BaseException):
    """Ends a job where a worker would be killed."""


def kill(_seconds: float) -> None:
    raise KilledError


@pytest.mark.parametrize("done", [True, False], ids=["done", "not done"])
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/webhooks$"), ("POST", "/v1/webhooks$"), ("PATCH", "/webhooks/")]
)
def test_a_worker_that_is_killed_leaves_no_webhook_without_its_secret(
    exposed: Env, method: str, path: str, *, done: bool
) -> None:
    if method == "PATCH":
        requested(exposed, ON)
    exposed.eddie.types(ON, exposed.release)
    (pending,) = outbox.due(exposed.kit.redis, exposed.kit.clock())
    exposed.apple.faults.add(Fault.drop(done=done, times=1, method=method, path=path))
    clients = {name: apple.with_options(sleep=kill) for name, apple in exposed.kit.clients.items()}
    with pytest.raises(KilledError):
        turn_on_webhook.run(replace(exposed.kit, clients=clients), *pending.arguments)
    accepted = WEBHOOKS.get(exposed.kit.redis, exposed.app_id)
    assert accepted is not None
    assert {webhook.secret for webhook in exposed.apple.webhooks(exposed.app_id)} <= set(accepted.secrets)
    exposed.work()
    (webhook,) = exposed.apple.webhooks(exposed.app_id)
    stored = WEBHOOKS.get(exposed.kit.redis, exposed.app_id)
    assert stored is not None
    assert (stored.secrets, stored.webhook_id) == ((webhook.secret,), webhook.id)


def test_on_follows_the_app_to_another_account_and_channel(exposed: Env) -> None:
    former = AppWebhook(
        app_id=exposed.app_id,
        app_name="Ebb",
        account="former",
        channel="C0",
        user="U0",
        created_at=1.0,
        secrets=("former secret",),
    )
    WEBHOOKS.put(exposed.kit.redis, exposed.app_id, former)
    requested(exposed, ON)
    stored = WEBHOOKS.get(exposed.kit.redis, exposed.app_id)
    assert stored is not None
    found = (stored.app_name, stored.account, stored.channel, stored.user, stored.created_at)
    assert found == ("Tide", "", exposed.release.id, exposed.eddie.id, 1.0)


@contextmanager
def agency(env: Env) -> Iterator[AppStoreConnect]:
    """Another account, `agency`, beside the environment's, `own`."""
    apple = AppStoreConnect(seed=2)
    apple.loopback_webhooks = True
    key = apple.add_key()
    with apple.serve() as url:
        of_agency = {
            "asc_api_url": url,
            "asc_key_id": key.key_id,
            "asc_issuer_id": key.issuer_id,
            "asc_private_key": SecretStr(key.private_key_pem),
        }
        kit = wiring.build(env.kit.settings.model_copy(update=of_agency), redis=env.kit.redis)
        env.kit = replace(env.kit, clients={"own": env.kit.clients[""], "agency": kit.clients[""]})
        yield apple
        kit.http.close()
    assert violations(apple.calls) == []


def test_the_webhook_of_an_app_is_that_of_its_account(exposed: Env) -> None:
    with agency(exposed) as other:
        kettle = other.add_app("com.example.kettle", "Kettle")
        version_id = other.add_version(kettle, "1.0")
        requested(exposed, f"{ON} --app com.example.kettle")
        (webhook,) = other.webhooks(kettle)
        assert exposed.apple.webhooks(exposed.app_id) == []
        with exposed.no_enqueue():
            other.set_version_state(version_id, "IN_REVIEW")
            other.webhooks_settled()
        before = len(exposed.apple.calls)
        read_missed_deliveries.run(exposed.kit, kettle)
        assert len(exposed.apple.calls) == before
        (name,) = exposed.kit.redis.scan_iter("asc:webhookevent:*")
        event = EVENTS.read(exposed.kit.redis.get(name))
        assert event is not None
        assert (event.account, event.app_id, event.instance_id) == ("agency", kettle, version_id)
        requested(exposed, "/asc webhooks off --app com.example.kettle")
        assert other.webhooks(kettle) == []
        assert webhook.secret not in exposed.ephemeral_text(exposed.eddie)


def test_two_people_who_turn_it_on_at_once_make_one_webhook(exposed: Env) -> None:
    exposed.eddie.types(ON, exposed.release)
    exposed.olive.types(ON, exposed.release)
    exposed.work()
    (webhook,) = exposed.apple.webhooks(exposed.app_id)
    stored = WEBHOOKS.get(exposed.kit.redis, exposed.app_id)
    assert stored is not None
    assert stored.secrets == (webhook.secret,)


def test_the_former_secret_counts_until_apple_has_confirmed_the_new_one(exposed: Env) -> None:
    requested(exposed, ON)
    exposed.apple.give_role(exposed.apple_key.key_id, "DEVELOPER")
    assert wording.WEBHOOK_ROLES in requested(exposed, ON)
    (webhook,) = exposed.apple.webhooks(exposed.app_id)
    stored = WEBHOOKS.get(exposed.kit.redis, exposed.app_id)
    assert stored is not None
    assert webhook.secret in stored.secrets[1:]


def test_off_removes_the_webhook_and_the_secret_and_nothing_else(exposed: Env) -> None:
    exposed.apple.add_webhook(exposed.app_id, "https://other.example.com/hook", "s")
    requested(exposed, ON)
    assert wording.WEBHOOK_REMOVED in requested(exposed, "/asc webhooks off")
    assert [webhook.name for webhook in exposed.apple.webhooks(exposed.app_id)] == ["Another"]
    assert WEBHOOKS.get(exposed.kit.redis, exposed.app_id) is None
    assert wording.NO_WEBHOOK in requested(exposed, "/asc webhooks off")


def test_off_that_apple_refuses_changes_nothing(exposed: Env) -> None:
    requested(exposed, ON)
    exposed.apple.give_role(exposed.apple_key.key_id, "DEVELOPER")
    assert wording.WEBHOOK_ROLES in requested(exposed, "/asc webhooks off")
    assert WEBHOOKS.get(exposed.kit.redis, exposed.app_id) is not None
    assert "turned off" not in requested(exposed, "/asc audit")


def test_without_a_public_address_on_explains_what_is_needed(env: Env) -> None:
    assert "PUBLIC_URL" in requested(env, ON)
    assert "PUBLIC_URL" in requested(env, "/asc webhooks")
    assert env.writes() == []


def test_a_ping_is_reported_when_it_arrives(exposed: Env) -> None:
    requested(exposed, ON)
    assert wording.PING_REQUESTED in requested(exposed, "/asc webhooks test")
    arrive(exposed)
    assert wording.PING_ARRIVED in exposed.ephemeral_text(exposed.eddie)
    shown = requested(exposed, "/asc webhooks")
    assert "ping: delivered" in shown
    assert wording.WEBHOOK_ON_SHOWN in shown


def test_a_ping_that_apple_could_not_deliver_is_reported_with_what_apple_says(exposed: Env) -> None:
    requested(exposed, ON)
    # Somebody changes the secret at Apple.
    (webhook,) = exposed.apple.webhooks(exposed.app_id)
    stored = WEBHOOKS.get(exposed.kit.redis, exposed.app_id)
    assert stored is not None
    WEBHOOKS.put(exposed.kit.redis, exposed.app_id, replace(stored, secrets=("changed",)))
    requested(exposed, "/asc webhooks test")
    arrive(exposed)
    assert exposed.apple.deliveries(webhook.id)[0].status == 401
    later(exposed, 11)
    text = exposed.ephemeral_text(exposed.eddie)
    assert wording.NO_PING in text
    assert "401" in text
    assert "changed" not in text


def test_a_ping_of_a_webhook_that_is_turned_off_meanwhile_is_answered(exposed: Env) -> None:
    requested(exposed, ON)
    exposed.apple.faults.add(NO_PING_AT_ALL)
    requested(exposed, "/asc webhooks test")
    requested(exposed, "/asc webhooks off")
    later(exposed, 11)
    assert wording.NO_WEBHOOK in exposed.ephemeral_text(exposed.eddie)


def test_a_ping_that_never_comes_is_reported_after_a_minute(exposed: Env) -> None:
    requested(exposed, ON)
    exposed.apple.faults.add(NO_PING_AT_ALL)
    requested(exposed, "/asc webhooks test")
    later(exposed, 11)
    assert wording.NO_PING not in exposed.ephemeral_text(exposed.eddie)
    exposed.apple.give_role(exposed.apple_key.key_id, "SALES")
    later(exposed, 55)
    text = exposed.ephemeral_text(exposed.eddie)
    assert wording.NO_PING in text
    assert wording.NO_DELIVERIES in text


def test_what_failed_while_the_bot_was_down_is_read_from_apples_list_once(exposed: Env) -> None:
    requested(exposed, ON)
    WATCHED.put(exposed.kit.redis, exposed.app_id, WatchedApp(app_id=exposed.app_id, began=exposed.kit.clock() - 60))
    stored = WEBHOOKS.get(exposed.kit.redis, exposed.app_id)
    assert stored is not None
    exposed.apple.set_version_state(exposed.version_id, "READY_FOR_REVIEW")
    arrive(exposed)
    # As if nothing had answered.
    WEBHOOKS.put(exposed.kit.redis, exposed.app_id, replace(stored, secrets=("changed",)))
    exposed.apple.set_version_state(exposed.version_id, "WAITING_FOR_REVIEW")
    arrive(exposed)
    assert state_of(exposed) == "READY_FOR_REVIEW"
    before = len(exposed.apple.calls)
    later(exposed, 301)
    assert state_of(exposed) == "WAITING_FOR_REVIEW"
    lists = [call.path for call in exposed.apple.calls[before:] if call.path.endswith("/deliveries")]
    assert lists == [f"/v1/webhooks/{stored.webhook_id}/deliveries"]
    later(exposed, 301)
    handled = counters.everything(exposed.kit.redis)[Counter.JOBS]
    assert handled[("releases:handle_webhook_event", "done")] == 2


def state_of(env: Env) -> str:
    """The state of the version, as far as webhooks have reported it."""
    watched = WATCHED.get(env.kit.redis, env.app_id)
    assert watched is not None
    known = watched.state_of(SubjectKind.VERSION, env.version_id)
    assert known is not None
    return known.state


def posts(env: Env) -> list[str]:
    """The messages of the channel about In Review."""
    return [message.text for message in env.slack.messages(env.release) if "In Review" in message.text]


def test_a_change_is_posted_once_from_a_webhook_a_redelivery_and_a_poll(exposed: Env) -> None:
    requested(exposed, "/asc alerts releases on")
    requested(exposed, ON)
    (webhook,) = exposed.apple.webhooks(exposed.app_id)
    later(exposed, 1)
    exposed.apple.set_version_state(exposed.version_id, "IN_REVIEW")
    arrive(exposed)
    (text,) = posts(exposed)
    assert "1.2.0" in text
    exposed.apple.redeliver(exposed.apple.deliveries(webhook.id)[0].id)
    arrive(exposed)
    later(exposed, 301)
    assert len(exposed.apple.deliveries(webhook.id)) == 2
    assert posts(exposed) == [text]


def test_a_change_that_could_not_be_delivered_is_posted_from_apples_list(exposed: Env) -> None:
    requested(exposed, "/asc alerts releases on")
    requested(exposed, ON)
    (webhook,) = exposed.apple.webhooks(exposed.app_id)
    later(exposed, 1)
    with exposed.no_enqueue():
        exposed.apple.set_version_state(exposed.version_id, "IN_REVIEW")
        exposed.apple.webhooks_settled()
    assert [delivery.status for delivery in exposed.apple.deliveries(webhook.id)] == [503]
    read_missed_deliveries.run(exposed.kit, exposed.app_id)
    exposed.work()
    assert len(posts(exposed)) == 1


def test_every_state_that_could_not_be_delivered_is_posted_although_a_poll_sees_only_the_last(exposed: Env) -> None:
    requested(exposed, "/asc alerts releases on")
    requested(exposed, ON)
    later(exposed, 1)
    with exposed.no_enqueue():
        for state in ("WAITING_FOR_REVIEW", "IN_REVIEW", "PENDING_DEVELOPER_RELEASE"):
            exposed.apple.set_version_state(exposed.version_id, state)
            exposed.apple.webhooks_settled()
    poll_releases.run(exposed.kit, exposed.app_id)
    read_missed_deliveries.run(exposed.kit, exposed.app_id)
    exposed.work()
    changed = [message.text.partition("\n")[0] for message in exposed.slack.messages(exposed.release)]
    assert [text.partition(": ")[2] for text in changed if "→" in text] == [
        "Prepare for Submission → Waiting for Review",
        "Waiting for Review → In Review",
        "In Review → Pending Developer Release",
    ]


def test_a_web_process_that_starts_has_the_lists_read_soon(exposed: Env) -> None:
    requested(exposed, ON)
    look_for_missed(exposed.kit)
    before = len(exposed.apple.calls)
    later(exposed, 3)
    assert [call.path for call in exposed.apple.calls[before:] if call.path.endswith("/deliveries")]


def test_a_webhook_that_somebody_removed_is_reported_once(exposed: Env) -> None:
    requested(exposed, ON)
    (webhook,) = exposed.apple.webhooks(exposed.app_id)
    exposed.apple.remove_webhook(webhook.id)
    later(exposed, 301)
    later(exposed, 301)
    posted = "\n".join(message.text for message in exposed.slack.messages(exposed.release))
    assert posted.count(wording.WEBHOOK_GONE) == 1
    assert wording.WEBHOOK_GONE_SHOWN in requested(exposed, "/asc webhooks")
    requested(exposed, ON)
    assert len(exposed.apple.webhooks(exposed.app_id)) == 1


def test_a_webhook_of_ours_whose_secret_is_lost_is_explained(exposed: Env) -> None:
    exposed.apple.add_webhook(exposed.app_id, url_of(exposed), "s")
    assert wording.WEBHOOK_NO_SECRET in requested(exposed, "/asc webhooks")


def test_a_word_that_is_none_of_the_command_is_explained(env: Env) -> None:
    assert wording.WEBHOOK_WORDS in requested(env, "/asc webhooks maybe")
