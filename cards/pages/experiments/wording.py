"""The words for experiments: where each stands, what comes next, and who sees which treatment."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from appstore.pages.experiments import MOST_DAYS, Experiment, ExperimentState, Treatment
from cards.blocks import clock_time, escape, join_words, shorten
from cards.wording.states import platform_words, state_words

MOST_OF_NAME = 80
_STATES = {
    ExperimentState.PREPARE_FOR_SUBMISSION: "In preparation",
    ExperimentState.READY_FOR_REVIEW: "In a submission that was not sent yet",
    ExperimentState.WAITING_FOR_REVIEW: "Waits for review",
    ExperimentState.IN_REVIEW: "In review",
    ExperimentState.ACCEPTED: "Accepted, not started",
    ExperimentState.APPROVED: "Approved, not started",
    ExperimentState.REJECTED: "Rejected",
    ExperimentState.COMPLETED: "Completed",
    ExperimentState.STOPPED: "Stopped",
    ExperimentState.UNKNOWN: "In a state that is new to me",
}


def state(experiment: Experiment) -> str:
    """Return where an experiment stands, in plain text without dates: `Running`, `Waits for review`."""
    if experiment.is_running:
        return "Running"
    if experiment.is_startable and experiment.state is ExperimentState.PREPARE_FOR_SUBMISSION:
        return "In preparation, needs no review"
    if experiment.is_over and experiment.state is not ExperimentState.COMPLETED:
        return _STATES[ExperimentState.STOPPED]
    return _STATES.get(experiment.state, state_words(experiment.state))


def standing(experiment: Experiment, now: datetime) -> str:
    """Return the same in mrkdwn with dates, and the command that comes next."""
    text = state(experiment)
    if experiment.started is not None and experiment.is_running:
        return f"{text} since {_day(experiment.started)}: {_remaining(experiment, now)}"
    if experiment.started is not None:
        end = f" to {_day(experiment.ended)}" if experiment.ended else ""
        return f"{text}: it ran from {_day(experiment.started)}{end}"
    following = next_step(experiment)
    return f"{text}: {following}" if following else text


def next_step(experiment: Experiment) -> str:
    """Return what comes next for an experiment that was not started, "" for a state that is new."""
    if not experiment.treatments:
        return "it has no treatments, which are what people see instead; add them in App Store Connect"
    if experiment.is_startable:
        return f"{command('start', experiment.name)} starts it"
    steps = {
        ExperimentState.PREPARE_FOR_SUBMISSION: f"{command('submit', experiment.name)} sends it to review",
        ExperimentState.READY_FOR_REVIEW: f"{command('submit', experiment.name)} sends it",
        ExperimentState.WAITING_FOR_REVIEW: "once Apple has approved it, it can be started",
        ExperimentState.IN_REVIEW: "once Apple has approved it, it can be started",
        ExperimentState.REJECTED: (
            f"Apple says why in App Store Connect; change it, then {command('submit', experiment.name)}"
        ),
    }
    return steps.get(experiment.state, "")


def _remaining(experiment: Experiment, now: datetime) -> str:
    left = experiment.days_left(now)
    return f"{left} of {MOST_DAYS} days left" if left != 1 else f"its last day of {MOST_DAYS}"


def traffic(percent: int, treatments: int) -> str:
    """Return `30 % of people: 10 % see each of 3 treatments, 70 % the original`."""
    if not treatments:
        return f"{percent} % of people, once it has treatments"
    share = percent_words(Fraction(percent, treatments))
    each = f"{share} see the treatment" if treatments == 1 else f"{share} see each of {treatments} treatments"
    return f"{percent} % of people: {each}, {100 - percent} % the original"


def percent_words(value: Fraction) -> str:
    """Return `10 %`, or `33.3 %`."""
    return f"{float(value):.1f}".removesuffix(".0") + " %"


def treatments(found: Sequence[Treatment]) -> str:
    """Return `A, B (icon Blue) and C`, in mrkdwn; `none` without any."""
    return join_words([_treatment(each) for each in found]) or "none"


def _treatment(treatment: Treatment) -> str:
    notes = [f"icon {escape(treatment.icon_name)}"] if treatment.icon_name else []
    if treatment.promoted is not None:
        notes.append(f"put on the product page {_day(treatment.promoted)}")
    return f"{_name(treatment.name)} ({', '.join(notes)})" if notes else _name(treatment.name)


def title(experiment: Experiment) -> str:
    """Return `*Icons* (iOS)`, in mrkdwn."""
    return f"{quoted(experiment.name)} ({platform_words(experiment.platform)})"


def quoted(name: str) -> str:
    """Return `*Icons*`, in mrkdwn."""
    return f"*{_name(name)}*"


def command(verb: str, name: str) -> str:
    """Return how a user types it, in mrkdwn: `/asc experiment start "Icons 2"`."""
    plain = escape(name.replace("`", ""))
    return f'`/asc experiment {verb} "{plain}"`' if " " in plain else f"`/asc experiment {verb} {plain}`"


def upload(name: str, treatment: str) -> str:
    """Return how a user fills the sets of a treatment: `upload --treatment "Icons 2/A"`, escaped."""
    return f'upload --treatment "{escape(name.replace("`", ""))}/{escape(treatment.replace("`", ""))}"'


def promotion(name: str, treatment: str) -> str:
    """Return how a user puts a treatment on a version, escaped."""
    return command("promote", f"{name}/{treatment}").strip("`")


def as_version(experiment: Experiment, treatment: Treatment) -> str:
    """Return `experiment “Icons”, treatment B`, which stands where an upload names a version; as plain text."""
    name = treatment.name if treatment.name.casefold().startswith("treatment") else f"treatment {treatment.name}"
    return f"experiment “{experiment.name}”, {name}"


def results(app_id: str) -> str:
    """Return where the results are, which the API does not have, with a link."""
    return f"Apple gives the results of experiments only in {link(app_id)}"


def link(app_id: str) -> str:
    """Return a link to the app in App Store Connect."""
    return f"<https://appstoreconnect.apple.com/apps/{app_id}/distribution|App Store Connect>"


def _name(name: str) -> str:
    return escape(shorten(name, MOST_OF_NAME))


def _day(moment: datetime) -> str:
    return clock_time(moment.timestamp(), "{date_short}")
