"""A releaser's decision: offered to one user, checked again when accepted, carried out once, and reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from appstore.client import AppStore
from appstore.errors import Reason, Refused, Unavailable
from cards.blocks import text_message
from cards.dispatch import decisions as messages
from cards.releases.audit_tags import SUBMIT_REFUSED
from cards.wording.audit_tags import wording as wording_of
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.channels import CHANNELS, ChannelApp
from records.dispatch.decisions import DECISIONS, DecisionState, ReleaserDecision
from records.invocations import Invocation, Origin
from records.messages import Message
from sandbox.slack.rendering import as_text
from tasks.dispatch.decisions import kinds
from tasks.dispatch.decisions.kinds import DecisionKind, WaitForApple
from tasks.dispatch.decisions.offers import offer
from tests.support import wording
from tests.support.env import Env

LABEL = "Ring the bell"


@dataclass
class Bell:
    """A thing at Apple that a decision is about."""

    facts: dict[str, str] = field(default_factory=lambda: {"state": "PREPARE_FOR_SUBMISSION", "build": "7"})
    rung: int = 0
    waits: list[BaseException] = field(default_factory=list)

    def look(self, _apple: AppStore, _decision: ReleaserDecision) -> Mapping[str, str]:
        return dict(self.facts)

    def ring(self, _kit: Kit, _apple: AppStore, decision: ReleaserDecision) -> Message:
        if self.waits:
            raise self.waits.pop(0)
        self.rung += 1
        self.facts["state"] = "WAITING_FOR_REVIEW"
        return messages.result(f"<@{decision.decided_by}> rang the bell", at=decision.decided_at)


@pytest.fixture
def bell() -> Bell:
    """A kind of decision that registers itself, as those of the features do."""
    bell = Bell()
    DecisionKind(name="bell", label=LABEL, command="bell", look=bell.look, act=bell.ring, refused_tag=SUBMIT_REFUSED)
    return bell


CRACKED = Reason(code="STATE_ERROR", detail="Cracked.")


def refusal_in_words() -> UserError:
    """A refusal of Apple's that a kind puts into words of its own."""
    error = UserError(text_message("The bell is cracked."))
    error.__cause__ = Refused("POST /v1/bells", status=409, reasons=(CRACKED,))
    return error


def offered(env: Env, bell: Bell, decision_id: str = "d1", thread_ts: str = "") -> None:
    """Offer Eddie to ring the bell, as the job of a command does."""
    invocation = Invocation(
        id=decision_id, origin=Origin.MENTION, user=env.eddie.id, channel=env.release.id, thread_ts=thread_ts
    )
    decision = ReleaserDecision(
        id=decision_id,
        kind="bell",
        user=env.eddie.id,
        channel=env.release.id,
        thread_ts=thread_ts,
        app_id=env.app_id,
        app_name="Tide",
        target_id="bell-1",
        created_at=env.kit.clock(),
    )
    message = messages.offer(decision_id, "Ring?", label=LABEL, question="Ring it?", consequence="Loud.")
    offer(env.kit, invocation, decision, bell.look(env.kit.apple_of(""), decision), message)


def press(env: Env, label: str = LABEL, newest: int = -1) -> None:
    env.eddie.clicks(env.release, env.slack.ephemerals(env.eddie)[newest], label)
    env.slack.settled()
    env.work()


def posted(env: Env) -> str:
    """What the bot says in the channel, where everybody reads it."""
    return "\n".join(
        as_text(message) for message in env.slack.messages(env.release) if message.user == env.slack.bot.id
    )


def state(env: Env) -> DecisionState:
    decision = DECISIONS.get(env.kit.redis, "d1")
    assert decision is not None
    return decision.state


def test_the_result_is_posted_in_the_channel_and_the_offer_loses_its_buttons(env: Env, bell: Bell) -> None:
    offered(env, bell)
    assert posted(env) == ""
    assert env.slack.ephemerals(env.vera) == ()
    press(env)
    assert bell.rung == 1
    assert "@Eddie rang the bell" in posted(env)
    (offer_left,) = env.slack.ephemerals(env.eddie)
    assert LABEL in as_text(offer_left)
    assert "Cancel" not in as_text(offer_left)
    assert state(env) is DecisionState.DONE


def test_the_result_of_a_mention_is_posted_in_its_thread(env: Env, bell: Bell) -> None:
    ts = env.eddie.says(env.release, "Shall we?")
    offered(env, bell, thread_ts=ts)
    press(env)
    assert [as_text(reply) for reply in env.replies(ts)] == [posted(env)]
    assert "@Eddie rang the bell" in posted(env)


