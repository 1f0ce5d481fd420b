"""Messages about the request for Apple's reports: made, made before, refused, and the arrival of the first data."""

from datetime import date

from cards.blocks import clock_time, escape, text_message
from cards.wording.dates import day_words
from records.messages import Message

# Apple: the first reports come 24 to 48 hours after the request.
FIRST_AFTER, LAST_AFTER = 24 * 3600.0, 48 * 3600.0
KEY_MAY_NOT_READ = (
    "App Store Connect refused to show the analytics reports (403): the key needs the role Admin, Sales and Reports, "
    "or Finance. An Admin can give it one in App Store Connect under Users and Access, Integrations; then try again."
)
_PATTERN = "{date_short_pretty}"


def requested(app: str, user: str, now: float, *, replaced: bool) -> Message:
    """The reports were requested now; `replaced`: in place of a request that Apple had stopped."""
    again = (
        " Apple had stopped the earlier request because nobody had read its reports for long, so I replaced it."
        if replaced
        else ""
    )
    return text_message(
        f"<@{user}> requested Apple's analytics reports of *{escape(app)}*.{again} "
        f"{first_data(now)} I'll post here when it arrives; then `/asc analytics` shows it."
    )


def requested_before(app: str, until: date | None) -> Message:
    """The reports are requested already."""
    head = f"Apple's analytics reports of *{escape(app)}* are requested already."
    if until is not None:
        return text_message(f"{head} The figures are complete up to {day_words(until)}: `/asc analytics` shows them.")
    return text_message(
        f"{head} The first data comes one to two days after the request; I'll post here when it arrives."
    )


def first_data(requested_at: float) -> str:
    """The sentence that says when the first data is due; `requested_at` in epoch seconds."""
    early, late = (clock_time(requested_at + after, _PATTERN) for after in (FIRST_AFTER, LAST_AFTER))
    return f"Apple makes the first reports one to two days after the request: expect data between {early} and {late}."


def no_data_yet(app: str, requested_at: float, now: float) -> Message:
    """The reports are requested, and Apple has made none yet; `requested_at` is 0.0 if that is not known."""
    head = f"Apple has no analytics data of *{escape(app)}* yet."
    if not requested_at:
        when = clock_time(now + FIRST_AFTER, _PATTERN)
        return text_message(
            f"{head} The reports are requested, but not by me, so I don't know since when. The first data comes one to "
            f"two days after the request: check back {when}."
        )
    check_back = max(requested_at + LAST_AFTER, now + FIRST_AFTER / 2)
    overdue = (
        " That is longer ago than usual: apps with very few downloads may have to wait until there is something to "
        "report."
        if now > requested_at + LAST_AFTER
        else ""
    )
    return text_message(
        f"{head} The reports were requested {clock_time(requested_at, '{date_short_pretty} {time}')}; the first data "
        f"comes one to two days later.{overdue} Check back {clock_time(check_back, _PATTERN)}."
    )


def not_requested(app: str) -> Message:
    """Nobody has requested the reports."""
    return text_message(
        f"There are no analytics of *{escape(app)}*: Apple makes its reports only after they were requested once. "
        "An admin can do that with `/asc analytics on`; the first data comes one to two days later."
    )


def stopped(app: str) -> str:
    """The sentence about a request that Apple has stopped."""
    return (
        f"Apple has stopped making the analytics reports of *{escape(app)}* because nobody read them for long. "
        "`/asc analytics on` requests them anew."
    )


def arrived(app: str, until: date | None, first: date | None) -> Message:
    """The first data is there; `first` is its first day, `until` the last complete one."""
    head = f"The first analytics data of *{escape(app)}* has arrived."
    if until is not None and first is not None and first <= until:
        return text_message(
            f"{head} It is complete from {day_words(first)} to {day_words(until)}: `/asc analytics` shows it."
        )
    return text_message(
        f"{head} Its days are not complete yet, as Apple corrects each for up to three days. `/asc analytics` shows "
        "the figures then."
    )


def key_may_not_request() -> Message:
    """Apple answered 403 to the request for the reports."""
    return text_message(
        "App Store Connect refused the request for the reports (403): only a key with the role Admin may make it. An "
        "Admin can create one in App Store Connect under Users and Access, Integrations. It is needed for this "
        "request only: afterwards a key with the role Sales and Reports or Finance is enough to read the reports, and "
        "nothing was changed now."
    )


def key_may_not_read() -> Message:
    """Apple answered 403 to reading the reports."""
    return text_message(KEY_MAY_NOT_READ)
