"""Ties a channel to an account, so that nothing of another one is shown or changed there, and unties it."""

from dataclasses import replace

from cards.apps import list as messages
from cards.apps.audit_tags import CHANNEL_TIED, CHANNEL_UNTIED
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.dispatch import channels
from records.dispatch.channels import ChannelApp
from records.invocations import Invocation
from records.keys import NO_ACCOUNT, same_account
from tasks.dispatch import audit_log, resolve


def tie(kit: Kit, invocation: Invocation, named: str) -> None:
    """Tie the channel to an account, or untie it. What of other accounts is on in the channel is kept, and waits."""
    kit.check(None)
    before = channels.tie_of(kit.redis, invocation.channel)
    if named.casefold() == NO_ACCOUNT:
        _untie(kit, invocation, before)
        return
    account = resolve.account_named(kit, named, invocation.channel)
    if before == account:
        raise UserError(messages.tied_already(account))
    old = channels.app_of(kit.redis, invocation.channel)
    keeps_app = old is not None and same_account(old.account, account)
    chosen = old if old is not None and keeps_app else _no_app(invocation)
    values = {"account": account, "old": before, "new": account}
    audit_log.record(kit, CHANNEL_TIED, invocation, idempotency_key=f"{invocation.id}.tied", **values)
    channels.CHANNELS.put(kit.redis, invocation.channel, replace(chosen, account=account, tied=True))
    reply(kit, invocation, messages.tied(account, invocation.user, loses_app=old is not None and not keeps_app))


def _untie(kit: Kit, invocation: Invocation, before: str) -> None:
    if before:
        values = {"account": before, "old": before}
        audit_log.record(kit, CHANNEL_UNTIED, invocation, idempotency_key=f"{invocation.id}.untied", **values)
        chosen = channels.app_of(kit.redis, invocation.channel)
        if chosen is not None:
            channels.CHANNELS.put(kit.redis, invocation.channel, replace(chosen, tied=False))
        else:
            channels.CHANNELS.remove(kit.redis, invocation.channel)
    reply(kit, invocation, messages.untied(before, invocation.user))


def _no_app(invocation: Invocation) -> ChannelApp:
    return ChannelApp(app_id="", bundle_id="", name="", chosen_by=invocation.user)
