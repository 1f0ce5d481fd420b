"""What `python -m bot --check` says to whoever runs the bot."""

from __future__ import annotations

from collections.abc import Sequence

from appstore.errors import AppStoreError
from cards import errors
from cards.blocks import join_words, plural
from cards.health.redis_errors import Cause


def no_redis(cause: Cause, kind: str) -> str:
    """Redis can't be used; `kind` is the name of the error."""
    return f"REDIS_URL can't be used: {cause.why} ({kind}). {cause.then}"


def redis_cluster() -> str:
    """It is one server of a cluster."""
    return (
        "REDIS_URL leads to a cluster, and the keys of one job lie on several of its servers. Take one Redis without "
        "cluster mode, or one with Sentinels."
    )


def redis_replica() -> str:
    """It may only be read."""
    return "REDIS_URL leads to a replica, which takes no writes. Give the primary's address, or that of the Sentinels."


def redis_is_embedded() -> str:
    """Nothing is set."""
    return "REDIS_URL is not set: `make run` brings a Valkey of its own, processes started in any other way need it"


def redis_answers(version: str) -> str:
    """Redis is there."""
    return f"answers, version {version}"


def slack_refuses(code: str) -> str:
    """Slack does not accept the bot token."""
    told = {
        "invalid_auth": "SLACK_BOT_TOKEN is not valid: copy it again from OAuth & Permissions.",
        "account_inactive": "SLACK_BOT_TOKEN belongs to an app that was removed: install the app again.",
        "token_revoked": "SLACK_BOT_TOKEN was revoked: install the app again.",
    }
    if not code:
        return "what answers there is not Slack's Web API, or is out of order. Check SLACK_API_URL, then try again."
    return told.get(code, f"Slack refuses SLACK_BOT_TOKEN ({code}). Install the app again, and copy the token anew.")


def socket_refused(code: str) -> str:
    """Slack opens no socket for the app-level token."""
    why = f" ({code})" if code else ""
    return (
        f"Slack opens no socket for SLACK_APP_TOKEN{why}. Make an app-level token with the scope connections:write "
        "under Basic Information, and turn Socket Mode on."
    )


def socket_opens() -> str:
    """Socket Mode works."""
    return "opens for SLACK_APP_TOKEN"


def slack_is_away(kind: str) -> str:
    """Slack can't be reached."""
    return f"Slack can't be reached ({kind}). Check the network and SLACK_API_URL."


def slack_knows(user: str, team: str) -> str:
    """The token works."""
    return f"knows the bot as {user} in {team}"


def scopes(missing: Sequence[str]) -> str:
    """Scopes that the token lacks."""
    if not missing:
        return "all there"
    return f"missing {join_words(missing)}. Add them under OAuth & Permissions (as in manifest.yml), reinstall the app."


def apple_is_away() -> str:
    """Apple does not answer."""
    return "does not answer, or asks to wait. Check the network and ASC_API_URL, then try again."


def apple_refuses(error: AppStoreError) -> str:
    """The key, or what was asked with it, is refused."""
    return errors.reason(error).removesuffix(errors.ASK_THE_DOCTOR)


def apple_answers(count: int) -> str:
    """The key works."""
    return f"accepts the key, which sees {plural(count, 'app')}"


def next_key_is_used() -> str:
    """The first key was revoked, and the next one works."""
    return "no longer accepts ASC_KEY_ID; the bot uses ASC_KEY_ID_NEXT instead. Make it ASC_KEY_ID at your leisure."


def no_such_app(wanted: str, found: Sequence[str]) -> str:
    """`ASC_APP` names nothing."""
    return f"ASC_APP is {wanted}, and the key sees no such app. It sees {join_words(list(found)) or 'none'}."
