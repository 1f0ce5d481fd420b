"""The experiments of an app."""

from collections.abc import Sequence
from datetime import UTC, datetime

from appstore.pages.experiments import Experiment
from cards.blocks import Block, bullets, context, escape, header, message, plural, rich, section, spans, text_message
from cards.pages.experiments import wording
from records.messages import Message

MOST_SHOWN = 15


def none(app_title: str) -> Message:
    """Say that an app has no experiments."""
    return text_message(
        f"*{escape(app_title)}* has no experiments with its product page. `/asc experiment new NAME --traffic 30` "
        "creates one."
    )


def overview(app_title: str, app_id: str, experiments: Sequence[Experiment], now: datetime) -> Message:
    """List the experiments: those that run first, then those that were not started, then the ended ones."""
    shown = sorted(experiments, key=_order)[:MOST_SHOWN]
    head = f"{app_title}: {plural(len(experiments), 'experiment')} with the product page"
    blocks: list[Block] = [header(head)]
    text = [escape(head)]
    for experiment in shown:
        lines = [
            wording.standing(experiment, now),
            f"Traffic: {wording.traffic(experiment.traffic, len(experiment.treatments))}",
            f"Treatments: {wording.treatments(experiment.treatments)}",
        ]
        blocks += [section(wording.title(experiment)), rich(bullets([spans(line) for line in lines]))]
        text += [wording.title(experiment), *(f"• {line}" for line in lines)]
    more = len(experiments) - len(shown)
    note = f"{f'{more} older ones are not shown. ' if more else ''}{wording.results(app_id)}."
    return message("\n".join([*text, note]), *blocks, context(note))


def _order(experiment: Experiment) -> tuple[int, float, str]:
    began = (experiment.ended or experiment.started or datetime.min.replace(tzinfo=UTC)).timestamp() * -1
    return 0 if experiment.is_running else 2 if experiment.is_over else 1, began, experiment.name.casefold()
