"""The modals of store texts: opened at once, filled by a job, read when they are submitted."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App
from slack_sdk.errors import SlackApiError

from appstore import fields
from appstore.fields import Field
from appstore.texts.characters import normalized
from bot.dispatch import buttons, user_text
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.modals import View, modal, open_modal, store_copy
from bot.listing.changes import begin, tidied
from cards.dispatch.errors import expired_modal, modal_not_opened
from cards.listing import errors as listing_errors
from cards.listing import messages
from cards.listing import modals as listing_modals
from cards.wording import texts
from kit.jobs import queues
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation, Origin
from records.keys import new_id
from records.listing.open_modals import FORMS, OpenModal
from records.messages import Message, files_in
from records.people import Role
from records.storage.notes import Note
from records.text_changes import TextChange, change_for
from tasks.listing import jobs as listing_jobs


def offer_or_open(ctx: CommandContext, field: Field | None, locale: str) -> Message | None:
    """Open the modal after a slash command; return a button that opens it after a message."""
    ctx = ctx.with_options(field=field.value if field else "", locale=locale)
    if ctx.invocation.origin is Origin.COMMAND:
        return open_for(ctx, ctx.invocation)
    return listing_errors.offer_modal(store_copy(ctx), field)


def open_for(ctx: CommandContext, invocation: Invocation) -> Message | None:
    """Open the modal of an invocation; a job fills it."""
    kit, options = ctx.kit, invocation.options or {}
    field = Field(options["field"]) if "field" in options else None
    invocations.put(kit.redis, invocation)
    try:
        answer = kit.slack.prompt.views_open(trigger_id=ctx.trigger_id, view=listing_modals.loading(field))
    except (SlackApiError, OSError):
        return modal_not_opened()
    view_id, locale = answer["view"]["id"], options.get("locale", "")
    opened = OpenModal(id=new_id(), invocation_id=invocation.id, field=field, view_id=view_id, locale=locale)
    FORMS.put(kit.redis, opened.id, opened)
    queues.enqueue(kit, listing_jobs.fill_form, opened.id)
    return None


def open_import(ctx: CommandContext) -> Message | None:
    """Open the modal of `/asc listing import`, which takes the file."""
    return open_modal(ctx, listing_modals.import_modal(ctx.invocation.id))


def _open_import_for(ctx: CommandContext, invocation_id: str) -> Message | None:
    """Open the import modal that was offered to a message without a file."""
    return open_modal(ctx, listing_modals.import_modal(invocation_id), keep=False)


def _chosen(kit: Kit, body: Mapping[str, Any], team_id: str, choose: Callable[[OpenModal, str], OpenModal]) -> None:
    """Have the modal filled with the texts of the chosen app or language."""
    if buttons.refused(kit, body, team_id, Role.EDITOR):
        return
    modal_id, value = str(body["view"]["private_metadata"]), str(body["actions"][0]["selected_option"]["value"])
    if FORMS.change(kit.redis, modal_id, lambda opened: choose(opened, value)) is not None:
        queues.enqueue(kit, listing_jobs.fill_form, modal_id)


def texts_submitted(ctx: CommandContext, view: View) -> dict[str, str]:
    """Enqueue what was changed in the modal, or return what is wrong, by block."""
    kit, first = ctx.kit, next(iter(view["state"]["values"]), "")
    opened = FORMS.get(kit.redis, view["private_metadata"])
    opener = invocations.get(kit.redis, opened.invocation_id) if opened is not None else None
    if opened is None or opener is None:
        return {first: expired_modal("")}
    errors: dict[str, str] = {}
    changes: list[TextChange] = []
    notes: tuple[Note, ...] = ()
    ctx = _in_channel(ctx, replace(opener, id=ctx.invocation.id, user=ctx.invocation.user, needs=ctx.invocation.needs))
    for shown, written, block in listing_modals.read_text_modal(opened, view):
        plain = user_text.entered(kit, written)
        text, text_notes = tidied(shown.field, plain.text)
        if normalized(shown.text) in {normalized(written), plain.text, text}:
            continue
        if plain.problem:
            errors[block] = plain.problem
        if wrong := [fault for fault in fields.faults(shown.field, text) if not fault.is_warning]:
            errors[block] = f"{'; '.join(texts.fault(fault) for fault in wrong)}."
        notes += text_notes
        change = change_for(ctx.invocation, len(changes), (shown.locale,), shown.field, text)
        changes.append(replace(change, app=opened.app, account=opened.account, source="form", expected=shown.expected))
    if errors or not changes:
        return errors or {first: listing_errors.NOTHING_CHANGED}
    begin(ctx, tuple(changes), notes, ask_first=opened.field is None)
    return {}


def import_submitted(ctx: CommandContext, view: View) -> dict[str, str]:
    """Enqueue the import of the file in the modal."""
    (chooser,) = view["state"]["values"][listing_modals.FILE].values()
    invocation = ctx.invocation.with_files(files_in(chooser.get("files") or ()))
    enqueue(_in_channel(ctx, invocation), listing_jobs.import_texts)
    return {}


def _in_channel(ctx: CommandContext, invocation: Invocation) -> CommandContext:
    """Return the request of a submitted modal; it is answered publicly in the channel where the modal was opened."""
    return replace(ctx, invocation=replace(invocation, origin=Origin.FORM, ts="", response_url="", private=False))


def register(app: App) -> None:
    """Register the modals and the menus in them."""
    buttons.button(app, messages.OPEN_IMPORT, Role.EDITOR, _open_import_for)
    modal(app, listing_modals.FORM, Role.EDITOR, "", texts_submitted)
    modal(
        app, listing_modals.IMPORT_FORM, Role.EDITOR, listing_modals.FILE, import_submitted, opened_by="listing import"
    )

    @app.action(listing_modals.APP)
    def app_chosen(ack: Ack, body: Mapping[str, Any], kit: Kit, team_id: str) -> None:
        _chosen(kit, body, team_id, lambda opened, chosen: replace(opened, app=chosen))
        ack()

    @app.action(listing_modals.LOCALE)
    def locale_chosen(ack: Ack, body: Mapping[str, Any], kit: Kit, team_id: str) -> None:
        _chosen(kit, body, team_id, lambda opened, chosen: replace(opened, locale=chosen))
        ack()
