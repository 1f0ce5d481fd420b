"""The custom product pages of an app, and one of them in detail."""

from collections.abc import Mapping, Sequence

from appstore.pages.localizations import PageLocalization
from appstore.pages.pages import MOST_PAGES, CustomPage
from appstore.texts.tables import csv_of
from cards.blocks import (
    Block,
    bullets,
    context,
    escape,
    header,
    join_words,
    message,
    paragraph,
    plural,
    rich,
    shorten,
    span,
    text_link,
    text_message,
)
from cards.pages import wording
from cards.wording.texts import language
from records.messages import Message

MOST_SHOWN = 20
FILE_FOLLOWS = "All pages are in the CSV that follows."
FILE_IN_PRIVATE = "All pages are in the CSV in your direct messages with me."
_MOST_LANGUAGES, _MOST_LOCALES = 40, 12
_COLUMNS = ("name", "visible", "newest version", "state", "live version", "languages", "URL")

Locales = Mapping[str, Sequence[str]]


def none(app_title: str) -> Message:
    """Say that an app has no pages."""
    return text_message(
        f"*{escape(app_title)}* has no custom product pages. `/asc page new NAME` creates one from the live version."
    )


def overview(app_title: str, pages: Sequence[CustomPage], locales: Locales, *, file: str = "") -> Message:
    """List the pages: how each stands, whether it is visible, its URL and its languages, by the id of its version."""
    head = f"{app_title}: {plural(len(pages), 'custom product page')}"
    lines, text = [], []
    for page in pages[:MOST_SHOWN]:
        facts = f"{wording.standing(page)}; {wording.shown(page)}; {_languages(page, locales)}"
        link = [span("  "), text_link(page.url, page.url)] if page.url else []
        lines.append([span(_name(page), "bold"), span(f"  {facts}"), *link])
        text.append(f"• {escape(_name(page))}: {escape(facts)} {escape(page.url)}".rstrip())
    rest = len(pages) - MOST_SHOWN
    notes = " ".join(filter(None, [f"And {rest} more." if rest > 0 else "", file, _room(len(pages))]))
    blocks: list[Block] = [header(head), rich(bullets(lines)), context(notes)]
    return message("\n".join([escape(head), *text, notes]), *blocks)


def table(pages: Sequence[CustomPage], locales: Locales) -> bytes:
    """Return a row for each page."""
    rows: list[tuple[str, ...]] = [_COLUMNS]
    for page in pages:
        newest, live = page.newest, page.live
        rows.append(
            (
                page.name,
                "yes" if page.visible else "no",
                "" if newest is None else str(newest.number),
                "" if newest is None else wording.words(newest.state),
                "" if live is None else str(live.number),
                " ".join(() if newest is None else locales[newest.id]),
                page.url,
            )
        )
    return csv_of(rows)


def file_says(app_title: str) -> str:
    """Return the text of the message with the CSV."""
    return f"{escape(app_title)}: all custom product pages."


def detail(
    app_title: str,
    page: CustomPage,
    localizations: Sequence[PageLocalization],
    counts: Mapping[str, Mapping[str, int]],
) -> Message:
    """Show a page, and its newest version by language: `counts` has the screenshots by locale and display type."""
    head = f"{app_title}: page {_name(page)}"
    newest = page.newest
    facts = [f"{wording.standing(page)[:1].upper()}{wording.standing(page)[1:]}", wording.shown(page).capitalize()]
    if newest is not None:
        facts.append(f"Deep link: {newest.deep_link or 'none'}")
    url = [[span("URL: "), text_link(page.url, page.url)]] if page.url else []
    blocks: list[Block] = [header(head), rich(bullets([*([span(fact)] for fact in facts), *url]))]
    text = [escape(head), *(f"• {escape(fact)}" for fact in [*facts, *([f"URL: {page.url}"] if page.url else [])])]
    for each in localizations[:_MOST_LANGUAGES]:
        lines = _localization(each, counts.get(each.locale, {}))
        title = paragraph(span(language(each.locale), "bold"))
        blocks.append(rich(title, bullets([[span(line)] for line in lines])))
        text += [escape(language(each.locale)), *(f"• {escape(line)}" for line in lines)]
    if rest := len(localizations[_MOST_LANGUAGES:]):
        blocks.append(context(f"And {plural(rest, 'more language')}."))
        text.append(f"And {plural(rest, 'more language')}.")
    return message("\n".join(text), *blocks)


def _localization(found: PageLocalization, counts: Mapping[str, int]) -> list[str]:
    sets = [f"{wording.device(display_type)}: {count}" for display_type, count in counts.items()]
    return [
        f"Promotional text: {f'“{found.text}”' if found.text else 'none'}",
        f"Screenshots: {'; '.join(sets) or 'none'}",
        f"Keywords: {', '.join(found.keywords) or 'none'}",
    ]


def _name(page: CustomPage) -> str:
    return shorten(page.name, wording.MOST_OF_NAME)


def _languages(page: CustomPage, locales: Locales) -> str:
    found = () if page.newest is None else locales[page.newest.id]
    rest = len(found) - _MOST_LOCALES
    named = [*found[:_MOST_LOCALES], *([f"{rest} more"] if rest > 0 else [])]
    return join_words(named) or "no language"


def _room(count: int) -> str:
    left = MOST_PAGES - count
    more = f"{left} more can be created" if left > 0 else "No more can be created"
    return f"{more}: Apple takes {MOST_PAGES} of an app. `/asc page NAME` shows one in detail."
