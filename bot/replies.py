"""Deciding about a drafted reply: approve, edit, skip, draft anew; change or withdraw what was published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App

from bot import clicks, decoding
from bot.asking import Asked
from bot.enqueueing import wish_for
from bot.forms import open_form
from bot.typed import Typed
from cards import review_forms
from cards import review_notices as notices
from cards import reviews as cards
from cards.signs import only_slack_knows
from kit.wiring import Kit
from records import drafts
from records.audit import AuditTag
from records.drafts import Draft, Source, State
from records.keys import new_id
from records.people import Role
from records.wishes import Card, Way, Wish
from tasks import publishing, reviews

EDITABLE = {State.OPEN, State.PENDING, State.PUBLISHED}


def approve(asked: Asked, value: str) -> Card | None:
    """`Approve` and `Try again`: the reply is published, once, if nothing has changed since it was seen."""
    _, revision = cards.read_value(value)
    user, four_eyes = asked.wish.user, asked.kit.settings.four_eyes

    def claim(draft: Draft) -> Draft | None:
        if draft.state is not State.OPEN or draft.revision != revision or (four_eyes and draft.writer == user):
            return None
        return replace(draft, state=State.SENDING, user=user, decided=asked.kit.clock(), trouble="")

    return _decide(asked, value, claim)


def withdraw(asked: Asked, value: str) -> Card | None:
    """`Withdraw`: the published reply is taken back."""
    _, revision = cards.read_value(value)

    def claim(draft: Draft) -> Draft | None:
        if draft.state not in {State.PENDING, State.PUBLISHED} or draft.revision != revision:
            return None
        return replace(draft, state=State.WITHDRAWING, user=asked.wish.user, decided=asked.kit.clock(), trouble="")

    return _decide(asked, value, claim)


def _decide(asked: Asked, value: str, claim: Callable[[Draft], Draft | None]) -> Card | None:
    review_id, revision = cards.read_value(value)
    redis, user = asked.kit.redis, asked.wish.user
    # Should this process end between the two next steps, the clock finds the claimed draft and goes on.
    drafts.look_again(redis, review_id, asked.kit.clock() + publishing.STUCK_SECONDS)
    if drafts.change(redis, review_id, claim) is not None:
        wish_for(_about(asked, review_id), publishing.go_on, review_id)
        return None
    known = drafts.get(redis, review_id)
    is_own = known is not None and known.state is State.OPEN and known.writer == user and known.revision == revision
    return notices.four_eyes(known) if known is not None and is_own else notices.decided(known)


def skip(asked: Asked, value: str) -> Card | None:
    """`Skip`: the draft is closed and nothing is published."""
    review_id, revision = cards.read_value(value)

    def close(draft: Draft) -> Draft | None:
        if draft.state is not State.OPEN or draft.revision != revision:
            return None
        return draft.closed(State.SKIPPED, asked.wish.user, asked.kit.clock())

    if drafts.change(asked.kit.redis, review_id, close) is None:
        return notices.decided(drafts.get(asked.kit.redis, review_id))
    wish_for(_about(asked, review_id), publishing.tell_skipped, review_id)
    return None


def regenerate(asked: Asked, value: str) -> Card | None:
    """`Regenerate`: another text is drafted."""
    review_id, revision = cards.read_value(value)
    draft = drafts.get(asked.kit.redis, review_id)
    if draft is None or draft.state is not State.OPEN or draft.revision != revision:
        return notices.decided(draft)
    seen = asked.with_options(revision=str(revision))
    wish_for(_about(seen, review_id), reviews.regenerate, review_id)
    return None


def edit(asked: Asked, value: str) -> Card | None:
    """`Edit` and `Change reply`: the text in a form."""
    review_id, revision = cards.read_value(value)
    draft = drafts.get(asked.kit.redis, review_id)
    if draft is None or draft.state not in EDITABLE or draft.revision != revision:
        return notices.decided(draft)
    return open_form(asked, review_forms.reply_form(draft), keep=False)


def form_submitted(kit: Kit, body: Mapping[str, Any]) -> dict[str, str]:
    """The edited text was sent; returns what is wrong by block, or nothing once the draft is kept."""
    form = review_forms.read_reply_form(body["view"])
    plain = decoding.field_to_plain(form.text)
    form = replace(form, text=plain.text)
    if errors := review_forms.errors_in(form):
        return errors
    if plain.unknown:
        return {review_forms.TEXT: only_slack_knows(plain.unknown)}
    known, user = drafts.get(kit.redis, form.review_id), str(body["user"]["id"])
    if known is not None and known.asked == body["view"]["id"]:
        return {}

    def keep(draft: Draft) -> Draft | None:
        if draft.state not in EDITABLE or draft.revision != form.revision:
            return None
        edited = draft.rewritten(form.text, Source.PERSON, kit.clock(), user)
        return replace(edited, asked=str(body["view"]["id"]))

    kept = drafts.change(kit.redis, form.review_id, keep)
    if kept is None or known is None:
        return review_forms.changed_meanwhile()
    publishing.write(kit, kept, AuditTag.REPLY_EDITED, old=known.text, new=kept.text, user=user)
    channel = kept.places[-1].channel if kept.places else user
    wish = Wish(id=new_id(), way=Way.FORM, user=user, channel=channel, private=True)
    wish_for(Asked(kit, wish, Typed("", {}), key=f"form.{body['view']['id']}"), publishing.go_on, form.review_id)
    return {}


def _about(asked: Asked, review_id: str) -> Asked:
    return replace(asked, key=f"{asked.key}.{review_id}")


def register(app: App) -> None:
    """What can be pressed, and by whom."""
    clicks.button(app, cards.APPROVE, Role.APPROVER, approve)
    clicks.button(app, cards.TRY_AGAIN, Role.APPROVER, approve)
    clicks.button(app, cards.WITHDRAW, Role.APPROVER, withdraw)
    clicks.button(app, cards.EDIT, Role.EDITOR, edit)
    clicks.button(app, cards.CHANGE, Role.EDITOR, edit)
    clicks.button(app, cards.SKIP, Role.EDITOR, skip)
    clicks.button(app, cards.REGENERATE, Role.EDITOR, regenerate)
    clicks.link(app, cards.OPEN_REVIEWS)

    @app.view(review_forms.FORM)
    def reply_form_submitted(ack: Ack, body: Mapping[str, Any], kit: Kit, home: str) -> None:
        errors = clicks.refused(kit, body, home, Role.EDITOR, review_forms.TEXT) or form_submitted(kit, body)
        ack(response_action="errors", errors=errors) if errors else ack()
