"""The jobs about webhooks: the command `webhooks`, what Apple delivers, and what it could not deliver."""

import hashlib
from dataclasses import replace
from functools import partial
from http import HTTPStatus

import structlog

from appstore.errors import Unauthorized
from appstore.releases import webhook_events
from appstore.releases.webhook_events import WebhookEvent
from cards.releases import webhooks as messages
from kit.jobs.define import CLOCK, NOW, job, of_its_app, on_tick, read_app
from kit.jobs.queues import enqueue_once, enqueue_unless_pending
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.invocations import Invocation
from records.releases.webhooks import EVENTS, WEBHOOKS, AppWebhook, change_in, received
from tasks.dispatch import failures
from tasks.releases.alerts.changes import record_change
from tasks.releases.webhooks import missed, pings, registration

log = structlog.get_logger()


def report_failure(kit: Kit, invocation_id: str, error: BaseException) -> None:
    """Report how a job failed; a key whose role is too small gets the roles that are not."""
    if isinstance(error, Unauthorized) and error.status == HTTPStatus.FORBIDDEN and error.account_problem is None:
        log.warning("Apple refused", request=error.request, status=error.status, code=error.code)
        error = UserError(messages.needs_role(error))
    failures.report_failure(kit, invocation_id, error)


@job(NOW, on_failure=report_failure, ordered_by=read_app)
def show_webhook(kit: Kit, invocation: Invocation) -> None:
    """Show the webhook of the app, and what Apple has delivered lately."""
    reply(kit, invocation, messages.overview(registration.overview(kit, invocation)))


@job(NOW, on_failure=report_failure, ordered_by=of_its_app("webhook"))
def turn_on_webhook(kit: Kit, invocation: Invocation) -> None:
    """Register the webhook of the app with Apple, or take it over."""
    registration.turn_on(kit, invocation)


@job(NOW, on_failure=report_failure, ordered_by=of_its_app("webhook"))
def turn_off_webhook(kit: Kit, invocation: Invocation) -> None:
    """Remove the webhook of the app at Apple."""
    registration.turn_off(kit, invocation)


@job(NOW, on_failure=report_failure, ordered_by=of_its_app("webhook", reads=True))
def test_webhook(kit: Kit, invocation: Invocation) -> None:
    """Have Apple send a ping."""
    pings.send(kit, invocation)


def receive(kit: Kit, webhook: AppWebhook, event: WebhookEvent, *, is_missed: bool = False) -> bool:
    """Store an event and queue what handles it; returns False for one that was received before, by its id.

    When this returns the event is safe in Redis. Raises what Redis raises.
    """
    name = f"{webhook.app_id}:{event.id}".encode(errors="surrogatepass")
    event_id = hashlib.sha256(name).hexdigest()[:32]
    stored = received(webhook, event, kit.clock(), is_missed=is_missed)
    store = partial(EVENTS.put, record_id=event_id, record=stored)
    return enqueue_once(kit, f"webhook.{event_id}", (store,), handle_webhook_event, event_id)


@job(NOW)
def handle_webhook_event(kit: Kit, event_id: str) -> None:
    """Record what an event says; one that nothing here is about is only logged."""
    event = EVENTS.get(kit.redis, event_id)
    if event is None:
        return
    if not event.missed:
        WEBHOOKS.change(
            kit.redis,
            event.app_id,
            lambda newest: replace(newest, received_at=max(newest.received_at, event.received_at)),
        )
    change = change_in(event)
    if change is not None:
        record_change(kit, change)
    elif event.type == webhook_events.PING:
        pings.arrived(kit, event)
    else:
        log.info("webhook event not used", app=event.app_id, type=event.type[:100])


@on_tick
def enqueue_due_webhook_checks(kit: Kit) -> None:
    """Enqueue a look at each list of failed deliveries that is due, and after each ping that should have arrived."""
    for app_id in missed.take_due(kit):
        enqueue_unless_pending(kit, read_missed_deliveries, app_id)
    for invocation_id in pings.take_due(kit):
        enqueue_unless_pending(kit, look_after_ping, invocation_id)


@job(CLOCK)
def read_missed_deliveries(kit: Kit, app_id: str) -> None:
    """Receive what Apple could not deliver to the webhook of this app."""
    webhook, began = WEBHOOKS.get(kit.redis, app_id), kit.clock()
    if webhook is None or not webhook.webhook_id:
        return
    found = missed.failed_events(kit, webhook)
    if new := sum(receive(kit, webhook, event, is_missed=True) for event in found):
        log.info("missed webhook events read", app=app_id, count=new)
    WEBHOOKS.change(kit.redis, app_id, lambda newest: replace(newest, checked_at=began))


@job(CLOCK)
def look_after_ping(kit: Kit, invocation_id: str) -> None:
    """Report that a ping has not arrived, if it has not."""
    pings.look(kit, invocation_id)
