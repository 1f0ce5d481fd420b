"""What people read when App Store Connect, Slack or the bot itself fails: what, why, and what to do next."""

from __future__ import annotations

from appstore.errors import AppStoreError, RateLimited, Refused, Unauthorized, Unavailable
from cards.blocks import clock_time, escape, shorten, text_message
from records.failures import Failure, FailureCode
from records.messages import Message

_ROLES = "Admin or App Manager"

_BY_CODE = (
    (
        "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
        (
            "An agreement with Apple is missing or has expired, and until it is accepted Apple refuses everything. The "
            "account holder accepts it in App Store Connect under Business; then try again."
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
        "The version is in a state in which App Store Connect allows no such change. `/asc status` shows the states.",
    ),
    ("ENTITY_ERROR", "App Store Connect did not accept a value."),
    ("NOT_FOUND", "It does not exist in App Store Connect any more. Perhaps somebody has just removed it."),
)

ASK_THE_DOCTOR = " Whoever runs the bot looks with `python -m bot --check`."


def reason(error: AppStoreError) -> str:
    """The sentence for Apple's error, without what was being done. Apple's own words follow where they help."""
    if isinstance(error, Unauthorized):
        return _unauthorized(error)
    if isinstance(error, RateLimited):
        until = clock_time(error.again_at, "{time}")
        return f"App Store Connect's hourly allowance for this key is used up. It goes on at about {until}."
    if isinstance(error, Unavailable):
        return _unavailable(error)
    if error.is_code("STATE_ERROR") and "customerReview" in error.request:
        return f"App Store Connect takes no such change of this reply now.{_apple_says(error)}"
    for code, sentence in _BY_CODE:
        if error.is_code(code):
            return f"{sentence}{_apple_says(error)}"
    return f"App Store Connect refused it.{_apple_says(error)}"


def _unavailable(error: Unavailable) -> str:
    if error.maybe_done:
        return (
            "App Store Connect does not answer at the moment, and may have taken the change all the same. Try again in "
            "a few minutes: I look before I make it once more."
        )
    return "App Store Connect does not answer at the moment. Nothing is half-done; try again in a few minutes."


def _unauthorized(error: Unauthorized) -> str:
    if error.agreements:
        return _BY_CODE[0][1]
    if error.status == 401:  # noqa: PLR2004 - HTTP
        return (
            "App Store Connect does not accept the key: it was revoked, or ASC_KEY_ID, ASC_ISSUER_ID and the .p8 file "
            "do not belong together, or the clock of the bot's machine is wrong."
            f"{ASK_THE_DOCTOR}"
        )
    return (
        f"The App Store Connect key may not do that: its role is too small. Give the key the role {_ROLES} in "
        f"App Store Connect under Users and Access, Integrations, then try again.{_apple_says(error)}"
    )


def _apple_says(error: AppStoreError) -> str:
    details = [reason.detail or reason.title for reason in error.reasons if reason.detail or reason.title]
    told = " ".join(dict.fromkeys(details))
    return f"\nApple says: “{escape(shorten(told, 600))}”" if told and isinstance(error, Refused | Unauthorized) else ""


def explain(failure: Failure) -> str:
    """The sentence for a stored failure."""
    error = failure.error()
    if error is not None:
        return reason(error)
    if failure.code == FailureCode.NOTHING_TO_WITHDRAW:
        return (
            "The reply under this review was changed in App Store Connect meanwhile, so it was not withdrawn. "
            "Look at it above and decide again."
        )
    return (slack_refused(failure.detail) if failure.code == FailureCode.SLACK else ours(failure.detail)).text


def failed(error: AppStoreError) -> Message:
    """The whole answer to a wish that Apple did not grant."""
    return text_message(f"{reason(error)}")


def ours(reference: str) -> Message:
    """Something broke that nobody foresaw."""
    return text_message(
        "Something went wrong in the bot itself, and it stopped. Try again; if it happens again, tell whoever runs "
        f"the bot this reference: `{escape(reference)}`."
    )


def slack_refused(code: str) -> Message:
    """Slack refused a call that the answer needs."""
    told = {
        "missing_scope": "The bot lacks a permission (scope) in this workspace: reinstall it with the newest manifest.",
        "not_in_channel": "I am not in that channel. Invite me with `/invite @App Store Bot`.",
        "is_archived": "That channel is archived.",
        "channel_not_found": "I can't see that channel. Invite me with `/invite @App Store Bot`.",
    }
    return text_message(told.get(code, f"Slack refused it (`{escape(code)}`)."))
