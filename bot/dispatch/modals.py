"""Opens modals within Slack's three seconds, and receives what users enter in them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk.errors import SlackApiError

from bot.dispatch import buttons
from bot.dispatch.command_line import CommandLine
from bot.dispatch.context import CommandContext
from cards.dispatch.errors import expired_modal, modal_not_opened
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation, Origin
from records.keys import new_id
from records.messages import Message
from records.people import Role

View = Mapping[str, Any]
# Enqueues what was entered in a modal, or returns what is wrong with it, by block.
Submitted = Callable[[CommandContext, View], dict[str, str]]

log = structlog.get_logger()


def open_modal(ctx: CommandContext, view: View, *, keep: bool = True) -> Message | None:
    """Open the modal. A returned message says why it could not be opened.

    `keep` stores the invocation; its id is the modal's `private_metadata`.
    """
    if keep:
        invocations.put(ctx.kit.redis, ctx.invocation)
    try:
        ctx.kit.slack.prompt.views_open(trigger_id=ctx.trigger_id, view=dict(view))
    except SlackApiError as error:
        log.warning("Slack did not open a modal", error=error.response.get("error"))
    except OSError as error:
        log.warning("Slack did not open a modal", error=type(error).__name__)
    else:
        return None
    return modal_not_opened()


def open_or_offer(ctx: CommandContext, view: View, offer: Message, *, keep: bool = True) -> Message | None:
    """Open the modal; after a message, from which Slack opens none, return `offer`, whose button opens it."""
    return open_modal(ctx, view, keep=keep) if ctx.trigger_id else offer


def store_copy(ctx: CommandContext) -> str:
    """Store a copy of the invocation for an offer's button and return its id."""
    copy = replace(ctx.invocation, id=new_id())
    invocations.put(ctx.kit.redis, copy)
    return copy.id


def modal(
    app: App,
    callback_id: str,
    needed: Role,
    block: str,
    submitted: Submitted,
    *,
    opened_by: str | None = None,
    then: Callable[[CommandContext, View], View] | None = None,
) -> None:
    """Register a modal: the role is checked, errors are shown in it, and it closes once its content is stored.

    `block` shows what is not about one field ("": the first block). With `opened_by` the modal belongs to a stored
    invocation; when that has expired, the error names this command. With `then` the modal shows another view next.
    """

    @app.view(callback_id)
    def listener(ack: Ack, body: Mapping[str, Any], kit: Kit, team_id: str) -> None:
        view = body["view"]
        error_block = block or next(iter(view["state"]["values"]), "")
        opener = invocations.get(kit.redis, view["private_metadata"]) if opened_by is not None else None
        ctx = _submission(kit, body, opener)
        held = buttons.permission(kit, ctx.invocation, team_id, needed, error_block)
        errors = held if isinstance(held, dict) else {}
        ctx = ctx if isinstance(held, dict) else ctx.acting_as(held)
        if not errors and opened_by is not None and opener is None:
            errors = {error_block: expired_modal(opened_by)}
        errors = errors or submitted(ctx, view)
        if errors:
            ack(response_action="errors", errors=errors)
        elif then is not None:
            ack(response_action="update", view=dict(then(ctx, view)))
        else:
            ack()


def _submission(kit: Kit, body: Mapping[str, Any], opener: Invocation | None) -> CommandContext:
    """Return the context of a submitted modal; replies are private if a slash command opened it."""
    view, user = body["view"], str(body["user"]["id"])
    opener = opener or Invocation(
        id="", origin=Origin.FORM, user=user, channel=user, team=(body.get("team") or {}).get("id") or ""
    )
    private = opener.private or opener.origin is Origin.COMMAND
    invocation = replace(opener, id=new_id(), user=user, origin=Origin.FORM, private=private)
    return CommandContext(kit, invocation, CommandLine("", {}), key=f"form.{view['id']}")
