"""Replies to requests about experiments that can't be carried out: why, and what to write instead."""

from collections.abc import Callable, Sequence
from datetime import datetime

from appstore.errors import AppStoreError
from appstore.pages.experiments import MOST_TREATMENTS, Experiment
from cards.blocks import escape, join_words, message, section, shorten, text_message
from cards.dispatch.choices import run_buttons
from cards.failures.errors import reason
from cards.pages.experiments import wording
from cards.wording.states import platform_words, state_words
from records.messages import Message

_NOTHING = "Nothing was changed."
_MOST_NAMES = 10
# What follows a verb, where that is more than a name.
_WHAT = {"promote": "NAME/B"}


def usage() -> Message:
    """Reply to `experiment` alone, and to words that it does not know."""
    return text_message(
        f"{_NOTHING} `/asc experiment new NAME --traffic 30 --treatments 2` creates an experiment, "
        "`/asc experiment submit NAME` sends it to review, `/asc experiment start NAME` and "
        "`/asc experiment stop NAME` start and stop it, `/asc experiment promote NAME/B` puts treatment B on the "
        "version in preparation. `/asc experiments` lists those of the app."
    )


def name_missing(verb: str) -> Message:
    """Reply to a verb without a name."""
    return text_message(
        f"Which experiment? {_NOTHING} Write `/asc experiment {verb} {_WHAT.get(verb, 'NAME')}`. `/asc experiments` "
        "lists the names."
    )


def traffic_missing(name: str) -> Message:
    """Reply to `experiment new NAME` without `--traffic`."""
    line = wording.command("new", name).removesuffix("`")
    return text_message(
        f"How many people are to see the treatments? {_NOTHING} Write the percentage: {line} --traffic 30`. "
        "Apple splits it evenly among them."
    )


def unclear_traffic(typed: str) -> Message:
    """Reply to what is no percentage."""
    return text_message(
        f"`--traffic {_typed(typed)}` is no percentage that Apple takes. {_NOTHING} Write a whole number from 1 to "
        "100, with or without `%`: the share of people who see one of the treatments."
    )


def unclear_treatments(typed: str) -> Message:
    """Reply to a number of treatments that Apple does not take."""
    return text_message(
        f"`--treatments {_typed(typed)}` is not possible: an experiment has 1 to {MOST_TREATMENTS} treatments beside "
        f"the original page. {_NOTHING}"
    )


def only_new(verb: str) -> Message:
    """Reply to `--traffic` or `--treatments` where nothing is created."""
    return text_message(
        f"`--traffic` and `--treatments` belong to `/asc experiment new`; `/asc experiment {verb}` takes a name alone. "
        f"{_NOTHING} The traffic of an experiment can be changed in App Store Connect until it is reviewed."
    )


def no_such_experiment(app_title: str, name: str, near: Sequence[str], known: Sequence[Experiment]) -> Message:
    """Reply to a name that no experiment has: with those that are much like it, or otherwise all."""
    head = f"*{escape(app_title)}* has no experiment `{_typed(name)}`. {_NOTHING}"
    if near:
        return text_message(f"{head} Did you mean {join_words([wording.quoted(each) for each in near], 'or')}?")
    if not known:
        return text_message(f"{head} It has none at all; `/asc experiment new NAME --traffic 30` creates one.")
    names = [wording.quoted(found.name) for found in known[:_MOST_NAMES]]
    rest = len(known) - _MOST_NAMES
    return text_message(f"{head} It has {join_words([*names, *([f'{rest} more'] if rest > 0 else [])])}.")


def several_experiments(
    app_title: str, name: str, invocation_id: str, found: Sequence[Experiment], line: str
) -> Message:
    """Ask which of several experiments is meant: with buttons if each is of another platform, unless `line` is ""."""
    platforms = [each.platform for each in found]
    head = f"Several experiments of *{escape(app_title)}* are called `{_typed(name)}`. {_NOTHING}"
    if line and len(set(platforms)) == len(platforms):
        text = f"{head} For which platform?"
        lines = [(platform_words(platform), f"{line} --platform {platform}") for platform in platforms]
        return message(text, section(text), run_buttons(invocation_id, lines))
    return text_message(f"{head} Rename one of them in App Store Connect first.")


def which_treatment(
    app_title: str, experiment: Experiment, typed: str, command: Callable[[str, str], str] = wording.upload
) -> Message:
    """Reply to a treatment that an experiment does not have, or to none; `command` returns what to write instead."""
    names = [treatment.name for treatment in experiment.treatments]
    example = f" Write `{command(experiment.name, names[0])}`." if names else ""
    head = (
        f"The experiment {wording.title(experiment)} of *{escape(app_title)}* has no treatment `{_typed(typed)}`."
        if typed
        else f"Which treatment of {wording.title(experiment)} of *{escape(app_title)}*?"
    )
    return text_message(f"{head} {_NOTHING} It has {wording.treatments(experiment.treatments)}.{example}")


