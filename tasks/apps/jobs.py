"""The jobs of the commands `apps` and `use`."""

from appstore.apps import App, all_apps
from appstore.errors import AppStoreError
from cards.apps.audit_tags import APP_CHOSEN
from cards.apps.list import listed_apps, using, which_account
from kit.jobs.define import NOW, change_app, job, read_app
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.dispatch import channels
from records.dispatch.app_cache import KnownApp
from records.dispatch.channels import ChannelApp
from records.invocations import Invocation
from tasks.apps import ties
from tasks.dispatch import audit_log, failures, resolve


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def list_apps(kit: Kit, invocation: Invocation) -> None:
    """List the apps of every account that the channel may show, and mark the channel's own."""
    found: dict[str, tuple[App, ...]] = {}
    refused: dict[str, AppStoreError] = {}
    for account in resolve.accounts_of(kit, invocation.channel):
        try:
            found[account] = all_apps(kit.apple_of(account))
        except AppStoreError as error:
            refused[account] = error
    if refused and not found:
        raise next(iter(refused.values()))
    chosen = channels.app_of(kit.redis, invocation.channel)
    default = kit.settings.asc_app or ""
    reply(kit, invocation, listed_apps(found, refused, chosen.app_id if chosen else "", default))


@job(NOW, on_failure=failures.report_failure, ordered_by=change_app)
def use_app(kit: Kit, invocation: Invocation, named: str, account: str = "") -> None:
    """Set the channel's app, if there is one of that name, in that account if one was named."""
    channel = invocation.channel
    wanted = resolve.account_named(kit, account, channel) if account else None
    accounts = resolve.accounts_of(kit, channel, wanted)
    several = resolve.known_apps(kit, kit.apple_of, named, accounts, fresh=True)
    if len(several) > 1:
        raise UserError(which_account(several))
    app = resolve.resolve_app(kit, kit.apple_of, named, channel, account=wanted)
    _choose(kit, invocation, app)
    reply(kit, invocation, using(app, invocation.user))


def _choose(kit: Kit, invocation: Invocation, app: KnownApp) -> None:
    kit.check(app.account)
    before = channels.app_of(kit.redis, invocation.channel)
    values = {"app": app.bundle_id, "old": before.bundle_id if before is not None else "", "new": app.bundle_id}
    audit_log.record(kit, APP_CHOSEN, invocation, idempotency_key=invocation.id, account=app.account, **values)
    chosen = ChannelApp(
        app_id=app.id,
        bundle_id=app.bundle_id,
        name=app.name,
        chosen_by=invocation.user,
        account=app.account,
        tied=bool(channels.tie_of(kit.redis, invocation.channel)),
    )
    channels.CHANNELS.put(kit.redis, invocation.channel, chosen)


@job(NOW, on_failure=failures.report_failure, ordered_by=change_app)
def tie_channel(kit: Kit, invocation: Invocation, account: str) -> None:
    """Tie the channel to an account, or untie it."""
    ties.tie(kit, invocation, account)
