"""`python -m bot --check`: tries every connection once and says in words what is wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from cards.health import health_check
from cards.health.redis_errors import cause_of
from kit import health_check as health_check_kit
from kit.settings import EMBEDDED
from kit.wiring import REDIS_TROUBLE, Kit, connect

SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "reactions:write",
    "usergroups:read",
    "users:read",
)


@dataclass(frozen=True)
class Finding:
    """One thing that was tried: what, whether it works, and what to know or to do."""

    name: str
    fine: bool
    text: str


def check(kit: Kit) -> int:
    """Print a line for everything tried; returns 0 when all is well, else 1."""
    findings = [finding for examine in (_redis, _slack, _socket, _apple) for finding in examine(kit)]
    for finding in findings:
        sys.stdout.write(f"{'ok   ' if finding.fine else 'WRONG'}  {finding.name}: {finding.text}\n")
    return 0 if all(finding.fine for finding in findings) else 1


def _redis(kit: Kit) -> Iterator[Finding]:
    if kit.settings.redis_url == EMBEDDED:
        yield Finding("Redis", fine=True, text=health_check.redis_is_embedded())
        return
    try:
        redis = connect(kit.settings.redis_url, tries=0)
        found = redis.info()
    except REDIS_TROUBLE as error:
        yield Finding("Redis", fine=False, text=health_check.no_redis(cause_of(error), type(error).__name__))
        return
    if found.get("cluster_enabled"):
        yield Finding("Redis", fine=False, text=health_check.redis_cluster())
    elif found.get("role") == "slave":
        yield Finding("Redis", fine=False, text=health_check.redis_replica())
    else:
        yield Finding("Redis", fine=True, text=health_check.redis_answers(str(found.get("redis_version", "?"))))


def _code_of(error: SlackApiError) -> str:
    """Slack's word for it, or "" where what answered was no Slack."""
    code = str(error.response.get("error") or "")
    return code if code.replace("_", "").isalnum() else ""


def _slack(kit: Kit) -> Iterator[Finding]:
    try:
        answer = kit.slack.no_retry.auth_test()
    except SlackApiError as error:
        yield Finding("Slack", fine=False, text=health_check.slack_refuses(_code_of(error)))
        return
    except OSError as error:
        yield Finding("Slack", fine=False, text=health_check.slack_is_away(type(error).__name__))
        return
    yield Finding("Slack", fine=True, text=health_check.slack_knows(str(answer.get("user")), str(answer.get("team"))))
    headers = {name.lower(): value for name, value in answer.headers.items()}
    granted = {one.strip() for one in str(headers.get("x-oauth-scopes", "")).split(",") if one.strip()}
    missing = [scope for scope in SCOPES if scope not in granted]
    if granted:
        yield Finding("Slack scopes", fine=not missing, text=health_check.scopes(missing))


def _socket(kit: Kit) -> Iterator[Finding]:
    if not kit.settings.socket_mode:
        return
    try:
        kit.slack.no_retry.apps_connections_open(app_token=kit.settings.slack_app_token.get_secret_value())
    except SlackApiError as error:
        yield Finding("Slack socket", fine=False, text=health_check.socket_refused(_code_of(error)))
    except OSError as error:
        yield Finding("Slack socket", fine=False, text=health_check.slack_is_away(type(error).__name__))
    else:
        yield Finding("Slack socket", fine=True, text=health_check.socket_opens())


def _apple(kit: Kit) -> Iterator[Finding]:
    for setting, fine, text in health_check_kit.check_app_store_connect(kit):
        name = "App Store Connect" if setting == "ASC_KEY_ID" else f"App Store Connect, {setting}"
        yield Finding(name, fine=fine, text=text)
