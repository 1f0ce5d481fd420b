"""A browser's part in tests of the page's server, without a browser."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.appstore import AppStoreConnect
from sandbox.page import Page
from sandbox.seed import World, plant
from sandbox.slack import Person, Slack


@dataclass(frozen=True)
class Visit:
    """A browser's part, without a browser."""

    slack: Slack
    apple: AppStoreConnect
    world: World
    http: httpx.Client

    def sees(self, person: Person) -> Any:  # noqa: ANN401 - JSON
        return self.http.get("/state/slack", params={"person": person.id}).json()

    def messages(self, person: Person, channel: str) -> list[Any]:
        return next(position["messages"] for position in self.sees(person)["places"] if position["id"] == channel)

    def does(self, action: str, person: Person, **body: object) -> Any:  # noqa: ANN401 - JSON
        return self.http.post(f"/do/{action}", json={"person": person.id, **body}).json()


@contextlib.contextmanager
def visiting() -> Iterator[Visit]:
    """A visit to the page of the demo's sample data."""
    slack, apple = Slack(signing_secret="made-up", bot_token="xoxb-made-up"), AppStoreConnect(seed=1)
    world, key = plant(slack, apple), apple.add_key()
    page = Page(slack, apple, world, key.key_id, lambda: 4711)
    with (
        slack.serve(),
        apple.serve(),
        page.serve() as address,
        httpx.Client(base_url=address, trust_env=False, timeout=10) as http,
    ):
        yield Visit(slack, apple, world, http)
