"""The decisions to submit, start and stop an experiment: what must still be so, and what they do at Apple."""

from collections.abc import Mapping

from appstore.client import AppStore
from appstore.errors import Refused
from appstore.pages import experiments, experiments_treatments
from appstore.pages.experiments import Experiment
from appstore.submissions import EXPERIMENT, SubmissionState
from cards.dispatch.submissions import SUBMIT
from cards.pages.experiments import audit_tags
from cards.pages.experiments import decisions as messages
from cards.wording.states import state_words
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message
from tasks.dispatch import media_backend
from tasks.dispatch.decisions import submitting
from tasks.dispatch.decisions.kinds import DecisionKind
from tasks.dispatch.decisions.submitting import SubmissionRun
from tasks.dispatch.decisions.trail import record_change


def submission_shown(apple: AppStore, experiment: Experiment, details: Mapping[str, str]) -> Mapping[str, str]:
    """Return what an offer to submit shows: one call for each treatment."""
    empty = empty_treatments(apple, experiment, in_library=media_backend.was_library(details))
    return {**messages.shown(experiment), messages.EMPTY: ", ".join(empty)}


def empty_treatments(apple: AppStore, experiment: Experiment, *, in_library: bool) -> list[str]:
    """Return the names of the treatments without screenshots."""
    ids = [treatment.id for treatment in experiment.treatments]
    empty = experiments_treatments.without_screenshots(apple, ids, in_library=in_library)
    return [treatment.name for treatment in experiment.treatments if treatment.id in empty]


def start_shown(known: tuple[Experiment, ...], experiment: Experiment) -> Mapping[str, str]:
    """Return what an offer to start shows."""
    other = experiments.running(known, experiment.platform)
    return {**messages.shown(experiment), messages.RUNNING: other.name if other is not None else ""}


def _look_to_submit(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    return submission_shown(apple, experiments.get(apple, decision.target_id), decision.details)


def _look_to_start(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    known = experiments.of_app(apple, decision.app_id)
    listed = next((found for found in known if found.id == decision.target_id), None)
    return start_shown(known, listed or experiments.get(apple, decision.target_id))


def _look_to_stop(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    return messages.shown(experiments.get(apple, decision.target_id))


def _submit(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    def done(state: SubmissionState) -> Message:
        _record(kit, audit_tags.EXPERIMENT_SUBMITTED, decision, state_words(state))
        return messages.submitted(decision, state)

    run = SubmissionRun(
        kit=kit,
        apple=apple,
        decision=decision,
        version_id=decision.target_id,
        platform=decision.platform,
        relation=EXPERIMENT,
        what=messages.submittable(decision),
        done=done,
    )
    return submitting.submit(run)


def _start(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Start the experiment, unless it runs already."""
    found = experiments.get(apple, decision.target_id)
    if found.is_over:
        raise UserError(messages.ended_meanwhile(decision))
    if not found.is_running:
        try:
            found = experiments.start(apple, decision.target_id)
        except Refused as refused:
            raise UserError(messages.refused(decision, messages.START, refused)) from refused
    _record(kit, audit_tags.EXPERIMENT_STARTED, decision, messages.shown(found)[messages.STANDING])
    return messages.started(decision, found)


def _stop(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Stop the experiment, unless it has ended already."""
    found = experiments.get(apple, decision.target_id)
    if not found.is_over:
        try:
            found = experiments.stop(apple, decision.target_id)
        except Refused as refused:
            raise UserError(messages.refused(decision, messages.STOP, refused)) from refused
    _record(kit, audit_tags.EXPERIMENT_STOPPED, decision, messages.shown(found)[messages.STANDING])
    return messages.stopped(decision)


def _record(kit: Kit, tag: str, decision: ReleaserDecision, new: str) -> None:
    old = decision.shown.get(messages.STANDING, "")
    record_change(kit, tag, decision, messages.field_in_trail(decision), old, new)


SUBMIT_EXPERIMENT = DecisionKind(
    name="submit_experiment",
    label=SUBMIT,
    command="experiment submit NAME",
    look=_look_to_submit,
    act=_submit,
    refused_tag=audit_tags.EXPERIMENT_SUBMIT_REFUSED,
    field=messages.field_in_trail,
)
START_EXPERIMENT = DecisionKind(
    name="start_experiment",
    label=messages.START,
    command="experiment start NAME",
    look=_look_to_start,
    act=_start,
    refused_tag=audit_tags.EXPERIMENT_START_REFUSED,
    field=messages.field_in_trail,
)
STOP_EXPERIMENT = DecisionKind(
    name="stop_experiment",
    label=messages.STOP,
    command="experiment stop NAME",
    look=_look_to_stop,
    act=_stop,
    refused_tag=audit_tags.EXPERIMENT_STOP_REFUSED,
    field=messages.field_in_trail,
)
