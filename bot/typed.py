"""What people type in Slack, read as they meant it: words, options anywhere, and the text of the rest of the line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

FLAGS = frozenset({"dry-run", "replace", "append", "unanswered"})
"""Options without a value."""

VALUES = frozenset({"app", "version", "platform", "tz", "rating", "territory", "max-rating", "contains"})
"""Options with one."""

# Slack wraps what it takes for links, also bare bundle ids: <http://com.example.tide|com.example.tide>. The label is
# what was typed. https://docs.slack.dev/messaging/formatting-message-text#links-in-retrieved-messages
_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>|]*)(?:\|([^<>]*))?>")
# macOS and phones turn two hyphens into a dash while people type.
_OPTION = re.compile(r"(?:^|(?<=\s))(?:--|[—–])([A-Za-z][A-Za-z_-]*)(?:=|\s+|$)", re.MULTILINE)
# Phones curl quotation marks as their language does: “English”, „Deutsch“, ”svenska”, «français».
_WORD = re.compile(r"[\"“„”]([^\"“„”]*)[\"“”]|«\s*([^»]*?)\s*»|((?:<[^<>]*>|\S)+)")


@dataclass(frozen=True)
class Typed:
    """A command as it was typed, without its options; `as_sent` is `text` before anything of Slack's was taken back."""

    text: str
    options: Mapping[str, str]
    as_sent: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words; several between double quotes count as one."""
        return tuple(next(part for part in found.groups("") if part) or "" for found in self._matches())

    def after(self, count: int) -> str:
        """The text after so many words, as it stands."""
        return _after(self.text, count)

    def sent_after(self, count: int) -> str:
        """The same as Slack sent it, for a text of which every character matters (see decoding.py)."""
        return _after(self.as_sent, count)

    def rest(self) -> Typed:
        """The same without the first word."""
        return Typed(self.after(1), self.options, self.sent_after(1))

    def _matches(self) -> list[re.Match[str]]:
        return _words(self.text)


def _words(text: str) -> list[re.Match[str]]:
    return [found for found in _WORD.finditer(text) if any(found.groups())]


def _after(text: str, count: int) -> str:
    words = _words(text)
    return text[words[count].start() :].strip() if count < len(words) else ""


def unwrap(text: str) -> str:
    """Slack's transformations of plain text taken back: links become what was typed, `&amp;` an `&`."""
    text = _LINK.sub(lambda link: link[2] or link[1].removeprefix("mailto:").removeprefix("tel:"), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _option_at(text: str, position: int) -> bool:
    found = _OPTION.match(text, position)
    return found is not None and _name(found) in FLAGS | VALUES


def _name(option: re.Match[str]) -> str:
    return option[1].lower().replace("_", "-")


def strange_options(typed: Typed, taken: Collection[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Options as they were typed that are none of those `taken`, each with the one that it may have meant."""
    names = [(word, _name(found)) for word in typed.words if (found := _OPTION.match(word))]
    names += [(f"--{name}", name) for name in typed.options if name not in taken]
    return [(word, tuple(get_close_matches(name, sorted(taken), n=1))) for word, name in names]


def misspelled(typed: Typed) -> list[tuple[str, tuple[str, ...]]]:
    """Words much like an option, each with the one that is meant: `--dryrun` must not become part of a text."""
    options = [(word, _name(found)) for word in typed.words if (found := _OPTION.match(word))]
    near = [(word, tuple(get_close_matches(name, sorted(FLAGS | VALUES), n=1, cutoff=0.8))) for word, name in options]
    return [(word, meant) for word, meant in near if meant]


def read(text: str) -> Typed:
    """Take the options out of a line; `--app X` and `--app=X` are the same, and may stand anywhere."""
    options: dict[str, str] = {}
    kept, position = [], 0
    for found in _OPTION.finditer(text):
        name = _name(found)
        if found.start() < position or name not in FLAGS | VALUES:
            continue
        kept.append(text[position : found.start()])
        position = found.end()
        options[name] = ""
        if name in VALUES and not _option_at(text, position) and (value := _WORD.match(text, position)):
            options[name] = unwrap(next((part for part in value.groups() if part), ""))
            position = value.end()
    kept.append(text[position:])
    sent = " ".join(part.strip() for part in kept if part.strip())
    return Typed(unwrap(sent).replace("\u00a0", " "), options, sent)
