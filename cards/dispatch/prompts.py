"""The modal that asks for the argument that a command lacks, such as which app."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cards.blocks import actions, button, message, option, section
from cards.modals import chosen, input_block, modal, select, text_input, typed
from records.messages import Message

FORM = "missing_words.form"
OPEN_FORM = "missing_words.open_form"
WORD = "word"
_MOST_CHOICES = 100


@dataclass(frozen=True)
class Question:
    """A question (at most 24 characters) and its choices as (label, word); without choices the word is typed."""

    title: str
    label: str
    submit: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def question_modal(invocation_id: str, question: Question) -> dict[str, Any]:
    """Return the modal of a question: a menu of its choices, or a field to type in."""
    options = [option(label, word) for label, word in question.choices[:_MOST_CHOICES]]
    block = input_block(WORD, question.label, select(options) if options else text_input(), question.hint)
    return modal(FORM, question.title, [block], submit=question.submit, close="Close", metadata=invocation_id)


def read_question_modal(view: Mapping[str, Any]) -> str:
    """Return the word that was typed or chosen."""
    return chosen(view, WORD) or typed(view, WORD)


def offer(invocation_id: str, question: Question) -> Message:
    """Return the question with a button that opens its modal, after a mention."""
    return message(question.title, section(question.title), actions(button("Open the form", OPEN_FORM, invocation_id)))
