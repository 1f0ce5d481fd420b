"""The jobs of `alerts releases`: turning it on and off, polls, and reports of what webhooks deliver."""

from cards.releases import alerts as messages
from kit.jobs.define import CLOCK, NOW, job, of_channel, on_tick
from kit.jobs.queues import enqueue_unless_pending
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from records.releases import alerts
from tasks.dispatch import failures
from tasks.releases.alerts import polling, switch


@job(NOW, on_failure=failures.report_failure, ordered_by=of_channel("alerts"))
def turn_on_release_alerts(kit: Kit, invocation: Invocation) -> None:
    """Post changes of releases in this channel from now on."""
    switch.turn_on(kit, invocation)


@job(NOW, on_failure=failures.report_failure, ordered_by=of_channel("alerts"))
def turn_off_release_alerts(kit: Kit, invocation: Invocation) -> None:
    """Post no changes of releases in this channel any more: of any app, or of the one named after `--app`."""
    switch.turn_off(kit, invocation)


@job(NOW, on_failure=failures.report_failure, ordered_by=of_channel("alerts", reads=True))
def show_release_alerts(kit: Kit, invocation: Invocation) -> None:
    """Show the alerts for releases of this channel."""
    on = alerts.shown_in(kit.redis, invocation.channel)
    every = kit.settings.asc_release_poll_seconds
    reply(kit, invocation, messages.shown(on, every) if on else messages.none_on())


@on_tick
def enqueue_due_release_polls(kit: Kit) -> None:
    """Enqueue a poll of every app with alerts that is due, unless one is pending."""
    for app_id in polling.take_due(kit):
        enqueue_unless_pending(kit, poll_releases, app_id)


@job(CLOCK, on_failure=polling.poll_failed, exclusive_by="app_id")
def poll_releases(kit: Kit, app_id: str) -> None:
    """Look for changes of one app's versions, submissions, builds and phased releases, and post them."""
    polling.poll(kit, app_id)


@job(NOW, on_failure=polling.poll_failed, exclusive_by="app_id")
def report_changes(kit: Kit, app_id: str) -> None:
    """Post what a webhook has reported of this app, with what Apple says of it now."""
    polling.poll(kit, app_id)
