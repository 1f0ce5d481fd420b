"""Answering a wish where it was made: under the message, or for the asker's eyes after a slash command."""

from __future__ import annotations

from kit.wiring import Kit
from records.wishes import Card, Way, Wish


class Told(Exception):  # noqa: N818 - not an error: the job ends with an answer for the person
    """Raised by a job that can't do what was asked; `card` says what, why, and what next."""

    def __init__(self, card: Card) -> None:
        super().__init__(card.text)
        self.card = card


def reply(kit: Kit, wish: Wish, card: Card, *, part: str = "answer") -> str:
    """Say the card in answer to the wish; `part` names it, and each part is said once.

    Returns the `ts` of the message, or "" where only the asker sees the answer.
    """
    if wish.response_url and kit.slack.respond(wish.response_url, card):
        return ""
    if wish.private or wish.way in {Way.COMMAND, Way.BUTTON}:
        kit.slack.whisper(wish.channel, wish.user, card, thread_ts=wish.thread_ts)
        return ""
    return kit.slack.post(wish.channel, card, once=f"{wish.id}.{part}", thread_ts=wish.thread_ts)
