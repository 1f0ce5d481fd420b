"""Parses the options that choose reviews: stars, countries, and a word in the text."""

import re
from dataclasses import dataclass

from bot.dispatch import territories
from bot.dispatch.context import CommandContext
from cards.dispatch import errors
from cards.reviews import alerts
from records.messages import Message

_STARS = re.compile(r"^([1-5])(?:\s*(?:[-\u2010-\u2015\u2212]|to)\s*([1-5]))?$")


@dataclass(frozen=True)
class Filters:
    """The parsed options as an invocation stores them, or the message that says what is wrong."""

    options: dict[str, str | None]
    unclear: Message | None = None


def read(ctx: CommandContext, command: str) -> Filters:
    """The options that `reviews` and `alerts on` take: `--rating 1-2`, `--max-rating 2`, `--territory USA,DEU`."""
    if ctx.words:
        return Filters({}, errors.surplus_words(command, ctx.words))
    given = ctx.invocation.options or {}
    made: dict[str, str | None] = {}
    if "rating" in given:
        ratings = star_ratings(given["rating"])
        if not ratings:
            return Filters({}, alerts.wrong_rating(given["rating"]))
        made["rating"] = ",".join(str(rating) for rating in ratings)
    if "max-rating" in given:
        if not _STARS.match(given["max-rating"]):
            return Filters({}, alerts.wrong_rating(given["max-rating"]))
        made["max-rating"] = str(max(star_ratings(given["max-rating"])))
    if "territory" in given:
        chosen = territories.read(given["territory"])
        if isinstance(chosen, Message):
            return Filters({}, chosen)
        made["territory"] = ",".join(chosen)
    return Filters(made)


def star_ratings(text: str) -> tuple[int, ...]:
    """Return (1, 2) for `1-2` and `1,2`; () for anything that is not a number of stars."""
    found: set[int] = set()
    for part in text.split(","):
        stars = _STARS.match(part.strip())
        if stars is None:
            return ()
        low, high = sorted((int(stars[1]), int(stars[2] or stars[1])))
        found |= set(range(low, high + 1))
    return tuple(sorted(found))
