"""Gives back the text that a person meant: links, mentions and emoji arrive at Apple as they are seen in Slack."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.dispatch.emoji import emoji

LONGEST_NAME = 100
SHORTEST_GLUED = 3

# <https://…|label>, <@U…|name>, <#C…|name>, <!subteam^S…|@name>, <!date^…^…|fallback>, or an escaped character.
# https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
_MARKUP = re.compile(r"<(?P<sign>[@#!]?)(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>|&(?P<entity>lt|gt|amp);")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&"}
# Slack's names are those of https://github.com/iamcal/emoji-data; people are toned by a second name, couples by two.
_NAME = re.compile(rf":(?P<name>[\w+'-]{{1,{LONGEST_NAME}}}):(?::skin-tone-(?P<tone>[2-6])(?:-(?P<second>[2-6]))?:)?")


@dataclass(frozen=True)
class Plain:
    """A text as a person sees it; `unknown` are the emoji and mentions in it that only Slack knows."""

    text: str
    unknown: tuple[str, ...] = ()


def slack_to_plain(text: str, name_of: Callable[[str], str] = lambda _: "") -> Plain:
    """The text of a message or a command as it is seen there; `name_of` gives the name behind the id of a mention."""
    pieces: list[str] = []
    unknown: list[str] = []
    end = 0
    for found in _MARKUP.finditer(text):
        _add_words(text[end : found.start()], pieces, unknown)
        seen = _markup(found, name_of)
        pieces.append(seen or found[0])
        if not seen:
            unknown.append(found[0])
        end = found.end()
    _add_words(text[end:], pieces, unknown)
    return Plain("".join(pieces).replace("\r\n", "\n").strip(), tuple(dict.fromkeys(unknown)))


def field_to_plain(text: str) -> Plain:
    """The text of a form's field: nothing is escaped there, but an emoji may arrive by its name."""
    pieces: list[str] = []
    unknown: list[str] = []
    _add_words(text, pieces, unknown)
    return Plain("".join(pieces).replace("\r\n", "\n").strip(), tuple(dict.fromkeys(unknown)))


def _markup(found: re.Match[str], name_of: Callable[[str], str]) -> str:
    """What a person sees in its place, "" where nobody can tell."""
    if found["entity"]:
        return _ENTITIES[found["entity"]]
    sign, target, label = found["sign"], found["target"], _unescaped(found["label"] or "")
    if sign in {"@", "#"}:
        name = label or name_of(target)
        return f"{sign}{name}" if name else ""
    if sign == "!":
        return label if "^" in target else f"@{target}"
    return label or re.sub(r"^(?:mailto|tel):", "", _unescaped(target))


def _unescaped(text: str) -> str:
    return re.sub(r"&(lt|gt|amp);", lambda entity: _ENTITIES[entity[1]], text)


def _add_words(text: str, pieces: list[str], unknown: list[str]) -> None:
    position = 0
    while found := _NAME.search(text, position):
        character = emoji(found["name"], found["tone"], found["second"])
        glued = _is_word(text[: found.start()][-1:]) and _is_word(text[found.end() :][:1])
        if found["name"].isdecimal() and glued:
            character = ""
        if character and not (glued and len(found["name"]) < SHORTEST_GLUED):
            pieces += [text[position : found.start()], character]
            position = found.end()
            continue
        if not character and not glued and not found["name"].isdecimal():
            unknown.append(f":{found['name']}:")
        # Its last colon may be the first one of another name: 10:30:tada:
        pieces.append(text[position : found.end("name")])
        position = found.end("name")
    pieces.append(text[position:])


def _is_word(character: str) -> bool:
    return character.isalnum()
