"""Reads the countries and regions after `--territory`."""

from appstore.catalog import territories
from cards.dispatch import errors
from records.messages import Message


def read(given: str) -> tuple[str, ...] | Message:
    """Return Apple's codes for `USA,germany`, or what is wrong with it."""
    words = [word.strip() for word in given.split(",") if word.strip()]
    wrong = next((word for word in words or [""] if territories.find(word) is None), None)
    if wrong is not None:
        return errors.wrong_territory(wrong, territories.closest(wrong))
    return tuple(dict.fromkeys(territories.find(word) or word for word in words))
