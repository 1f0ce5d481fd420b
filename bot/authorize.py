"""Knows which workspace the bot is installed in: Slack is asked once, when the first request comes."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError

from kit.wiring import Kit


def asked_once(kit: Kit) -> Callable[[], AuthorizeResult]:
    """What Bolt asks before each request.

    Bolt's own way acknowledges a request while Slack's `auth.test` fails, and the wish in it is lost; here that raises
    ConnectionError, the request is not acknowledged, and Slack delivers it again.
    """
    known: list[AuthorizeResult] = []

    def authorize() -> AuthorizeResult:
        if not known:
            try:
                answer = kit.slack.prompt.auth_test()
            except SlackApiError as error:
                raise ConnectionError(f"auth.test: {error.response.get('error')}") from error
            token = kit.settings.slack_bot_token.get_secret_value()
            known.append(AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=answer))
        return known[0]

    return authorize
