"""Replies to what `analytics` does not understand, with the closest that it does."""

from collections.abc import Sequence

from appstore.analytics.counts import SOURCES, closest_source
from appstore.catalog import fuzzy, territories
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


def unknown_territory(word: str) -> Message:
    """A word that is no territory."""
    names = {territories.name(code).casefold(): code for code in sorted(territories.CODES)}
    names |= {code.casefold(): code for code in sorted(territories.CODES)}
    close = [code for _, code in fuzzy.ranked(word.strip().casefold(), names)[:2]]
    shown = [f"`{code}` ({escape(territories.name(code))})" for code in close]
    return text_message(
        f"`{escape(word)}` is not a country or region with an App Store. Did you mean {join_words(shown, 'or')}? Write "
        "the name, or Apple's code, as in `/asc analytics --territory USA`."
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
