"""Messages for errors of App Store Connect, Slack or the bot itself: what happened, why, and what to do next."""

from http import HTTPStatus

from appstore.catalog.account_problems import AccountProblem
from appstore.errors import AppStoreError, Incomplete, RateLimited, Unauthorized, Unavailable, UnknownAccount
from cards.blocks import clock_time, escape, shorten, text_message
from cards.wording.accounts import key_settings, no_key
from records.messages import Message
from records.storage.failures import Failure, FailureCode

_NEW_KEY = "A new key would not help."
_ACCOUNT = {
    AccountProblem.PAID_APPS: (
        "The agreement for paid apps is missing or has expired, or its bank or tax details are incomplete. The account "
        f"holder can accept it in App Store Connect under Business; then try again. {_NEW_KEY}"
    ),
    AccountProblem.PROGRAM_LICENSE: (
        "The Apple Developer Program License Agreement has changed or was never accepted, and Apple refuses requests "
        "until the account holder accepts it on https://developer.apple.com/account; then try again. "
        f"{_NEW_KEY}"
    ),
    AccountProblem.AGREEMENT: (
        "An agreement with Apple is missing or has expired, and Apple refuses every request until the account "
        "holder accepts it in App Store Connect under Business or on https://developer.apple.com/account; then try "
        f"again. {_NEW_KEY}"
    ),
    AccountProblem.MEMBERSHIP: (
        "The team's membership in the Apple Developer Program is not active or has expired. The account holder can "
        f"renew it on https://developer.apple.com/account; then try again. {_NEW_KEY}"
    ),
    AccountProblem.ACCOUNT_HOLDER: (
        "Apple lets only the account holder do that, in App Store Connect itself or on "
        f"https://developer.apple.com/account. {_NEW_KEY}"
    ),
    AccountProblem.APP_ACCESS: (
        "The App Store Connect key has no access to this app. An Admin can add the app to those of the key's user in "
        "App Store Connect under Users and Access, or create a team key, which sees every app; then try again."
    ),
}
_BY_CODE = (
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

CANNOT_READ = (
    "I can't read messages here, so I don't know which files yours has: the app may lack a scope, and should be "
    "reinstalled with its newest manifest."
)
RUN_HEALTH_CHECK = " The operator of the bot can find out with `python -m bot --check`."
_INCOMPLETE = (
    "App Store Connect gave only a part of a list and no way to the rest, so the rest was not checked and nothing was "
    "decided by it. Try again in a few minutes."
)
_NO_ROLE = (
    "The App Store Connect key may not do that: its role is too small, or it is limited to other apps. An Admin can "
    "give it the role Admin or App Manager, and access to this app, in App Store Connect under Users and Access, "
    "Integrations; then try again."
)


def reason(error: AppStoreError) -> str:
    """Return the sentence for Apple's error, with Apple's own words if they help."""
    if isinstance(error, RateLimited):
        until = clock_time(error.again_at, "{time}")
        return f"App Store Connect's hourly limit for this key is used up. It resets at about {until}."
    if isinstance(error, Incomplete):
        return _INCOMPLETE
    if isinstance(error, UnknownAccount):
        return no_key(error.account)
    if isinstance(error, Unavailable):
        return _unavailable(error)
    return f"{_refusal(error)}{_apple_says(error)}"


def _refusal(error: AppStoreError) -> str:
    if problem := error.account_problem:
        return _ACCOUNT[problem]
    if isinstance(error, Unauthorized):
        return _no_key_accepted() if error.status == HTTPStatus.UNAUTHORIZED else _NO_ROLE
    if error.is_code("STATE_ERROR") and "customerReview" in error.request:
        return "App Store Connect does not allow this change to the reply now."
    if error.is_code("STATE_ERROR") and "/nominations" in error.request:
        return "App Store Connect does not allow this while the nomination stands where it does."
    return next((sentence for code, sentence in _BY_CODE if error.is_code(code)), "App Store Connect refused it.")


def _no_key_accepted() -> str:
    return (
        f"App Store Connect does not accept the key: it was revoked, or {key_settings()} do not match, or the clock of "
        f"the bot's machine is wrong.{RUN_HEALTH_CHECK}"
    )


def _unavailable(error: Unavailable) -> str:
    if error.maybe_done:
        return (
            "App Store Connect does not respond at the moment, but may have made the change. Try again in a few "
            "minutes: I check before I make it again."
        )
    return "App Store Connect does not respond at the moment. Nothing is half-done. Try again in a few minutes."


def _apple_says(error: AppStoreError) -> str:
    details = [reason.detail or reason.title for reason in error.reasons if reason.detail or reason.title]
    text = " ".join(dict.fromkeys(details))
    no_help = error.status == HTTPStatus.UNAUTHORIZED or not text
    return "" if no_help else f"\nApple says: “{escape(shorten(text, 600))}”"


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


def edited_meanwhile() -> Message:
    """Reply to the button of a question about a message of which another version was acted on."""
    return text_message("The message was edited, and I acted on another version of it. Nothing was changed.")


def slack_refused(code: str) -> Message:
    """Report that Slack refused a call."""
    sentences = {
        "missing_scope": "The bot lacks a permission (scope) in this workspace: reinstall it with the newest manifest.",
        "not_in_channel": "I am not in that channel. Invite me with `/invite @App Store Bot`.",
        "is_archived": "That channel is archived.",
        "channel_not_found": "I can't see that channel. Invite me with `/invite @App Store Bot`.",
    }
    return text_message(sentences.get(code, f"Slack refused it (`{escape(code)}`)."))
