"""The modals in which a reply is edited or written, with Apple's limit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appstore.reviews import REPLY_LIMIT
from cards.blocks import Block, entered, plain, section
from cards.review_blocks import clean, review_block
from records.reviews.drafts import Draft

FORM, ANY_FORM = "reviews.reply_form", "reviews.any_reply_form"
TEXT, MORE, REVIEW = "text", "more", "review"
# Slack's limit for one field (Block Kit, plain-text input).
MOST_IN_FIELD = 3000

_VALUE = "value"


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
    blocks: list[Block] = [review_block(draft.review, draft.app_name), _field(TEXT, "Reply", first, counted)]
    if rest:
        blocks.append(_field(MORE, "Reply, second part", rest, "Both parts are published as one reply."))
    blocks.append(section("It is saved as a draft. Nothing is published until an approver approves it."))
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": json.dumps(about),
        "title": plain("Edit the reply"),
        "submit": plain("Keep draft"),
        "close": plain("Cancel"),
        "blocks": blocks,
    }


def read_reply_modal(view: Mapping[str, Any]) -> ReplyInput:
    """What was written, both parts as one."""
    about = json.loads(view["private_metadata"])
    parts = [str(entered(view, name).get("value") or "") for name in (TEXT, MORE)]
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
    review = _field(REVIEW, "Review", "", "Its id: /asc reviews lists the reviews, each with its id.")
    text = _field(
        TEXT, "Reply", "", "If you leave this empty, a reply is drafted. It is published once an approver approves it."
    )
    return {
        "type": "modal",
        "callback_id": ANY_FORM,
        "private_metadata": invocation_id,
        "title": plain("Reply to a review"),
        "submit": plain("Keep draft"),
        "close": plain("Cancel"),
        "blocks": [review, text | {"optional": True}],
    }


def read_any_reply_modal(view: Mapping[str, Any]) -> tuple[str, str]:
    """The id of the review and the text, which may be empty."""
    review_id, text = (str(entered(view, name).get("value") or "").strip() for name in (REVIEW, TEXT))
    return review_id, text


def split(text: str) -> tuple[str, str, str]:
    """The text in two parts of at most 3,000 characters, and what stood between them."""
    if len(text) <= MOST_IN_FIELD:
        return text, "", ""
    for gap in ("\n\n", "\n", " "):
        at = text.rfind(gap, 0, MOST_IN_FIELD)
        if at > 0 and len(text) - at - len(gap) <= MOST_IN_FIELD:
            return text[:at], gap, text[at + len(gap) :]
    return text[:MOST_IN_FIELD], "", text[MOST_IN_FIELD:]


def _field(name: str, label: str, text: str, hint: str) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": _VALUE,
        "multiline": name != REVIEW,
        "max_length": MOST_IN_FIELD,
    }
    element |= {"initial_value": text} if text else {}
    return {"type": "input", "block_id": name, "label": plain(label), "hint": plain(hint), "element": element}
