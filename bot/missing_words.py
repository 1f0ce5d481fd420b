"""Asks for the one word that a command lacks: in a form, and after a mention with a button that opens it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App

from bot import clicks
from bot.asking import Asked
from bot.commands import obey, parse
from bot.forms import open_form
from cards import help as help_cards
from cards import missing_words as cards
from cards.missing_words import Question
from kit.wiring import Kit
from records import wishes
from records.keys import new_id
from records.people import Role
from records.wishes import Card, Way

Ask = Callable[[Kit, str], Question | Card]
"""What to ask in a channel; a card says that there is nothing to choose."""

_asks: dict[str, Ask] = {}


def word_after(line: str, ask: Ask) -> Callable[[Asked], Card | None]:
    """What a command does that is typed as `line` alone, though a word must follow."""
    _asks[line] = ask
    return lambda asked: _offer_or_open(asked.with_options(lacks=line), line)


def _offer_or_open(asked: Asked, line: str) -> Card | None:
    question = _asks[line](asked.kit, asked.wish.channel)
    if isinstance(question, Card):
        return question
    if asked.wish.way is Way.COMMAND:
        return open_form(asked, cards.question_form(asked.wish.id, question))
    # The wish itself is kept with its answer.
    kept = replace(asked.wish, id=new_id())
    wishes.put(asked.kit.redis, kept)
    return cards.offer(kept.id, question)


def _opened(asked: Asked, wish_id: str) -> Card | None:
    wish = wishes.get(asked.kit.redis, wish_id)
    if wish is None or not wish.options:
        return help_cards.left_over()
    question = _asks[wish.options["lacks"]](asked.kit, wish.channel)
    if isinstance(question, Card):
        return question
    return open_form(asked, cards.question_form(wish_id, question), keep=False)


def _sent(kit: Kit, body: Mapping[str, Any], home: str) -> dict[str, str]:
    """The form was sent: the whole line is obeyed as if it had been typed."""
    view = body["view"]
    wish = wishes.get(kit.redis, view["private_metadata"])
    if wish is None or not wish.options:
        return {cards.WORD: cards.TOO_OLD}
    typed = parse(f"{wish.options['lacks']} {cards.read_question_form(view)}")
    private = wish.way is Way.COMMAND
    fresh = replace(wish, id=new_id(), user=body["user"]["id"], way=Way.FORM, private=private, words=typed.words)
    obey(Asked(kit, fresh, typed, key=f"form.{view['id']}"), home)
    return {}


def register(app: App) -> None:
    """The form and the button that opens it; every command that asks here takes an editor."""
    clicks.button(app, cards.OPEN_FORM, Role.EDITOR, _opened)

    @app.view(cards.FORM)
    def question_form_sent(ack: Ack, body: Mapping[str, Any], kit: Kit, home: str) -> None:
        errors = clicks.refused(kit, body, home, Role.EDITOR, cards.WORD) or _sent(kit, body, home)
        ack(response_action="errors", errors=errors) if errors else ack()
