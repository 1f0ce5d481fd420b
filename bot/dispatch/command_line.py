"""Parses a command line as people type it in Slack: words, options anywhere, and the text after so many words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property

from bot.dispatch.typed_text import CLOSE, fold, options_in, visible

# Slack turns what looks like a link into one, bundle ids too: <http://com.example.tide|com.example.tide>. The label
# is what the user typed. https://docs.slack.dev/messaging/formatting-message-text#links-in-retrieved-messages
_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>|]*)(?:\|([^<>]*))?>")
_TOKEN = re.compile(r"<[^<>]*>")
# Phones use the quotation marks of their language: “English”, „Deutsch“, ”svenska”, «français».
_WORD = re.compile(r"[\"“„”]([^\"“„”]*)[\"“”]|«\s*([^»]*?)\s*»|((?:<[^<>]*>|\S)+)")
# An option copied from help, from Markdown or from a sentence: `(--dry-run)`, `[--replace]`, `**--app**`, `--dry-run.`
_OPENING, _CLOSING, _ENDING = "([{`\"'“„«*~\\", ")]}`\"'”“»*~", ".,;:!?。、"
# What follows `--tz UTC`; an offset of its own is none of the text.
_OFFSET = re.compile(r"\s*[-+\u2013\u2212]\s?\d{1,2}(?::?\d\d)?(?!\S)")
# What no text has: two hyphens and a word. Phones make a dash of them, which a text may have.
_LIKE_OPTION = re.compile(r"(?<!\S)--+[A-Za-z][\w-]*")
_FLAG_VALUE = re.compile(r"[=\uff1d](\S+)")
_ENDED = re.compile(rf"[{_ENDING}]+(?=\s|$)")


@dataclass(frozen=True)
class Option:
    """An option, typed as `--name`. It takes a value if it has an `example` of one."""

    name: str
    example: str = ""


@dataclass(frozen=True)
class CommandLine:
    """A command line without its options. `as_sent` is `text` before Slack's formatting was undone.

    `following` has, by option, the words of `text` that follow its value on its line, unless that is in quotation
    marks: `sale` in `--page Summer sale`.
    """

    text: str
    options: Mapping[str, str]
    as_sent: str = ""
    following: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words without invisible characters and code marks; several in double quotes count as one."""
        return tuple(_word(found) for found in _words(self.text))

    @property
    def further_lines(self) -> tuple[str, ...]:
        """The lines after the first one with a word in it."""
        return tuple(line.strip() for line in self.text.splitlines() if visible(line).strip())[1:]

    def after(self, count: int) -> str:
        """Return the text after `count` words."""
        return _after(self.text, count)

    def sent_after(self, count: int) -> str:
        """Return the same as Slack sent it, for a text of which every character matters (see plain_text.py)."""
        return _after(self.as_sent, count)

    def rest(self, count: int = 1) -> CommandLine:
        """Return the command line without its first word, or the first `count` words."""
        return replace(self, text=self.after(count), as_sent=self.sent_after(count))

    def as_arguments(self) -> CommandLine:
        """Return the command without the marks of a sentence at the end of its words, as in `alerts off.`."""
        first, line_end, more = self.text.partition("\n")
        return replace(self, text=f"{_ENDED.sub('', first)}{line_end}{more}")


def _words(text: str) -> list[re.Match[str]]:
    return [found for found in _WORD.finditer(text) if _word(found)]


def _word(found: re.Match[str]) -> str:
    return visible("".join(found.groups(""))).strip("`")


def _after(text: str, count: int) -> str:
    words = _words(text)
    return text[words[count].start() :].strip() if count < len(words) else ""


