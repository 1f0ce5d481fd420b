"""The card of a review with its drafted reply: what was written, what would be answered, and who decides."""

from appstore.reviews import ResponseState
from cards.blocks import (
    Block,
    actions,
    button,
    clock_time,
    confirm,
    context,
    escape,
    link_button,
    message,
    paragraph,
    rich,
    section,
    shorten,
    span,
)
from cards.failures import errors
from cards.wording.accounts import title_of
from cards.wording.languages import LANGUAGES
from cards.wording.review_blocks import MOST_SHOWN, clean, fallback_text, review_block, who, words
from records.messages import Message
from records.reviews.drafts import Draft, DraftSource, DraftState

APPROVE = "reviews.approve"
TRY_AGAIN = "reviews.try_again"
EDIT = "reviews.edit"
SKIP = "reviews.skip"
REGENERATE = "reviews.regenerate"
CHANGE = "reviews.change"
WITHDRAW = "reviews.withdraw"
OPEN_REVIEWS = "reviews.open"

_CLOSED = {
    DraftState.SKIPPED: "Skipped by {user}, {when}. Nothing was published.",
    DraftState.EXPIRED: "Closed, {when}: no decision was made. Nothing was published. `/asc reply {id}` drafts one.",
    DraftState.WITHDRAWN: "Withdrawn by {user}, {when}: the review has no reply now.",
    DraftState.GONE: "This review and its reply are no longer on the App Store.",
    DraftState.SENDING: "Approved by {user}, {when}. Sending it to App Store Connect.",
    DraftState.WITHDRAWING: "{user} is withdrawing the reply, {when}. Sending it to App Store Connect.",
}


def value_of(draft: Draft) -> str:
    """What its buttons carry: which draft, and in which revision it was seen."""
    return f"{draft.id}|{draft.revision}"


def read_value(value: str) -> tuple[str, int]:
    """The review's id and the revision in a button's value."""
    review_id, _, revision = value.rpartition("|")
    return review_id, int(revision) if revision.isdecimal() else 0


def review_message(draft: Draft) -> Message:
    """The whole card, as it stands now."""
    blocks: list[Block] = [
        review_block(draft.review, title_of(draft)),
        who(draft.review, draft.id),
    ]
    text_lines = [f"Review of {escape(title_of(draft))}: {fallback_text(draft.review)}"]
    for line, parts in (_earlier(draft), _answer(draft), _drafted(draft), _standing(draft)):
        blocks += parts
        text_lines += [line] if line else []
    blocks.append(actions(*_buttons(draft), _link(draft)))
    return message("\n".join(text_lines), *blocks)


def _earlier(draft: Draft) -> tuple[str, list[Block]]:
    if draft.before is None:
        return "", []
    old = f"The author changed it. It said: {fallback_text(draft.before)}"
    return old, [section("*The author changed this review.* It said:"), review_block(draft.before, "")]


def _answer(draft: Draft) -> tuple[str, list[Block]]:
    if draft.answer is None or draft.state is DraftState.WITHDRAWN:
        return "", []
    head = "Reply on the App Store"
    if draft.answer.state is ResponseState.PENDING_PUBLISH:
        head = "Reply that Apple has accepted and will publish"
    if draft.answered_meanwhile:
        head = "A reply was written in App Store Connect meanwhile"
    text = clean(draft.answer.text)
    return f"{head}: {escape(shorten(text, 800))}", [_titled(head, shorten(text, MOST_SHOWN))]


def _drafted(draft: Draft) -> tuple[str, list[Block]]:
    stands = draft.answer is not None and draft.answer.says(draft.text)
    over = {
        DraftState.PUBLISHED,
        DraftState.PENDING,
        DraftState.ANSWERED,
        DraftState.WITHDRAWN,
        DraftState.WITHDRAWING,
        DraftState.GONE,
    }
    if stands or draft.state in over:
        return "", []
    replacing = draft.answer is not None
    head = "Drafted reply that would replace it" if replacing else "Drafted reply"
    origin = f"{_origin(draft)} {len(draft.text):,} of 5,970 characters."
    text = clean(draft.text)
    return f"{head}: {escape(shorten(text, 1200))} {origin}", [_titled(head, text), context(origin)]


