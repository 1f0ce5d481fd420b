"""Posts reports of changes in every channel that follows the app, each once; one counts when Slack has accepted it."""

from collections.abc import Collection
from dataclasses import replace

import structlog
from slack_sdk.errors import SlackApiError

from appstore.client import AppStore
from appstore.errors import AppStoreError
from cards.releases import alerts as alert_messages
from cards.releases.changes import report_message
from cards.wording.accounts import title_of
from kit.jobs.define import RetryLater
from kit.wiring import Kit
from records.dispatch import channels
from records.jobs import polls
from records.jobs.polls import RELEASE_POLLS
from records.releases import alerts
from records.releases.alerts import RELEASE_ALERTS, ReleaseAlert
from records.releases.changes import SubjectKind
from records.releases.transitions import TOGETHER_SECONDS
from records.releases.watched import WATCHED, KnownState, Report, WatchedApp
from tasks.releases.alerts.credit import user_of
from tasks.releases.alerts.describe import describe
from tasks.slack.closed_channels import report_refused_post
from tasks.slack.readable_posts import post_readable

log = structlog.get_logger()


def deliver_reports(kit: Kit, apple: AppStore, app_id: str) -> None:
    """Post what channels have not got yet. What Slack refuses, or waits for the next state, is left to a later poll."""
    watched, app_alerts = WATCHED.get(kit.redis, app_id), alerts.of_app(kit.redis, app_id)
    app_names = {app_id, *(alert.bundle_id for alert in app_alerts if alert.bundle_id)}
    for report in watched.reports if watched is not None else ():
        if not report.details and report.waits_until <= kit.clock():
            _add_details(kit, apple, app_id, report, app_names)
    watched = WATCHED.get(kit.redis, app_id)
    if watched is None or not watched.reports:
        return
    for alert in app_alerts:
        _deliver(kit, watched.reports, alert)
    WATCHED.change(kit.redis, app_id, lambda newest: _without_delivered(newest, app_alerts))


def _add_details(kit: Kit, apple: AppStore, app_id: str, report: Report, app_names: Collection[str]) -> None:
    """Store what a report says, so that every channel gets the same; without Apple's answer it says less."""
    watched = WATCHED.get(kit.redis, app_id)
    if watched is None:
        return
    described: Report | None = report
    learned: KnownState | None = None
    try:
        described, learned = describe(apple, watched, report)
    except (AppStoreError, RetryLater) as error:
        log.warning("report without details", app=app_id, error=str(error))
    if described is not None:
        described = replace(described, user=user_of(kit, described, app_names))
    WATCHED.change(kit.redis, app_id, lambda newest: _with_details(newest, report, described, learned))


def _with_details(
    watched: WatchedApp, report: Report, described: Report | None, learned: KnownState | None
) -> WatchedApp:
    reports = [described if known.id == report.id else known for known in watched.reports]
    watched = replace(watched, reports=tuple(known for known in reports if known is not None))
    return watched.with_states([learned]) if learned is not None else watched


def _deliver(kit: Kit, reports: Collection[Report], alert: ReleaseAlert) -> None:
    """Post the reports that a channel has not got, in order, until Slack refuses one."""
    chosen = channels.app_of(kit.redis, alert.channel)
    option = f" --app {alert.app_id}" if chosen is not None and chosen.app_id != alert.app_id else ""
    for report in reports:
        if report.waits_until > kit.clock():
            polls.advance(kit.redis, RELEASE_POLLS, alert.app_id, report.waits_until)
            continue
        if report.kind is SubjectKind.BUILD_UPLOAD and not report.details and not _is_old(kit, report):
            # Whether the upload is a build, which has a report of its own, could not be read.
            continue
        is_wanted = alert.id not in report.delivered and alert.is_about(report.at, report.recorded_at)
        if not is_wanted or not RELEASE_ALERTS.has(kit.redis, alert.id):
            continue
        message = report_message(report, app_name=title_of(alert), app_id=alert.app_id, option=option)
        try:
            post_readable(kit, alert.channel, message, idempotency_key=f"release.{report.id}.{alert.id}")
        except (SlackApiError, OSError) as error:
            is_archived = report_refused_post(
                kit,
                error,
                alert_id=f"release.{alert.id}",
                user=alert.user,
                since=alert.created_at,
                message=lambda reason, ended: alert_messages.not_posted(alert, reason, ended=ended),
            )
            if is_archived:
                alerts.remove(kit.redis, alert)
            return
        _mark_delivered(kit, alert, report.id)


def _is_old(kit: Kit, report: Report) -> bool:
    return kit.clock() > report.recorded_at + TOGETHER_SECONDS


def _mark_delivered(kit: Kit, alert: ReleaseAlert, report_id: str) -> None:
    def marked(watched: WatchedApp) -> WatchedApp:
        reports = (
            replace(report, delivered=(*report.delivered, alert.id)) if report.id == report_id else report
            for report in watched.reports
        )
        return replace(watched, reports=tuple(reports))

    WATCHED.change(kit.redis, alert.app_id, marked)


def _without_delivered(watched: WatchedApp, app_alerts: Collection[ReleaseAlert]) -> WatchedApp | None:
    """Return the app without the reports that every channel has; the alerts are those to which they were posted."""
    waiting = tuple(
        report
        for report in watched.reports
        if any(
            alert.id not in report.delivered and alert.is_about(report.at, report.recorded_at) for alert in app_alerts
        )
    )
    return replace(watched, reports=waiting) if len(waiting) < len(watched.reports) else None
