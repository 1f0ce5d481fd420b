"""What goes to review together with a version of the app, in words."""

from collections.abc import Mapping

from appstore.submissions import PAGE_VERSION, PURCHASE_VERSION, SUBSCRIPTION_VERSION
from cards.blocks import escape, join_words, plural, shorten

# The names under which a decision keeps what goes with a version: `item:4711`. The value has the kind, and the name.
ITEMS = "item:"
_NOUNS = {
    PURCHASE_VERSION: "in-app purchase",
    SUBSCRIPTION_VERSION: "subscription",
    PAGE_VERSION: "custom product page",
}
_MOST_ITEMS, _MOST_LETTERS = 10, 60


def stored_item(relation: str, name: str) -> str:
    """Return what a decision keeps of an item; `name` is "" for one that can't be named."""
    return f"{relation}:{name}"


def stored_name(stored: str) -> str:
    """Return the name of an item that a decision keeps."""
    return stored.partition(":")[2]


def item_line(stored: str) -> str:
    """Return an item in plain text: `in-app purchase “Pro”`."""
    relation, _, name = stored.partition(":")
    return f"{_NOUNS.get(relation, 'an item')} “{name}”" if name else "another item"


def item_list(stored: Mapping[str, str]) -> str:
    """Return in mrkdwn the items among what a decision keeps: `in-app purchase *Pro* and subscription *Monthly*`."""
    found = [value for name, value in stored.items() if name.startswith(ITEMS)]
    words = [_words(value) for value in found[:_MOST_ITEMS] if stored_name(value)]
    rest = len(found) - len(words)
    return join_words([*words, *([plural(rest, "other item" if words else "item")] if rest else [])])


def _words(stored: str) -> str:
    relation, _, name = stored.partition(":")
    return f"{_NOUNS.get(relation, 'item')} *{escape(shorten(name, _MOST_LETTERS))}*"
