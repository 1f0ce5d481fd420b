"""Uploads fill the sets of a treatment, named with its experiment as in `Summer icons/B`."""

from datetime import UTC, datetime
from functools import partial

from appstore.client import AppStore
from appstore.media.slots import SlotKind
from appstore.pages import experiments, experiments_names, experiments_treatments
from appstore.pages.experiments import Experiment, Treatment
from appstore.pages.experiments_treatments import TreatmentLocalization
from appstore.versions import AppVersionState
from cards.pages.experiments import errors, wording
from cards.wording.accounts import app_title
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp, KnownLocale, KnownVersion
from tasks.dispatch.destinations import Destination, Use


def find_treatment(kit: Kit, apple: AppStore, app: KnownApp, name: str, use: Use) -> Destination:
    """Return the treatment of this name: two calls. Raises UserError unless it can be used so."""
    title, known = app_title(app), experiments.of_app(apple, app.id)
    experiment, treatment = _named(title, name, known, use)
    if use is not Use.SHOW and not experiment.is_editable:
        raise UserError(errors.not_editable(title, experiment, datetime.fromtimestamp(kit.clock(), UTC)))
    version = KnownVersion(
        id=treatment.id,
        version=wording.as_version(experiment, treatment),
        platform=experiment.platform.value,
        state=(experiment.state if use is Use.SHOW else AppVersionState.PREPARE_FOR_SUBMISSION).value,
    )
    found = experiments_treatments.localizations(apple, treatment.id)
    return Destination(
        version=version,
        locales={each.locale: _known(each) for each in found},
        kind=SlotKind.TREATMENT_SCREENSHOTS,
        add_language=partial(_add, apple, treatment.id),
    )


def _named(title: str, typed: str, known: tuple[Experiment, ...], use: Use) -> tuple[Experiment, Treatment]:
    """Return experiment and treatment. Raises UserError, with the names that are near, for none or several."""
    name, letter = experiments_names.split(typed)
    found = experiments_names.same(name, known)
    if not found and (whole := experiments_names.same(typed, known)):
        # The slash belongs to the name.
        found, letter = whole, ""
    if not found:
        raise UserError(errors.no_such_experiment(title, name, experiments_names.near(name, known), known))
    # Of several, one that can't be changed is not meant beside one that can.
    found = tuple(each for each in found if each.is_editable or (use is Use.SHOW and not each.is_over)) or found
    if len(found) > 1:
        raise UserError(errors.several_experiments(title, name, "", found, ""))
    treatments = experiments_names.treatments_named(letter, found[0]) if letter else ()
    if len(treatments) != 1:
        raise UserError(errors.which_treatment(title, found[0], letter))
    return found[0], treatments[0]


def _add(apple: AppStore, treatment_id: str, locale: str) -> KnownLocale:
    return _known(experiments_treatments.add_locale(apple, treatment_id, locale))


def _known(localization: TreatmentLocalization) -> KnownLocale:
    types = localization.display_types
    # Their ids are read with their content.
    return KnownLocale(
        id=localization.id, locale=localization.locale, sets=None if types is None else dict.fromkeys(types, "")
    )
