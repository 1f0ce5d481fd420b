"""Serves the Web API over HTTP: checks tokens, scopes and rate limits, and applies faults."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.slack.actions import Actions
from sandbox.slack.errors import SlackError
from sandbox.slack.faults import Act, Fault, Faults
from sandbox.slack.limits import Limits
from sandbox.slack.methods import METHODS
from sandbox.slack.methods.call import Endpoint, MethodCall
from sandbox.slack.server import drop
from sandbox.slack.state import Json

STRUCTURES = frozenset(("attachments", "blocks", "files", "metadata", "view"))


@dataclass(frozen=True)
class Call:
    """The record of one call: `error` is "" on success; `status` is None if there was no response."""

    at: float
    method: str
    args: Mapping[str, Any]
    ok: bool
    error: str
    status: int | None


class WebApi:
    """Handles `POST /api/METHOD` and `GET /api/METHOD`."""

    def __init__(self, actions: Actions, faults: Faults, limits: Limits) -> None:
        self._actions = actions
        self._faults = faults
        self._limits = limits
        self.calls: list[Call] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one call."""
        request = Request(scope, receive)
        method = scope["path"].rpartition("/")[2]
        args, refusal = await _arguments(request)
        fault = self._faults.next(method)
        act = Act(fault.act) if fault else None
        if act is Act.DROP_BEFORE:
            self._note(method, args, error="dropped", status=None)
            await drop(scope, receive)
            return
        if act is Act.SLOW and fault:
            await asyncio.sleep(fault.seconds)
        if fault and (response := _instead(fault)):
            self._note(method, args, error=act or "", status=response.status_code)
        else:
            response = self._answer(method, args, refusal or "", request.headers.get("authorization", ""))
        if act is Act.DROP_AFTER_DOING:
            await drop(scope, receive)
            return
        await response(scope, receive, send)

    def _answer(self, method: str, args: Json, refusal: str, authorization: str) -> Response:
        token = authorization.removeprefix("Bearer ").strip() or str(args.get("token", ""))
        args = {name: value for name, value in args.items() if name != "token"}
        headers = {"X-Slack-Req-Id": self._actions.workspace.ids.secret(32)}
        try:
            answer = {"ok": True, **self._done(method, args, refusal, token, headers)}
        except SlackError as refused:
            answer = {"ok": False, "error": refused.code, **refused.details}
        status = 429 if "Retry-After" in headers else 200
        self._note(method, args, error=str(answer.get("error", "")), status=status)
        return JSONResponse(answer, status, headers)

    def _done(self, method: str, args: Json, refusal: str, token: str, headers: dict[str, str]) -> Json:
        if refusal:
            raise SlackError(refusal)
        endpoint = METHODS.get(method)
        if endpoint is None:
            raise SlackError("unknown_method", req_method=method)
        workspace = self._actions.workspace
        app = workspace.other_apps.get(token, workspace.app)
        call = MethodCall(self._actions, args, app)
        self._let_in(call, endpoint, token)
        if token == app.bot_token:
            headers["X-OAuth-Scopes"] = ",".join(sorted(app.scopes))
        if endpoint.scopes:
            headers["X-Accepted-OAuth-Scopes"] = ",".join(endpoint.scopes)
        call.need(*endpoint.scopes)
        if seconds := self._limits.wait(method, endpoint.per_minute, call.text("channel")):
            headers["Retry-After"] = str(seconds)
            raise SlackError("ratelimited")
        return endpoint.run(call)

    def _let_in(self, call: MethodCall, endpoint: Endpoint, token: str) -> None:
        app = call.app
        if endpoint.name == "api.test":
            return
        if not token:
            raise SlackError("not_authed")
        if token not in {app.bot_token, app.app_token}:
            raise SlackError("invalid_auth")
        if app.uninstalled:
            raise SlackError("account_inactive")
        if (token == app.app_token) != endpoint.app_token:
            raise SlackError("not_allowed_token_type")

    def _note(self, method: str, args: Json, *, error: str, status: int | None) -> None:
        kept = {name: _structure(value) if name in STRUCTURES else value for name, value in args.items()}
        kept.pop("token", None)
        self.calls.append(Call(self._actions.workspace.clock.now(), method, kept, not error, error, status))
        self._actions.workspace.changes.announce("call")


def _instead(fault: Fault) -> Response | None:
    match Act(fault.act):
        case Act.RATELIMITED:
            headers = {"Retry-After": str(fault.seconds)}
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
        case Act.HTTP_500:
            return Response("Internal Server Error", 500, media_type="text/plain")
        case Act.ERROR:
            return JSONResponse({"ok": False, "error": fault.error})
        case Act.HTML:
            return HTMLResponse("<!DOCTYPE html><html><head><title>Slack</title></head><body></body></html>")
    return None


async def _arguments(request: Request) -> tuple[Json, str]:
    args: Json = dict(request.query_params)
    content_type = request.headers.get("content-type", "").partition(";")[0].strip()
    if content_type == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            return args, "invalid_json"
        if not isinstance(body, dict):
            return args, "json_not_object"
        return args | {name: value for name, value in body.items() if value is not None}, ""
    async with request.form() as form:
        return args | {name: value for name, value in form.items() if isinstance(value, str)}, ""


def _structure(value: object) -> object:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value
