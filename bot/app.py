"""Builds the Bolt app. A request is acknowledged only after it is stored in Redis."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk.errors import SlackApiError

from bot.dispatch import markup
from bot.dispatch.buttons import register_stale
from bot.dispatch.commands import dispatch, parse
from bot.dispatch.context import from_command
from bot.dispatch.features import register_all
from bot.dispatch.messages import on_message
from bot.dispatch.unavailable import not_stored
from kit import sentry
from kit.slack.transport import NoRedirectClient
from kit.wiring import REDIS_TROUBLE, Kit

# Slack sends an event that is not acknowledged three more times: https://docs.slack.dev/apis/events-api/#retries
LAST_RETRY = "3"

log = structlog.get_logger()


def build(kit: Kit) -> App:
    """Return the Bolt app. Listeners finish before the acknowledgement, so Slack retries what failed."""
    app = App(
        name="slack_bolt.listeners",
        client=NoRedirectClient(base_url=kit.settings.slack_api_root),
        authorize=authorize_once(kit),
        signing_secret=kit.settings.slack_signing_secret.get_secret_value(),
        process_before_response=True,
        # verification.py verifies every HTTP request first; Socket Mode carries no signatures.
        request_verification_enabled=False,
        raise_error_for_unhandled_request=True,
    )

    @app.middleware
    def set_kit(
        context: BoltContext,
        request: BoltRequest,
        body: Mapping[str, Any],
        next: Callable[[], BoltResponse],  # noqa: A002 - Bolt's name
    ) -> BoltResponse:
        if body.get("type") == "app_rate_limited":
            log.warning("Slack limits events", minute=body.get("minute_rate_limited"))
            return BoltResponse(status=200, body="")
        context["kit"] = kit
        context["will_retry"] = request.headers.get("x-slack-retry-num", ["0"])[0] != LAST_RETRY
        context["team_id"] = (context.authorize_result.team_id if context.authorize_result else "") or ""
        return next()

    # Bolt tries the listeners one after the other, so the most frequent come first.
    # Slack sends only this app's commands, whatever the manifest calls them.
    app.command(re.compile(".*"))(on_command)
    app.event("app_mention")(on_message)
    app.event("message")(on_message)
    register_all(app)
    app.event(re.compile(".*"))(on_other_event)
    register_stale(app)
    app.error(on_error)
    return app


def authorize_once(kit: Kit) -> Callable[[], AuthorizeResult]:
    """Return Bolt's `authorize`, which calls `auth.test` for the first request only.

    Bolt's own acknowledges a request although `auth.test` fails, and the request is lost. This one raises
    ConnectionError, so that Slack delivers the request again.
    """
    results: list[AuthorizeResult] = []

    def authorize() -> AuthorizeResult:
        if not results:
            try:
                response = kit.slack.prompt.auth_test()
            except SlackApiError as error:
                raise ConnectionError(f"auth.test: {error.response.get('error')}") from error
            token = kit.settings.slack_bot_token.get_secret_value()
            results.append(AuthorizeResult.from_auth_test_response(bot_token=token, auth_test_response=response))
        return results[0]

    return authorize


def on_command(ack: Ack, body: Mapping[str, Any], kit: Kit, team_id: str) -> None:
    """Run `/asc …`."""
    reply = dispatch(from_command(kit, body, parse(markup.of_text(body.get("text") or ""))), team_id)
    if reply is None:
        ack()
    else:
        ack(text=reply.text, blocks=list(reply.blocks), response_type="ephemeral")


def on_other_event(ack: Ack) -> None:
    """Acknowledge an event that has no listener; otherwise Slack would send it three more times."""
    ack()


def on_error(error: Exception, body: Mapping[str, Any], context: BoltContext) -> BoltResponse:
    """Handle every error of a listener; the only error boundary of the bot. Nothing of the body is logged.

    A user whose request Redis does not take is told. Returns 500 if Redis or Slack is unavailable, so that Slack
    retries, and 400 if a retry could not help. A request without a listener, such as a closed modal, is accepted.
    """
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200, body="")
    log.error("request failed", exc_info=error, kind=str(body.get("type") or body.get("command") or ""))
    if not isinstance(error, REDIS_TROUBLE):
        sentry.capture(error, "request failed")
    if isinstance(error, REDIS_TROUBLE) and not isinstance(error, OSError) and "kit" in context:
        return not_stored(context["kit"], body, error, will_retry=context["will_retry"])
    if isinstance(error, (*REDIS_TROUBLE, SlackApiError)):
        return BoltResponse(status=500, body="")
    return BoltResponse(status=400, body="", headers={"x-slack-no-retry": "1"})
