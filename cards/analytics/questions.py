"""Replies to what `analytics` does not understand, with the closest that it does."""

from collections.abc import Sequence

from appstore.analytics.counts import SOURCES, closest_source
from cards.blocks import escape, join_words, text_message
from records.messages import Message

_USAGE = "`/asc analytics 7d`, `/asc analytics 30d` or `/asc analytics 90d`"


def unknown_span(text: str, close: Sequence[str]) -> Message:
    """A word that is no period; `close` are the other words that it may be."""
    near = f" Did you mean `/asc analytics {close[0]}`?" if close else ""
    return text_message(
        f"`{escape(text)}` is not a period that I can show.{near} Use {_USAGE}; `/asc analytics on` has Apple make the "
        "reports."
    )


def unknown_source(word: str) -> Message:
    """A word that is no source."""
    known = [f"`{words[0]}`" for words in SOURCES.values()]
    near = SOURCES[closest_source(word)][0]
    return text_message(
        f"`{escape(word)}` is not a source of page views and downloads. Did you mean `--source {escape(near)}`? There "
        f"are {join_words(known)}; those of two words are written in double quotes. Which search terms people typed is "
        "in none of Apple's reports."
    )
