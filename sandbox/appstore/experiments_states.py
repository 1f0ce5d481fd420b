"""The states of an experiment: what can be changed in each, how it starts and ends, and what it compares with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sandbox.appstore.errors import Problem, RefusedError, required_relationship, wrong_state
from sandbox.appstore.library.placed import own
from sandbox.appstore.states import ON_SALE
from sandbox.appstore.store import Row, Store, stamp

KIND = "appStoreVersionExperiments"
OF_APP = "appStoreVersionExperimentsV2"
TREATMENTS = "appStoreVersionExperimentTreatments"
LOCALIZATIONS = "appStoreVersionExperimentTreatmentLocalizations"
STATES = frozenset(
    {
        "PREPARE_FOR_SUBMISSION",
        "READY_FOR_REVIEW",
        "WAITING_FOR_REVIEW",
        "IN_REVIEW",
        "ACCEPTED",
        "APPROVED",
        "REJECTED",
        "COMPLETED",
        "STOPPED",
    }
)
EDITABLE = frozenset({"PREPARE_FOR_SUBMISSION", "READY_FOR_REVIEW", "REJECTED"})
# States in which it can be added to a review submission.
SUBMITTABLE = frozenset({"PREPARE_FOR_SUBMISSION", "REJECTED"})
REVIEWED = frozenset({"ACCEPTED", "APPROVED"})
ENDED = frozenset({"COMPLETED", "STOPPED"})
# After these it ends by itself.
# https://developer.apple.com/help/app-store-connect/create-product-page-optimization-tests/
DAYS = 90
DAY = 24 * 3600.0


def set_state(store: Store, experiment: Row, state: str) -> None:
    """Sets an experiment's state."""
    if state not in STATES:
        raise ValueError(f"{state} is no state of an experiment")
    experiment.attributes["state"] = state
    store.changed("experiment.state")


def is_running(experiment: Row) -> bool:
    """Returns whether an experiment was started and has not ended."""
    return experiment["startDate"] is not None and experiment["state"] not in ENDED


def is_editable(experiment: Row) -> bool:
    """Returns whether an experiment, its treatments and their screenshots can be changed."""
    return experiment["state"] in EDITABLE and experiment["startDate"] is None


def require_editable(experiment: Row) -> None:
    """Refuses (409) a change of an experiment, its treatments or their screenshots."""
    if not is_editable(experiment):
        raise RefusedError(_invalid("The experiment cannot be edited in its current state"))


def require_removable(experiment: Row) -> None:
    """Refuses (409) to delete an experiment that was started or is in review."""
    if experiment["startDate"] is not None or experiment["state"] not in SUBMITTABLE | REVIEWED:
        raise RefusedError(_invalid("The experiment cannot be deleted in its current state"))


def start(store: Store, experiment: Row) -> None:
    """Starts an experiment; RefusedError (409) if it was started, waits for its review, or another one runs."""
    if experiment["startDate"] is not None:
        raise RefusedError(_invalid("The experiment was already started"))
    if experiment["state"] not in REVIEWED and (experiment["reviewRequired"] or not experiment.to_many[TREATMENTS]):
        raise RefusedError(_invalid("The experiment is not ready to be started"))
    siblings = experiment.parent("app").to_many[OF_APP]
    if any(is_running(other) and other["platform"] == experiment["platform"] for other in siblings):
        raise RefusedError(_invalid("Another experiment of this platform is already running"))
    experiment.attributes |= {"state": "APPROVED", "startDate": stamp(store.now)}
    store.timers.at(store.now + DAYS * DAY, partial(end, store, experiment, "COMPLETED"))
    store.changed("experiment.state")


def stop(store: Store, experiment: Row) -> None:
    """Stops an experiment; RefusedError (409) unless it runs."""
    if not is_running(experiment):
        raise RefusedError(_invalid("The experiment is not running"))
    end(store, experiment, "STOPPED")


def end(store: Store, experiment: Row, state: str) -> None:
    """Ends an experiment that runs."""
    if is_running(experiment):
        experiment.attributes |= {"state": state, "endDate": stamp(store.now)}
        store.changed("experiment.state")


def live_version(app: Row, platform: str) -> Row | None:
    """Returns the version of a platform that is in the store."""
    versions = app.to_many["appStoreVersions"]
    return next((row for row in versions if row["platform"] == platform and row["appVersionState"] == ON_SALE), None)


def follow_live(version: Row) -> None:
    """Compares what runs or is in preparation with a version that has gone live."""
    for experiment in version.parent("app").to_many[OF_APP]:
        if experiment["platform"] == version["platform"] and experiment["state"] not in ENDED:
            compare_with(experiment, version)


def compare_with(experiment: Row, version: Row) -> None:
    """Makes a version the latest one that an experiment is compared with."""
    experiment.to_one["latestControlVersion"] = version
    experiment.to_many["controlVersions"].append(version)


def localizations(experiment: Row) -> Iterator[Row]:
    """Yields the languages of an experiment's treatments."""
    for treatment in experiment.to_many[TREATMENTS]:
        yield from treatment.to_many[LOCALIZATIONS]


def _has_media(treatment: Row) -> bool:
    """Returns whether a treatment has a screenshot or an app preview, in a set or from the library."""
    locales = treatment.to_many[LOCALIZATIONS]
    return any(own(locale) for locale in locales) or any(
        shown.to_many[members]
        for locale in locales
        for kind, members in (("appScreenshotSets", "appScreenshots"), ("appPreviewSets", "appPreviews"))
        for shown in locale.to_many[kind]
    )


def errors(experiment: Row) -> dict[str, list[Problem]]:
    """Returns what keeps an experiment from being reviewed: no treatments, or some that are like the original."""
    found: dict[str, list[Problem]] = {}
    if not experiment.to_many[TREATMENTS]:
        found[f"/v2/{KIND}/{experiment.id}"] = [required_relationship(TREATMENTS)]
    for treatment in experiment.to_many[TREATMENTS]:
        if not treatment["appIconName"] and not _has_media(treatment):
            found[treatment.path] = [required_relationship(LOCALIZATIONS)]
    return found


def _invalid(detail: str) -> Problem:
    return wrong_state(detail, code="ENTITY_STATE_INVALID")
