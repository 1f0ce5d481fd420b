"""Puts a treatment of an experiment, the one that has won, on the version in preparation: offered, and done once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from appstore import versions
from appstore.client import AppStore
from appstore.errors import Refused
from appstore.pages import experiments, experiments_promotions, experiments_treatments
from appstore.pages.experiments import Experiment
from appstore.versions import EDITABLE_FOR_SCREENSHOTS
from cards.pages.experiments import audit_tags
from cards.pages.experiments import promotion as messages
from cards.pages.experiments.decisions import CALLED, NAME, STANDING, shown
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import app_cache
from records.dispatch.decisions import ReleaserDecision
from records.invocations import Invocation
from records.messages import Message
from tasks.dispatch import media_backend
from tasks.dispatch.decisions.kinds import DecisionKind
from tasks.dispatch.decisions.offers import decision_for, offer
from tasks.dispatch.decisions.trail import record_change
from tasks.pages.experiments import find


def offer_promotion(kit: Kit, invocation: Invocation, name: str) -> None:
    """Offer to put a treatment, named as in `Icons/B`, on the version in preparation: two calls."""
    known = find.read(kit, invocation, fresh=True)
    experiment, treatment = find.named_treatment(known, invocation, name)
    if experiment.started is None:
        raise UserError(messages.not_started(known.title, experiment))
    there = (version for version in known.app.versions if version.platform == experiment.platform)
    version = next((found for found in there if found.state in EDITABLE_FOR_SCREENSHOTS), None)
    if version is None:
        raise UserError(messages.no_version(known.title, experiment))
    details = {messages.TREATMENT: treatment.name, messages.EXPERIMENT: experiment.id, messages.VERSION: version.id}
    decision = decision_for(
        kit, invocation, PROMOTE_TREATMENT, known.app, version, **{NAME: experiment.name}, **details
    )
    decision = replace(decision, target_id=treatment.id)
    found = experiments_treatments.localizations(known.apple, treatment.id)
    in_library = media_backend.reads_library(kit, known.apple, known.app)
    filled = [
        each.locale for each in found if experiments_treatments.is_filled(known.apple, each, in_library=in_library)
    ]
    message = messages.offer(decision, experiment, treatment, filled)
    offer(kit, invocation, decision, _shown(experiment, treatment.id, version.state), message)


def _shown(experiment: Experiment, treatment_id: str, version_state: str) -> Mapping[str, str]:
    promoted = next((each.promoted for each in experiment.treatments if each.id == treatment_id), None)
    kept = {name: value for name, value in shown(experiment).items() if name in {CALLED, STANDING}}
    return {**kept, messages.PROMOTED: _stamp(promoted), messages.VERSION_STATE: version_state}


def _look(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    experiment = experiments.get(apple, decision.details[messages.EXPERIMENT])
    version = versions.find(apple, decision.app_id, decision.details[messages.VERSION])
    return _shown(experiment, decision.target_id, version.state.value if version is not None else "")


def _promote(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Put the treatment on the version, unless that was done since it was offered."""
    experiment_id, version_id = decision.details[messages.EXPERIMENT], decision.details[messages.VERSION]
    before = experiments_promotions.promoted(apple, experiment_id, decision.target_id)
    if _stamp(before) == decision.shown[messages.PROMOTED]:
        try:
            experiments_promotions.promote(apple, experiment_id, decision.target_id, version_id, before)
        except Refused as refused:
            raise UserError(messages.refused(decision, refused)) from refused
    app_cache.forget(kit.redis, version_id, decision.account, decision.app_id)
    record_change(kit, audit_tags.TREATMENT_PROMOTED, decision, messages.field_in_trail(decision), "", "")
    return messages.promoted(decision)


def _stamp(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()


PROMOTE_TREATMENT = DecisionKind(
    name="promote_treatment",
    label=messages.PROMOTE,
    command=messages.AGAIN,
    look=_look,
    act=_promote,
    refused_tag=audit_tags.PROMOTE_REFUSED,
    field=messages.field_in_trail,
)
