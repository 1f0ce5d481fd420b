"""Replies to requests about custom product pages that can't be carried out: why, and what to write instead."""

from collections.abc import Sequence

from appstore.errors import Refused
from appstore.pages.pages import MOST_PAGES, CustomPage, PageVersion
from cards.blocks import escape, join_words, shorten, text_message
from cards.failures.errors import reason
from cards.pages import wording
from cards.wording.states import state_words
from records.messages import Message

_NOTHING = "Nothing was changed."
_MOST_NAMES = 10


def usage(verb: str) -> Message:
    """Reply to a verb without the name, or `link` without the URL."""
    lines = {
        "show": "`/asc page show NAME`",
        "hide": "`/asc page hide NAME`",
        "submit": "`/asc page submit NAME`",
        "link": "`/asc page link NAME URL`, such as `/asc page link Winter sale tide://sale`, or `none` for no link",
    }
    return text_message(f"Which page? {_NOTHING} Write {lines[verb]}. `/asc pages` lists the pages.")


def no_such_page(
    app_title: str, name: str, near: Sequence[str], known: Sequence[CustomPage], *, in_option: bool = False
) -> Message:
    """Reply to a name that no page has: with those that are much like it, or otherwise all.

    `in_option`: it follows `--page`, where several words need quotation marks.
    """
    head = f"*{escape(app_title)}* has no custom product page `{_typed(name)}`. {_NOTHING}"
    if near:
        several = next((each for each in near if in_option and " " not in name and " " in each), "")
        marks = f' Names of several words need quotation marks: `--page "{escape(several)}"`.' if several else ""
        return text_message(f"{head} Did you mean {join_words([wording.quoted(each) for each in near], 'or')}?{marks}")
    if not known:
        return text_message(f"{head} It has none at all; `/asc page new NAME` creates one.")
    names = sorted((page.name for page in known), key=str.casefold)
    names = [wording.quoted(each) for each in names[:_MOST_NAMES]]
    rest = len(known) - _MOST_NAMES
    return text_message(f"{head} It has {join_words([*names, *([f'{rest} more'] if rest > 0 else [])])}.")


def several_pages(app_title: str, name: str, pages: Sequence[CustomPage]) -> Message:
    """Reply to a name that several pages have, in different cases."""
    names = join_words([wording.quoted(page.name) for page in pages], "or")
    return text_message(
        f"Several pages of *{escape(app_title)}* are called `{_typed(name)}`: {names}. {_NOTHING} Write the name "
        "exactly as it is, or rename one of them in App Store Connect if they are the same."
    )


def which_name(app_title: str, shorter: CustomPage, longer: CustomPage) -> Message:
    """Ask which page `--page Summer sale` means, where there are two; the rest of the line may be a text."""
    names = f"{wording.quoted(shorter.name)} and {wording.quoted(longer.name)}"
    return text_message(
        f"Which page? *{escape(app_title)}* has {names}. {_NOTHING} Put the name in quotation marks: "
        f'`--page "{escape(longer.name)}"` or `--page "{escape(shorter.name)}"`.'
    )


def name_used(app_title: str, page: CustomPage) -> Message:
    """Say that a page of this name exists already."""
    name = wording.quoted(page.name)
    return text_message(
        f"*{escape(app_title)}* already has the custom product page {name} ({wording.standing(page)}). {_NOTHING} "
        "Choose another name."
    )


def too_many(app_title: str) -> Message:
    """Say that an app can have no more pages."""
    return text_message(
        f"*{escape(app_title)}* has {MOST_PAGES} custom product pages, and Apple takes no more. {_NOTHING} Delete one "
        "in App Store Connect first."
    )


def no_version(app_title: str, states: Sequence[tuple[str, str]]) -> Message:
    """Say that an app has no version that is live or being submitted; `states`: number and state of the iOS ones."""
    there = join_words([f"{escape(number)} is {state_words(state)}" for number, state in states])
    return text_message(
        f"*{escape(app_title)}* has no iOS version that is live or being submitted, and a custom product page needs "
        f"one{f': {there}' if there else ''}. {_NOTHING} Submit a version first: `/asc submit`."
    )


def no_languages(name: str) -> Message:
    """Say that a template has no language that could be copied."""
    return text_message(f"Apple shows no language of {wording.quoted(name)}, so there is nothing to copy. {_NOTHING}")


def quote_template(typed: str, page: CustomPage) -> Message:
    """Reply to `--from Winter sale`, of which only the first word counts as the name."""
    return text_message(
        f"{_NOTHING} Put the name of the page after `--from` in quotation marks, since it has several words: "
        f'`--from "{escape(page.name)}"`. I read only `{_typed(typed)}` as its name.'
    )


def no_deep_link(text: str) -> Message:
    """Reply to what is no deep link."""
    return text_message(
        f"`{_typed(text)}` is no link that can open an app. {_NOTHING} Write a universal link such as "
        "`https://example.com/sale`, one with your app's scheme such as `tide://sale`, or `none` to remove the link."
    )


def locked(app_title: str, page: CustomPage, version: PageVersion) -> Message:
    """Say why the newest version of a page can't be changed now."""
    return text_message(
        f"The page {wording.quoted(page.name)} of *{escape(app_title)}* can't be changed now: "
        f"{wording.locked(version)}. {_NOTHING}"
    )


def without_version(app_title: str, page: CustomPage) -> Message:
    """Say that Apple shows no version of a page."""
    name = wording.quoted(page.name)
    return text_message(f"Apple shows no version of the page {name} of *{escape(app_title)}*. {_NOTHING}")


def refused(name: str, error: Refused) -> Message:
    """Say that Apple refused to create or change a page, and why."""
    return text_message(f"Apple did not accept this for the page {wording.quoted(name)}. {_NOTHING}\n{_reason(error)}")


def _reason(error: Refused) -> str:
    text = reason(error)
    # The sentence for a state is about versions of the app.
    apples_words = text.partition("\n")[2]
    return apples_words if error.is_code("STATE_ERROR") and apples_words else text


def _typed(name: str) -> str:
    return escape(shorten(name.replace("`", ""), wording.MOST_OF_NAME)) or " "
