"""What users see when they submit, start or stop an experiment."""

from collections.abc import Sequence
from datetime import datetime

from appstore.errors import AppStoreError
from appstore.pages.experiments import MOST_DAYS, Experiment
from appstore.submissions import SubmissionState
from cards.blocks import bullets, clock_time, escape, join_words, rich, spans
from cards.dispatch import decisions
from cards.dispatch.submissions import SUBMIT, Submittable
from cards.pages.experiments import wording
from cards.pages.experiments.errors import refusal
from cards.wording.accounts import title_of
from cards.wording.states import platform_words, state_words
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

START, STOP = "Start", "Stop"
# What a decision keeps of the experiment in its details.
NAME = "name"
# The names of what an offer shows, and what must still be so.
CALLED, STANDING, TRAFFIC, TREATMENTS = "its name", "how it stands", "the traffic", "the treatments"
EMPTY, RUNNING = "the treatments without screenshots", "what runs on this platform"


def shown(experiment: Experiment) -> dict[str, str]:
    """Return what an offer shows of an experiment, by name."""
    return {
        CALLED: experiment.name,
        STANDING: wording.state(experiment),
        TRAFFIC: f"{experiment.traffic} %",
        TREATMENTS: join_words([treatment.name for treatment in experiment.treatments]),
    }


def submission_offer(decision: ReleaserDecision, experiment: Experiment, empty: Sequence[str]) -> Message:
    """Offer to send an experiment to review; `empty` are the treatments without screenshots."""
    text = f"The {_about(decision)} can be submitted. It is {wording.state(experiment).lower()}."
    lines = _lines(experiment)
    if without := [each for each in empty if each not in _with_icons(experiment)]:
        verb = "has no screenshots or icon" if len(without) == 1 else "have no screenshots or icon"
        lines.append(
            f"⚠️ {escape(join_words(without))} {verb} yet, and would look like the original: send pictures with "
            f"`{wording.upload(experiment.name, without[0])}`"
        )
    return decisions.offer(
        decision.id,
        text,
        rich(bullets([spans(line) for line in lines])),
        label=SUBMIT,
        question="Submit the experiment for review?",
        consequence=f"{_plainly(decision)}. While it is in review, nothing of it can be changed.",
    )


def start_offer(decision: ReleaserDecision, experiment: Experiment) -> Message:
    """Offer to start an experiment."""
    text = (
        f"The {_about(decision)} can be started. It runs for {MOST_DAYS} days unless it is stopped, and can't be "
        f"started again. Until it ends, no other experiment of {platform_words(experiment.platform)} can run."
    )
    return decisions.offer(
        decision.id,
        text,
        rich(bullets([spans(line) for line in _lines(experiment)])),
        label=START,
        question="Start the experiment?",
        consequence=f"{_plainly(decision)}. {_traffic(experiment)}.",
    )


def stop_offer(decision: ReleaserDecision, experiment: Experiment, now: datetime) -> Message:
    """Offer to stop an experiment."""
    text = (
        f"The {_about(decision)} can be stopped. {wording.standing(experiment, now)}. Then everyone sees the original "
        "page again, and it can't be started again."
    )
    return decisions.offer(
        decision.id,
        text,
        rich(bullets([spans(line) for line in _lines(experiment)])),
        label=STOP,
        question="Stop the experiment for good?",
        consequence=f"{_plainly(decision)}. Everyone sees the original page again.",
        danger=True,
    )


def submittable(decision: ReleaserDecision) -> Submittable:
    """Return an experiment as messages about its submission name it."""
    return Submittable(noun="experiment", command=wording.command("submit", decision.details[NAME]))


def submitted(decision: ReleaserDecision, state: SubmissionState) -> Message:
    """Report that an experiment was sent to review."""
    return decisions.result(
        f"✅ <@{decision.decided_by}> submitted the {_about(decision)} for review. At Apple it is "
        f"*{state_words(state)}* now.",
        at=decision.decided_at,
        note=f"{wording.command('start', decision.details[NAME])} starts it once Apple has approved it",
    )


def started(decision: ReleaserDecision, experiment: Experiment) -> Message:
    """Report that an experiment was started."""
    last = experiment.last_moment
    end = f" It ends by itself {clock_time(last.timestamp(), '{date_short}')}." if last is not None else ""
    return decisions.result(
        f"✅ <@{decision.decided_by}> started the {_about(decision)}. {_traffic(experiment)}.{end}",
        at=decision.decided_at,
        note=f"{wording.command('stop', decision.details[NAME])} stops it",
    )


def stopped(decision: ReleaserDecision) -> Message:
    """Report that an experiment was stopped, and where its results are."""
    return decisions.result(
        f"✅ <@{decision.decided_by}> stopped the {_about(decision)}. Everyone sees the original page again. "
        f"{wording.results(decision.app_id)}.",
        at=decision.decided_at,
    )


def ended_meanwhile(decision: ReleaserDecision) -> Message:
    """Say that an experiment has ended before it could be started."""
    return decisions.failed(decision, START, "it has ended already. Nothing was changed.")


def refused(decision: ReleaserDecision, label: str, error: AppStoreError) -> Message:
    """Say that Apple refused to start or stop an experiment, and why."""
    return decisions.failed(
        decision,
        label,
        f"Apple did not accept that for the experiment {wording.quoted(decision.details[NAME])}. {refusal(error)}\n"
        "`/asc experiments` shows how it stands.",
    )


def field_in_trail(decision: ReleaserDecision) -> str:
    """Return how the audit trail names an experiment."""
    return f"experiment {decision.details[NAME]}"


def _about(decision: ReleaserDecision) -> str:
    return f"experiment {wording.quoted(decision.details[NAME])} of {decisions.about(decision)}"


def _plainly(decision: ReleaserDecision) -> str:
    return f"{title_of(decision)} ({platform_words(decision.platform)}), experiment {decision.details[NAME]}"


def _lines(experiment: Experiment) -> list[str]:
    return [f"Traffic: {_traffic(experiment)}", f"Treatments: {wording.treatments(experiment.treatments)}"]


def _traffic(experiment: Experiment) -> str:
    return wording.traffic(experiment.traffic, len(experiment.treatments))


def _with_icons(experiment: Experiment) -> set[str]:
    return {treatment.name for treatment in experiment.treatments if treatment.icon_name}
