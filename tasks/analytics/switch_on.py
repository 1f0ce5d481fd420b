"""Requests the analytics reports of an app, once; replaces a request that Apple has stopped."""

from dataclasses import replace

from appstore.analytics import requests
from appstore.client import AppStore
from appstore.errors import Unauthorized
from cards.analytics import requests as request_cards
from cards.analytics.audit_tags import REPORTS_REQUESTED
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_clients
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.analytics import apps
from records.analytics.apps import AnalyticsApp
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation
from tasks.analytics import stored
from tasks.dispatch import audit_log, resolve


def request_reports(kit: Kit, invocation: Invocation) -> AnalyticsApp:
    """Request the reports of the app, unless that was done before. Raises UserError where the key may not."""
    clients = deferring_clients(kit)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel)
    try:
        created, replaced = _request(kit, clients(app.account), app, invocation)
    except Unauthorized as error:
        if error.account_problem is not None:
            raise
        raise UserError(request_cards.key_may_not_request()) from error
    record = apps.change(kit.redis, _new(app), lambda newest: _requested(kit, invocation, newest, created))
    until = stored.known_until(kit, record.id)
    if created is None:
        reply(kit, invocation, request_cards.requested_before(app_title(app), until))
        return record
    audit_log.record(
        kit,
        REPORTS_REQUESTED,
        invocation,
        idempotency_key=f"{invocation.id}.analytics",
        app=app.bundle_id,
        account=app.account,
        field="analytics reports",
        new="replaced a stopped request" if replaced else "ongoing",
    )
    message = request_cards.requested(app_title(app), invocation.user, kit.clock(), replaced=replaced)
    reply(kit, invocation, message)
    return record


def _request(kit: Kit, apple: AppStore, app: KnownApp, invocation: Invocation) -> tuple[str | None, bool]:
    """Return the id of the request that was made, None if there was one, and whether it replaces another."""
    found = requests.ongoing(apple, app.id)
    known = apps.get(kit.redis, app.account, app.id)
    # A worker that was killed in between has made it.
    made_by_us = known is not None and known.request_id == f"making:{invocation.id}"
    if found is not None and not found.stopped:
        return (found.id, False) if made_by_us else (None, False)
    if found is not None:
        requests.remove(apple, found.id)
    apps.change(kit.redis, _new(app), lambda newest: replace(newest, request_id=f"making:{invocation.id}"))
    return requests.create(apple, app.id).id, found is not None


def _new(app: KnownApp) -> AnalyticsApp:
    return AnalyticsApp(app_id=app.id, account=app.account, bundle_id=app.bundle_id, app_name=app.name)


def _requested(kit: Kit, invocation: Invocation, newest: AnalyticsApp, created: str | None) -> AnalyticsApp:
    channels = tuple(dict.fromkeys((*newest.channels, invocation.channel)))
    if created is None:
        return replace(newest, channels=channels)
    return replace(newest, channels=channels, request_id=created, requested_at=kit.clock(), reports={}, stopped=False)
