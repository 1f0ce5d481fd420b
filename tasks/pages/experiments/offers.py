"""Offers to submit, start or stop an experiment, or says why that is not possible and what comes first."""

from dataclasses import replace
from datetime import UTC, datetime

from appstore.pages import experiments
from appstore.pages.experiments import Experiment
from cards.pages.experiments import decisions as messages
from cards.pages.experiments import errors
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.decisions import ReleaserDecision
from records.invocations import Invocation
from tasks.dispatch import media_backend
from tasks.dispatch.decisions.kinds import DecisionKind
from tasks.dispatch.decisions.offers import decision_about, offer
from tasks.pages.experiments import decisions, find
from tasks.pages.experiments.find import AppExperiments


def offer_decision(kit: Kit, invocation: Invocation, verb: str, name: str) -> None:
    """Offer what the verb says: `submit`, `start` or `stop`."""
    known = find.read(kit, invocation)
    experiment = find.named(known, invocation, verb, name)
    {"submit": _offer_submission, "start": _offer_start, "stop": _offer_stop}[verb](kit, invocation, known, experiment)


def _offer_submission(kit: Kit, invocation: Invocation, known: AppExperiments, experiment: Experiment) -> None:
    if not experiment.is_editable or experiment.is_startable or not experiment.treatments:
        raise UserError(errors.not_submittable(known.title, experiment, _now(kit)))
    decision = _decision(kit, invocation, decisions.SUBMIT_EXPERIMENT, known, experiment)
    backend = media_backend.in_details(kit, known.apple, known.app)
    decision = replace(decision, details={**decision.details, **backend})
    shown = decisions.submission_shown(known.apple, experiment, decision.details)
    empty = [name for name in shown[messages.EMPTY].split(", ") if name]
    offer(kit, invocation, decision, shown, messages.submission_offer(decision, experiment, empty))


def _offer_start(kit: Kit, invocation: Invocation, known: AppExperiments, experiment: Experiment) -> None:
    if not experiment.is_startable:
        raise UserError(errors.not_startable(known.title, experiment, _now(kit)))
    other = experiments.running(known.experiments, experiment.platform)
    if other is not None:
        raise UserError(errors.another_runs(known.title, experiment, other, _now(kit)))
    decision = _decision(kit, invocation, decisions.START_EXPERIMENT, known, experiment)
    shown = decisions.start_shown(known.experiments, experiment)
    offer(kit, invocation, decision, shown, messages.start_offer(decision, experiment))


def _offer_stop(kit: Kit, invocation: Invocation, known: AppExperiments, experiment: Experiment) -> None:
    if not experiment.is_running:
        raise UserError(errors.not_stoppable(known.title, experiment, _now(kit)))
    decision = _decision(kit, invocation, decisions.STOP_EXPERIMENT, known, experiment)
    message = messages.stop_offer(decision, experiment, _now(kit))
    offer(kit, invocation, decision, messages.shown(experiment), message)


def _decision(
    kit: Kit, invocation: Invocation, kind: DecisionKind, known: AppExperiments, experiment: Experiment
) -> ReleaserDecision:
    details, platform = {messages.NAME: experiment.name}, experiment.platform.value
    return decision_about(kit, invocation, kind, known.app, experiment.id, details, platform=platform)


def _now(kit: Kit) -> datetime:
    return datetime.fromtimestamp(kit.clock(), UTC)
