"""`python -m bot --check` tries every connection and says in words what is wrong and what to do."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from pydantic import SecretStr

from bot.http import health_check
from kit import wiring
from kit.settings import EMBEDDED
from kit.wiring import Kit
from sandbox.appstore import Fault
from sandbox.slack.faults import Fault as SlackFault
from tests.support.env import Env, open_env

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def env(valkey_url: str, redis_client: object) -> Iterator[Env]:
    """The environment, with an empty Redis."""
    with open_env(valkey_url) as env:
        yield env


def with_settings(env: Env, **changed: object) -> Kit:
    """The environment's kit with other settings."""
    settings = env.kit.settings.model_copy(update=changed)
    return wiring.build(settings, redis=wiring.connect(settings.redis_url, tries=0))


@dataclass(frozen=True)
class Case:
    """What is wrong, and what the doctor must say."""

    says: tuple[str, ...]
    settings: dict[str, object] = dataclasses.field(default_factory=dict)
    before: Callable[[Env], object] = bool


CASES = {
    "redis": Case(
        ("WRONG  Redis: REDIS_URL can't be used: nothing responds at that address", "Start Redis"),
        {"redis_url": "redis://127.0.0.1:9"},
    ),
    "slack away": Case(("WRONG  Slack: Slack can't be reached", "SLACK_API_URL"), {"slack_api_url": NOWHERE}),
    "slack answers with a page": Case(
        ("WRONG  Slack: the server is not Slack's Web API", "SLACK_API_URL"),
        before=lambda env: env.slack.faults.add(SlackFault("auth.test", "html")),
    ),
    "slack breaks down": Case(
        ("WRONG  Slack:", "out of order"),
        before=lambda env: env.slack.faults.add(SlackFault("auth.test", "http_500")),
    ),
    "app removed": Case(
        ("WRONG  Slack: SLACK_BOT_TOKEN", "install the app again"), before=lambda env: env.slack.uninstall()
    ),
    "scopes": Case(
        ("WRONG  Slack scopes: missing files:read", "OAuth & Permissions"),
        before=lambda env: env.slack.scopes.discard("files:read"),
    ),
    "organization": Case(
        ("WRONG  Slack installation: SLACK_BOT_TOKEN belongs to", "Install the app in one workspace"),
        before=lambda env: setattr(env.slack.switches, "enterprise_install", True),
    ),
    "socket": Case(
        ("WRONG  Slack socket: Slack opens no socket for SLACK_APP_TOKEN (invalid_auth)", "connections:write"),
        {"slack_app_token": SecretStr("xapp-of-another-app")},
    ),
    "key revoked": Case(
        ("WRONG  App Store Connect:", "revoked", "ASC_KEY_ID"),
        before=lambda env: env.apple.revoke_key(env.apple_key.key_id),
    ),
    "allowance used up": Case(
        ("WRONG  App Store Connect: does not respond, or asks to wait",),
        before=lambda env: env.apple.faults.add(Fault.status(429, headers={"Retry-After": "3600"}, times=9)),
    ),
    "agreements": Case(
        ("WRONG  App Store Connect:", "account holder accepts it"),
        before=lambda env: setattr(env.apple, "agreements_missing", True),
    ),
    "apple away": Case(("WRONG  App Store Connect:", "ASC_API_URL"), {"asc_api_url": NOWHERE}),
    "apple breaks down": Case(
        ("WRONG  App Store Connect:",), before=lambda env: env.apple.faults.add(Fault.status(503, times=9))
    ),
    "no such app": Case(
        ("WRONG  App Store Connect: ASC_APP is com.example.tidy", "It sees com.example.tide"),
        {"asc_app": "com.example.tidy"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_problem_is_explained(env: Env, capsys: pytest.CaptureFixture[str], name: str) -> None:
    case = CASES[name]
    case.before(env)
    kit = with_settings(env, **case.settings)
    assert health_check.check(kit) == 1
    kit.http.close()
    kit.redis.close()
    output = capsys.readouterr().out
    assert [part for part in case.says if part not in output] == [], output
    assert "Traceback" not in output
    assert "--check" not in output
    assert "<!date" not in output
    assert output.count("WRONG") == 1


def test_every_line_is_ok_if_all_tests_pass(env: Env, capsys: pytest.CaptureFixture[str]) -> None:
    assert health_check.check(env.kit) == 0
    output = capsys.readouterr().out
    assert "ok     Redis: responds, version" in output
    assert "ok     Slack: knows the bot as" in output
    assert "ok     Slack scopes: complete" in output
    assert "ok     App Store Connect: accepts the key, which sees 1 app" in output
    assert not env.writes()


def test_an_app_that_was_not_reinstalled_yet_passes_without_group_messages(
    env: Env, capsys: pytest.CaptureFixture[str]
) -> None:
    env.slack.scopes.difference_update({"mpim:history", "mpim:read"})
    assert health_check.check(env.kit) == 0
    output = capsys.readouterr().out
    assert "ok     Slack scopes: complete, except for group direct messages: mpim:history and mpim:read." in output
    env.slack.scopes.discard("groups:history")
    assert health_check.check(env.kit) == 1
    assert "WRONG  Slack scopes: missing groups:history, mpim:history and mpim:read." in capsys.readouterr().out


def test_before_make_run_there_need_be_no_redis(env: Env, capsys: pytest.CaptureFixture[str]) -> None:
    kit = with_settings(env, redis_url=EMBEDDED)
    assert health_check.check(kit) == 0
    kit.http.close()
    kit.redis.close()
    assert "ok     Redis: REDIS_URL is not set: `make run` starts its own Valkey" in capsys.readouterr().out


def test_whether_webhooks_can_arrive_is_reported(env: Env, capsys: pytest.CaptureFixture[str]) -> None:
    assert health_check.check(env.kit) == 0
    assert "ok     Webhooks: PUBLIC_URL is not set" in capsys.readouterr().out
    kit = with_settings(env, public_url="https://bot.example.com")
    assert health_check.check(kit) == 0
    kit.http.close()
    kit.redis.close()
    found = capsys.readouterr().out
    assert (
        "ok     Webhooks: PUBLIC_URL is set: Apple posts to https://bot.example.com/webhooks/appstoreconnect/" in found
    )
