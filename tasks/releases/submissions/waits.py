"""Waits for Apple between two attempts to submit a version."""

from typing import NoReturn

from appstore.client import AppStore
from cards.releases import submissions as messages
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.decisions import ReleaserDecision
from tasks.dispatch.decisions.kinds import WaitForApple
from tasks.dispatch.decisions.waits import next_attempt
from tasks.releases.submissions import refusals


def wait(kit: Kit, apple: AppStore, decision: ReleaserDecision, why: str) -> NoReturn:
    """Raise WaitForApple; after half an hour take back what was added, and raise UserError."""
    until = next_attempt(kit, decision)
    if until is None:
        refusals.take_back(kit, apple, decision)
        raise UserError(messages.still_waiting(decision, why))
    raise WaitForApple(why, until)
