"""Waits for Apple between two attempts: seconds at first, then minutes, and half an hour in all."""

from typing import NoReturn

from appstore.client import AppStore
from cards.releases import submissions as messages
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.decisions import DECISIONS, ReleaserDecision, note_steps
from tasks.dispatch.decisions.carry_out import PATIENCE_SECONDS
from tasks.dispatch.decisions.kinds import WaitForApple
from tasks.releases.submissions import refusals

# Seconds between two attempts; the last one from then on.
DELAYS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)


def wait(kit: Kit, apple: AppStore, decision: ReleaserDecision, why: str) -> NoReturn:
    """Raise WaitForApple; after half an hour take back what was added, and raise UserError."""
    newest = DECISIONS.get(kit.redis, decision.id) or decision
    waited = int(newest.steps.get("waited", "0"))
    until = kit.clock() + DELAYS[min(waited, len(DELAYS) - 1)]
    if until > decision.decided_at + PATIENCE_SECONDS:
        refusals.take_back(kit, apple, decision)
        raise UserError(messages.still_waiting(decision, why))
    note_steps(kit.redis, decision, waited=str(waited + 1))
    raise WaitForApple(why, until)
