"""The jobs of the commands `apps` and `use`."""

from appstore.apps import all_apps
from cards.apps.audit_tags import APP_CHOSEN
from cards.apps.list import listed_apps, using
from kit.jobs import touches
from kit.jobs.define import NOW, job
from kit.slack.replies import reply
from kit.wiring import Kit
from records import channels
from records.channels import ChannelApp
from records.invocations import Invocation
from tasks import audit_log, failures, resolve


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.read_app)
def list_apps(kit: Kit, invocation: Invocation) -> None:
    """List the account's apps, and mark the channel's."""
    chosen = channels.app_of(kit.redis, invocation.channel)
    apps, default = all_apps(kit.apple_of("")), kit.settings.asc_app or ""
    reply(kit, invocation, listed_apps(apps, chosen.app_id if chosen else "", default))


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.change_app)
def use_app(kit: Kit, invocation: Invocation, named: str) -> None:
    """Set the channel's app, if there is one of that name."""
    app = resolve.resolve_app(kit, kit.apple_of, named, invocation.channel, fresh=True)
    before = channels.app_of(kit.redis, invocation.channel)
    values = {"app": app.bundle_id, "old": before.bundle_id if before is not None else "", "new": app.bundle_id}
    audit_log.record(kit, APP_CHOSEN, invocation, idempotency_key=invocation.id, **values)
    chosen = ChannelApp(
        app_id=app.id, bundle_id=app.bundle_id, name=app.name, chosen_by=invocation.user, account=app.account
    )
    channels.CHANNELS.put(kit.redis, invocation.channel, chosen)
    reply(kit, invocation, using(app, invocation.user))
