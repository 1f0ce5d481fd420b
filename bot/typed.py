"""What people type in Slack, read as they meant it: words, options anywhere, and the text of the rest of the line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

FLAGS = frozenset({"dry-run", "replace", "append", "unanswered"})
"""Options without a value."""

VALUES = frozenset({"app", "version", "platform", "tz", "rating", "territory", "max-rating", "contains"})
"""Options with one."""

# Slack wraps what it takes for links, also bare bundle ids: <http://com.example.tide|com.example.tide>. The label is
# what was typed. https://docs.slack.dev/messaging/formatting-message-text#links-in-retrieved-messages
_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>|]*)(?:\|([^<>]*))?>")
# macOS and phones turn two hyphens into a dash while people type.
_OPTION = re.compile(r"(?:^|(?<=\s))(?:--|[—–])([A-Za-z][a-z-]*)(?:=|\s+|$)", re.MULTILINE)
_WORD = re.compile(r"\"([^\"]*)\"|“([^”]*)”|(\S+)")


@dataclass(frozen=True)
class Typed:
    """A command as it was typed, without its options."""

    text: str
    options: Mapping[str, str]

    @property
    def words(self) -> tuple[str, ...]:
        """The words; several between double quotes count as one."""
        return tuple(next(part for part in found.groups("") if part) or "" for found in self._matches())

    def after(self, count: int) -> str:
        """The text after so many words, as it stands."""
        matches = list(self._matches())
        return self.text[matches[count].start() :].strip() if count < len(matches) else ""

    def rest(self) -> Typed:
        """The same without the first word."""
        return Typed(self.after(1), self.options)

    def _matches(self) -> list[re.Match[str]]:
        return [found for found in _WORD.finditer(self.text) if any(found.groups())]


def unwrap(text: str) -> str:
    """Slack's transformations of plain text taken back: links become what was typed, `&amp;` an `&`."""
    text = _LINK.sub(lambda link: link[2] or link[1].removeprefix("mailto:").removeprefix("tel:"), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def read(text: str) -> Typed:
    """Take the options out of a line; `--app X` and `--app=X` are the same, and may stand anywhere."""
    text = unwrap(text).replace("\u00a0", " ")
    options: dict[str, str] = {}
    kept, position = [], 0
    for found in _OPTION.finditer(text):
        name = found[1].lower()
        if found.start() < position or name not in FLAGS | VALUES:
            continue
        kept.append(text[position : found.start()])
        position = found.end()
        options[name] = ""
        if name in VALUES and (value := _WORD.match(text, position)):
            options[name] = next((part for part in value.groups() if part), "")
            position = value.end()
    kept.append(text[position:])
    return Typed(" ".join(part.strip() for part in kept if part.strip()), options)
