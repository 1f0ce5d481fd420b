"""Deciding about a drafted reply: approve, edit, skip, regenerate; change or withdraw what was published."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Concatenate

from slack_bolt import App

from bot.dispatch import buttons, user_text
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.modals import modal, open_modal
from cards.reviews import modals, notices, review
from kit.jobs.define import Job
from kit.roles import refusal_of
from records.messages import Message
from records.people import Role
from records.reviews import drafts
from records.reviews.drafts import Decision
from tasks.reviews import jobs

# A job about one decision: (invocation id, review id, revision).
Decide = Job[Concatenate[str, str, str, ...]]


def decide(decision: Decision, wanted: Decide) -> Callable[[CommandContext, str], Message | None]:
    """Return the listener of a button: it enqueues the decision, unless it can be seen already that it is too late."""

    def press(ctx: CommandContext, value: str) -> Message | None:
        review_id, revision = review.read_value(value)
        draft, user = drafts.get(ctx.kit.redis, review_id), ctx.invocation.user
        if draft is not None and (refused := refusal_of(ctx.kit, ctx.invocation, draft.account)):
            return refused
        if draft is None or not draft.allows(decision, revision, user, four_eyes=ctx.kit.settings.four_eyes):
            return notices.refusal(draft, revision, user)
        about = replace(ctx.with_options(review=review_id), key=f"{ctx.key}.{review_id}")
        enqueue(about, wanted, review_id, str(revision))
        return None

    return press


approve = decide(Decision.APPROVE, jobs.publish_reply)


def edit(ctx: CommandContext, value: str) -> Message | None:
    """`Edit` and `Change reply`: open the modal with the text."""
    review_id, revision = review.read_value(value)
    draft = drafts.get(ctx.kit.redis, review_id)
    if draft is not None and (refused := refusal_of(ctx.kit, ctx.invocation, draft.account)):
        return refused
    if draft is None or not draft.allows(Decision.EDIT, revision):
        return notices.decided(draft)
    return open_modal(ctx, modals.reply_modal(draft), keep=False)


def edit_submitted(ctx: CommandContext, view: Mapping[str, Any]) -> dict[str, str]:
    """Enqueue the edited text; returns what is wrong with it, by block."""
    form = modals.read_reply_modal(view)
    plain = user_text.entered(ctx.kit, form.text)
    form = replace(form, text=plain.text)
    if errors := modals.errors_in(form):
        return errors
    if plain.problem:
        return {modals.TEXT: plain.problem}
    draft = drafts.get(ctx.kit.redis, form.review_id)
    # The view's id is the invocation's: a modal that is sent twice is one decision.
    if draft is not None and draft.text_invocation == view["id"]:
        return {}
    if draft is None or not draft.allows(Decision.EDIT, form.revision):
        return modals.changed_meanwhile()
    channel = draft.messages[-1].channel if draft.messages else ctx.invocation.user
    sent = replace(ctx, invocation=replace(ctx.invocation, id=str(view["id"]), channel=channel, private=True))
    sent = sent.with_options(text=form.text, before=draft.text)
    enqueue(sent, jobs.edit_reply, form.review_id, str(form.revision))
    return {}


def register(app: App) -> None:
    """What can be pressed and sent, and by whom."""
    buttons.button(app, review.APPROVE, Role.APPROVER, approve)
    buttons.button(app, review.TRY_AGAIN, Role.APPROVER, approve)
    buttons.button(app, review.WITHDRAW, Role.APPROVER, decide(Decision.WITHDRAW, jobs.withdraw_reply))
    buttons.button(app, review.EDIT, Role.EDITOR, edit)
    buttons.button(app, review.CHANGE, Role.EDITOR, edit)
    buttons.button(app, review.SKIP, Role.EDITOR, decide(Decision.SKIP, jobs.skip_reply))
    buttons.button(app, review.REGENERATE, Role.EDITOR, decide(Decision.REGENERATE, jobs.regenerate))
    buttons.link(app, review.OPEN_REVIEWS)
    modal(app, modals.FORM, Role.EDITOR, modals.TEXT, edit_submitted)
