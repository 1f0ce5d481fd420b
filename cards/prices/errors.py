"""Replies to prices that can't be set: what is wrong with them, and what to write instead."""

from collections.abc import Sequence
from datetime import date

from appstore.catalog import territories
from appstore.prices.points import PricePoint
from cards.blocks import escape, join_words, message, section, text_message
from cards.dispatch.choices import run_buttons
from cards.prices import wording
from cards.wording.money import price_words
from records.messages import Message

_NOTHING = "Nothing was changed."


def usage() -> Message:
    """Reply to `price set` or `price adjust` without a price."""
    return text_message(
        f"Which price? {_NOTHING} `/asc price set 4.99` sets that of the base territory, which the others follow; "
        "`/asc price set 4.99 --territory DEU` that of a territory; `/asc price adjust -20% --territory DEU,FRA` "
        "changes it by percent."
    )


def unclear_words(words: Sequence[str]) -> Message:
    """Reply to words after `price` that are neither `set` nor `adjust`."""
    typed = escape(" ".join(words))
    return text_message(
        f"I don't understand `price {typed}`. {_NOTHING} `/asc price` shows prices, `/asc price set 4.99` and "
        "`/asc price adjust -20%` change them. `/asc help price` shows more."
    )


def unclear_amount(text: str) -> Message:
    """Reply to what is no amount."""
    return text_message(
        f"I can't read `{escape(text)}` as a price. {_NOTHING} Write it like `4.99`, `4,99 €`, `USD 5.99` or `free`, "
        "with countries after `--territory`."
    )


def territory_as_word(amount: str, code: str) -> Message:
    """Reply to a country that was written without `--territory`."""
    return text_message(f"{_NOTHING} Write countries like this: `/asc price set {escape(amount)} --territory {code}`.")


def percent_instead(text: str) -> Message:
    """Reply to `price set -20%`."""
    return text_message(f"{_NOTHING} `/asc price adjust {escape(text)}` changes a price by percent.")


def unclear_percent(text: str) -> Message:
    """Reply to what is no percentage with a sign."""
    return text_message(
        f"I can't read `{escape(text)}` as a change in percent. {_NOTHING} Write it with its sign: `-20%` or `+7.5%`. "
        "`/asc price set 4.99` sets a price itself."
    )


def too_low(text: str) -> Message:
    """Reply to `-100%` and less."""
    return text_message(
        f"`{escape(text)}` would leave nothing of the price. {_NOTHING} `/asc price set free` makes the app free."
    )


def too_many(count: int, most: int) -> Message:
    """Reply to more territories than are set one by one."""
    return text_message(
        f"{count} territories are too many to set by hand; at most {most} at once. {_NOTHING} Without "
        "`--territory`, the price of the base territory changes, and every territory that follows it changes with it."
    )


def unclear_day(option: str, text: str) -> Message:
    """Reply to a date that can't be read, or has a time."""
    return text_message(
        f"I can't read `--{option} {escape(text)}` as a day. {_NOTHING} Write it like `2026-12-24`. "
        "Prices change at midnight Pacific time, so no time of day is needed."
    )


def past_day(option: str, day: date, today: date) -> Message:
    """Reply to a day that is over at Apple."""
    return text_message(
        f"`--{option} {day}` is in the past: at Apple, in California, it is {wording.day_words(today)}. {_NOTHING}"
    )


def wrong_order(start: date, end: date) -> Message:
    """Reply to a price that would end before it begins."""
    return text_message(
        f"A price from {wording.day_words(start)} can't end on {wording.day_words(end)}: on the day "
        f"of `--until` the old price holds again, so it must be a later day. {_NOTHING}"
    )


def wrong_currency(typed: str, territory: str, currency: str) -> Message:
    """Reply to an amount in another currency than its territory pays in."""
    name = wording.territory_name(territory)
    return text_message(
        f"`{escape(typed)}` is not in the currency of {escape(name)}, which pays in {currency}. {_NOTHING} Write the "
        f"amount in {currency}, or another territory after `--territory`."
    )


def nearest(invocation_id: str, typed: str, offered: Sequence[tuple[PricePoint, ...]]) -> Message:
    """Offer the nearest prices below and above, with buttons where they are the same in every territory."""
    lines = [
        f"{wording.territory_name(found[0].territory)}: {join_words([*map(_money, found)], 'or')}" for found in offered
    ]
    text = f"Apple has no price of {escape(typed)} there. {_NOTHING} The nearest:"
    body = f"{text}\n{escape(chr(10).join(f'• {line}' for line in lines))}"
    choices = {tuple(point.amount for point in found) for found in offered}
    if len(choices) > 1:
        after = "Set the territories one by one."
        return message(f"{body}\n{after}", section(body), section(after))
    buttons = [(_money(point), f"price set {point.amount}") for point in offered[0]]
    return message(body, section(body), run_buttons(invocation_id, buttons))


def not_sold(codes: Sequence[str]) -> Message:
    """Reply to territories in which Apple has no prices for the app."""
    names = escape(join_words([wording.territory_name(code) for code in codes]))
    return text_message(f"Apple has no prices for this app in {names}. {_NOTHING}")


def no_price_to_adjust(codes: Sequence[str]) -> Message:
    """Reply to percent of nothing."""
    names = escape(join_words([wording.territory_name(code) for code in codes]))
    return text_message(
        f"There is nothing to adjust in {names}: the app is free or has no price there then. {_NOTHING} "
        "`/asc price set 4.99` sets a price."
    )


def first_price(base: str) -> Message:
    """Reply to a first price that is not simply one of the base territory from today on."""
    name = escape(wording.territory_name(base))
    return text_message(
        f"This app has no price yet, and its first one must be that of its base territory, {name}, from today on. "
        f"{_NOTHING} Write `/asc price set 4.99`, and set other territories and dates after that."
    )


def no_price_before(codes: Sequence[str], start: date) -> Message:
    """Reply to a price that begins later in a territory that has none until then."""
    names = escape(join_words([wording.territory_name(code) for code in codes]))
    return text_message(
        f"There is no price in {names} until {wording.day_words(start)}, and Apple accepts no gap. {_NOTHING} Set the "
        "price without `--on`."
    )


def so_already(app_title: str) -> Message:
    """Say that the prices are already so."""
    return text_message(f"*{escape(app_title)}* has exactly these prices already. {_NOTHING}")


def too_small(percent: str, codes: Sequence[str]) -> Message:
    """Reply to percent that lead to no other price point."""
    names = escape(join_words([territories.name(code) for code in codes]))
    return text_message(
        f"`{escape(percent)}` is less than one step between Apple's prices in {names}, so the price would stay. "
        f"{_NOTHING}"
    )


def over() -> Message:
    """Say that a price would have ended before it was confirmed."""
    return text_message(f"The last day of this price has passed. {_NOTHING} Write the command with other days.")


def _money(point: PricePoint) -> str:
    return price_words(point.amount, point.currency)
