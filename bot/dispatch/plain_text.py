"""Converts Slack's markup to the text that users see: links, mentions and emoji reach Apple as they look in Slack."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from appstore.texts.characters import lone_marks, normalized
from bot.dispatch.typed_text import trimmed
from cards.wording.unsupported import unsupported_text

LONGEST_NAME = 100
SHORTEST_GLUED = 3

# <https://…|label>, <@U…|name>, <#C…|name>, <!subteam^S…|@name>, <!date^…^…|fallback>, or an escaped character;
# <:name:> is an emoji that only the workspace has (see markup.py).
# https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
_MARKUP = re.compile(r"<(?P<sign>[@#!]?)(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>|&(?P<entity>lt|gt|amp);")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&"}
# Slack's names are those of https://github.com/iamcal/emoji-data; people are toned by a second name, couples by two.
_NAME = re.compile(rf":(?P<name>[\w+'-]{{1,{LONGEST_NAME}}}):(?::skin-tone-(?P<tone>[2-6])(?:-(?P<second>[2-6]))?:)?")
# Made by tests/support/emoji_names.py: names, emoji, the emoji with one skin tone, and with two.
_EMOJI = Path(__file__).with_name("emoji.tsv")
_TONES = {str(number): chr(0x1F3FB + number - 2) for number in range(2, 7)}


@dataclass(frozen=True)
class Plain:
    """A text as users see it, in NFC. `unknown`: emoji and mentions in it that only Slack knows, and lone marks.

    `problem` is a sentence about why the text can't be used, "" if it can (see also user_text.py).
    """

    text: str
    unknown: tuple[str, ...] = ()
    problem: str = ""


def slack_to_plain(text: str, name_of: Callable[[str], str] = lambda _: "") -> Plain:
    """Convert the text of a message or a command; `name_of` returns the name for the id of a mention."""
    parts: list[str] = []
    unknown: list[str] = []
    end = 0
    for found in _MARKUP.finditer(text):
        _add_words(text[end : found.start()], parts, unknown)
        visible = _markup(found, name_of)
        parts.append(visible or found[0])
        if not visible:
            unknown.append(found[0].strip("<>") if found[0].startswith("<:") else found[0])
        end = found.end()
    return _plain(text[end:], parts, unknown)


def field_to_plain(text: str) -> Plain:
    """Convert the text of a modal's field: nothing is escaped there, but an emoji may arrive by its name."""
    return _plain(text, [], [])


def plain_name(text: str) -> str:
    """Return a name as App Store Connect shows it: with its emoji, and single spaces."""
    return " ".join(field_to_plain(text).text.split())


def emoji(name: str, tone: str | None = None, second_tone: str | None = None) -> str:
    """Return the emoji of this name with its skin tones ("2" to "6"); "" for a name that Slack does not define."""
    character, one_tone, two_tones = _emoji_by_name().get(name, ("", "", ""))
    if not character or tone is None:
        return character
    if second_tone and second_tone != tone and two_tones:
        return two_tones.format(_TONES[tone], _TONES[second_tone])
    return one_tone.format(_TONES[tone]) if one_tone else character + _TONES[tone]


@cache
def _emoji_by_name() -> dict[str, tuple[str, str, str]]:
    by_name: dict[str, tuple[str, str, str]] = {}
    for line in _EMOJI.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            names, character, one_tone, two_tones = (*line.split("\t"), "", "")[:4]
            by_name |= dict.fromkeys(names.split(" "), (character, one_tone, two_tones))
    return by_name


def _plain(rest: str, parts: list[str], unknown: list[str]) -> Plain:
    _add_words(rest, parts, unknown)
    plain = normalized(trimmed("".join(parts)))
    signs = (*dict.fromkeys(unknown), *lone_marks(plain))
    return Plain(plain, signs, unsupported_text(signs) if signs else "")


def _markup(found: re.Match[str], name_of: Callable[[str], str]) -> str:
    """Return what Slack shows for the markup, "" if only Slack knows."""
    if found["entity"]:
        return _ENTITIES[found["entity"]]
    sign, target, label = found["sign"], found["target"], _unescaped(found["label"] or "")
    if target.startswith(":"):
        return ""
    if sign in {"@", "#"}:
        name = label or name_of(target)
        return f"{sign}{name}" if name else ""
    if sign == "!":
        return label if "^" in target else f"@{target}"
    return label or re.sub(r"^(?:mailto|tel):", "", _unescaped(target))


def _unescaped(text: str) -> str:
    return re.sub(r"&(lt|gt|amp);", lambda entity: _ENTITIES[entity[1]], text)


def _add_words(text: str, parts: list[str], unknown: list[str]) -> None:
    position = 0
    while found := _NAME.search(text, position):
        character = emoji(found["name"], found["tone"], found["second"])
        glued = text[: found.start()][-1:].isalnum() and text[found.end() :][:1].isalnum()
        if found["name"].isdecimal() and glued:
            character = ""
        if character and not (glued and len(found["name"]) < SHORTEST_GLUED):
            parts += [text[position : found.start()], character]
            position = found.end()
            continue
        if not character and not glued and not found["name"].isdecimal():
            unknown.append(f":{found['name']}:")
        # Its last colon may be the first one of another name: 10:30:tada:
        parts.append(text[position : found.end("name")])
        position = found.end("name")
    parts.append(text[position:])
