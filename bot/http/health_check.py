"""`python -m bot --check`: tests every connection once and prints what is wrong."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from bot.http.unknown_accounts import count_records
from cards.failures import health_check as texts
from cards.failures.redis_errors import cause_of
from kit.health_check import check_app_store_connect
from kit.secret_files import origins
from kit.settings import EMBEDDED
from kit.wiring import REDIS_TROUBLE, Kit, connect
from records.releases.webhooks import url_for

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
    "mpim:history",
    "mpim:read",
    "reactions:write",
    "usergroups:read",
    "users:read",
)
# Without these everything else works: they are new, and a reinstall may take an admin of the workspace.
FOR_GROUP_MESSAGES = frozenset({"mpim:history", "mpim:read"})


@dataclass(frozen=True)
class Finding:
    """The result of one test: its name, whether it passed, and a text."""

    name: str
    passed: bool
    text: str


def check(kit: Kit) -> int:
    """Print a line for every test; returns 0 if all passed, else 1."""
    tests = (_settings, _redis, _slack, _socket, _apple, _webhooks, _accounts)
    findings = [finding for test in tests for finding in test(kit)]
    for finding in findings:
        sys.stdout.write(f"{'ok   ' if finding.passed else 'WRONG'}  {finding.name}: {finding.text}\n")
    return 0 if all(finding.passed for finding in findings) else 1


def _settings(kit: Kit) -> Iterator[Finding]:
    yield Finding("Settings", passed=True, text=texts.settings_come_from(origins(type(kit.settings).model_fields)))


def _redis(kit: Kit) -> Iterator[Finding]:
    if kit.settings.redis_url == EMBEDDED:
        yield Finding("Redis", passed=True, text=texts.REDIS_IS_EMBEDDED)
        return
    try:
        info = connect(kit.settings.redis_url, tries=0).info()
    except REDIS_TROUBLE as error:
        yield Finding("Redis", passed=False, text=texts.no_redis(cause_of(error), type(error).__name__))
        return
    if info.get("cluster_enabled"):
        yield Finding("Redis", passed=False, text=texts.REDIS_IS_CLUSTER)
    elif info.get("role") == "slave":
        yield Finding("Redis", passed=False, text=texts.REDIS_IS_REPLICA)
    else:
        yield Finding("Redis", passed=True, text=texts.redis_responds(str(info.get("redis_version", "?"))))


def _slack(kit: Kit) -> Iterator[Finding]:
    try:
        response = kit.slack.no_retry.auth_test()
    except SlackApiError as error:
        yield Finding("Slack", passed=False, text=texts.slack_refuses(_code_of(error)))
        return
    except OSError as error:
        yield Finding("Slack", passed=False, text=texts.slack_is_down(type(error).__name__))
        return
    yield Finding("Slack", passed=True, text=texts.slack_knows(str(response.get("user")), str(response.get("team"))))
    if response.get("is_enterprise_install"):
        yield Finding("Slack installation", passed=False, text=texts.INSTALLED_FOR_ORGANIZATION)
    headers = {name.lower(): value for name, value in response.headers.items()}
    granted = {scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",")} - {""}
    missing = [scope for scope in SCOPES if scope not in granted]
    if granted:
        group_only = FOR_GROUP_MESSAGES.issuperset(missing)
        yield Finding("Slack scopes", passed=group_only, text=texts.scopes(missing, group_messages_only=group_only))


def _socket(kit: Kit) -> Iterator[Finding]:
    if not kit.settings.socket_mode:
        return
    try:
        kit.slack.no_retry.apps_connections_open(app_token=kit.settings.slack_app_token.get_secret_value())
    except SlackApiError as error:
        yield Finding("Slack socket", passed=False, text=texts.socket_refused(_code_of(error)))
    except OSError as error:
        yield Finding("Slack socket", passed=False, text=texts.slack_is_down(type(error).__name__))
    else:
        yield Finding("Slack socket", passed=True, text=texts.SOCKET_OPENS)


def _code_of(error: SlackApiError) -> str:
    """Return Slack's error code, "" if the server is not Slack."""
    code = str(error.response.get("error") or "")
    return code if code.replace("_", "").isalnum() else ""


def _apple(kit: Kit) -> Iterator[Finding]:
    for setting, passed, text in check_app_store_connect(kit):
        name = "App Store Connect" if setting == "ASC_KEY_ID" else f"App Store Connect, {setting}"
        yield Finding(name, passed=passed, text=text)


def _webhooks(kit: Kit) -> Iterator[Finding]:
    root = kit.settings.public_url
    listens = bool(kit.settings.port) or not kit.settings.socket_mode
    text = texts.webhooks_at(url_for(root, "APP_ID"), listens=listens) if root else texts.NO_PUBLIC_URL
    yield Finding("Webhooks", passed=True, text=text)


def _accounts(kit: Kit) -> Iterator[Finding]:
    try:
        found = count_records(kit)
    except REDIS_TROUBLE:
        return  # the test of Redis says why
    if found:
        yield Finding("Accounts", passed=False, text=texts.of_unknown_accounts(found))
