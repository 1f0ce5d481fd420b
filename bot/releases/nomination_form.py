"""The form of `nominate`: opened at once, filled by a job, read when it is submitted, opened again if it failed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from appstore.catalog import pacific
from appstore.releases.nominations_content import NominationContent
from bot.dispatch import buttons, user_text
from bot.dispatch.context import CommandContext, enqueue, with_record
from bot.dispatch.modals import View, modal, store_copy
from bot.releases import nomination_values
from cards.dispatch.errors import expired_modal, modal_not_opened, stale
from cards.releases.nominations import errors, messages
from cards.releases.nominations import form as form_cards
from kit.jobs import queues
from kit.wiring import Kit
from records import invocations
from records.dispatch.decisions import DECISIONS, DecisionState, ReleaserDecision
from records.invocations import Invocation, Origin
from records.keys import new_id
from records.messages import Message
from records.people import Role
from records.releases.nominations import (
    FORMS,
    NOMINATIONS,
    NominationForm,
    NominationRequest,
    TypedNomination,
    dump,
    load,
)
from tasks.dispatch.decisions.kinds import kind_of
from tasks.releases.nominations import jobs
from tasks.releases.nominations.change import CHANGE_NOMINATION

# The texts of the user's own.
_TEXTS = {"name": form_cards.NAME, "description": form_cards.DESCRIPTION, "notes": form_cards.NOTES}


def offer_or_open(ctx: CommandContext, wanted: str) -> Message | None:
    """Open the form after a slash command; return a button that opens it after a message."""
    ctx = ctx.with_options(nomination=wanted)
    if ctx.trigger_id:
        return _open(ctx, ctx.invocation, NominationForm(id=new_id(), invocation_id=ctx.invocation.id, wanted=wanted))
    return form_cards.offer_form(store_copy(ctx))


def _open(ctx: CommandContext, invocation: Invocation, form: NominationForm) -> Message | None:
    kit = ctx.kit
    invocations.put(kit.redis, invocation)
    try:
        answer = kit.slack.prompt.views_open(trigger_id=ctx.trigger_id, view=form_cards.loading())
    except (SlackApiError, OSError):
        return modal_not_opened()
    FORMS.put(kit.redis, form.id, replace(form, view_id=answer["view"]["id"]))
    queues.enqueue(kit, jobs.fill_nomination_form, form.id)
    return None


def open_offered(ctx: CommandContext, invocation_id: str) -> Message | None:
    """Open the form that was offered to a mention."""
    invocation = invocations.get(ctx.kit.redis, invocation_id)
    if invocation is None:
        return stale()
    wanted = (invocation.options or {}).get("nomination", "")
    return _open(ctx, invocation, NominationForm(id=new_id(), invocation_id=invocation.id, wanted=wanted))


def open_draft(ctx: CommandContext, decision_id: str) -> Message | None:
    """Open the form with the draft of a report."""
    decision = DECISIONS.get(ctx.kit.redis, decision_id)
    if decision is None:
        return stale()
    about = ctx.with_options(app=decision.app_id).invocation
    form = NominationForm(
        id=new_id(),
        invocation_id=about.id,
        app_id=decision.app_id,
        nomination=decision.target_id,
        report=decision.id if decision.state is DecisionState.OPEN else "",
    )
    return _open(ctx, about, form)


def open_again(ctx: CommandContext, form_id: str) -> Message | None:
    """Open a form that failed, with what was typed in it."""
    form = FORMS.get(ctx.kit.redis, form_id)
    opener = invocations.get(ctx.kit.redis, form.invocation_id) if form is not None else None
    if form is None or opener is None:
        return stale()
    about = ctx.with_options(app=form.app_id).invocation
    about = replace(about, channel=opener.channel, thread_ts=opener.thread_ts)
    return _open(ctx, about, replace(form, id=new_id(), invocation_id=about.id))


def submitted(ctx: CommandContext, view: View) -> dict[str, str]:
    """Store what was entered with the job that creates or changes a draft; returns everything wrong by block."""
    kit, first = ctx.kit, next(iter(view["state"]["values"]), "")
    form = FORMS.get(kit.redis, view["private_metadata"])
    # The form of an earlier release had the id of its invocation.
    form = form or NominationForm(id="", invocation_id=view["private_metadata"])
    opener = invocations.get(kit.redis, form.invocation_id)
    if opener is None:
        return {first: expired_modal("nominate")}
    typed, problems = _plain(kit, form_cards.read_form(view))
    typed, now = nomination_values.with_hidden(typed, form), kit.clock()
    content, wrong = nomination_values.read(typed, form, pacific.today(now), now)
    if problems or wrong:
        return {**wrong, **problems}
    if form.shown and content == load(form.shown):
        return {form_cards.NAME: errors.NOTHING_CHANGED}
    invocation = replace(opener, id=ctx.invocation.id, user=ctx.invocation.user, needs=ctx.invocation.needs)
    invocation = replace(invocation, origin=Origin.FORM, ts="", response_url="", private=True)
    # The app of the form, also if the channel has another one by now.
    ctx = replace(ctx, invocation=invocation).with_options(app=form.app_id)
    if form.id:
        ctx = replace(
            ctx, records=(*ctx.records, partial(FORMS.put, record_id=form.id, record=replace(form, typed=typed)))
        )
    if form.nomination:
        return _change(ctx, form, content)
    request = NominationRequest(
        id=invocation.id,
        name=content.name,
        type=content.type,
        description=content.description,
        start=typed.start,
        end=typed.end,
        notes=content.notes,
        content=dump(content),
        form=form.id,
    )
    enqueue(with_record(ctx, NOMINATIONS, request), jobs.create_nomination)
    return {}


def _change(ctx: CommandContext, form: NominationForm, content: NominationContent) -> dict[str, str]:
    invocation = ctx.invocation
    decision = ReleaserDecision(
        id=invocation.id,
        kind=CHANGE_NOMINATION.name,
        user=invocation.user,
        channel=invocation.channel,
        thread_ts=invocation.thread_ts,
        account=form.account,
        app_id=form.app_id,
        app_name=form.app_name,
        target_id=form.nomination,
        created_at=ctx.kit.clock(),
        details={
            "before": form.shown,
            "after": dump(content),
            "form": form.id,
            "report": form.report,
            "released": "yes" if any(app.released and app.id in content.apps for app in form.apps) else "",
        },
    )
    about = replace(ctx.with_options(decision=decision.id), key=ctx.key)
    enqueue(with_record(about, DECISIONS, decision), jobs.change_nomination, decision.target_id)
    return {}


def _plain(kit: Kit, typed: TypedNomination) -> tuple[TypedNomination, dict[str, str]]:
    """Return what was typed with emoji instead of their names, and what is wrong with a text, by block."""
    texts = {name: user_text.entered(kit, getattr(typed, name)) for name in _TEXTS}
    problems = {_TEXTS[name]: text.problem for name, text in texts.items() if text.problem}
    plain: dict[str, Any] = {name: text.text for name, text in texts.items()}
    return replace(typed, **plain), problems


def undo(ctx: CommandContext, done_id: str) -> Message | None:
    """Enqueue the undo of a change, or of a removal."""
    decision = DECISIONS.get(ctx.kit.redis, done_id)
    if decision is None or kind_of(decision) is None:
        return stale()
    about = replace(ctx.with_options(decision=ctx.invocation.id), key=f"{ctx.key}.{done_id}")
    enqueue(about, jobs.undo_nomination, done_id, decision.target_id)
    return None


def register(app: App) -> None:
    """Register the form and the buttons."""
    modal(app, form_cards.FORM, Role.EDITOR, form_cards.NAME, submitted)
    pressed: Mapping[str, Callable[[CommandContext, str], Message | None]] = {
        form_cards.OPEN_FORM: open_offered,
        form_cards.REOPEN_FORM: open_again,
        messages.EDIT: open_draft,
        messages.UNDO: undo,
    }
    for action_id, run in pressed.items():
        buttons.button(app, action_id, Role.EDITOR, run)
