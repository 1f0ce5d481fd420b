"""The modals in which a reply is edited or written, with Apple's limit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appstore.reviews import REPLY_LIMIT
from cards.blocks import Block, section
from cards.modals import input_block, modal, split, text_input, typed
from cards.wording.accounts import title_of
from cards.wording.review_blocks import clean, review_block
from records.reviews.drafts import Draft

FORM, ANY_FORM = "reviews.reply_form", "reviews.any_reply_form"
TEXT, MORE, REVIEW = "text", "more", "review"


@dataclass(frozen=True)
class ReplyInput:
    """The entered text, its review, and the revision of the draft that the user saw."""

    review_id: str
    revision: int
    text: str


def reply_modal(draft: Draft) -> dict[str, Any]:
    """The form; a draft of more than 3,000 characters is in two fields."""
    first, gap, rest = split(draft.text)
    about = {"review": draft.id, "revision": draft.revision, "gap": gap}
    counted = f"Now {len(draft.text):,} of {REPLY_LIMIT:,} characters."
    reply = input_block(TEXT, "Reply", text_input(first, multiline=True), counted)
    blocks: list[Block] = [review_block(draft.review, title_of(draft)), reply]
    if rest:
        second = text_input(rest, multiline=True)
        blocks.append(input_block(MORE, "Reply, second part", second, "Both parts are published as one reply."))
    blocks.append(section("It is saved as a draft. Nothing is published until an approver approves it."))
    return modal(FORM, "Edit the reply", blocks, submit="Keep draft", metadata=json.dumps(about))


def read_reply_modal(view: Mapping[str, Any]) -> ReplyInput:
    """What was written, both parts as one."""
    about = json.loads(view["private_metadata"])
    parts = [typed(view, name) for name in (TEXT, MORE)]
    text = str(about["gap"]).join(part for part in parts if part.strip())
    return ReplyInput(str(about["review"]), int(about["revision"]), clean(text))


def errors_in(form: ReplyInput) -> dict[str, str]:
    """Return what is wrong, by block."""
    if not form.text:
        return {TEXT: "Please write a reply, or close this form and press Skip."}
    if len(form.text) > REPLY_LIMIT:
        return {TEXT: f"{len(form.text):,} characters; App Store Connect accepts at most {REPLY_LIMIT:,}."}
    return {}


def changed_meanwhile() -> dict[str, str]:
    """The error when the draft was changed or decided meanwhile."""
    return {TEXT: "The draft was changed or decided meanwhile. Copy your text, close this form and look again."}


def any_reply_modal(invocation_id: str) -> dict[str, Any]:
    """The modal for a reply to any review; `invocation_id` is its private_metadata."""
    hint = "If you leave this empty, a reply is drafted. It is published once an approver approves it."
    blocks = [
        input_block(REVIEW, "Review", text_input(), "Its id: /asc reviews lists the reviews, each with its id."),
        input_block(TEXT, "Reply", text_input(multiline=True), hint, optional=True),
    ]
    return modal(ANY_FORM, "Reply to a review", blocks, submit="Keep draft", metadata=invocation_id)


def read_any_reply_modal(view: Mapping[str, Any]) -> tuple[str, str]:
    """The id of the review and the text, which may be empty."""
    return typed(view, REVIEW).strip(), typed(view, TEXT).strip()
