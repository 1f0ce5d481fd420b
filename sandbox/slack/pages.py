"""The stand-in's other URLs: private files, uploads and response URLs."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.slack.actions import Actions
from sandbox.slack.answers import parsed
from sandbox.slack.errors import SlackError
from sandbox.slack.faults import Act, Faults
from sandbox.slack.files import receive, thumbnail
from sandbox.slack.methods.call import MethodCall
from sandbox.slack.methods.files import visible
from sandbox.slack.server import drop
from sandbox.slack.state import StoredFile

LOGIN_PAGE = (
    '<!DOCTYPE html><html lang="en-US" class="" data-primer><head><title>Slack</title></head><body></body></html>'
)
STATUS = {Act.HTTP_500: 500, Act.HTTP_403: 403, Act.HTTP_404: 404, Act.RATELIMITED: 429}
RESPONSE_STATUS = {"used_url": 404, "expired_url": 404, "no_service": 404, "invalid_payload": 400, "no_text": 400}


class Pages:
    """Handles all requests outside `/api/`."""

    def __init__(self, actions: Actions, faults: Faults) -> None:
        self._actions = actions
        self._workspace = actions.workspace
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        request = Request(scope, receive)
        first = scope["path"].split("/")[1]
        name = {"commands": "response_url", "actions": "response_url", "app": "response_url"}.get(first, first)
        fault = self._faults.next(name)
        act = Act(fault.act) if fault else None
        if act is Act.DROP_BEFORE:
            await drop(scope, receive)
            return
        if act is Act.SLOW and fault:
            await asyncio.sleep(fault.seconds)
        if act in STATUS and fault:
            response: Response = PlainTextResponse("", STATUS[act])
            response.headers["Retry-After"] = str(fault.seconds)
        elif act is Act.HTML:
            response = HTMLResponse(LOGIN_PAGE)
        else:
            response = await self._answer(name, request)
        if act is Act.DROP_AFTER_DOING:
            await drop(scope, receive)
            return
        await response(scope, receive, send)

    async def _answer(self, name: str, request: Request) -> Response:
        if name == "response_url" and request.method == "POST":
            return await self._respond(request)
        if name == "upload" and request.method == "POST":
            return await self._upload(request)
        if name in {"files-pri", "files-tmb"} and request.method == "GET":
            return self._private_file(request)
        return PlainTextResponse("Not found", 404)

    async def _respond(self, request: Request) -> Response:
        body = (await request.body()).decode()
        try:
            target = self._workspace.tickets.respond(request.url.path)
            if answer := parsed(body, "application/json"):
                self._actions.answers.take(target, answer)
        except SlackError as refused:
            details = json.dumps({"ok": False, "error": refused.code, **refused.details})
            return Response(details, RESPONSE_STATUS.get(refused.code, 400), media_type="application/json")
        return PlainTextResponse("ok")

    async def _upload(self, request: Request) -> Response:
        file = self._workspace.uploads.get(request.url.path.rpartition("/")[2])
        if file is None:
            return PlainTextResponse("Not found", 404)
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            async with request.form() as form:
                sent = [part for part in form.values() if not isinstance(part, str)]
                data = await sent[0].read() if sent else b""
        else:
            data = await request.body()
        receive(file, data)
        return PlainTextResponse(f"OK - {len(data)}")

    def _private_file(self, request: Request) -> Response:
        _, kind, ids, *rest = request.url.path.split("/")
        file = self._workspace.files.get(ids.rpartition("-")[2])
        if not self._may_read(request, file) or file is None:
            return self._login(request)
        if file.deleted or file.external_url:
            return PlainTextResponse("Not found", 404)
        if kind == "files-tmb":
            return Response(
                thumbnail(file, int(rest[-1].rpartition("_")[2].removesuffix(".png"))), media_type="image/png"
            )
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"}
        return Response(file.data, media_type=file.mimetype, headers=headers)

    def _may_read(self, request: Request, file: StoredFile | None) -> bool:
        app = self._workspace.app
        authorized = request.headers.get("authorization") == f"Bearer {app.bot_token}"
        return (
            file is not None
            and authorized
            and "files:read" in app.scopes
            and visible(MethodCall(self._actions, {}, app), file)
        )

    def _login(self, request: Request) -> Response:
        if self._workspace.switches.login_redirects:
            home = f"https://{self._workspace.team.domain}.slack.com/"
            return RedirectResponse(f"{home}?redir={quote(request.url.path, safe='')}", 302)
        return HTMLResponse(LOGIN_PAGE)
