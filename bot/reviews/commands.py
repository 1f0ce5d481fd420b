"""The commands `reviews` and `reply`, and the buttons under a list of reviews."""

from collections.abc import Mapping
from dataclasses import replace
from string import punctuation
from typing import Any

from slack_bolt import App

from appstore.reviews import REPLY_LIMIT
from bot.dispatch import buttons, user_text
from bot.dispatch.command_line import Option
from bot.dispatch.commands import APP, TERRITORY, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.modals import modal, open_or_offer
from bot.reviews import filters as review_filters
from cards.dispatch.help import Group
from cards.reviews import lists, modals, notices
from cards.wording.review_blocks import REPLY, clean
from records.messages import Message
from records.people import Role
from tasks.reviews import jobs


def list_reviews(ctx: CommandContext) -> Message | None:
    """`reviews [--rating 1-2] [--territory USA] [--unanswered]`."""
    filters = review_filters.read(ctx, "reviews")
    if filters.unclear is None:
        enqueue(ctx.with_options(**filters.options), jobs.list_reviews)
    return filters.unclear


def reply(ctx: CommandContext) -> Message | None:
    """`reply REVIEW_ID …text`; without a text one is drafted, without a review a form asks for it."""
    if not ctx.words:
        return write_reply(ctx)
    plain = user_text.typed(ctx, ctx.line.sent_after(1))
    if plain.problem:
        return notices.unusable_text(plain.problem)
    text = clean(plain.text)
    if len(text) > REPLY_LIMIT:
        return notices.too_long(len(text))
    enqueue(ctx.with_options(text=text), jobs.draft_reply, ctx.words[0].strip(punctuation))
    return None


def write_reply(ctx: CommandContext, _value: str = "") -> Message | None:
    """A form for any review, or a button that opens it."""
    return open_or_offer(ctx, modals.any_reply_modal(ctx.invocation.id), notices.which_review())


def any_reply_submitted(ctx: CommandContext, view: Mapping[str, Any]) -> dict[str, str]:
    """Enqueue a reply to any review; returns what is wrong with it, by block."""
    review_id, text = modals.read_any_reply_modal(view)
    plain = user_text.entered(ctx.kit, text)
    if plain.problem:
        return {modals.TEXT: plain.problem}
    in_channel = replace(ctx, invocation=replace(ctx.invocation, response_url="", private=False))
    enqueue(in_channel.with_options(text=clean(plain.text)), jobs.draft_reply, review_id)
    return {}


def reply_to(ctx: CommandContext, value: str) -> Message | None:
    """`Reply` in a list: a card with a drafted reply is posted in the channel."""
    review_id, _, app_id = value.partition("|")
    enqueue(replace(ctx.with_options(app=app_id), key=f"{ctx.key}.{review_id}"), jobs.draft_reply, review_id)
    return None


def turn_page(ctx: CommandContext, value: str) -> Message | None:
    """`Older` and `Newer` under a list."""
    list_id, _, number = value.partition("|")
    enqueue(ctx, jobs.turn_page, list_id, number)
    return None


def register(app: App) -> None:
    """What can be typed and pressed, and by whom."""
    register_command(
        Command(
            name="reviews",
            group=Group.REVIEWS,
            rank=3,
            usage="reviews [--rating 1-2] [--territory USA] [--unanswered]",
            summary="lists the newest reviews",
            details="lists the reviews, the newest first, each with its reply and a button to draft one",
            examples=("reviews", "reviews --rating 1-2 --unanswered", "reviews --territory USA,DEU"),
            role=Role.VIEWER,
            options=(APP, TERRITORY, Option("rating", "1-2"), Option("unanswered")),
            run=list_reviews,
        )
    )
    register_command(
        Command(
            name="reply",
            group=Group.REVIEWS,
            rank=4,
            usage="reply REVIEW_ID …text",
            summary="drafts a reply to a review",
            details="posts a card with your text as the drafted reply; it is published once an approver approves it",
            examples=("reply 00000062-6bbc-7e13-88ea-7d1500000000 Thank you for telling us.",),
            role=Role.EDITOR,
            takes_text=True,
            run=reply,
        )
    )
    buttons.button(app, REPLY, Role.EDITOR, reply_to)
    buttons.button(app, lists.PAGE, Role.VIEWER, turn_page)
    buttons.button(app, lists.PAGE_BACK, Role.VIEWER, turn_page)
    buttons.button(app, notices.WRITE, Role.EDITOR, write_reply)
    modal(app, modals.ANY_FORM, Role.EDITOR, modals.REVIEW, any_reply_submitted, opened_by="reply")
