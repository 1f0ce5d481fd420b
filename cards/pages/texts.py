"""The promotional text and keywords of a custom product page, and which keywords it can have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appstore.fields import Field
from appstore.pages.localizations import PageLocalization
from appstore.pages.pages import CustomPage
from cards.blocks import (
    Block,
    bullets,
    context,
    escape,
    join_words,
    message,
    paragraph,
    rich,
    section,
    span,
)
from cards.pages import wording
from cards.wording.texts import label, language
from records.messages import Message

_MOST_LANGUAGES, _MOST_WORDS, _MOST_UNKNOWN = 40, 60, 15


@dataclass(frozen=True, kw_only=True)
class UnknownKeywords:
    """Words that are no keywords of the live version in a language, each with near ones, and the keywords there."""

    locale: str
    words: tuple[tuple[str, tuple[str, ...]], ...]
    live: tuple[str, ...]


def shown(
    app_title: str,
    page: CustomPage,
    field: Field,
    found: Sequence[PageLocalization],
    choice: Mapping[str, Sequence[str]],
    lacking: Sequence[str],
    languages: Sequence[str],
) -> Message:
    """Show a text of a page by language: `choice` has the keywords that it can have, `languages` those of the page."""
    head = (
        f"*{label(field)}* of the page {wording.quoted(page.name)} of *{escape(app_title)}*, {wording.standing(page)}"
    )
    blocks: list[Block] = [section(head)]
    text = [head]
    for each in found[:_MOST_LANGUAGES]:
        lines = _keywords(each, choice.get(each.locale, ())) if field is Field.KEYWORDS else [each.text or "none"]
        blocks.append(rich(paragraph(span(language(each.locale), "bold")), bullets([[span(line)] for line in lines])))
        text += [escape(language(each.locale)), *(f"• {escape(line)}" for line in lines)]
    notes = [f"And {rest} more languages."] if (rest := len(found) - _MOST_LANGUAGES) > 0 else []
    if lacking:
        notes.append(
            f"It has no {join_words([language(each) for each in lacking], 'or')}, only {join_words(languages)}."
        )
    notes.append(_how(page, field))
    return message("\n".join([*text, *notes]), *blocks, context(" ".join(notes)))


def _keywords(found: PageLocalization, choice: Sequence[str]) -> list[str]:
    others = [word for word in choice if word not in found.keywords]
    gone = [word for word in found.keywords if word not in choice]
    return [
        f"Keywords: {', '.join(found.keywords) or 'none'}",
        f"Others of the live version: {_some(others) or 'none'}",
        *([f"No longer keywords of the live version: {', '.join(gone)}"] if gone else []),
    ]


def _some(words: Sequence[str]) -> str:
    rest = len(words) - _MOST_WORDS
    return ", ".join([*words[:_MOST_WORDS], *([f"and {rest} more"] if rest > 0 else [])])


def _how(page: CustomPage, field: Field) -> str:
    name = escape(page.name.replace("`", ""))
    command, words = ("keywords", "a,b,c") if field is Field.KEYWORDS else ("promo", "your text")
    it = "them" if field is Field.KEYWORDS else "it"
    none = ", with `none` instead of words to remove them" if field is Field.KEYWORDS else ""
    return f'Write `/asc {command} LOCALE {words} --page "{name}"` to change {it}{none}.'


def unknown_keywords(app_title: str, page: CustomPage, unknown: Sequence[UnknownKeywords]) -> Message:
    """List the words that a page can't have, since the live version has no such keywords."""
    languages = ["\n".join(_unknown(each)) for each in unknown[:_MOST_LANGUAGES]]
    head = (
        f"Nothing was changed. The page {wording.quoted(page.name)} can only have keywords that the live version of "
        f"*{escape(app_title)}* has in the same language:"
    )
    return message("\n".join([head, *languages]), section(head), *map(section, languages))


def _unknown(found: UnknownKeywords) -> list[str]:
    lines = [f"• {found.locale}: {_with_near(word, near)}" for word, near in found.words[:_MOST_UNKNOWN]]
    rest = len(found.words) - _MOST_UNKNOWN
    there = f"It has {escape(_some(found.live))}." if found.live else "It has no keywords in this language."
    return [*lines, *([f"• {found.locale}: and {rest} more"] if rest > 0 else []), f"• {found.locale}: {there}"]


def _with_near(word: str, near: Sequence[str]) -> str:
    meant = f". Did you mean {escape(join_words(near, 'or'))}?" if near else ""
    return f"there is no `{escape(word.replace('`', ''))}`{meant}"
