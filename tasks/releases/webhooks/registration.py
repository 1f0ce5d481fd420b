"""Turns the webhook of an app on and off at Apple: never two, and never one whose secret is not stored."""

import secrets
from collections.abc import Iterable

from appstore.releases import webhooks
from appstore.releases.webhooks import Webhook
from cards.releases import webhooks as messages
from cards.releases.audit_tags import WEBHOOK_OFF, WEBHOOK_ON
from cards.wording.accounts import app_title
from kit.jobs import queues
from kit.jobs.defer import deferring_client, deferring_clients
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation
from records.jobs.order import Touched, subject
from records.releases.webhooks import CHECKS, WEBHOOKS, AppWebhook, url_for
from tasks.dispatch import audit_log, resolve
from tasks.releases.webhooks.missed import CHECK_SECONDS

# How the webhook is called in App Store Connect.
NAME = "App Store Connect bot for Slack"
SECRET_BYTES = 32


def turn_on(kit: Kit, invocation: Invocation) -> None:
    """Register a webhook for the app, or take over the one that Apple has for our address; it gets a new secret.

    The secret is stored before Apple has it. Until Apple confirms it the former one is accepted too; what was signed
    with the former one and arrives later is refused, and read from Apple's list of failed deliveries.
    """
    public_url = kit.settings.public_url
    if not public_url:
        raise UserError(messages.no_public_url())
    app = _app_of(kit, invocation)
    apple, url = deferring_client(kit, app.account), url_for(public_url, app.id)
    before = WEBHOOKS.get(kit.redis, app.id)
    known = _with_new_secret(kit, invocation, app)
    ours = find_ours(webhooks.of_app(apple, app.id), url, known)
    if ours:
        webhook = webhooks.change(apple, ours[0].id, name=NAME, url=url, secret=known.secrets[0])
    else:
        webhook = webhooks.register(apple, app.id, name=NAME, url=url, secret=known.secrets[0])
    WEBHOOKS.change(kit.redis, app.id, lambda newest: newest.confirmed(webhook.id, url))
    CHECKS.set(kit.redis, app.id, kit.clock() + CHECK_SECONDS)
    for surplus in ours[1:]:
        webhooks.remove(apple, surplus.id)
    _record(kit, WEBHOOK_ON, invocation, app, old=before.url if before else "", new=url)
    reply(kit, invocation, messages.turned_on(app_title(app), url, is_known=before is not None, was_there=bool(ours)))


def turn_off(kit: Kit, invocation: Invocation) -> None:
    """Remove our webhook at Apple, and then its secret, last, so that a job that is interrupted goes on."""
    app = _app_of(kit, invocation)
    apple, known = deferring_client(kit, app.account), WEBHOOKS.get(kit.redis, app.id)
    url = url_for(kit.settings.public_url, app.id) if kit.settings.public_url else ""
    ours = find_ours(webhooks.of_app(apple, app.id), url, known)
    if not ours and known is None:
        raise UserError(messages.not_on(app_title(app)))
    for webhook in ours:
        webhooks.remove(apple, webhook.id)
    _record(kit, WEBHOOK_OFF, invocation, app, old=known.url if known else ours[0].url)
    reply(kit, invocation, messages.turned_off(app_title(app)))
    CHECKS.remove(kit.redis, app.id)
    WEBHOOKS.remove(kit.redis, app.id)


def find_ours(found: Iterable[Webhook], url: str, known: AppWebhook | None) -> list[Webhook]:
    """Return the webhooks that are ours, by id or by address, the one that we know first."""
    urls = {url, known.url if known else ""} - {""}
    ours = [
        webhook
        for webhook in found
        if (known and webhook.id == known.webhook_id) or any(webhooks.same_url(webhook.url, own) for own in urls)
    ]
    return sorted(ours, key=lambda webhook: known is None or webhook.id != known.webhook_id)


def overview(kit: Kit, invocation: Invocation) -> messages.WebhookOverview:
    """Return what is stored about the webhook of the app, and what Apple says about it."""
    app = resolve.resolve_app(kit, deferring_clients(kit), invocation.app, invocation.channel)
    apple, known = deferring_client(kit, app.account), WEBHOOKS.get(kit.redis, app.id)
    url = url_for(kit.settings.public_url, app.id) if kit.settings.public_url else ""
    found = webhooks.of_app(apple, app.id)
    ours = find_ours(found, url, known)
    return messages.WebhookOverview(
        app_name=app_title(app),
        url=url,
        known=known,
        ours=ours[0] if ours else None,
        others=len(found) - len(ours),
        deliveries=webhooks.deliveries(apple, ours[0].id) if ours else (),
    )


def _app_of(kit: Kit, invocation: Invocation) -> KnownApp:
    """Return the app, once no earlier job is about its webhook."""
    app = resolve.resolve_app(kit, deferring_clients(kit), invocation.app, invocation.channel)
    queues.touch(kit, Touched(writes=(subject("webhook", app.id),)))
    return app


def _with_new_secret(kit: Kit, invocation: Invocation, app: KnownApp) -> AppWebhook:
    """Store a new secret for the app's webhook, once for this invocation, and who turns it on."""
    wanted = AppWebhook(
        app_id=app.id,
        app_name=app.name,
        account=app.account,
        channel=invocation.channel,
        user=invocation.user,
        created_at=kit.clock(),
        secrets=(secrets.token_hex(SECRET_BYTES),),
        rotation=invocation.id,
    )
    if WEBHOOKS.add(kit.redis, app.id, wanted):
        return wanted
    renewed = WEBHOOKS.change(kit.redis, app.id, lambda newest: newest.renewed(wanted))
    found = renewed or WEBHOOKS.get(kit.redis, app.id)
    if found is None:
        raise LookupError(f"the webhook of {app.id} was removed meanwhile")
    return found


def _record(kit: Kit, tag: str, invocation: Invocation, app: KnownApp, *, old: str = "", new: str = "") -> None:
    audit_log.record(
        kit,
        tag,
        invocation,
        idempotency_key=f"{invocation.id}.{tag}",
        app=app.id,
        account=app.account,
        field="webhook",
        old=old,
        new=new,
    )
