"""Checks authentication, rate limit, query and body of each call before running it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.appstore.allowance import Allowance
from sandbox.appstore.bodies import Wanted
from sandbox.appstore.declared import parameters
from sandbox.appstore.documents import Writer
from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint
from sandbox.appstore.errors import (
    Problem,
    RefusedError,
    agreement_missing,
    bad_attribute,
    forbidden,
    rate_limited,
)
from sandbox.appstore.query import Query
from sandbox.appstore.store import Store
from sandbox.appstore.tokens import Key, KeyRing

# A write accepts no query parameters.
NO_QUESTION = Query("apps", bare=True)


@dataclass(eq=False, slots=True)
class Gateway:
    """Runs calls against the store, one at a time."""

    store: Store
    keys: KeyRing
    allowance: Allowance

    def answer(self, endpoint: Endpoint, request: Request, body: bytes) -> Response:
        """Returns the response to one call, including refusals."""
        return self._admit(request, lambda key: self._do(endpoint, request, body, key))

    def turn_away(self, request: Request, problem: Problem) -> Response:
        """Returns the response to a call that matches no endpoint."""
        return self._admit(request, lambda _: self.refuse(problem))

    def _admit(self, request: Request, handler: Callable[[Key], Response]) -> Response:
        now = self.store.now
        self.store.timers.settle(now)
        try:
            key = self.keys.check(request.headers.get("authorization"), now)
        except RefusedError as refusal:
            return self.refuse(*refusal.problems)
        request.state.key_id = key.key_id
        if self.allowance.take(key.key_id, now):
            try:
                response = handler(key)
            except RefusedError as refusal:
                response = self.refuse(*refusal.problems)
        else:
            response = self.refuse(rate_limited())
            if self.allowance.retry_after is not None:
                response.headers["Retry-After"] = str(self.allowance.retry_after)
        response.headers.update(self.allowance.headers(key.key_id, now))
        return response

    def refuse(self, *problems: Problem) -> Response:
        """Returns an error response with the status of the first error."""
        entries = [problem.entry(self.store.new_id) for problem in problems]
        return JSONResponse({"errors": entries}, problems[0].status)

    def _do(self, endpoint: Endpoint, request: Request, body: bytes, key: Key) -> Response:
        if self.store.settings.agreements_missing:
            raise RefusedError(agreement_missing())
        if key.role not in endpoint.roles:
            raise RefusedError(forbidden())
        declared = parameters(endpoint.path) if endpoint.query else {}
        params = (endpoint.query or NO_QUESTION).read(request.query_params.multi_items(), declared)
        row_id = request.path_params.get("id", "")
        wanted = Wanted() if endpoint.body is None else endpoint.body.read(_json(request, body), row_id)
        self._reject_texts(request, wanted)
        base = str(request.base_url).rstrip("/")
        write = Writer(base, str(request.url), params, self.store.settings.omits)
        answer = endpoint.handler(self.store, ApiCall(row_id, params, wanted, write))
        self.store.timers.settle(self.store.now)
        return _response(answer)

    def _reject_texts(self, request: Request, wanted: Wanted) -> None:
        problems = [
            problem if fault.pointer is None else replace(problem, pointer=fault.pointer or None)
            for name, text in wanted.attributes.items()
            for problem in (bad_attribute(name, "It contains invalid characters.", code="INVALID.INVALID_CHARACTERS"),)
            for fault in self.store.faults.for_text(request.method, request.url.path, text)
        ]
        if problems:
            raise RefusedError(*problems)


def _response(answer: Answer) -> Response:
    if answer.data is not None:
        return Response(answer.data, answer.status, media_type=answer.media)
    if answer.document is None:
        return Response(status_code=answer.status)
    return JSONResponse(answer.document, answer.status)


def _json(request: Request, body: bytes) -> object:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"application/json", "application/vnd.api+json"}:
        title = "The Content-Type is not supported"
        raise RefusedError(Problem(415, "UNSUPPORTED_MEDIA_TYPE", title, "Use 'application/json'"))
    try:
        document: object = json.loads(body)
    except ValueError:
        title = "The request entity is not a valid request document object"
        raise RefusedError(Problem(400, "ENTITY_INVALID", title, "The body is not JSON")) from None
    return document
