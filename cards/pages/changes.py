"""What was changed of a custom product page, or in a dry run would be: the value before and after."""

from collections.abc import Sequence

from appstore.pages.pages import CustomPage, PageVersion
from cards.blocks import (
    bullets,
    context,
    escape,
    join_words,
    message,
    plural,
    rich,
    section,
    span,
    text_link,
    text_message,
)
from cards.dispatch.prompts import Question
from cards.pages import wording
from records.messages import Message

_DRY_RUN = "Dry run: nothing was changed."
_MOST_LOCALES = 12
NAME = Question("New custom product page", "Name", "Create", "People do not see it; it names the page in analytics.")
# What stands for no deep link.
NONE = "none"


def copied_from(name: str, *, is_page: bool) -> str:
    """Return what a page is a copy of, as plain text: the page with a name, or the version with a number."""
    return f"the page “{name}”" if is_page else f"version {name}"


def would_create(app_title: str, name: str, source: str, locales: Sequence[str]) -> Message:
    """Say in a dry run what would be created."""
    return text_message(
        f"{_DRY_RUN} The custom product page {wording.quoted(name)} of *{escape(app_title)}* would be created from "
        f"{escape(source)}, in {_languages(locales)}."
    )


def created(
    app_title: str, page: CustomPage, user: str, source: str, locales: Sequence[str], texts: int, sets: int | None
) -> Message:
    """Report a new page; `texts` and `sets` are what it has of promotional texts and of sets, None if unknown."""
    head = f"<@{user}> created the custom product page {wording.quoted(page.name)} of *{escape(app_title)}*"
    copied = [plural(texts, "promotional text")] if texts else []
    copied += [plural(sets, "screenshot set")] if sets else []
    empty = f"It has no texts{'' if sets is None else ' and no screenshots'} yet"
    lines = [
        f"From {source}, in {_languages(locales)}",
        f"Copied: {join_words(copied)}" if copied else empty,
        wording.standing(page)[:1].upper() + wording.standing(page)[1:],
    ]
    url = [[span("URL: "), text_link(page.url, page.url)]] if page.url else []
    after = f"People see it only once Apple has approved it. {_next_step(page)}"
    return message(
        f"{head}. {'. '.join(map(escape, lines))}. URL: {escape(page.url)}. {after}",
        section(head),
        rich(bullets([*([span(line)] for line in lines), *url])),
        context(after),
    )


def visibility_changed(app_title: str, page: CustomPage, user: str, *, before: bool, visible: bool) -> Message:
    """Report that a page was shown or hidden."""
    return text_message(
        f"<@{user}> changed the page {wording.quoted(page.name)} of *{escape(app_title)}*: it was {_visible(before)}, "
        f"and is *{_visible(visible)}* now.{_not_live(page) if visible else ''}"
    )


def would_change_visibility(app_title: str, page: CustomPage, *, visible: bool) -> Message:
    """Say in a dry run whether a page would be shown or hidden."""
    return text_message(
        f"{_DRY_RUN} The page {wording.quoted(page.name)} of *{escape(app_title)}* is {_visible(page.visible)}, and "
        f"would be {_visible(visible)}."
    )


def visible_already(app_title: str, page: CustomPage) -> Message:
    """Say that a page is shown or hidden already."""
    return text_message(
        f"The page {wording.quoted(page.name)} of *{escape(app_title)}* is {_visible(page.visible)} already. "
        f"Nothing was changed.{_not_live(page) if page.visible else ''}"
    )


def link_changed(
    app_title: str, page: CustomPage, user: str, *, before: str, link: str, version: PageVersion, is_new: bool
) -> Message:
    """Report the deep link of a version, which may have been created for it."""
    head = (
        f"<@{user}> changed the deep link of the page {wording.quoted(page.name)} of *{escape(app_title)}*, "
        f"version {version.number}"
    )
    lines = [f"Before: {before or NONE}", f"Now: {link or NONE}"]
    after = f"People get it once Apple has approved this version. {_next_step(page)}"
    if is_new:
        after = f"The version before is approved and can't be changed, so version {version.number} was created. {after}"
    return message(
        f"{head}. {'. '.join(map(escape, lines))}. {after}",
        section(head),
        rich(bullets([[span(line)] for line in lines])),
        context(after),
    )


def would_change_link(app_title: str, page: CustomPage, *, before: str, link: str, new_version: int) -> Message:
    """Say in a dry run which deep link would be set; `new_version` is the number of one that it takes, or 0."""
    where = f" in version {new_version}, which would be created" if new_version else ""
    return text_message(
        f"{_DRY_RUN} The deep link of the page {wording.quoted(page.name)} of *{escape(app_title)}* is "
        f"`{escape(before or NONE)}`, and would be `{escape(link or NONE)}`{where}."
    )


def link_already(app_title: str, page: CustomPage, link: str) -> Message:
    """Say that the deep link is so already."""
    return text_message(
        f"The deep link of the page {wording.quoted(page.name)} of *{escape(app_title)}* is "
        f"`{escape(link or NONE)}` already. Nothing was changed."
    )


def field_of_visibility(name: str) -> str:
    """Return how the audit trail names whether a page is visible."""
    return f"visibility of the page {name}"


def field_of_link(name: str) -> str:
    """Return how the audit trail names the deep link of a page."""
    return f"deep link of the page {name}"


def audit_visible(*, visible: bool) -> str:
    """Return the value of the visibility in the audit trail."""
    return _visible(visible)


def _visible(value: bool) -> str:  # noqa: FBT001 - the value that is worded
    return "visible" if value else "hidden"


def _not_live(page: CustomPage) -> str:
    return "" if page.live is not None else " People see it only once Apple has approved a version of it."


def _next_step(page: CustomPage) -> str:
    return f"`/asc page submit {escape(page.name.replace('`', ''))}` submits it for review."


def _languages(locales: Sequence[str]) -> str:
    rest = len(locales) - _MOST_LOCALES
    return join_words([*locales[:_MOST_LOCALES], *([f"{rest} more"] if rest > 0 else [])])
