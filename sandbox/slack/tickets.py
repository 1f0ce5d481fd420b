"""Trigger ids, which open one modal, and response URLs, which accept five responses."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.slack.clock import Clock, Ids
from sandbox.slack.errors import SlackError

TRIGGER_SECONDS = 3  # docs.slack.dev/interactivity/handling-user-interaction
RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5


@dataclass
class Trigger:
    """The user a modal can be opened for; `in_form` is the modal that issued the trigger id, for `views.push`."""

    user: str
    given: float
    in_form: str = ""
    used: bool = False


@dataclass
class ResponseTarget:
    """Where responses to a response URL go, and the message they may replace."""

    user: str
    channel: str
    given: float
    original: str = ""
    thread_ts: str = ""
    uses: int = 0


class Tickets:
    """Issues trigger ids and response URLs, and checks whether they are still valid."""

    def __init__(self, clock: Clock, ids: Ids, team_id: str) -> None:
        self._clock = clock
        self._ids = ids
        self._team_id = team_id
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseTarget] = {}

    def trigger(self, user: str, in_form: str = "") -> str:
        """Returns a new trigger id for this user."""
        number = self._ids.stamp().replace(".", "")
        made = f"{number}.{int(self._team_id.encode().hex(), 16) % 10**10}.{self._ids.secret(32).lower()}"
        self._triggers[made] = Trigger(user, self._clock.now(), in_form)
        return made

    def peek(self, trigger_id: str) -> Trigger:
        """Returns an unused trigger; SlackError if it is unknown, expired or used."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.given > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        return trigger

    def response_path(self, kind: str, target: ResponseTarget) -> str:
        """Returns a new path for responses; `kind` is `commands`, `actions` or `app`."""
        path = f"/{kind}/{self._team_id}/{self._ids.stamp().replace('.', '')}/{self._ids.secret()}"
        self._responses[path] = target
        return path

    def respond(self, path: str) -> ResponseTarget:
        """Returns the target of a path and counts the use; SlackError `used_url` or `expired_url`."""
        target = self._responses.get(path)
        if target is None:
            raise SlackError("no_service")
        if self._clock.now() - target.given > RESPONSE_SECONDS:
            raise SlackError("expired_url")
        if target.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        target.uses += 1
        return target
