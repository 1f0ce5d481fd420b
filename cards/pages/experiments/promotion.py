"""What users see when they put a treatment of an experiment on the version in preparation."""

from collections.abc import Sequence

from appstore.errors import AppStoreError
from appstore.pages.experiments import Experiment, Treatment
from cards.blocks import bullets, escape, join_words, rich, spans, text_message
from cards.dispatch import decisions
from cards.pages.experiments import wording
from cards.pages.experiments.decisions import NAME
from cards.pages.experiments.errors import refusal
from cards.wording.accounts import title_of
from cards.wording.states import platform_words
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

PROMOTE = "Put on version"
AGAIN = "experiment promote NAME/B"
# What a decision keeps in its details beside the name: the treatment's, and ids of experiment and version.
TREATMENT, EXPERIMENT, VERSION = "treatment", "experiment_id", "version_id"
# The names of what an offer shows, beside the experiment, and what must still be so.
VERSION_STATE, PROMOTED = "state", "when the treatment was put on a version"


def offer(decision: ReleaserDecision, experiment: Experiment, treatment: Treatment, filled: Sequence[str]) -> Message:
    """Offer to put a treatment on a version; `filled` are the languages in which it has screenshots."""
    text = (
        f"Treatment {wording.quoted(treatment.name)} of the experiment {_name(decision)} can be put on "
        f"{decisions.about(decision)}, which is in preparation. Its screenshots and app previews replace those that "
        "the version has, and go live with it."
    )
    lines = [f"The experiment: {wording.state(experiment)}"]
    if filled:
        lines.append(f"Screenshots in {escape(join_words(filled))}")
    else:
        lines.append("⚠️ The treatment has no screenshots")
    if treatment.icon_name:
        lines.append(f"Its icon {escape(treatment.icon_name)} is part of a build: make it the app's icon there")
    return decisions.offer(
        decision.id,
        text,
        rich(bullets([spans(line) for line in lines])),
        label=PROMOTE,
        question=f"Put treatment {decision.details[TREATMENT]} on version {decision.version}?",
        consequence=(
            f"{title_of(decision)} {decision.version} ({platform_words(decision.platform)}): its screenshots and app "
            "previews are replaced. I can't undo that."
        ),
    )


def promoted(decision: ReleaserDecision) -> Message:
    """Report that a treatment was put on a version."""
    return decisions.result(
        f"✅ <@{decision.decided_by}> put {_about(decision)} on {decisions.about(decision)}.",
        at=decision.decided_at,
        note="`/asc screenshots` shows its screenshots, `/asc submit` sends it to review",
    )


def refused(decision: ReleaserDecision, error: AppStoreError) -> Message:
    """Say that Apple refused to put a treatment on a version, and why."""
    return decisions.failed(decision, PROMOTE, f"Apple did not accept that for {_about(decision)}. {refusal(error)}")


def not_started(app_title: str, experiment: Experiment) -> Message:
    """Say that an experiment was never started, so that no treatment of it can have won."""
    return text_message(
        f"The experiment {wording.title(experiment)} of *{escape(app_title)}* was not started, and Apple puts a "
        "treatment on the product page only after that. Nothing was changed."
    )


def no_version(app_title: str, experiment: Experiment) -> Message:
    """Say that no version of the platform is in preparation."""
    platform = platform_words(experiment.platform)
    return text_message(
        f"*{escape(app_title)}* has no {platform} version in preparation that could take the screenshots. Nothing was "
        "changed. `/asc version` creates one."
    )


def field_in_trail(decision: ReleaserDecision) -> str:
    """Return how the audit trail names a treatment."""
    return f"treatment {decision.details[TREATMENT]} of the experiment {decision.details[NAME]}"


def _about(decision: ReleaserDecision) -> str:
    return f"treatment {wording.quoted(decision.details[TREATMENT])} of the experiment {_name(decision)}"


def _name(decision: ReleaserDecision) -> str:
    return wording.quoted(decision.details[NAME])
