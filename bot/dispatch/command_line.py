"""Parses a command line as people type it in Slack: words, options anywhere, and the text after so many words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

# Slack turns what looks like a link into one, bundle ids too: <http://com.example.tide|com.example.tide>. The label
# is what the user typed. https://docs.slack.dev/messaging/formatting-message-text#links-in-retrieved-messages
_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>|]*)(?:\|([^<>]*))?>")
# macOS and phones replace two hyphens with a dash while users type.
_OPTION = re.compile(r"(?:^|(?<=\s))(?:--|[—–])([A-Za-z][A-Za-z_-]*)(?:=|\s+|$)", re.MULTILINE)
# Phones use the quotation marks of their language: “English”, „Deutsch“, ”svenska”, «français».
_WORD = re.compile(r"[\"“„”]([^\"“„”]*)[\"“”]|«\s*([^»]*?)\s*»|((?:<[^<>]*>|\S)+)")


@dataclass(frozen=True)
class Option:
    """An option, typed as `--name`. It takes a value if it has an `example` of one."""

    name: str
    example: str = ""


@dataclass(frozen=True)
class CommandLine:
    """A command line without its options. `as_sent` is `text` before Slack's formatting was undone."""

    text: str
    options: Mapping[str, str]
    as_sent: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words; several in double quotes count as one."""
        return tuple(next(part for part in found.groups("") if part) for found in _words(self.text))

    def after(self, count: int) -> str:
        """Return the text after `count` words."""
        return _after(self.text, count)

    def sent_after(self, count: int) -> str:
        """Return the same as Slack sent it, for a text of which every character matters (see plain_text.py)."""
        return _after(self.as_sent, count)

    def rest(self) -> CommandLine:
        """Return the command line without its first word."""
        return CommandLine(self.after(1), self.options, self.sent_after(1))


def _words(text: str) -> list[re.Match[str]]:
    return [found for found in _WORD.finditer(text) if any(found.groups())]


def _after(text: str, count: int) -> str:
    words = _words(text)
    return text[words[count].start() :].strip() if count < len(words) else ""


def unwrap(text: str) -> str:
    """Undo Slack's formatting of plain text: a link becomes what was typed, `&amp;` becomes `&`."""
    text = _LINK.sub(lambda link: link[2] or link[1].removeprefix("mailto:").removeprefix("tel:"), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _name(option: re.Match[str]) -> str:
    return option[1].lower().replace("_", "-")


def unknown_options(
    line: CommandLine, accepted: Collection[str], *, takes_text: bool = False
) -> list[tuple[str, tuple[str, ...]]]:
    """Return the options, as typed, that are not `accepted`, each with its closest match.

    With `takes_text` the command ends in a text, in which only words much like an option are taken for one.
    """
    cutoff, names = 0.8 if takes_text else 0.6, sorted(accepted)
    typed = [
        (word, tuple(get_close_matches(_name(found), names, n=1, cutoff=cutoff)))
        for word in line.words
        if (found := _OPTION.match(word))
    ]
    others = [
        (f"--{name}", tuple(get_close_matches(name, names, n=1))) for name in line.options if name not in accepted
    ]
    return [(word, closest) for word, closest in typed if closest or not takes_text] + others


def read(text: str, known: Mapping[str, Option]) -> CommandLine:
    """Take the known options out of a line; `--app X` and `--app=X` are the same, and may appear anywhere."""
    options: dict[str, str] = {}
    kept, position = [], 0
    for found in _OPTION.finditer(text):
        name = _name(found)
        if found.start() < position or name not in known:
            continue
        kept.append(text[position : found.start()])
        position = found.end()
        options[name] = ""
        if not known[name].example or _option_at(text, position, known):
            continue
        if value := _WORD.match(text, position):
            options[name] = unwrap(next((part for part in value.groups() if part), ""))
            position = value.end()
    kept.append(text[position:])
    sent = " ".join(part.strip() for part in kept if part.strip())
    return CommandLine(unwrap(sent).replace("\u00a0", " "), options, sent)


def _option_at(text: str, position: int, known: Mapping[str, Option]) -> bool:
    found = _OPTION.match(text, position)
    return found is not None and _name(found) in known
