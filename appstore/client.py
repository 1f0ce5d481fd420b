"""The App Store Connect client: respects rate limits, retries, and checks before it repeats a change."""

import random as dice
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Self

import httpx

from appstore.calls import jsonapi, retry
from appstore.calls.auth import Bearer, Key
from appstore.calls.budget import Budget
from appstore.calls.in_flight import AdaptiveLimit, CallSlots, send
from appstore.calls.jsonapi import Document, Resource, parse_response, request_name
from appstore.calls.retry import Wait
from appstore.errors import Incomplete, RateLimited, Refused, Unavailable, reasons_in

__all__ = ["AppStore", "Document", "Resource", "Wait"]

APPLE = "https://api.appstoreconnect.apple.com"
# Seconds that a call waits while Apple asks for pauses.
PATIENCE = 3700.0
# Seconds after which scheduled work checks again whether the allowance has recovered.
RECHECK = 300.0

Params = Mapping[str, str | int]
Find = Callable[[], Resource | None]


class AppStore:
    """A thread-safe client for one key.

    A 429 pauses all callers that share the budget; after PATIENCE seconds of waiting, RateLimited is raised.
    5xx, timeouts and resets are tried six times before Unavailable is raised. Before a write whose response was lost
    is repeated, `find` checks whether it took effect. `on_wait` is called when a wait begins, `on_answer` with the HTTP
    status of every response (0: none). `sleep` may raise to cancel. A `scheduled` client leaves the last tenth of the
    allowance to people. The caller sets the timeouts of `http` and closes it. `slots` limits the calls in flight of all
    processes with this key, `limit` those of this client.
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
        scheduled: bool = False,
        slots: CallSlots | None = None,
        limit: AdaptiveLimit | None = None,
    ) -> None:
        self.calls = 0  # HTTP requests made by this copy of the client
        self.budget = budget
        self._auth = Bearer(key, now=now) if isinstance(key, Key) else key
        self._base = base_url.rstrip("/")
        self._http = http or httpx.Client(timeout=httpx.Timeout(30, connect=10))
        self._now = now
        self.sleep = sleep
        self._random = random
        self._on_wait = on_wait
        self._on_answer = on_answer
        self._scheduled = scheduled
        self._slots = slots
        self._limit = limit
        self._lock = threading.Lock()

    def with_options(
        self,
        *,
        on_wait: Callable[[Wait], object] | None = None,
        sleep: Callable[[float], object] | None = None,
        scheduled: bool | None = None,
        limit: AdaptiveLimit | None = None,
    ) -> Self:
        """Return a copy with other options. It shares the connections, token and budget, and counts its own calls."""
        return type(self)(
            self._auth,
            self.budget,
            base_url=self._base,
            http=self._http,
            now=self._now,
            sleep=sleep or self.sleep,
            random=self._random,
            on_wait=on_wait or self._on_wait,
            on_answer=self._on_answer,
            scheduled=self._scheduled if scheduled is None else scheduled,
            slots=self._slots,
            limit=limit,
        )

    @contextmanager
    def in_flight(self, *, transfer: bool = False) -> Iterator[Callable[[int], object]]:
        """Hold a slot for a call in flight, or for a part of a file (`transfer`); waits until one is free.

        Yields what takes note of the status of the response; `Unavailable` raised inside is noted, too.
        """
        own = self._limit.slot(transfer=transfer) if self._limit else nullcontext(lambda _: None)
        shared = self._slots.slot(self.sleep, transfer=transfer) if self._slots else nullcontext()
        with own as answered, shared:
            try:
                yield answered
            except Unavailable as error:
                answered(error.status)
                raise

    @property
    def encrypted(self) -> bool:
        """Apple is reached over https; a stand-in in a test network may use http."""
        return self._base.startswith("https:")

    def get(self, path: str, params: Params | None = None, *, accept: str | None = None) -> Document:
        """Read one document; a file if a type of file is what is accepted."""
        return self._persist("GET", path, params=params, headers={"Accept": accept} if accept else None)

    def iter_pages(self, path: str, params: Params | None = None) -> Iterator[Document]:
        """Read a list lazily, 200 to a page unless `limit` says otherwise."""
        params = {"limit": 200} | dict(params or {})
        page = self.get(path, params)
        seen: set[str] = set()
        yield page
        while (following := page.next_page or page.cursor) and following not in seen:
            seen.add(following)
            if page.next_page:
                # A proxy or a stand-in may pass on links to Apple's own host: request them from `base_url`.
                page = self.get(re.sub(rf"^{APPLE}(?=/)", "", page.next_page))
            else:
                page = self.get(path, params | {"cursor": page.cursor})
            yield page

    def pages(self, path: str, params: Params | None = None) -> Document:
        """Read a whole list, all its pages as one document. Raises Incomplete if Apple says that there is more."""
        found = jsonapi.merged(self.iter_pages(path, params))
        if found.total is not None and found.total > len(found.data):
            raise Incomplete(f"GET {path}", maybe_done=False, status=httpx.codes.OK)
        return found

    def post(self, path: str, body: Mapping[str, object], *, find: Find) -> Document:
        """Create. `find` looks for what a request without a response may have created, before it is repeated."""
        return self._persist("POST", path, body=body, find=find)

    def patch(self, path: str, body: Mapping[str, object], *, find: Find | None = None) -> Document:
        """Change. Without `find`, a change whose response was lost is repeated."""
        return self._persist("PATCH", path, body=body, find=find)

    def delete(self, path: str, body: Mapping[str, object] | None = None) -> None:
        """Delete; with a body only relationships. A 404 is an error (Refused) unless an earlier response was lost."""
        self._persist("DELETE", path, body=body)

    def _persist(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        find: Find | None = None,
    ) -> Document:
        request = self._http.build_request(method, self._url(method, path), params=params, json=body, headers=headers)
        self._leave_room(request)
        deadline = self._now() + PATIENCE
        tries, lost = 0, False
        while True:
            tries += 1
            try:
                return self._send(request, deadline)
            except Unavailable as error:
                lost = lost or (error.maybe_done and method != "GET")
                if tries == retry.TRIES:
                    error.maybe_done = lost
                    raise
            except Refused as refused:
                if lost and method == "DELETE" and refused.gone:
                    return Document()
                if lost and refused.conflict and (found := _look_up(find)):
                    return Document((found,))
                raise
            self.wait("failure", retry.after_failure(tries, self._random))
            if lost and (found := _look_up(find)):
                return Document((found,))

    def _send(self, request: httpx.Request, deadline: float) -> Document:
        refusals = 0
        while True:
            self._wait_for_turn(request, deadline)
            with self._lock:
                self.calls += 1
            response = self._request(request)
            self.budget.learn(response.headers.get("X-Rate-Limit", ""))
            if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
                return parse_response(request, response)
            refusals += 1
            requested = retry.retry_after(response.headers.get("Retry-After", ""), self._now())
            until = self._now() + (requested or retry.after_rate_limit(refusals, self._random))
            self.budget.pause(until)
            if until > deadline:
                raise RateLimited(request_name(request), again_at=until, status=429, reasons=reasons_in(response.text))

    def _request(self, request: httpx.Request) -> httpx.Response:
        try:
            with self.in_flight() as answered:
                response = send(self._http, request, self._auth)
                answered(response.status_code)
        except Unavailable:
            self._on_answer(0)
            raise
        self._on_answer(response.status_code)
        return response

    def _wait_for_turn(self, request: httpx.Request, deadline: float) -> None:
        while until := self.budget.paused_until():
            if until > deadline:
                raise RateLimited(request_name(request), again_at=until)
            # Callers that wait for the same pause to end must not all resume at the same instant.
            self.wait("pause", max(0.0, until - self._now()) + 0.25 * self._random())

    def _leave_room(self, request: httpx.Request) -> None:
        allowance = self.budget.allowance() if self._scheduled else None
        if allowance and allowance.left < allowance.limit / 10 and self._now() < allowance.as_of + RECHECK:
            raise RateLimited(request_name(request), again_at=allowance.as_of + RECHECK)

    def wait(self, why: retry.WaitReason, seconds: float) -> None:
        """Announce a wait, and sleep; a cancelled caller's `sleep` raises."""
        self._on_wait(Wait(until=self._now() + seconds, why=why, seconds=seconds))
        self.sleep(seconds)

    def _url(self, method: str, path: str) -> httpx.URL:
        url = httpx.URL(path if path.startswith(("https://", "http://")) else self._base + path)
        base = httpx.URL(self._base)
        if (url.scheme, url.host, url.port) != (base.scheme, base.host, base.port):
            raise Refused(f"{method} {url.path}", detail="The token is only sent to the API's own host")
        return url


def _look_up(find: Find | None) -> Resource | None:
    try:
        return find() if find else None
    except Unavailable as error:
        error.maybe_done = True
        raise
