"""Apple's website: users of the account add, change, start and stop experiments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox.appstore import experiments, experiments_states, experiments_treatments, screenshots
from sandbox.appstore.account import Account
from sandbox.appstore.experiments_states import KIND, LOCALIZATIONS, OF_APP, TREATMENTS
from sandbox.appstore.screenshot_sets import SCREENSHOT_SETS
from sandbox.appstore.store import Row


@dataclass(frozen=True, slots=True)
class StoredTreatment:
    """A treatment of an experiment, with the sizes of its screenshot sets by locale."""

    id: str
    name: str
    sets: Mapping[str, Mapping[str, int]]
    promoted: str | None


@dataclass(frozen=True, slots=True)
class StoredExperiment:
    """An experiment, with its treatments, oldest first."""

    id: str
    name: str
    platform: str
    traffic: int
    state: str
    started: str | None
    ended: str | None
    treatments: tuple[StoredTreatment, ...]


class Experiments(Account):
    """The experiments of the account's apps. An unknown id, name or locale raises KeyError."""

    def add_experiment(
        self,
        app_id: str,
        name: str,
        traffic: int = 30,
        *,
        platform: str = "IOS",
        treatments: Sequence[str] = ("Treatment A",),
        locales: Sequence[str] = ("en-US",),
    ) -> str:
        """Adds an experiment with treatments of these names, without screenshots; returns its id."""

        def add() -> str:
            row = experiments.add(self._store, self._store.rows["apps"][app_id], name, platform, traffic)
            for each in treatments:
                treatment = experiments_treatments.add(self._store, row, each)
                for locale in locales:
                    experiments_treatments.add_locale(self._store, treatment, locale)
            return row.id

        return self._do(add)

    def set_experiment(self, experiment_id: str, **attributes: object) -> None:
        """Sets attributes of an experiment, by Apple's names (`reviewRequired`)."""

        def write() -> None:
            self._experiment(experiment_id).attributes.update(attributes)
            self._store.changed("experiment.updated")

        self._do(write)

    def set_experiment_state(self, experiment_id: str, state: str) -> None:
        """Sets the state of an experiment; ValueError if Apple has no such state."""
        self._do(lambda: experiments_states.set_state(self._store, self._experiment(experiment_id), state))

    def start_experiment(self, experiment_id: str) -> None:
        """Starts an experiment, as another user would; RefusedError if that is not possible."""
        self._do(lambda: experiments_states.start(self._store, self._experiment(experiment_id)))

    def stop_experiment(self, experiment_id: str) -> None:
        """Stops an experiment, as another user would; RefusedError unless it runs."""
        self._do(lambda: experiments_states.stop(self._store, self._experiment(experiment_id)))

    def delete_experiment(self, experiment_id: str) -> None:
        """Deletes an experiment, as another user would."""
        self._do(lambda: self._store.remove(self._experiment(experiment_id)))

    def delete_treatment(self, treatment_id: str) -> None:
        """Deletes a treatment, as another user would."""
        self._do(lambda: self._store.remove(self._store.rows[TREATMENTS][treatment_id]))

    def delete_treatment_locale(self, treatment_id: str, locale: str) -> None:
        """Deletes a language of a treatment, as another user would."""

        def delete() -> None:
            rows = self._store.rows[TREATMENTS][treatment_id].to_many[LOCALIZATIONS]
            self._store.remove(next(row for row in rows if row["locale"] == locale))

        self._do(delete)

    def fill_treatment_set(
        self, experiment_id: str, name: str, locale: str, display_type: str, files: Sequence[tuple[str, bytes]]
    ) -> tuple[str, ...]:
        """Adds a set with processed screenshots to a treatment; returns their ids."""

        def fill() -> tuple[str, ...]:
            shots = SCREENSHOT_SETS.add(self._store, self._treatment_locale(experiment_id, name, locale), display_type)
            return tuple(screenshots.add_complete(self._store, shots, file, data).id for file, data in files)

        return self._do(fill)

    def treatment_screenshots(self, experiment_id: str, name: str, locale: str, display_type: str) -> list[str]:
        """Returns the file names of the screenshots in a set of a treatment, in order; none if there is no such set."""

        def names() -> list[str]:
            shots = SCREENSHOT_SETS.of(self._treatment_locale(experiment_id, name, locale), display_type)
            return [] if shots is None else [row["fileName"] for row in shots.to_many["appScreenshots"]]

        return self._do(names)

    def experiments(self, app_id: str) -> tuple[StoredExperiment, ...]:
        """Returns the experiments of an app, oldest first."""
        return self._do(lambda: tuple(map(_stored, self._store.rows["apps"][app_id].to_many[OF_APP])))

    def _experiment(self, experiment_id: str) -> Row:
        return self._store.rows[KIND][experiment_id]

    def _treatment_locale(self, experiment_id: str, name: str, locale: str) -> Row:
        treatment = {row["name"]: row for row in self._experiment(experiment_id).to_many[TREATMENTS]}[name]
        return {row["locale"]: row for row in treatment.to_many[LOCALIZATIONS]}[locale]


def _stored(row: Row) -> StoredExperiment:
    return StoredExperiment(
        row.id,
        row["name"],
        row["platform"],
        row["trafficProportion"],
        row["state"],
        row["startDate"],
        row["endDate"],
        tuple(map(_treatment, row.to_many[TREATMENTS])),
    )


def _treatment(row: Row) -> StoredTreatment:
    sets = {
        locale["locale"]: {
            shots["screenshotDisplayType"]: len(shots.to_many["appScreenshots"])
            for shots in locale.to_many["appScreenshotSets"]
        }
        for locale in row.to_many[LOCALIZATIONS]
    }
    return StoredTreatment(row.id, row["name"], sets, row["promotedDate"])
