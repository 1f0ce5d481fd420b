"""Tries out webhooks: has Apple send a ping, and reports when it has arrived, or what Apple says if it has not."""

import structlog

from appstore.errors import AppStoreError
from appstore.releases import webhooks
from appstore.releases.webhooks import DeliveryState, WebhookDelivery
from cards.releases import webhooks as messages
from cards.wording.accounts import app_title, title_of
from kit.jobs import queues
from kit.jobs.defer import deferring_client, deferring_clients
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation
from records.jobs.order import Touched, subject
from records.messages import Message
from records.releases.webhooks import PING_TESTS, PINGS_DUE, WEBHOOKS, AppWebhook, PingTest, ReceivedEvent
from tasks.dispatch import resolve

# How long a ping is awaited, and how often Apple's list is read meanwhile, in seconds.
PATIENCE_SECONDS, LOOK_SECONDS = 60.0, 10.0
# Apple's clock may be behind ours, and it rounds.
CLOCKS_DIFFER_SECONDS = 5.0

log = structlog.get_logger()


def send(kit: Kit, invocation: Invocation) -> None:
    """Have Apple send a ping to the webhook of the app; the answer follows."""
    app = resolve.resolve_app(kit, deferring_clients(kit), invocation.app, invocation.channel)
    queues.touch(kit, Touched(reads=(subject("webhook", app.id),)))
    webhook = WEBHOOKS.get(kit.redis, app.id)
    if webhook is None or not webhook.webhook_id:
        raise UserError(messages.not_on(app_title(app)))
    reply(kit, invocation, messages.ping_requested(app_title(app)), part="asked")
    test = PingTest(app_id=app.id, app_name=app.name, account=app.account, sent_at=kit.clock())
    PING_TESTS.put(kit.redis, invocation.id, test)
    PINGS_DUE.set(kit.redis, invocation.id, kit.clock() + LOOK_SECONDS)
    try:
        webhooks.ping(deferring_client(kit, app.account), webhook.webhook_id)
    except BaseException:
        _forget(kit, invocation.id)
        raise


def arrived(kit: Kit, event: ReceivedEvent) -> None:
    """Tell everyone who awaits a ping of this app that it has arrived."""
    for invocation_id in PINGS_DUE.everything(kit.redis):
        test = PING_TESTS.get(kit.redis, invocation_id)
        if test is not None and test.app_id == event.app_id:
            _end(kit, invocation_id, messages.ping_arrived(title_of(test), event.received_at - test.sent_at))


def take_due(kit: Kit) -> list[str]:
    """Return the ids of the invocations whose ping should have arrived."""
    now = kit.clock()
    return PINGS_DUE.take(kit.redis, now, now + LOOK_SECONDS)


def look(kit: Kit, invocation_id: str) -> None:
    """Report what Apple's list says about a ping that has not arrived: at once if it failed, else after a minute."""
    test = PING_TESTS.get(kit.redis, invocation_id)
    if test is None:
        _forget(kit, invocation_id)
        return
    webhook = WEBHOOKS.get(kit.redis, test.app_id)
    if webhook is None:
        _end(kit, invocation_id, messages.not_on(title_of(test)))
        return
    waited = kit.clock() - test.sent_at
    try:
        listed = _listed(kit, webhook, test)
        says = messages.ping_listed(listed)
        is_over = listed is not None and listed.state is DeliveryState.FAILED
    except AppStoreError as error:
        log.warning("deliveries not read", app=test.app_id, error=str(error))
        says, is_over = messages.NO_LIST, False
    if is_over or waited >= PATIENCE_SECONDS:
        _end(kit, invocation_id, messages.ping_failed(title_of(test), webhook.url, waited, says))


def _listed(kit: Kit, webhook: AppWebhook, test: PingTest) -> WebhookDelivery | None:
    apple = deferring_client(kit, webhook.account)
    since = test.sent_at - CLOCKS_DIFFER_SECONDS
    found = webhooks.deliveries(apple, webhook.webhook_id, since=since)
    return next((delivery for delivery in found if delivery.ping), None)


def _end(kit: Kit, invocation_id: str, message: Message) -> None:
    """Reply, then forget the ping: a worker that dies in between replies again."""
    invocation = invocations.get(kit.redis, invocation_id)
    if invocation is not None:
        reply(kit, invocation, message)
    _forget(kit, invocation_id)


def _forget(kit: Kit, invocation_id: str) -> None:
    PINGS_DUE.remove(kit.redis, invocation_id)
    PING_TESTS.remove(kit.redis, invocation_id)
