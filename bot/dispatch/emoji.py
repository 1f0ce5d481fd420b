"""Finds the emoji behind the names that Slack puts in their place, such as `:wave::skin-tone-3:`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

# Made by tests/emoji_names.py: names, emoji, the emoji with one skin tone, and with two.
_DATA = Path(__file__).with_name("emoji.tsv")
_TONES = {str(number): chr(0x1F3FB + number - 2) for number in range(2, 7)}


def emoji(name: str, tone: str | None = None, second_tone: str | None = None) -> str:
    """The emoji of this name with its skin tones ("2" to "6"); "" for a name that is not one of Slack's."""
    character, one_tone, two_tones = _emoji_by_name().get(name, ("", "", ""))
    if not character or tone is None:
        return character
    if second_tone and second_tone != tone and two_tones:
        return two_tones.format(_TONES[tone], _TONES[second_tone])
    return one_tone.format(_TONES[tone]) if one_tone else character + _TONES[tone]


@cache
def _emoji_by_name() -> dict[str, tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    for line in _DATA.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            names, character, one_tone, two_tones = (*line.split("\t"), "", "")[:4]
            found |= dict.fromkeys(names.split(" "), (character, one_tone, two_tones))
    return found