def unwrap(text: str) -> str:
    """Undo Slack's formatting of plain text: a link becomes what was typed, `&amp;` becomes `&`."""
    text = _LINK.sub(lambda link: link[2] or link[1].removeprefix("mailto:").removeprefix("tel:"), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def unknown_options(
    line: CommandLine, accepted: Collection[str], *, takes_text: bool = False
) -> list[tuple[str, tuple[str, ...]]]:
    """Return the options, as typed, that are not `accepted`, each with its closest match.

    With `takes_text` the command ends in a text, in which only what is much like an option is taken for one.
    """
    others = [
        (f"--{name}", tuple(get_close_matches(name, sorted(accepted), n=1)))
        for name in line.options
        if name not in accepted
    ]
    if takes_text:
        suspects = [found for found in options_in(line.text, accepted) if found.is_doubtful or found.is_unmistakable]
        near: list[tuple[str, tuple[str, ...]]] = [(found.typed, (found.name,)) for found in suspects]
        return near or others or [(found[0], ()) for found in _LIKE_OPTION.finditer(line.text)]
    names = [(word, fold(word)[0]) for word in line.words]
    return [
        (word, tuple(get_close_matches(name.strip("-").replace("_", "-"), sorted(accepted), n=1, cutoff=CLOSE)))
        for word, name in names
        if name.startswith("-") and any(map(str.isalpha, name))
    ] + others


def read(text: str, known: Mapping[str, Option], *, takes_text: bool = True) -> CommandLine:
    """Take the known options out of a line; `--app X` and `--app=X` are the same, and may appear anywhere.

    Without `takes_text` there is no text that a dash could belong to: `-replace` and `-- replace` are options as well.
    """
    options: dict[str, str] = {}
    following: dict[str, str] = {}
    kept, position = "", 0
    tokens = [range(token.start(), token.end()) for token in _TOKEN.finditer(text)]
    found = [
        option
        for option in options_in(text, known)
        if (option.is_clear or (option.is_doubtful and not takes_text))
        and not any(option.start in token for token in tokens)
    ]
    starts = {option.start for option in found}
    for option in found:
        if option.start < position:
            continue
        kept = _joined(kept, text[position : option.start])
        # A quotation mark that ends a word, with a space after it, opens nothing.
        opened = option.start > position and text[option.start - 1] in _OPENING
        closing = _CLOSING if opened else ""
        kept = kept.rstrip(_OPENING) if closing else kept
        position = option.end
        if known[option.name].example:
            start = position
            options[option.name], position = _value(text, position, starts, closing)
            if not closing and (more := _following(text, start, position, starts)):
                following[option.name] = more
        else:
            options[option.name] = ""
            if given := _FLAG_VALUE.match(text, position):
                options[option.name], position = given[1].rstrip(_ENDING + closing), given.end()
        position = len(text) - len(text[position:].lstrip(closing)) if closing else position
        if ended := _ENDED.match(text, position):
            position = ended.end()
    sent = _joined(kept, text[position:]).strip()
    return CommandLine(unwrap(sent).replace("\u00a0", " "), options, sent, following)


def _value(text: str, position: int, options_at: Collection[int], closing: str) -> tuple[str, int]:
    """Return the value that follows an option on its line, "" if none does, and the position after it."""
    start = position
    while start < len(text) and fold(text[start])[0] in {"", " ", "=", ":"}:
        start += 1
    value = None if start in options_at or fold(text[start : start + 1])[0] in {"\n", "-"} else _WORD.match(text, start)
    if value is None:
        return "", position
    words = next((part for part in value.groups() if part), "")
    offset = _OFFSET.match(text, value.end()) if words.upper() in {"UTC", "GMT"} else None
    words = words.rstrip(_ENDING + closing) if value[3] else words
    return visible(unwrap(words + (offset[0] if offset else ""))).strip("`"), (offset or value).end()


def _following(text: str, start: int, end: int, options_at: Collection[int]) -> str:
    """Return the words after a value, from `start` to `end`, which may belong to it: up to a mark or an option."""
    if not text[start:end].strip() or text[end - 1] in f"{_CLOSING}{_ENDING}":
        return ""
    line, _, _ = text[end : min((at for at in options_at if at >= end), default=len(text))].partition("\n")
    return " ".join(visible(unwrap(line)).split())


def _joined(left: str, right: str) -> str:
    """Join what is left of a line when an option is taken out of it; the ends of lines stay."""
    left, right = left.rstrip(" \t"), right.lstrip(" \t")
    return f"{left} {right}" if left and right and left[-1] != "\n" and right[0] != "\n" else left + right
