"""The command `access`: shows who has which role, and gives and takes roles."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from slack_bolt import Ack, App

from bot.dispatch import buttons
from bot.dispatch.command_line import CommandLine, Option
from bot.dispatch.commands import ACCOUNT, COMMON_OPTIONS, Command, closest, everything, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.modals import modal, open_modal, open_or_offer
from cards.access import messages, modals
from cards.access.holders import GIVEN
from cards.dispatch.help import Group
from kit.slack import users
from kit.wiring import Kit
from records.dispatch import channels
from records.invocations import Origin
from records.keys import DEFAULT_ACCOUNT
from records.messages import Message
from records.people import Role
from tasks.access import jobs

# https://docs.slack.dev/messaging/formatting-message-text: a mention as it arrives, with or without its label.
_MENTION = re.compile(r"<@(?P<person>[UW]\w+)(?:\|[^>]*)?>|<!subteam\^(?P<group>S\w+)(?:\|@?(?P<handle>[^>]*))?>")


_EXAMPLES = {"grant": "grant @name editor", "revoke": "revoke @name"}


def access(ctx: CommandContext) -> Message | None:
    """Run `access`, `access grant @name ROLE` and `access revoke @name [ROLE]`; without a name a modal asks for it."""
    verb = ctx.words[0].lower() if ctx.words else ""
    if verb in _EXAMPLES:
        return _limits_unclear(ctx) or _change(replace(ctx, line=ctx.line.rest()), verb)
    if verb:
        return messages.unknown_verb(verb, get_close_matches(verb, _EXAMPLES, n=1, cutoff=0.5))
    enqueue(ctx, jobs.show_access)
    return None


def _change(ctx: CommandContext, verb: str) -> Message | None:
    grants, text = verb == "grant", ctx.line.text
    found = list(_MENTION.finditer(text))
    ids = {mention["person"] or mention["group"] for mention in found}
    if not found and text:
        return messages.not_a_mention(text, _EXAMPLES[verb])
    if not found:
        return open_or_offer(ctx, (_grant_modal if grants else _revoke_modal)(ctx), messages.modal_offered())
    if len(ids) > 1:
        return messages.one_at_a_time(len(ids))
    holder_id, label = ids.pop(), found[0]["handle"] or ""
    word = next(iter(CommandLine(_MENTION.sub(" ", text), {}).words), "")
    role = next((role for role in GIVEN if role == word.lower().rstrip("s.")), None)
    if role or not (grants or word):
        job = jobs.grant_role if grants else jobs.revoke_role
        enqueue(ctx, job, holder_id, role.value if role else "", label)
        return None
    if not word and not holder_id.startswith("S") and ctx.invocation.origin is Origin.COMMAND:
        return open_modal(ctx, _grant_modal(ctx, holder_id))
    return messages.role_unknown(word, get_close_matches(word.lower(), list(GIVEN), n=1, cutoff=0.5))


def _limits_unclear(ctx: CommandContext) -> Message | None:
    """Return the reply to a word after `--only` that is not a command."""
    only = [word for word in ctx.line.options.get("only", "").split(",") if word]
    unknown = [word for word in only if word not in {command.name for command in everything()}]
    return messages.command_unknown(unknown[0], closest(unknown[0])) if unknown else None


def _grant_modal(ctx: CommandContext, user: str = "") -> dict[str, Any]:
    return modals.grant_modal(ctx.invocation.id, *_accounts(ctx), user)


def _revoke_modal(ctx: CommandContext) -> dict[str, Any]:
    return modals.revoke_modal(ctx.invocation.id, *_accounts(ctx))


def _accounts(ctx: CommandContext) -> tuple[list[str], str]:
    """Return the accounts that a modal offers, none where the bot has only one, and the one after `--account`."""
    known = [account or DEFAULT_ACCOUNT for account in ctx.kit.accounts()]
    tie = channels.tie_of(ctx.kit.redis, ctx.invocation.channel)
    named = ctx.line.options.get("account", "").casefold()
    offered = [account for account in known if tie in {"", account}] if len(known) > 1 else []
    return offered, next((account for account in offered if account.casefold() == named), "")


def _opens(make: Callable[[CommandContext], dict[str, Any]]) -> Callable[[CommandContext, str], Message | None]:
    """Return a button that opens a modal; only the user who presses it sees the reply."""
    return lambda ctx, _value: open_modal(ctx.in_private(), make(ctx))


def _grant_submitted(ctx: CommandContext, view: Mapping[str, Any]) -> dict[str, str]:
    user, role = modals.read_grant_modal(view)
    enqueue(_in_account(ctx, view), jobs.grant_role, user, role.value, "")
    return {}


def _revoke_submitted(ctx: CommandContext, view: Mapping[str, Any]) -> dict[str, str]:
    enqueue(_in_account(ctx, view), jobs.revoke_role, modals.read_revoke_modal(view), "", "")
    return {}


def _in_account(ctx: CommandContext, view: Mapping[str, Any]) -> CommandContext:
    """Return the private context with the account that was chosen instead of the one after `--account`."""
    ctx = ctx.in_private()
    if not modals.has_accounts(view):
        return ctx
    options = {**(ctx.invocation.options or {}), "account": modals.read_account(view)}
    return replace(ctx, invocation=replace(ctx.invocation, options=options))


def forget_members(ack: Ack, event: Mapping[str, Any], kit: Kit) -> None:
    """Forget who is in a user group that has changed: https://docs.slack.dev/reference/events/subteam_members_changed."""
    users.forget_members(kit, str(event.get("subteam_id") or (event.get("subteam") or {}).get("id")))
    ack()


def register(app: App) -> None:
    """Register the command, its buttons, its modals, and what Slack reports about user groups."""
    app.event("subteam_members_changed")(forget_members)
    app.event("subteam_updated")(forget_members)
    register_command(
        Command(
            name="access",
            group=Group.SETUP,
            rank=1,
            usage="access [grant @name ROLE|revoke @name]",
            options=(*COMMON_OPTIONS, ACCOUNT, Option("only", "upload")),
            summary="shows who may do what",
            details=(
                "shows who may do what; admins give and take roles: viewer, editor, approver, releaser, admin. The bot"
                " of another app, such as CI, can be editor within limits: `--only upload`, `--app APP`. "
                "`--account NAME` limits a role to one App Store Connect account"
            ),
            examples=(
                "access",
                "access grant @ada approver",
                "access revoke @ada",
                "access grant @ci editor --only upload",
                "access grant @eddie editor --account acme",
            ),
            roles=(("grant", Role.ADMIN), ("revoke", Role.ADMIN)),
            run=access,
        )
    )
    buttons.button(app, messages.OPEN_GRANT, Role.ADMIN, _opens(_grant_modal))
    buttons.button(app, messages.OPEN_REVOKE, Role.ADMIN, _opens(_revoke_modal))
    modal(app, modals.GRANT_FORM, Role.ADMIN, modals.WHO, _grant_submitted, opened_by="access")
    modal(app, modals.REVOKE_FORM, Role.ADMIN, modals.WHO, _revoke_submitted, opened_by="access")
