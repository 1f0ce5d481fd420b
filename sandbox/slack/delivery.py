"""Delivers events, commands and clicks to the app with a timeout of three seconds, and retries events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from sandbox.slack.changes import Changes
from sandbox.slack.state import Json
from sandbox.slack.switches import Switches


class ParcelKind(StrEnum):
    """The kinds of deliveries; also the envelope types of Socket Mode."""

    EVENT = "events_api"
    COMMAND = "slash_commands"
    INTERACTION = "interactive"


@dataclass(frozen=True)
class Parcel:
    """One delivery to the app; `name` is `app_mention`, `/asc`, `block_actions`, and so on."""

    kind: ParcelKind
    name: str
    payload: Json


@dataclass(frozen=True)
class Answer:
    """The app's response to one attempt: `failure` is Slack's error code, or ""."""

    status: int | None = None
    body: str = ""
    content_type: str = ""
    failure: str = ""
    no_retry: bool = False


@dataclass(frozen=True)
class Delivery:
    """The record of one attempt; `status` is None if there was no response within three seconds."""

    at: float
    kind: ParcelKind
    name: str
    attempt: int
    status: int | None
    milliseconds: float
    failure: str
    body: str
    content_type: str
    payload: Mapping[str, Any]


class Transport(Protocol):
    """The transport to the app: HTTP or Socket Mode."""

    async def deliver(self, parcel: Parcel, attempt: int, reason: str) -> Answer:
        """Delivers once; `attempt` counts from 0, `reason` says why the previous attempt failed."""
        ...

    async def close(self) -> None:
        """Closes all connections."""
        ...


class Outbox:
    """Pending deliveries to the app, and the record of past ones."""

    def __init__(self, changes: Changes, switches: Switches) -> None:
        self._changes = changes
        self._switches = switches
        self._under_way: set[asyncio.Task[Delivery]] = set()
        self.transport: Transport | None = None
        self.record: list[Delivery] = []

    @property
    def is_empty(self) -> bool:
        """True if no delivery is pending."""
        return not self._under_way

    def send(self, parcel: Parcel) -> asyncio.Task[Delivery] | None:
        """Starts a delivery in the background; returns None if no app is connected."""
        if self.transport is None:
            return None
        task = asyncio.get_running_loop().create_task(self._deliver(self.transport, parcel))
        self._under_way.add(task)
        task.add_done_callback(self._arrived)
        return task

    def send_event(self, parcel: Parcel) -> None:
        """Delivers an event, twice if `events_twice` is set."""
        for _ in range(2 if self._switches.events_twice else 1):
            self.send(parcel)

    async def ask(self, parcel: Parcel) -> Delivery:
        """Delivers and waits for the response."""
        task = self.send(parcel)
        if task is None:
            return self._noted(parcel, 0, time.monotonic(), Answer(failure="connection_failed"))
        return await task

    async def give_up(self) -> None:
        """Cancels pending deliveries."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _deliver(self, transport: Transport, parcel: Parcel) -> Delivery:
        delays = self._switches.retry_delays if parcel.kind is ParcelKind.EVENT else ()
        answer = Answer()
        for attempt, delay in enumerate((0.0, *delays)):
            await asyncio.sleep(delay)
            began = time.monotonic()
            answer = await self._attempt(transport, parcel, attempt, answer.failure)
            delivery = self._noted(parcel, attempt, began, answer)
            if not answer.failure or answer.no_retry:
                break
        return delivery

    async def _attempt(self, transport: Transport, parcel: Parcel, attempt: int, reason: str) -> Answer:
        try:
            async with asyncio.timeout(self._switches.deadline):
                return await transport.deliver(parcel, attempt, reason)
        except TimeoutError:
            return Answer(failure="http_timeout")

    def _noted(self, parcel: Parcel, attempt: int, began: float, answer: Answer) -> Delivery:
        delivery = Delivery(
            at=time.time(),
            kind=parcel.kind,
            name=parcel.name,
            attempt=attempt,
            status=answer.status,
            milliseconds=(time.monotonic() - began) * 1000,
            failure=answer.failure,
            body=answer.body,
            content_type=answer.content_type,
            payload=parcel.payload,
        )
        self.record.append(delivery)
        return delivery

    def _arrived(self, task: asyncio.Task[Delivery]) -> None:
        self._under_way.discard(task)
        self._changes.announce("delivery")
