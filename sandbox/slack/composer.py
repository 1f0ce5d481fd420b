"""Converts typed text as Slack's clients do: escaped, with links, mentions and emoji names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.slack.emoji import TONES, emoji_name, emoji_pattern
from sandbox.slack.state import Json

# Slack's clients also link bare domains; these endings stand in for the list of all top-level domains.
ENDINGS = "com|org|net|io|app|dev|de|uk|co|me|ai|eu"
WIDE = {"here": "here", "channel": "channel", "everyone": "everyone"}


@dataclass(frozen=True)
class Directory:
    """The users, groups and channels that can be mentioned, by the name typed after `@` or `#`."""

    people: Mapping[str, str]
    usergroups: Mapping[str, str]
    channels: Mapping[str, str]
    private_channels: Mapping[str, str]
    handles: Mapping[str, str]


@dataclass(frozen=True)
class ComposedText:
    """A text as mrkdwn, and as elements of a `rich_text_section`."""

    text: str
    elements: tuple[Json, ...]

    @property
    def blocks(self) -> list[Json]:
        """The rich text block that Slack creates for a typed message."""
        if not self.elements:
            return []
        return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(self.elements)}]}]


def escaped(text: str) -> str:
    """Escapes `&`, `<` and `>` (docs.slack.dev/messaging/formatting-message-text)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """Reverses `escaped`, once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def in_message(text: str, directory: Directory) -> ComposedText:
    """Converts a typed message: `@Ada` becomes `<@U…>`, `a.com` a link, `🎉` `:tada:`, `&` `&amp;`.

    A mention written as `<@U…>` is kept, for tests that have an id instead of a name.
    """
    pieces: list[str] = []
    elements: list[Json] = []
    for segment, element in _walk(text, directory, labels=False):
        pieces.append(segment)
        if element["type"] == "text" and elements and elements[-1]["type"] == "text":
            elements[-1] = {"type": "text", "text": elements[-1]["text"] + element["text"]}
        else:
            elements.append(element)
    return ComposedText("".join(pieces), tuple(elements))


def in_command(text: str, directory: Directory, *, should_escape: bool) -> str:
    """Converts a command's text; with `should_escape`, mentions and links become `<@U…|ada>` and `<https://…>`."""
    if should_escape:
        return "".join(segment for segment, _ in _walk(text, directory, labels=True))
    empty = Directory({}, {}, {}, {}, {})
    return "".join(segment for segment, _ in _walk(text, empty, labels=True, links=False))


def _walk(text: str, directory: Directory, *, labels: bool, links: bool = True) -> list[tuple[str, Json]]:
    found: list[tuple[str, Json]] = []
    end = 0
    for match in _pattern(directory, links=links).finditer(text):
        if plain := text[end : match.start()]:
            found.append((escaped(plain), {"type": "text", "text": plain}))
        found.append(_special(match, directory, labels=labels))
        end = match.end()
    if plain := text[end:]:
        found.append((escaped(plain), {"type": "text", "text": plain}))
    return found


def _pattern(directory: Directory, *, links: bool) -> re.Pattern[str]:
    parts = [emoji_pattern().pattern]
    if directory.handles:
        parts.append(rf"<@(?P<id>{'|'.join(directory.handles)})>")
    if links:
        parts += [
            r"(?P<url>https?://[^\s<>]*[^\s<>.,;:!?)\"'])",
            r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)",
            rf"(?P<domain>(?<![\w@./-])[a-zA-Z][\w-]*(?:\.[\w-]+)*\.(?:{ENDINGS})(?![\w.@-]))",
            rf"@(?P<wide>{'|'.join(WIDE)})\b",
        ]
    for group, names, sign in (
        ("person", directory.people, "@"),
        ("usergroup", directory.usergroups, "@"),
        ("channel", {**directory.channels, **directory.private_channels}, "#"),
    ):
        if names:
            longest_first = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
            parts.append(rf"{sign}(?P<{group}>{longest_first})(?![\w-])")
    return re.compile("|".join(parts))


def _special(match: re.Match[str], directory: Directory, *, labels: bool) -> tuple[str, Json]:  # noqa: PLR0911 - one return a kind
    kinds = match.groupdict()
    if character := kinds["emoji"]:
        tone = TONES.get(kinds["tone"] or "", "")
        name = emoji_name(character)
        skin = {"skin_tone": int(tone.strip(":")[-1])} if tone else {}
        return f":{name}:{tone}", {"type": "emoji", "name": name, **skin}
    if url := kinds.get("url"):
        return f"<{escaped(url)}>", {"type": "link", "url": url}
    if mail := kinds.get("mail"):
        return f"<mailto:{mail}|{mail}>", {"type": "link", "url": f"mailto:{mail}", "text": mail}
    if domain := kinds.get("domain"):
        return f"<http://{domain}|{domain}>", {"type": "link", "url": f"http://{domain}", "text": domain}
    if wide := kinds.get("wide"):
        return f"<!{wide}>", {"type": "broadcast", "range": wide}
    if user_id := kinds.get("id") or directory.people.get(kinds.get("person") or ""):
        return (f"<@{user_id}|{directory.handles[user_id]}>" if labels else f"<@{user_id}>"), {
            "type": "user",
            "user_id": user_id,
        }
    if usergroup := kinds.get("usergroup"):
        group_id = directory.usergroups[usergroup]
        return f"<!subteam^{group_id}|@{usergroup}>", {"type": "usergroup", "usergroup_id": group_id}
    channel = kinds["channel"]
    if channel in directory.private_channels:
        channel_id, label = directory.private_channels[channel], ""
    else:
        channel_id, label = directory.channels[channel], channel
    return f"<#{channel_id}|{label}>", {"type": "channel", "channel_id": channel_id}
