"""What other apps' bots may ask for: within the role and the limits that an admin gave them."""

from bot.dispatch.context import CommandContext
from kit import roles
from records.dispatch import channels, grants
from records.messages import Message
from records.people import ANY_ACCOUNT, Role

# What these name by an id may belong to any app, and `use` changes what everyone in the channel works on: they are not
# for a bot that is limited to one app.
_OF_ANY_APP = {"use", "cancel", "retry", "reply", "schedule cancel"}


def within_limits(ctx: CommandContext, command: str, needed: Role) -> CommandContext | Message:
    """Return the context of a bot's command, fixed to the app of its limits; the reply if its limits do not cover it.

    The jobs ask again.
    """
    kit, invocation = ctx.kit, ctx.invocation
    account = channels.tie_of(kit.redis, invocation.channel) or ANY_ACCOUNT
    limited = [held for _, held in grants.limits_of_bot(kit.redis, invocation.user, account) if held.app_id]
    chosen = channels.app_of(kit.redis, invocation.channel)
    for limits in limited:
        known = {chosen.app_id, chosen.bundle_id} if chosen is not None else {kit.settings.asc_app or limits.app_id}
        if known & {limits.app_id, limits.bundle_id}:
            ctx = ctx.with_options(app=invocation.app or limits.app_id)
    covered = grants.permits(kit.redis, invocation.user, command, ctx.invocation.app, needed, account)
    names = {command, " ".join((command, *ctx.words[:1])).lower()}
    if not covered or (limited and names & _OF_ANY_APP):
        return roles.bot_refusal(kit, invocation.user, account).message
    return ctx.for_command(command)
