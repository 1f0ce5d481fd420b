"""Reads from Apple's list what could not be delivered, as while the bot was down: Apple repeats nothing by itself."""

import structlog

from appstore.errors import AppStoreError, Refused
from appstore.releases import webhooks
from appstore.releases.webhook_events import PING, WebhookEvent, read_event
from appstore.releases.webhooks import DeliveryState
from cards.releases import webhooks as messages
from cards.wording.accounts import title_of
from kit.jobs.defer import deferring_client
from kit.jobs.define import RetryLater
from kit.slack.replies import post_or_dm
from kit.wiring import Kit
from records.dispatch import channels
from records.releases.changes import StateChange
from records.releases.webhooks import CHECKS, WEBHOOKS, AppWebhook, change_in, received

# How often the list is read, in seconds.
CHECK_SECONDS = 300.0
# A delivery is listed as failed some time after it was made, and Apple's clock may differ.
OVERLAP_SECONDS = 3600.0
CLOCKS_DIFFER_SECONDS = 60.0
# How soon after the web process has started the list is read: Apple may be about to give up a delivery.
AFTER_START_SECONDS = 2.0
# Calls for one list; each page holds 200 deliveries, and what does not fit is left to the polls.
MOST_PAGES = 3

log = structlog.get_logger()


def take_due(kit: Kit) -> list[str]:
    """Plan the next look at each list that is due; returns the ids of the apps."""
    now = kit.clock()
    return CHECKS.take(kit.redis, now, now + CHECK_SECONDS)


def look_soon(kit: Kit) -> None:
    """Have every list read soon: the web process has just started, and may have been down. Raises what Redis raises."""
    for app_id in CHECKS.everything(kit.redis):
        CHECKS.set(kit.redis, app_id, kit.clock() + AFTER_START_SECONDS, if_known=True)


def missed_changes(kit: Kit, app_id: str) -> list[StateChange]:
    """Return the changes of failed deliveries, oldest first; none without a webhook, or while they can't be read."""
    webhook = WEBHOOKS.get(kit.redis, app_id)
    if webhook is None or not webhook.webhook_id:
        return []
    try:
        events = failed_events(kit, webhook)
    except (AppStoreError, RetryLater) as error:
        log.warning("failed deliveries not read", app=app_id, error=str(error))
        return []
    changes = (change_in(received(webhook, event, kit.clock(), is_missed=True)) for event in events)
    return [change for change in changes if change is not None]


def failed_events(kit: Kit, webhook: AppWebhook) -> list[WebhookEvent]:
    """Return the events of deliveries that have failed since the last look, oldest first, without pings.

    Some may have been handled already: their ids tell.
    """
    since = max(webhook.created_at - CLOCKS_DIFFER_SECONDS, webhook.checked_at - OVERLAP_SECONDS)
    apple = deferring_client(kit, webhook.account, scheduled=True)
    try:
        found = webhooks.deliveries(
            apple, webhook.webhook_id, since=since, state=DeliveryState.FAILED, pages=MOST_PAGES
        )
    except Refused as refused:
        if not refused.gone:
            raise
        _report_gone(kit, webhook)
        return []
    events = [read_event(delivery.payload) for delivery in reversed(found)]
    return [event for event in events if event is not None and event.type != PING]


def _report_gone(kit: Kit, webhook: AppWebhook) -> None:
    """Report once, in the channel where the webhook was turned on, that it was removed at Apple."""
    CHECKS.remove(kit.redis, webhook.app_id)
    log.warning("webhook removed at Apple", app=webhook.app_id)
    # A channel that was tied to another account meanwhile does not learn of it.
    shows = channels.shows(kit.redis, webhook.channel, webhook.account)
    post_or_dm(
        kit,
        webhook.channel if shows else webhook.user,
        webhook.user,
        messages.removed_at_apple(title_of(webhook)),
        idempotency_key=f"webhook.{webhook.webhook_id}.gone",
    )
