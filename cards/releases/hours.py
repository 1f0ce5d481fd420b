"""What is wrong with the date of `release at`, and how to write it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cards.blocks import escape, message, section, shorten, text_message
from cards.dispatch.choices import run_buttons
from cards.wording.zones import unclear, with_offset
from records.messages import Message

_NOTHING = "Nothing was changed."
_LIKE = "Write it like `/asc release at 2026-12-24T09:00`"


def unclear_zone(name: str, locations: Sequence[str], now: float) -> Message:
    """Offer the places that may be meant by what is no time zone, or by what may be several."""
    return text_message(f"{unclear(name, locations, now)} {_NOTHING}")


def too_much(words: Sequence[str], *, is_zone: bool) -> Message:
    """Say that something follows the date."""
    rest = escape(shorten(" ".join(words), 60))
    if is_zone:
        return text_message(f"Write the time zone as an option: `--tz {rest}`. {_NOTHING}")
    return text_message(f"I can't read `{rest}` after the date. {_LIKE}; a version is released once. {_NOTHING}")


def no_hour(word: str, *, date_only: bool) -> Message:
    """Say that a word is not a date with an hour."""
    shown = escape(shorten(word, 60))
    if date_only:
        return text_message(f"At what hour on {shown}? Write it like `/asc release at {shown}T09:00`. {_NOTHING}")
    return text_message(
        f"I can't read `{shown}` as a date with an hour. {_LIKE}, in your Slack time zone, or with "
        f"`--tz Europe/Berlin` in another one. {_NOTHING}"
    )


def no_whole_hour(invocation_id: str, moment: datetime, nearest: Sequence[datetime], zone: str) -> Message:
    """Say that Apple releases at whole hours, and offer the nearest ones."""
    offset = moment.utcoffset() or timedelta()
    of_utc = " of UTC, which are not whole hours in your time zone" if offset % timedelta(hours=1) else ""
    at = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    text = f"Apple releases at whole hours{of_utc}, not at {at}. {_NOTHING}"
    lines = [
        (f"Release at {hour:%H:%M}, {hour:%d %b}", f"release at {hour:%Y-%m-%dT%H:%M} --tz {zone}") for hour in nearest
    ]
    return message(f"{text} Choose another hour.", section(text), run_buttons(invocation_id, lines))


def past(local: datetime, now: datetime, zone: str) -> Message:
    """Say that the date is in the past."""
    where = escape(with_offset(zone, now.timestamp()))
    return text_message(
        f"{local:%Y-%m-%d %H:%M} is in the past: it is {now:%Y-%m-%d %H:%M} now ({where}). {_NOTHING} "
        "`/asc release now` releases a version that Apple has approved at once, and `/asc release auto` one that it "
        "approves later."
    )


def usage(word: str) -> Message:
    """Reply to a word after `release` that it does not know."""
    return text_message(
        f"`release` does not know `{escape(shorten(word, 60))}`. {_NOTHING} Write `/asc release` to see how the next "
        "version will be released, or `/asc release manual`, `auto`, `at 2026-12-24T09:00` or `now`."
    )


def phased_usage(word: str) -> Message:
    """Reply to a word after `phased` that it does not know."""
    return text_message(
        f"`phased` does not know `{escape(shorten(word, 60))}`. {_NOTHING} Write `/asc phased` to see the phased "
        "release, or `/asc phased on`, `off`, `pause`, `resume` or `complete`."
    )
