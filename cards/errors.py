"""Messages for errors of App Store Connect, Slack or the bot itself: what happened, why, and what to do next."""

from appstore.errors import AppStoreError, RateLimited, Refused, Unauthorized, Unavailable
from cards.blocks import clock_time, escape, shorten, text_message
from records.failures import Failure, FailureCode
from records.messages import Message

_ROLES = "Admin or App Manager"

_BY_CODE = (
    (
        "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
        (
            "An agreement with Apple is missing or has expired, and Apple refuses every request until the account "
            "holder accepts it in App Store Connect under Business; then try again."
        ),
    ),
    (
        "STATE_ERROR.SCREENSHOT_TOO_MANY",
        "The set is full: App Store Connect takes at most 10 screenshots in one set.",
    ),
    (
        "ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG",
        "The text is longer than App Store Connect takes.",
    ),
    (
        "STATE_ERROR",
        "The version's state does not allow this change. `/asc status` shows the states.",
    ),
    ("ENTITY_ERROR", "App Store Connect did not accept a value."),
    ("NOT_FOUND", "It no longer exists in App Store Connect. It may just have been removed."),
)

RUN_HEALTH_CHECK = " The operator of the bot can find out with `python -m bot --check`."


def reason(error: AppStoreError) -> str:
    """Return the sentence for Apple's error, with Apple's own words if they help."""
    if isinstance(error, Unauthorized):
        return _unauthorized(error)
    if isinstance(error, RateLimited):
        until = clock_time(error.again_at, "{time}")
        return f"App Store Connect's hourly limit for this key is used up. It resets at about {until}."
    if isinstance(error, Unavailable):
        return _unavailable(error)
    if error.is_code("STATE_ERROR") and "customerReview" in error.request:
        return f"App Store Connect does not allow this change to the reply now.{_apple_says(error)}"
    for code, sentence in _BY_CODE:
        if error.is_code(code):
            return f"{sentence}{_apple_says(error)}"
    return f"App Store Connect refused it.{_apple_says(error)}"


def _unavailable(error: Unavailable) -> str:
    if error.maybe_done:
        return (
            "App Store Connect does not respond at the moment, but may have made the change. Try again in a few "
            "minutes: I check before I make it again."
        )
    return "App Store Connect does not respond at the moment. Nothing is half-done. Try again in a few minutes."


def _unauthorized(error: Unauthorized) -> str:
    if error.agreements:
        return _BY_CODE[0][1]
    if error.status == 401:  # noqa: PLR2004 - HTTP
        return (
            "App Store Connect does not accept the key: it was revoked, or ASC_KEY_ID, ASC_ISSUER_ID and the .p8 file "
            "do not match, or the clock of the bot's machine is wrong."
            f"{RUN_HEALTH_CHECK}"
        )
    return (
        f"The App Store Connect key may not do that: its role is too small. Give the key the role {_ROLES} in "
        f"App Store Connect under Users and Access, Integrations, then try again.{_apple_says(error)}"
    )


def _apple_says(error: AppStoreError) -> str:
    details = [reason.detail or reason.title for reason in error.reasons if reason.detail or reason.title]
    text = " ".join(dict.fromkeys(details))
    return f"\nApple says: “{escape(shorten(text, 600))}”" if text and isinstance(error, Refused | Unauthorized) else ""


def explain(failure: Failure) -> str:
    """Return the sentence for a stored failure."""
    error = failure.error()
    if error is not None:
        return reason(error)
    if failure.code == FailureCode.NOTHING_TO_WITHDRAW:
        return (
            "The reply to this review was changed in App Store Connect in the meantime, so it was not withdrawn. "
            "Read it above and decide again."
        )
    return (slack_refused(failure.detail) if failure.code == FailureCode.SLACK else ours(failure.detail)).text


def failed(error: AppStoreError) -> Message:
    """Report Apple's error."""
    return text_message(reason(error))


def ours(reference: str) -> Message:
    """Report an unexpected error."""
    return text_message(
        "Something went wrong in the bot itself. Try again; if it happens again, give the operator of the bot this "
        f"reference: `{escape(reference)}`."
    )


def slack_refused(code: str) -> Message:
    """Report that Slack refused a call."""
    sentences = {
        "missing_scope": "The bot lacks a permission (scope) in this workspace: reinstall it with the newest manifest.",
        "not_in_channel": "I am not in that channel. Invite me with `/invite @App Store Bot`.",
        "is_archived": "That channel is archived.",
        "channel_not_found": "I can't see that channel. Invite me with `/invite @App Store Bot`.",
    }
    return text_message(sentences.get(code, f"Slack refused it (`{escape(code)}`)."))
