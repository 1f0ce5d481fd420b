"""A clock that jumps, and scripted responses of Apple, for tests of the client."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx

from appstore.calls.budget import Budget
from appstore.client import AppStore, Wait

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Clock:
    """A clock that advances only by sleeping."""

    def __init__(self, at: float = 1_800_000_000.0) -> None:
        self.at = at
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


class Script:
    """Returns the next response for each request, and records the requests."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        # A copy: the client sends one request again with another token.
        copy = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        self.requests.append(copy)
        assert self.answers, f"unexpected request: {request.method} {request.url}"
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(request)

    @property
    def requested(self) -> list[str]:
        return [f"{request.method} {request.url.path}" for request in self.requests]

    def sent(self, index: int) -> Any:  # noqa: ANN401
        return json.loads(self.requests[index].content)


class NoAuth(httpx.Auth):
    """For tests that are not about tokens."""


class ScriptedApple:
    """A client with its clock, the waits it reported, and scripted responses."""

    def __init__(self, *answers: Answer, auth: httpx.Auth | None = None, budget: Budget | None = None) -> None:
        self.clock = Clock()
        self.script = Script(*answers)
        self.waits: list[Wait] = []
        self.http = httpx.Client(transport=httpx.MockTransport(self.script))
        self.budget = budget or Budget(now=self.clock.now)
        self.apple = AppStore(
            auth or NoAuth(),
            self.budget,
            base_url="https://apple.test",
            http=self.http,
            now=self.clock.now,
            sleep=self.clock.sleep,
            random=lambda: 0.0,
            on_wait=self.waits.append,
        )


def resource(kind: str, identity: str, attributes: dict[str, Any] | None = None, **related: Any) -> dict[str, Any]:  # noqa: ANN401
    """A resource as Apple writes it; `related` maps a name to its linkage."""
    links = {name: {"data": data} for name, data in related.items()}
    return {"type": kind, "id": identity, "attributes": attributes or {}, "relationships": links}


def answer(data: Any, *, status: int = 200, **rest: Any) -> httpx.Response:  # noqa: ANN401
    """A successful response."""
    return httpx.Response(status, json={"data": data} | rest)


def refusal(status: int, code: str = "", detail: str = "", headers: dict[str, str] | None = None) -> httpx.Response:
    """An error response."""
    error = {"status": str(status), "code": code, "title": "No.", "detail": detail}
    return httpx.Response(status, json={"errors": [error]}, headers=headers)
