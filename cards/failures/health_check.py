"""The texts of `python -m bot --check`, for the operator of the bot."""

from collections.abc import Mapping, Sequence

from appstore.errors import AppStoreError
from cards.blocks import join_words, plural
from cards.failures import errors
from cards.failures.redis_errors import Cause

REDIS_IS_CLUSTER = (
    "REDIS_URL leads to a cluster, and the keys of a job are on several of its servers. Use one Redis without cluster "
    "mode, or one with Sentinels."
)
REDIS_IS_REPLICA = (
    "REDIS_URL leads to a replica, which accepts no writes. Use the primary's address, or that of the Sentinels."
)
REDIS_IS_EMBEDDED = "REDIS_URL is not set: `make run` starts its own Valkey; other processes need the address"
INSTALLED_FOR_ORGANIZATION = (
    "SLACK_BOT_TOKEN belongs to an installation for the whole organization, which reaches no workspace by itself. "
    "Install the app in one workspace (Slack: Install App, choose the workspace) and use the token from there; other "
    "workspaces need a bot of their own."
)
SOCKET_OPENS = "opens for SLACK_APP_TOKEN"
APPLE_IS_DOWN = "does not respond, or asks to wait. Check the network and ASC_API_URL, then try again."
NO_PUBLIC_URL = "PUBLIC_URL is not set, so version states are polled; `webhooks on` needs it (docs/webhooks.md)"

_SLACK_ERRORS = {
    "": "the server is not Slack's Web API, or is out of order. Check SLACK_API_URL, then try again.",
    "invalid_auth": "SLACK_BOT_TOKEN is not valid: copy it again from OAuth & Permissions.",
    "account_inactive": "SLACK_BOT_TOKEN belongs to an app that was removed: install the app again.",
    "token_revoked": "SLACK_BOT_TOKEN was revoked: install the app again.",
}


def settings_come_from(origins: Mapping[str, Sequence[str]]) -> str:
    """Return where each setting comes from, by origin; the others have their defaults. Values are not shown."""
    return "; ".join(f"{join_words(names)} from {origin}" for origin, names in origins.items())


def no_redis(cause: Cause, kind: str) -> str:
    """Return why Redis can't be used; `kind` is the name of the error."""
    return f"REDIS_URL can't be used: {cause.reason} ({kind}). {cause.remedy}"


def redis_responds(version: str) -> str:
    """Return the text for a Redis that works."""
    return f"responds, version {version}"


def slack_refuses(code: str) -> str:
    """Return why Slack does not accept the bot token; `code` is "" if the server is not Slack."""
    unknown = f"Slack refuses SLACK_BOT_TOKEN ({code}). Install the app again and copy the new token."
    return _SLACK_ERRORS.get(code, unknown)


def socket_refused(code: str) -> str:
    """Return why Slack opens no socket for the app-level token."""
    return (
        f"Slack opens no socket for SLACK_APP_TOKEN{f' ({code})' if code else ''}. Create an app-level token with the "
        "scope connections:write under Basic Information, and turn Socket Mode on."
    )


def socket_is_silent(seconds: float) -> str:
    """Return why the socket is down, for `/healthz`."""
    return f"nothing has arrived over Slack's socket for {seconds:.0f} s"


def slack_is_down(kind: str) -> str:
    """Return the text for a Slack that can't be reached; `kind` is the name of the error."""
    return f"Slack can't be reached ({kind}). Check the network and SLACK_API_URL."


def slack_knows(user: str, team: str) -> str:
    """Return the text for a token that works."""
    return f"knows the bot as {user} in {team}"


def scopes(missing: Sequence[str], *, group_messages_only: bool = False) -> str:
    """Return the scopes that the token lacks, and how to add them; some only matter in group direct messages."""
    if not missing:
        return "complete"
    what = "complete, except for group direct messages:" if group_messages_only else "missing"
    return f"{what} {join_words(missing)}. Add them under OAuth & Permissions (as in manifest.yml), reinstall the app."


def apple_refuses(error: AppStoreError) -> str:
    """Return why Apple refuses the key or the request."""
    return errors.reason(error).removesuffix(errors.RUN_HEALTH_CHECK)


def next_key_is_used(account: str) -> str:
    """Return the text for a first key that was revoked; `account` is that of a file of accounts, if there is one."""
    first, following = ("key_id", "key_id_next") if account else ("ASC_KEY_ID", "ASC_KEY_ID_NEXT")
    return f"no longer accepts {first}; the bot uses {following} instead. Make it {first} when convenient."


def of_unknown_accounts(counts: Mapping[str, int]) -> str:
    """Return what is kept of accounts that the settings do not name: how many records, by account."""
    kept = "; ".join(f"{plural(count, 'record')} of {account}" for account, count in counts.items())
    return (
        f"{kept} kept, but ASC_ACCOUNTS names no such account, so nothing is done about them: scheduled changes, texts "
        "for the next version, alerts, digests, open drafts and the apps of channels. Add the account again, or cancel "
        "them in Slack"
    )


def apple_accepts(count: int) -> str:
    """Return the text for a key that works; `count`: the apps that it sees."""
    return f"accepts the key, which sees {plural(count, 'app')}"


def no_such_app(named: str, found: Sequence[str]) -> str:
    """Return the text for an `ASC_APP` that the key does not see."""
    return f"ASC_APP is {named}, and the key sees no such app. It sees {join_words(list(found)) or 'none'}."


def webhooks_at(url: str, *, listens: bool) -> str:
    """Return where Apple's webhooks arrive; `listens`: a web process with these settings serves HTTP."""
    port = "" if listens else ". In Socket Mode the web process needs PORT, which is not set here"
    return f"PUBLIC_URL is set: Apple posts to {url} once `webhooks on` was used{port}"