def not_editable(app_title: str, experiment: Experiment, now: datetime) -> Message:
    """Say why the pictures of an experiment can't be changed."""
    return text_message(
        f"The pictures of the experiment {wording.title(experiment)} of *{escape(app_title)}* can't be changed: Apple "
        f"takes others only until it is sent to review. {wording.standing(experiment, now)}. {_NOTHING}"
    )


def name_used(app_title: str, experiment: Experiment) -> Message:
    """Say that an experiment of this name exists already."""
    return text_message(
        f"*{escape(app_title)}* already has the experiment {wording.title(experiment)}: "
        f"{wording.state(experiment).lower()}. {_NOTHING} Choose another name."
    )


def no_live_version(app_title: str, platform: str | None, there: Sequence[tuple[str, str, str]]) -> Message:
    """Say that nothing is live that could be experimented with; `there`: number, platform and state of versions."""
    which = f"{platform_words(platform)} version" if platform else "version"
    states = [f"{escape(number)} ({platform_words(of)}) is {state_words(state)}" for number, of, state in there]
    return text_message(
        f"*{escape(app_title)}* has no {which} that is live, and Apple compares an experiment with what is live"
        f"{f': {join_words(states)}' if states else ''}. {_NOTHING} Write the command again once one is live; "
        "`/asc status` shows the versions."
    )


def which_platform(app_title: str, invocation_id: str, line: str, platforms: Sequence[str]) -> Message:
    """Ask for which platform an experiment is meant; `line` is the command as it was written."""
    names = escape(join_words([platform_words(platform) for platform in platforms]))
    text = f"For which platform? *{escape(app_title)}* is live on several: {names}."
    lines = [(platform_words(platform), f"{line} --platform {platform}") for platform in platforms]
    return message(text, section(text), run_buttons(invocation_id, lines))


def no_languages(app_title: str) -> Message:
    """Say that the live version has no language."""
    return text_message(f"Apple shows no language of the live version of *{escape(app_title)}*. {_NOTHING}")


def not_created(name: str, error: AppStoreError, *, begun: bool) -> Message:
    """Say that Apple refused to create an experiment, or a part of it, and why."""
    done = (
        "It exists, but is not complete: write the command again, or delete it in App Store Connect."
        if begun
        else _NOTHING
    )
    return text_message(f"Apple did not accept the experiment {wording.quoted(name)}. {done}\n{refusal(error)}")


def not_startable(app_title: str, experiment: Experiment, now: datetime) -> Message:
    """Say why an experiment can't be started, and what comes first."""
    if experiment.is_running:
        after = f" {wording.command('stop', experiment.name)} stops it."
    elif experiment.is_over:
        after = " Apple starts none twice; `/asc experiment new` creates another."
    else:
        after = ""
    return text_message(
        f"The experiment {wording.title(experiment)} of *{escape(app_title)}* can't be started. "
        f"{wording.standing(experiment, now)}.{after} {_NOTHING}"
    )


def another_runs(app_title: str, experiment: Experiment, other: Experiment, now: datetime) -> Message:
    """Say that another experiment of the platform runs."""
    return text_message(
        f"The experiment {wording.quoted(experiment.name)} of *{escape(app_title)}* can't be started while "
        f"{wording.title(other)} runs: Apple lets one run at a time on each platform. "
        f"{wording.standing(other, now)}; {wording.command('stop', other.name)} stops it. {_NOTHING}"
    )


def not_stoppable(app_title: str, experiment: Experiment, now: datetime) -> Message:
    """Say that an experiment does not run."""
    return text_message(
        f"The experiment {wording.title(experiment)} of *{escape(app_title)}* does not run, so there is nothing to "
        f"stop. {wording.standing(experiment, now)}. {_NOTHING}"
    )


def not_submittable(app_title: str, experiment: Experiment, now: datetime) -> Message:
    """Say why an experiment can't be sent to review, and what comes next."""
    return text_message(
        f"The experiment {wording.title(experiment)} of *{escape(app_title)}* can't be submitted. "
        f"{wording.standing(experiment, now)}. Nothing was sent."
    )


def refusal(error: AppStoreError) -> str:
    """Return why Apple refused it; the usual sentence about states is about versions of the app."""
    text = reason(error)
    words = text.partition("\n")[2]
    return words if error.is_code("STATE_ERROR") and words else text


def _typed(text: str) -> str:
    return escape(shorten(text.replace("`", ""), wording.MOST_OF_NAME)) or " "
