"""Short-lived permissions: trigger ids that open one form, and response addresses that take five answers."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.slack.clock import Clock, Ids
from sandbox.slack.errors import SlackError

TRIGGER_SECONDS = 3  # docs.slack.dev/interactivity/handling-user-interaction
RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5


@dataclass
class Trigger:
    """Who may be shown a form; `in_form` is the form in which it was given out, for pushing one on top."""

    user: str
    given: float
    in_form: str = ""
    used: bool = False


@dataclass
class ResponseTarget:
    """Where answers to one response address go, and the message that they may replace."""

    user: str
    channel: str
    given: float
    original: str = ""
    thread_ts: str = ""
    uses: int = 0


class Tickets:
    """Gives out trigger ids and response addresses, and says when one no longer counts."""

    def __init__(self, clock: Clock, ids: Ids, team_id: str) -> None:
        self._clock = clock
        self._ids = ids
        self._team_id = team_id
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseTarget] = {}

    def trigger(self, user: str, in_form: str = "") -> str:
        """A fresh trigger id for this person."""
        number = self._ids.stamp().replace(".", "")
        made = f"{number}.{int(self._team_id.encode().hex(), 16) % 10**10}.{self._ids.secret(32).lower()}"
        self._triggers[made] = Trigger(user, self._clock.now(), in_form)
        return made

    def look_at(self, trigger_id: str) -> Trigger:
        """The trigger, still unused; SlackError where it is unknown, too old or spent."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.given > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        return trigger

    def response_path(self, kind: str, target: ResponseTarget) -> str:
        """A fresh path for answers; `kind` is `commands`, `actions` or `app`."""
        path = f"/{kind}/{self._team_id}/{self._ids.stamp().replace('.', '')}/{self._ids.secret()}"
        self._responses[path] = target
        return path

    def respond(self, path: str) -> ResponseTarget:
        """The place behind the path, with one use counted; SlackError `used_url` or `expired_url`."""
        target = self._responses.get(path)
        if target is None:
            raise SlackError("no_service")
        if self._clock.now() - target.given > RESPONSE_SECONDS:
            raise SlackError("expired_url")
        if target.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        target.uses += 1
        return target
