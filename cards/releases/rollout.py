"""Replies to `release` and `phased`: what was set, what it was before, and what cannot be set."""

from appstore.errors import Refused
from appstore.releases.release_requests import ReleasePlan
from appstore.versions import PhasedReleaseState
from cards.blocks import actions, button, clock_time, context, escape, message, section, text_message
from cards.dispatch.prompts import Question
from cards.failures.errors import reason
from cards.releases.plans import phased_label, plan_label, plan_words
from cards.wording.accounts import title_of
from cards.wording.states import platform_words
from records.keys import DAY
from records.messages import Message
from records.releases.setting_changes import SettingChange

UNDO = "releases.undo"

WHEN = Question(
    title="When to release",
    label="Date and hour",
    submit="Set the date",
    hint="Like 2026-12-24T09:00, in your Slack time zone. Apple releases at whole hours.",
)

_NOTHING = "Nothing was changed."
_RELEASE = "release"
# Apple publishes no limit: beyond these days the message says how far ahead a date is, and asks about the year.
_FAR_DAYS, _YEAR_DAYS = 90, 366


def about(app: str, version: str, platform: str) -> str:
    """`*Tide* 1.2.0 (iOS)`, in mrkdwn."""
    return f"*{escape(app)}* {escape(version)} ({platform_words(platform)})"


def setting_name(setting: str) -> str:
    """Return what was changed, as the audit trail says it."""
    return "release type" if setting == _RELEASE else "phased release"


def value_words(setting: str, value: str) -> str:
    """Return a value of a setting in a word or two, as plain text."""
    return plan_label(ReleasePlan.read(value)) if setting == _RELEASE else phased_label(value)


def _about(change: SettingChange) -> str:
    return about(title_of(change), change.version, change.platform)


def _is(change: SettingChange, value: str) -> str:
    """Say what a value means for the version."""
    if change.setting == _RELEASE:
        return f"{_about(change)} will be released {plan_words(ReleasePlan.read(value), change.zone)}."
    return {
        PhasedReleaseState.INACTIVE.value: (
            f"{_about(change)} will be released in phases: to 1 % of users with automatic updates on the first day, "
            "to everyone on the seventh. Anyone can get it by hand at once."
        ),
        PhasedReleaseState.ACTIVE.value: f"The phased release of {_about(change)} goes on.",
        PhasedReleaseState.PAUSED.value: (
            f"The phased release of {_about(change)} is paused: nobody else gets it automatically until "
            "`/asc phased resume`, and the days do not count on. After 30 days of pauses Apple goes on by itself."
        ),
    }.get(value, f"{_about(change)} will be released to everyone at once, not in phases.")


def changed(change: SettingChange) -> Message:
    """Report a change, with Undo."""
    before = f"Before: {escape(value_words(change.setting, change.old))}."
    text = f"{_is(change, change.new)}{_ahead(change)}"
    return message(
        f"{text} {before}",
        section(text),
        context(f"<@{change.user}> changed the {setting_name(change.setting)}. {before}"),
        actions(button("Undo", UNDO, f"{change.id} {change.version_id}")),
    )


def _ahead(change: SettingChange) -> str:
    """Return how far ahead a date is, if that is far."""
    at = ReleasePlan.read(change.new).at if change.setting == _RELEASE else 0.0
    days = int((at - change.created_at) // DAY)
    if days <= _FAR_DAYS:
        return ""
    return f" That is {days:,} days ahead{', more than a year: is the year right?' if days > _YEAR_DAYS else '.'}"


def already(change: SettingChange) -> Message:
    """Say that it is so already."""
    return text_message(f"That is so already. {_is(change, change.new)}")


def dry_run(change: SettingChange) -> Message:
    """Say what would be set."""
    name, old, new = setting_name(change.setting), *(value_words(change.setting, v) for v in (change.old, change.new))
    return text_message(
        f"Dry run: the {name} of {_about(change)} would change from *{escape(old)}* to *{escape(new)}*."
        f"{_ahead(change)} {_NOTHING}"
    )


def undone(change: SettingChange) -> Message:
    """Report that the old value is restored."""
    at = clock_time(change.undone_at, "{date_short_pretty} {time}")
    return text_message(_is(change, change.old), context(f"Undone by <@{change.undone_by}>, {at}."))


def undone_already(change: SettingChange | None) -> Message:
    """Reply to Undo after somebody else's, or after it has expired."""
    if change is None:
        return text_message(f"This is too old to undo. {_NOTHING}")
    return text_message(f"<@{change.undone_by}> has undone this already, {clock_time(change.undone_at)}.")


def would_release(change: SettingChange) -> Message:
    """Refuse Undo: Apple has approved the version since, so the old value would release it."""
    return text_message(
        f"Apple has approved {_about(change)} since, so this would release it at once. {_NOTHING} `/asc release now` "
        "releases it after you have confirmed it."
    )


def changed_meanwhile(change: SettingChange, now: str) -> Message:
    """Refuse Undo: the value was changed again, or the version has moved on."""
    return text_message(
        f"The {setting_name(change.setting)} of {_about(change)} has changed since: it was set to "
        f"*{escape(value_words(change.setting, change.new))}*, and is *{escape(value_words(change.setting, now))}* "
        f"now. {_NOTHING}"
    )


def refused(change: SettingChange, error: Refused) -> Message:
    """Report that Apple does not accept a change."""
    if change.setting == _RELEASE and error.about("releaseType"):
        why = f"{_about(change)} is released already, or about to be, so how it is released can no longer be changed."
        return text_message(f"{why} {_NOTHING}{_said(error)}")
    if change.setting == _RELEASE and error.about("earliestReleaseDate"):
        why = "App Store Connect does not accept that date."
        return text_message(f"{why} {_NOTHING} Choose another one with `/asc release at`.{_said(error)}")
    return text_message(f"{_about(change)} was not changed. {reason(error)}")


def _said(error: Refused) -> str:
    return f"\nApple says: “{escape(error.detail)}”" if error.detail else ""


def gone() -> Message:
    """Say that the version was deleted."""
    return text_message(f"That version no longer exists in App Store Connect. {_NOTHING}")


def no_version(app: str, platform: str) -> Message:
    """Say that the app has no version, or none of this platform."""
    of, option = (f" for {platform_words(platform)}", f" --platform {platform}") if platform else ("", "")
    return text_message(
        f"*{escape(app)}* has no version{of} yet. `/asc version new 1.0{option}` creates the first one."
    )
