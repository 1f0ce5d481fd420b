"""A client for the App Store Connect API: waits its turn, retries, and looks before it repeats a change."""

from __future__ import annotations

import random as dice
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Self

import httpx

from appstore import jsonapi, retry
from appstore.auth import Bearer, Key
from appstore.budget import Budget
from appstore.errors import RateLimited, Refused, Unavailable, reasons_in
from appstore.in_flight import CallSlots
from appstore.jsonapi import Document, Resource
from appstore.retry import Wait
from appstore.transport import ask, named, parse_response

__all__ = ["AppStore", "Document", "Resource", "Wait"]

APPLE = "https://api.appstoreconnect.apple.com"
ASKED_ANEW = 300.0  # seconds after which scheduled work looks again whether the allowance has recovered

Params = Mapping[str, str | int]
Find = Callable[[], Resource | None]


class AppStore:
    """App Store Connect, for one key. Threads may share it.

    A 429 pauses all callers that share the budget and is waited out for up to `patience` seconds; then RateLimited.
    5xx, timeouts and resets are tried six times; then Unavailable. A write whose answer was lost is looked up first.
    `on_wait` hears of every wait as it begins, `on_answer` of the HTTP status of every answer, 0 where none came.
    `sleep` may raise to cancel. A `scheduled` client leaves the last tenth of the allowance to people. The timeouts
    are those of `http`, which the caller closes. `slots` limits the calls in flight of all processes with this key,
    `most_in_flight` those of this client alone.
    """

    def __init__(
        self,
        key: Key | httpx.Auth,
        budget: Budget,
        *,
        base_url: str = APPLE,
        http: httpx.Client | None = None,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], object] = time.sleep,
        random: Callable[[], float] = dice.random,
        on_wait: Callable[[Wait], object] = lambda _: None,
        on_answer: Callable[[int], object] = lambda _: None,
        patience: float = 3700.0,
        scheduled: bool = False,
        slots: CallSlots | None = None,
        most_in_flight: int | None = None,
    ) -> None:
        self.calls = 0  # HTTP requests asked for by this variant
        self.budget = budget
        self._auth = Bearer(key, now=now) if isinstance(key, Key) else key
        self._base = base_url.rstrip("/")
        self._http = http or httpx.Client(timeout=httpx.Timeout(30, connect=10))
        self._now = now
        self._sleep = sleep
        self._random = random
        self._on_wait = on_wait
        self._on_answer = on_answer
        self._patience = patience
        self._scheduled = scheduled
        self._slots = slots
        self._own_slots = threading.BoundedSemaphore(most_in_flight) if most_in_flight else nullcontext()
        self._lock = threading.Lock()

    def with_options(
        self,
        *,
        on_wait: Callable[[Wait], object] | None = None,
        sleep: Callable[[float], object] | None = None,
        scheduled: bool | None = None,
        most_in_flight: int | None = None,
    ) -> Self:
        """A copy with other callbacks. Shares the connection pool, token and budget; counts calls separately."""
        return type(self)(
            self._auth,
            self.budget,
            base_url=self._base,
            http=self._http,
            now=self._now,
            sleep=sleep or self._sleep,
            random=self._random,
            on_wait=on_wait or self._on_wait,
            on_answer=self._on_answer,
            patience=self._patience,
            scheduled=self._scheduled if scheduled is None else scheduled,
            slots=self._slots,
            most_in_flight=most_in_flight,
        )

    @contextmanager
    def in_flight(self) -> Iterator[None]:
        """Hold one of the slots for calls in flight; waits until one is free. Uploads of parts take one, too."""
        with self._own_slots, self._slots.slot(self._sleep) if self._slots else nullcontext():
            yield

    @property
    def encrypted(self) -> bool:
        """Whether Apple is spoken to over https; a stand-in in a test network may do without."""
        return self._base.startswith("https:")

    def get(self, path: str, params: Params | None = None) -> Document:
        """Read one document."""
        return self._persist("GET", path, params=params)

    def iter_pages(self, path: str, params: Params | None = None) -> Iterator[Document]:
        """Read a list lazily, 200 to a page unless `limit` says otherwise."""
        page = self.get(path, {"limit": 200} | dict(params or {}))
        seen: set[str] = set()
        yield page
        while page.next_page and page.next_page not in seen:
            seen.add(page.next_page)
            # A proxy or a stand-in may hand on Apple's own addresses: what they name is asked where everything is.
            named = page.next_page.startswith(f"{APPLE}/")
            page = self.get(page.next_page.removeprefix(APPLE) if named else page.next_page)
            yield page

    def pages(self, path: str, params: Params | None = None) -> Document:
        """Read a whole list, all its pages as one document."""
        return jsonapi.merged(self.iter_pages(path, params))

    def post(self, path: str, body: Mapping[str, object], *, find: Find) -> Document:
        """Create. `find` looks for what a lost answer may have created: it is asked before anything is sent again."""
        return self._persist("POST", path, body=body, find=find)

    def patch(self, path: str, body: Mapping[str, object], *, find: Find | None = None) -> Document:
        """Change. Without `find` a change whose answer was lost is simply made again."""
        return self._persist("PATCH", path, body=body, find=find)

    def delete(self, path: str) -> None:
        """Delete. Gone already is an error at first (Refused, 404), and success when an answer was lost before."""
        self._persist("DELETE", path)

    def _persist(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: Mapping[str, object] | None = None,
        find: Find | None = None,
    ) -> Document:
        request = self._http.build_request(method, self._own(method, path), params=params, json=body)
        self._leave_room(request)
        deadline = self._now() + self._patience
        tries = 0
        lost = False
        while True:
            tries += 1
            try:
                return self._send(request, deadline)
            except Unavailable as trouble:
                lost = lost or (trouble.maybe_done and method != "GET")
                if tries == retry.TRIES:
                    trouble.maybe_done = lost
                    raise
            except Refused as refused:
                if lost and method == "DELETE" and refused.gone:
                    return Document()
                if lost and refused.conflict and (found := _look_up(find)):
                    return Document((found,))
                raise
            self._wait("trouble", retry.after_trouble(tries, self._random))
            if lost and (found := _look_up(find)):
                return Document((found,))

    def _send(self, request: httpx.Request, deadline: float) -> Document:
        refusals = 0
        while True:
            self._wait_for_turn(request, deadline)
            with self._lock:
                self.calls += 1
            response = self._ask(request)
            self.budget.learn(response.headers.get("X-Rate-Limit", ""))
            if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
                return parse_response(request, response)
            refusals += 1
            asked = retry.retry_after(response.headers.get("Retry-After", ""), self._now())
            until = self._now() + (asked or retry.after_refusals(refusals, self._random))
            self.budget.pause(until)
            if until > deadline:
                raise RateLimited(named(request), again_at=until, status=429, reasons=reasons_in(response.text))

    def _ask(self, request: httpx.Request) -> httpx.Response:
        try:
            with self.in_flight():
                response = ask(self._http, request, self._auth)
        except Unavailable:
            self._on_answer(0)
            raise
        self._on_answer(response.status_code)
        return response

    def _wait_for_turn(self, request: httpx.Request, deadline: float) -> None:
        while until := self.budget.paused_until():
            if until > deadline:
                raise RateLimited(named(request), again_at=until)
            # Whoever waits for the same end does not start again at the same instant.
            self._wait("pause", max(0.0, until - self._now()) + 0.25 * self._random())

    def _leave_room(self, request: httpx.Request) -> None:
        allowance = self.budget.allowance() if self._scheduled else None
        if allowance and allowance.left < allowance.limit / 10 and self._now() < allowance.as_of + ASKED_ANEW:
            raise RateLimited(named(request), again_at=allowance.as_of + ASKED_ANEW)

    def _wait(self, why: retry.Why, seconds: float) -> None:
        self._on_wait(Wait(until=self._now() + seconds, why=why, seconds=seconds))
        self._sleep(seconds)

    def _own(self, method: str, path: str) -> httpx.URL:
        url = httpx.URL(path if path.startswith(("https://", "http://")) else self._base + path)
        base = httpx.URL(self._base)
        if (url.scheme, url.host, url.port) != (base.scheme, base.host, base.port):
            raise Refused(f"{method} {url.path}", detail="The token is only sent to the API's own host")
        return url


def _look_up(find: Find | None) -> Resource | None:
    try:
        return find() if find else None
    except Unavailable as trouble:
        trouble.maybe_done = True
        raise
