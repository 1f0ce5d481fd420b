"""`experiments` and `experiment`: other screenshots and icons, tried on the product page of this channel's app."""

import re
from collections.abc import Callable
from functools import partial

from slack_bolt import App

from appstore.pages.experiments import MOST_TREATMENTS
from bot.dispatch.command_line import CommandLine, Option
from bot.dispatch.commands import APP, DRY_RUN, PLATFORM, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.plain_text import plain_name
from bot.dispatch.platforms import with_platform
from bot.dispatch.prompts import word_after
from cards.dispatch import errors as dispatch_errors
from cards.dispatch.help import Group
from cards.dispatch.prompts import Question
from cards.pages.experiments import changes, errors
from kit.wiring import Kit
from records.messages import Message
from records.people import Role
from tasks.pages.experiments import jobs

TRAFFIC, TREATMENTS = Option("traffic", "30"), Option("treatments", "2")
_ALL_TRAFFIC = 100
_PERCENT = re.compile(r"(\d{1,3})\s?%?")
# What is left of `--traffic 30 %`.
_LONE_PERCENT = re.compile(r"^%(?!\S)|(?<!\S)%$")
# Around a name: those of phones, too.
_QUOTES = '"“„”«»` \t'


def experiments(ctx: CommandContext) -> Message | None:
    """Run `experiments`."""
    if ctx.words:
        return dispatch_errors.surplus_words("experiments", ctx.words)
    return with_platform(ctx, _list)


def _list(ctx: CommandContext) -> None:
    enqueue(ctx, jobs.show_experiments)


def experiment(ctx: CommandContext) -> Message | None:
    """Run `experiment new NAME` and the like."""
    if lines := ctx.line.further_lines:
        return dispatch_errors.further_lines("experiment", lines)
    run = _VERBS.get(ctx.words[0].lower()) if ctx.words else None
    return errors.usage() if run is None else with_platform(ctx, run)


def _question(_kit: Kit, _channel: str) -> Question:
    return changes.NAME


_ask_name = word_after("experiment new", _question)


def _new(ctx: CommandContext) -> Message | None:
    # What was typed into the form is in the line alone.
    name, options = _name(ctx), {**(ctx.invocation.options or {}), **ctx.line.options}
    if not name:
        return _ask_name(ctx)
    if "traffic" not in options:
        return errors.traffic_missing(name)
    traffic = _PERCENT.fullmatch(options["traffic"])
    if traffic is None or not 1 <= int(traffic[1]) <= _ALL_TRAFFIC:
        return errors.unclear_traffic(options["traffic"])
    treatments = options.get("treatments", "1")
    if not (treatments.isdecimal() and 1 <= int(treatments) <= MOST_TREATMENTS):
        return errors.unclear_treatments(treatments)
    enqueue(ctx, jobs.create_experiment, name, traffic[1], treatments)
    return None


def _decision(verb: str, ctx: CommandContext) -> Message | None:
    name = _name(ctx)
    if not name:
        return errors.name_missing(verb)
    if {"traffic", "treatments"} & (ctx.invocation.options or {}).keys():
        return errors.only_new(verb)
    enqueue(ctx, jobs.offer_experiment, verb, name)
    return None


_DECISIONS = ("submit", "start", "stop", jobs.PROMOTE)
_VERBS: dict[str, Callable[[CommandContext], Message | None]] = {
    "new": _new,
    **{verb: partial(_decision, verb) for verb in _DECISIONS},
}


def _name(ctx: CommandContext) -> str:
    """Return the name after the verb, in quotation marks or not, with its emoji."""
    text = _LONE_PERCENT.sub("", ctx.line.after(1)).strip()
    is_quoted = text[:1] in _QUOTES and len(CommandLine(text, {}).words) == 1
    return plain_name(text.strip(_QUOTES) if is_quoted else text)


def register(_app: App) -> None:
    """Register the commands."""
    register_command(
        Command(
            name="experiments",
            group=Group.SCREENSHOTS,
            rank=8,
            usage="experiments",
            summary="lists product page experiments",
            details=(
                "lists the experiments with the product page (product page optimization): where each stands, how many "
                "people see each treatment, when it began and ended, and how many of 90 days are left"
            ),
            options=(APP, PLATFORM),
            run=experiments,
        )
    )
    register_command(
        Command(
            name="experiment",
            group=Group.SCREENSHOTS,
            rank=9,
            usage="experiment new NAME --traffic 30 · experiment submit|start|stop|promote NAME",
            summary="tries product pages",
            details=(
                "creates an experiment with treatments A, B and C in the languages of the live version; `--traffic` is "
                "the percentage of people who see one of them, `--treatments` their number, 1 unless it is given · "
                "shows an experiment, with a button that sends it to review, starts it, or stops it for good; "
                "`promote NAME/B` puts treatment B on the version in preparation"
            ),
            examples=(
                "experiment new Icons --traffic 30 --treatments 2",
                "experiment start Icons",
                "experiment promote Icons/B",
            ),
            roles=(("new", Role.EDITOR), *((verb, Role.RELEASER) for verb in _DECISIONS)),
            options=(APP, PLATFORM, DRY_RUN, TRAFFIC, TREATMENTS),
            takes_text=True,
            dry_run=True,
            run=experiment,
        )
    )
