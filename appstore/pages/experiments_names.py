"""Finds an experiment by its name as people type it, in any case, and a treatment by its letter."""

from collections.abc import Sequence
from difflib import get_close_matches

from appstore.pages.experiments import Experiment, Treatment
from appstore.pages.names import folded

_LIKE, _MOST = 0.5, 5


def same(name: str, experiments: Sequence[Experiment]) -> tuple[Experiment, ...]:
    """Return the experiments of this name: those spelled exactly so, or all that differ from it in case alone."""
    exact = tuple(found for found in experiments if found.name == name)
    return exact or tuple(found for found in experiments if folded(found.name) == folded(name))


def near(name: str, experiments: Sequence[Experiment]) -> tuple[str, ...]:
    """Return the names of experiments that are much like this one, or contain it."""
    by_folded = {folded(found.name): found.name for found in experiments}
    typed = folded(name)
    inside = [known for known in by_folded if typed and known and (typed in known or known in typed)]
    close = get_close_matches(typed, by_folded, n=_MOST, cutoff=_LIKE)
    return tuple(by_folded[known] for known in dict.fromkeys([*inside, *close]))[:_MOST]


def split(typed: str) -> tuple[str, str]:
    """Return the names of experiment and treatment in `Summer icons/B`; the latter is "" where there is no slash."""
    name, slash, treatment = typed.rpartition("/")
    return (name.strip(), treatment.strip()) if slash else (typed.strip(), "")


def treatments_named(name: str, experiment: Experiment) -> tuple[Treatment, ...]:
    """Return the treatments of this name, or else those whose name ends in it as a word: `Treatment B` for `b`."""
    typed = folded(name)
    exact = tuple(found for found in experiment.treatments if folded(found.name) == typed)
    return exact or tuple(found for found in experiment.treatments if folded(found.name).endswith(f" {typed}"))