def test_a_cancelled_decision_changes_nothing(env: Env, bell: Bell) -> None:
    offered(env, bell)
    press(env, "Cancel")
    assert (bell.rung, posted(env)) == (0, "")
    assert wording.DECISION_CANCELLED in env.ephemeral_text(env.eddie)


def test_of_two_presses_the_first_counts(env: Env, bell: Bell) -> None:
    offered(env, bell)
    (shown,) = env.slack.ephemerals(env.eddie)
    for _ in range(2):
        env.eddie.clicks(env.release, shown, LABEL)
    env.slack.settled()
    env.work()
    assert bell.rung == 1
    assert wording.decided_first("Eddie") in env.ephemeral_text(env.eddie)


def test_the_second_of_two_offers_is_overtaken_by_the_first(env: Env, bell: Bell) -> None:
    offered(env, bell, "d1")
    offered(env, bell, "d2")
    first, second = env.slack.ephemerals(env.eddie)
    for shown in (first, second):
        env.eddie.clicks(env.release, shown, LABEL)
    env.slack.settled()
    env.work()
    assert bell.rung == 1
    assert "its state was Prepare for Submission and is now Waiting for Review" in posted(env)


def test_what_has_changed_since_is_reported_and_nothing_is_done(env: Env, bell: Bell) -> None:
    offered(env, bell)
    bell.facts |= {"build": "8"}
    press(env)
    assert bell.rung == 0
    assert "the build was 7 and is now 8" in posted(env)
    assert state(env) is DecisionState.OVERTAKEN


def test_a_wait_for_apple_is_shown_and_then_replaced_by_the_result(env: Env, bell: Bell) -> None:
    bell.waits.append(WaitForApple("Apple still processes a screenshot.", env.kit.clock() + 60))
    offered(env, bell)
    press(env)
    assert bell.rung == 0
    assert "Apple still processes a screenshot." in posted(env)
    later = env.kit.clock() + 61
    env.kit = replace(env.kit, clock=lambda: later)
    env.sweep()
    env.work()
    assert bell.rung == 1
    assert "rang the bell" in posted(env)
    assert "screenshot" not in posted(env)


def test_a_silent_apple_is_waited_for(env: Env, bell: Bell) -> None:
    bell.waits.append(Unavailable("PATCH /v1/bells", maybe_done=True))
    offered(env, bell)
    press(env)
    assert messages.SILENT in posted(env)
    assert state(env) is DecisionState.RUNNING


@pytest.mark.parametrize(
    ("error", "recorded"),
    [
        (Refused("POST /v1/bells", status=409, reasons=(CRACKED,)), 1),
        (refusal_in_words(), 1),
        (UserError(text_message("Not on Fridays.")), 0),
    ],
    ids=["as Apple says it", "in words of the kind", "refused by the bot"],
)
def test_what_apple_refuses_is_in_the_audit_trail(env: Env, bell: Bell, error: BaseException, recorded: int) -> None:
    bell.waits.append(error)
    offered(env, bell)
    press(env)
    assert state(env) is DecisionState.FAILED
    env.vera.types("/asc audit", env.release)
    env.work()
    sentence = "eddie tried to submit the version for review, by button. Apple refused it: “Cracked.” (STATE_ERROR)"
    assert env.ephemeral_text(env.vera).count(sentence) == recorded


def test_every_kind_of_decision_has_words_for_a_refusal() -> None:
    registered = [kind for name, kind in kinds.registered().items() if name != "bell"]
    assert len(registered) > 10
    words = [wording_of(kind.refused_tag).did for kind in registered]
    assert [did for did in words if not did.startswith("tried to ")] == []


def test_an_unexpected_error_ends_the_decision_with_a_report(env: Env, bell: Bell) -> None:
    bell.waits.append(LookupError("clapper"))
    offered(env, bell)
    press(env)
    assert wording.BOT_FAULT in posted(env)
    assert state(env) is DecisionState.FAILED


def test_a_decision_that_is_no_longer_known_says_so(env: Env, bell: Bell) -> None:
    offered(env, bell)
    DECISIONS.remove(env.kit.redis, "d1")
    press(env)
    assert bell.rung == 0
    assert wording.DECISION_TOO_OLD in env.ephemeral_text(env.eddie)


def test_a_channel_that_was_tied_to_another_account_decides_nothing(env: Env, bell: Bell) -> None:
    offered(env, bell)
    tie = ChannelApp(app_id="", bundle_id="", name="", chosen_by=env.olive.id, account="acme", tied=True)
    CHANNELS.put(env.kit.redis, env.release.id, tie)
    press(env)
    assert (bell.rung, state(env)) == (0, DecisionState.OPEN)
    assert wording.TIED_TO_ANOTHER in env.ephemeral_text(env.eddie)
