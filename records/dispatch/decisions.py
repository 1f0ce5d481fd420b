"""Decisions of a releaser: what a message offered to do at Apple, what it showed, and who decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from redis import Redis

from records.keys import DAY, key
from records.storage.documents import Documents


class DecisionState(StrEnum):
    """The state of a decision; all but the first two are final. `OVERTAKEN`: what it showed had changed."""

    OPEN = "open"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    OVERTAKEN = "overtaken"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class ReleaserDecision:
    """One decision about one thing at Apple. `id` is the id of the invocation that it answers, `kind` what it does.

    `target_id` is Apple's id of the thing: decisions about the same one are carried out in turn. `shown` is what the
    user saw of it, by name, which must still be so; `details` are parameters of the kind. `decided_by` pressed the
    button at `decided_at` (epoch seconds) with the invocation `decision`. `checked`: what was shown was still so.
    `steps` is what the kind has done so far. `message_channel` and `message_ts` are the message with the result.
    """

    id: str
    kind: str
    user: str
    channel: str
    app_id: str
    app_name: str
    target_id: str
    created_at: float
    thread_ts: str = ""
    account: str = ""
    platform: str = ""
    version: str = ""
    shown: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    state: DecisionState = DecisionState.OPEN
    decided_by: str = ""
    decided_at: float = 0.0
    decision: str = ""
    checked: bool = False
    steps: Mapping[str, str] = field(default_factory=dict)
    message_channel: str = ""
    message_ts: str = ""

    def changed_since(self, now: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Return what is not as it was shown: old and new value by name, "" for none."""
        names = dict.fromkeys([*self.shown, *now])
        pairs = {name: (self.shown.get(name, ""), now.get(name, "")) for name in names}
        return {name: (old, new) for name, (old, new) in pairs.items() if old != new}


DECISIONS = Documents("decision", ReleaserDecision, seconds=30 * DAY)


def claim(
    redis: Redis, decision_id: str, invocation_id: str, user: str, now: float, state: DecisionState
) -> ReleaserDecision | None:
    """Decide, atomically: the first press counts, and its job again after a restart. None if it is too late."""

    def claimed(decision: ReleaserDecision) -> ReleaserDecision | None:
        if decision.decision == invocation_id:
            return decision
        if decision.state is not DecisionState.OPEN:
            return None
        return replace(decision, state=state, decided_by=user, decided_at=now, decision=invocation_id)

    decision = DECISIONS.change(redis, decision_id, claimed)
    if decision is not None and state is DecisionState.RUNNING:
        redis.set(_last_key(decision.target_id), decision.id, ex=DAY)
    return decision


def decided_last(redis: Redis, target_id: str) -> ReleaserDecision | None:
    """Return the last decision about a thing at Apple that was carried out within a day, or is being carried out."""
    decision_id: Any = redis.get(_last_key(target_id))
    return None if decision_id is None else DECISIONS.get(redis, str(decision_id, "ascii"))


def _last_key(target_id: str) -> str:
    return key("decided", target_id)


def change(redis: Redis, decision: ReleaserDecision, **fields: Any) -> ReleaserDecision:  # noqa: ANN401 - any of its fields
    """Change some fields of the newest state, and return it."""
    changed = DECISIONS.change(redis, decision.id, lambda newest: replace(newest, **fields))
    return changed or decision


def note_steps(redis: Redis, decision: ReleaserDecision, **steps: str) -> ReleaserDecision:
    """Remember what the kind has done so far, by name."""
    changed = DECISIONS.change(redis, decision.id, lambda newest: replace(newest, steps={**newest.steps, **steps}))
    return changed or decision
