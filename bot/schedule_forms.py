"""The form of `schedule`: opened when something is missing, read when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App

from bot import clicks
from bot.asking import Asked
from bot.forms import open_form
from bot.schedule_drafts import begin, timezone
from bot.scheduling import Unclear, known_parts, read_form
from bot.typed import Typed
from cards import schedule_form as cards
from kit.wiring import Kit
from records import wishes
from records.keys import new_id
from records.people import Role
from records.wishes import Card, Way


def offer_or_open(asked: Asked, lacking: Unclear) -> Card | None:
    """Something is missing: after a slash command the form opens, a mention gets a button for it."""
    if asked.wish.way is not Way.COMMAND:
        return cards.offer(lacking.card)
    return open_form(asked, cards.schedule_form(asked.wish.id, timezone(asked), *known_parts(asked.words)))


def pressed(asked: Asked, _value: str) -> Card | None:
    """The button that a mention got."""
    return open_form(asked, cards.schedule_form(asked.wish.id, timezone(asked)))


def sent(kit: Kit, body: Mapping[str, Any]) -> dict[str, str]:
    """The form was sent; returns what is wrong by block, or nothing once the wish is safe."""
    view = body["view"]
    wish = wishes.get(kit.redis, view["private_metadata"])
    if wish is None:
        return {cards.FIELD: cards.TOO_OLD}
    filled = cards.read_schedule_form(view)
    if not filled.at and not filled.cron:
        return {cards.WHEN: cards.WHEN_OR_CRON}
    if filled.at and filled.cron:
        return {cards.CRON: cards.NOT_BOTH}
    fresh = replace(wish, id=new_id(), user=body["user"]["id"], way=Way.FORM, response_url="", private=True)
    asked = Asked(kit, fresh, Typed("", {}), key=f"form.{view['id']}")
    try:
        begin(asked, read_form(filled, timezone(asked), kit.clock()))
    except Unclear as unclear:
        return {unclear.part: unclear.card.text.replace("*", "").replace("`", "")}
    return {}


def register(app: App) -> None:
    """What can be pressed and sent, and by whom."""
    clicks.button(app, cards.OPEN_FORM, Role.EDITOR, pressed)

    @app.view(cards.FORM)
    def schedule_form_sent(ack: Ack, body: Mapping[str, Any], kit: Kit, home: str) -> None:
        errors = clicks.refused(kit, body, home, Role.EDITOR, cards.FIELD) or sent(kit, body)
        ack(response_action="errors", errors=errors) if errors else ack()
