"""Replies when there are no figures: what is missing, where to find it, and what to write instead."""

from collections.abc import Sequence
from datetime import date, timedelta

from appstore.errors import Refused
from appstore.sales.days import ready_at
from appstore.sales.reports import Missing
from appstore.sales.tables import UnreadableReport
from cards.blocks import clock_time, escape, join_words, shorten, text_message
from cards.sales.wording import day_words
from records.messages import Message

_EXAMPLES = "`/asc sales yesterday`, `/asc sales 2026-11-24`, `/asc sales 7d` or `/asc sales 30d`"


def unclear(words: str, closest: Sequence[str] = ()) -> Message:
    """Reply to words that are neither a day nor a span."""
    near = f" Did you mean {join_words([f'`{word}`' for word in closest], 'or')}?" if closest else ""
    return text_message(
        f"`{escape(shorten(words, 60))}` is neither a day nor a span that I know.{near} Write for example {_EXAMPLES}."
    )


def not_over(day: date, today: date) -> Message:
    """Reply to a day that Apple can have no report of: today, or one to come."""
    what = "is not over yet" if day == today else "has not begun yet"
    return text_message(
        f"{day_words(day)} {what} where Apple counts days, in Pacific time. Its report is usually "
        f"there by {_moment(ready_at(day))}. `/asc sales yesterday` shows the newest day."
    )


def no_report(app_title: str, day: date, reason: Missing, now: float) -> Message:
    """Reply to a single day without a report."""
    if reason is Missing.GONE:
        why = "no longer has that report: it keeps days and weeks for about a year"
        then = "The figures are still in App Store Connect under Trends."
    elif reason is Missing.LATER:
        why = "has not published that report yet"
        due = ready_at(day)
        late = "It is late today; try again in an hour." if due < now else f"It usually does by {_moment(due)}."
        then = f"{late} Until then: `/asc sales {(day - timedelta(days=1)).isoformat()}`."
    else:
        why = "has no such report and does not say why"
        then = "Try again later, or another day."
    return text_message(f"{escape(app_title)}, {day_words(day)}: Apple {why}. {then}")


def _moment(at: float) -> str:
    return clock_time(at, "{time}, {date_short}")


def no_vendor_number(account: str) -> Message:
    """Reply when the settings have no vendor number."""
    where = (
        f"as `vendor_number` of [{escape(account)}] in the file of accounts" if account else "as `ASC_VENDOR_NUMBER`"
    )
    return text_message(
        "Sales reports need the vendor number, and it is not set. Find it in App Store Connect under Payments and "
        "Financial Reports, at the top left beside the name of your company (an 8-digit number), or under Trends, "
        f"Reports. The operator of the bot sets it {where} and restarts the bot."
    )


def wrong_vendor_number(number: str, refused: Refused) -> Message:
    """Reply when Apple does not know the vendor number."""
    return text_message(
        f"Apple does not accept the vendor number `{escape(number)}`: {escape(shorten(refused.detail, 200))} It is "
        "in App Store Connect under Payments and Financial Reports, at the top left. The operator of the bot can "
        "correct it in `ASC_VENDOR_NUMBER`, or in `vendor_number` in the file of accounts."
    )


def key_may_not() -> Message:
    """Reply when the key may not read sales."""
    return text_message(
        "The App Store Connect key may not read sales reports. Apple requires a team key with the role Admin, Finance "
        "or Sales and Reports: App Manager is not enough, and an individual key never is. An Admin can create one in "
        "App Store Connect under Users and Access, Integrations; the operator of the bot then sets it."
    )


def unreadable(error: UnreadableReport) -> Message:
    """Reply when a report can't be read: nothing of it is shown."""
    if error.missing:
        names = join_words([f"“{name}”" for name in error.missing])
        why = f"has no column {names} any more. Please tell the operator of the bot, who can look for a newer release"
    elif error.detail == "too large":
        why = "is larger than I read. App Store Connect shows the figures under Trends"
    else:
        why = "arrived damaged, twice. Try again in a few minutes"
    of_day = f" of {day_words(error.day)}" if error.day else ""
    return text_message(f"No figures are shown, since a part would be missing: Apple's report{of_day} {why}.")
