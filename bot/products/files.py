"""`products export` and `products import`, its form and its buttons."""

from dataclasses import replace

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.modals import View, modal, open_modal
from cards.dispatch.errors import stale
from cards.products import imports as messages
from records.dispatch.decisions import DECISIONS
from records.invocations import Origin
from records.messages import Message, files_in
from records.people import Role
from tasks.products import jobs


def run(ctx: CommandContext, word: str) -> Message | None:
    """Enqueue an export or an import; a slash command can't have files, so it opens a form for one."""
    if word == "export":
        enqueue(ctx, jobs.export_texts)
    elif ctx.invocation.origin is Origin.COMMAND:
        return open_modal(ctx, messages.form(ctx.invocation.id))
    else:
        enqueue(ctx, jobs.import_texts)
    return None


def _open_for(ctx: CommandContext, invocation_id: str) -> Message | None:
    """Open the form that was offered to a message without a file."""
    return open_modal(ctx, messages.form(invocation_id), keep=False)


def submitted(ctx: CommandContext, view: View) -> dict[str, str]:
    """Enqueue the import of the file in the form."""
    (chooser,) = view["state"]["values"][messages.FILE].values()
    invocation = ctx.invocation.with_files(files_in(chooser.get("files") or ()))
    enqueue(replace(ctx, invocation=replace(invocation, origin=Origin.FORM, ts="", response_url="")), jobs.import_texts)
    return {}


def undo(ctx: CommandContext, import_id: str) -> Message | None:
    """Enqueue the undo of an import."""
    decision = DECISIONS.get(ctx.kit.redis, import_id)
    if decision is None:
        return stale()
    about = replace(ctx.with_options(decision=ctx.invocation.id), key=f"{ctx.key}.{import_id}")
    enqueue(about, jobs.undo_import, import_id, decision.target_id)
    return None


def register(app: App) -> None:
    """Register the form and the buttons."""
    modal(app, messages.FORM, Role.EDITOR, messages.FILE, submitted, opened_by="products import")
    buttons.button(app, messages.OPEN_FORM, Role.EDITOR, _open_for)
    buttons.button(app, messages.UNDO, Role.EDITOR, undo)
