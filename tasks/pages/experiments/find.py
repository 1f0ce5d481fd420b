"""Reads the experiments of the app that a request is about, and finds the one that it names."""

from dataclasses import dataclass

from appstore.client import AppStore
from appstore.pages import experiments, experiments_names
from appstore.pages.experiments import Experiment, Treatment
from cards.pages.experiments import errors, wording
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_clients
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation
from tasks.dispatch import resolve
from tasks.pages.experiments import touches


@dataclass(frozen=True, kw_only=True)
class AppExperiments:
    """An app with its experiments and the client of its account."""

    app: KnownApp
    apple: AppStore
    experiments: tuple[Experiment, ...]

    @property
    def title(self) -> str:
        """The name of the app, as messages show it."""
        return app_title(self.app)


def read(kit: Kit, invocation: Invocation, *, writes: bool = False, fresh: bool = False) -> AppExperiments:
    """Read the experiments: one call, and one for the app unless it is cached.

    What `writes`, or is to be `fresh`, uses no cache.
    """
    clients = deferring_clients(kit)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel, fresh=writes or fresh)
    touches.narrow(kit, app, writes=writes and not invocation.dry_run)
    apple = clients(app.account)
    return AppExperiments(app=app, apple=apple, experiments=experiments.of_app(apple, app.id))


def named(known: AppExperiments, invocation: Invocation, verb: str, name: str, after: str = "") -> Experiment:
    """Return the experiment of this name, of `--platform` if given. Raises UserError for none or several.

    `after`: what follows the name where it is typed.
    """
    here = [found for found in known.experiments if invocation.platform in {None, found.platform}]
    found = experiments_names.same(name, here)
    # Of several, one that has ended is not meant beside one that has not.
    found = tuple(each for each in found if not each.is_over) or found
    if len(found) == 1:
        return found[0]
    if found:
        line = f'experiment {verb} "{name}{after}"'
        raise UserError(errors.several_experiments(known.title, name, invocation.id, found, line))
    raise UserError(errors.no_such_experiment(known.title, name, experiments_names.near(name, here), here))


def named_treatment(known: AppExperiments, invocation: Invocation, typed: str) -> tuple[Experiment, Treatment]:
    """Return experiment and treatment named as in `Icons/B`. Raises UserError for none or several."""
    name, letter = experiments_names.split(typed)
    if not experiments_names.same(name, known.experiments) and experiments_names.same(typed, known.experiments):
        # The slash belongs to the name.
        name, letter = typed, ""
    experiment = named(known, invocation, "promote", name, f"/{letter}" if letter else "")
    treatments = experiments_names.treatments_named(letter, experiment) if letter else ()
    if len(treatments) != 1:
        raise UserError(errors.which_treatment(known.title, experiment, letter, wording.promotion))
    return experiment, treatments[0]
