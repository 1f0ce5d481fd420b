"""Posts what happens to an app's reports in the channels where they were turned on: the first data, and their end."""

from dataclasses import replace

import structlog
from slack_sdk.errors import SlackApiError

from appstore.analytics.reports import STORE_REPORTS
from cards.analytics import requests as request_cards
from cards.blocks import text_message
from cards.wording.accounts import title_of
from kit.slack.replies import CLOSED
from kit.wiring import Kit
from records.analytics import apps, days
from records.analytics.apps import AnalyticsApp
from records.dispatch import channels
from records.messages import Message
from tasks.analytics import stored

log = structlog.get_logger()


def announce(kit: Kit, app: AnalyticsApp) -> None:
    """Post, once each, that the first data is there, and that Apple has stopped making reports."""
    if not app.arrived and any(days.days_of(kit.redis, app.id, report) for report in STORE_REPORTS):
        until, first = stored.known_until(kit, app.id), stored.first_day(kit, app.id)
        _post(kit, app, request_cards.arrived(title_of(app), until, first), "arrived")
        apps.change(kit.redis, app, lambda newest: replace(newest, arrived=True))
    if app.stopped:
        _post(kit, app, text_message(request_cards.stopped(title_of(app))), f"stopped.{app.request_id}")


def _post(kit: Kit, app: AnalyticsApp, message: Message, event: str) -> None:
    for channel in app.channels:
        if not channels.shows(kit.redis, channel, app.account):
            continue
        try:
            kit.slack.post(channel, message, idempotency_key=f"analytics.{app.id}.{event}.{channel}")
        except SlackApiError as error:
            if error.response.get("error") not in CLOSED:
                raise
            log.warning("analytics not announced", channel=channel, error=error.response.get("error"))
