"""How long a decision waits for Apple between two attempts: seconds at first, then minutes, and half an hour in all."""

from kit.wiring import Kit
from records.dispatch.decisions import DECISIONS, ReleaserDecision, note_steps
from tasks.dispatch.decisions.carry_out import PATIENCE_SECONDS

# Seconds between two attempts; the last one from then on.
DELAYS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)


def next_attempt(kit: Kit, decision: ReleaserDecision) -> float | None:
    """Return when to try again (epoch seconds) and count the wait; None if it has lasted half an hour."""
    newest = DECISIONS.get(kit.redis, decision.id) or decision
    waited = int(newest.steps.get("waited", "0"))
    until = kit.clock() + DELAYS[min(waited, len(DELAYS) - 1)]
    if until > decision.decided_at + PATIENCE_SECONDS:
        return None
    note_steps(kit.redis, decision, waited=str(waited + 1))
    return until