def _titled(head: str, text: str) -> Block:
    return rich(paragraph(span(head, "bold")), *words(text))


def _origin(draft: Draft) -> str:
    language = LANGUAGES.get(draft.language, "")
    spoken_language = f" The review seems to be in {language}." if language else ""
    if draft.source is DraftSource.PERSON:
        return f"Written by <@{draft.writer}>."
    origins = {
        DraftSource.MODEL: "Drafted by a language model: please read it with care.",
        DraftSource.TEMPLATE: "From a template of your team.",
        DraftSource.BUILT_IN: "From a built-in template.",
    }
    return f"{origins[draft.source]}{spoken_language}"


def _standing(draft: Draft) -> tuple[str, list[Block]]:
    lines = []
    if draft.has_failed:
        undone = "Not published." if draft.state is DraftState.OPEN else "Not withdrawn."
        reason = errors.explain(draft.failure) if draft.failure is not None else draft.problem
        lines.append(f"*{undone}* {reason}")
    if draft.publisher and draft.state in {DraftState.PUBLISHED, DraftState.PENDING}:
        when = clock_time(draft.published, "{date_short_pretty} {time}")
        at_apple = "*Published* on the App Store"
        if draft.state is DraftState.PENDING:
            at_apple = "*Pending*: Apple has accepted it and will publish it"
        lines.append(f"{at_apple}. Approved by <@{draft.publisher}>, {when}.")
    if draft.state in _CLOSED:
        when = clock_time(draft.decided, "{date_short_pretty} {time}")
        user = f"<@{draft.user}>" if draft.user else "someone in App Store Connect"
        lines.append(_CLOSED[draft.state].format(user=user, when=when, id=escape(draft.id)))
    elif draft.state is DraftState.OPEN and not draft.has_failed and (draft.before or draft.answered_meanwhile):
        lines.append("Read it again, then approve, edit or skip it.")
    text = "\n".join(lines)
    return text, [section(text) if draft.has_failed else context(text)] if text else []


def _buttons(draft: Draft) -> list[Block]:
    value = value_of(draft)
    if draft.state is DraftState.OPEN:
        return _deciding(draft, value)
    if draft.publisher and draft.state in {DraftState.PUBLISHED, DraftState.PENDING}:
        question = confirm(
            "Withdraw the reply?",
            "It disappears from the App Store. You can write a new one.",
            "Withdraw",
            danger=True,
        )
        return [
            button("Change reply", CHANGE, value),
            button("Withdraw", WITHDRAW, value, style="danger", confirm=question),
        ]
    return []


def _deciding(draft: Draft, value: str) -> list[Block]:
    consequence = "It is published on the App Store, for everyone to see, in your company's name."
    if draft.answer is not None:
        consequence = "It replaces the published reply, for everyone to see."
    question = confirm("Publish this reply?", consequence, "Publish")
    again = "Try again" if draft.has_failed else "Approve"
    overwrite = None
    if draft.source is DraftSource.PERSON:
        overwrite = confirm("Draft again?", "The new draft replaces the text that a user wrote.", "Draft again")
    return [
        button(again, TRY_AGAIN if draft.has_failed else APPROVE, value, style="primary", confirm=question),
        button("Edit", EDIT, value),
        button("Skip", SKIP, value),
        button("Regenerate", REGENERATE, value, confirm=overwrite),
    ]


def _link(draft: Draft) -> Block:
    return link_button("Open in App Store Connect", page_of(draft.app_id), OPEN_REVIEWS)


def page_of(app_id: str) -> str:
    """Where App Store Connect shows an app's reviews."""
    return f"https://appstoreconnect.apple.com/apps/{app_id}/distribution/activity/ios/ratingsResponses"
