"""Experiments (product page optimization): what other screenshots or icons do for the product page of an app.

https://developer.apple.com/documentation/appstoreconnectapi/app-store-version-experiments-v2
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from appstore.calls.jsonapi import Document, OpenEnum, body
from appstore.client import AppStore, Resource
from appstore.versions import Platform

KIND, OF_APP = "appStoreVersionExperiments", "appStoreVersionExperimentsV2"
TREATMENTS = "appStoreVersionExperimentTreatments"
# The names that the bot gives to treatments; Apple takes three of an experiment.
# https://developer.apple.com/help/app-store-connect/create-product-page-optimization-tests/configure-test-treatments
TREATMENT_NAMES = ("A", "B", "C")
MOST_TREATMENTS = len(TREATMENT_NAMES)
# After these it ends by itself.
# https://developer.apple.com/help/app-store-connect/create-product-page-optimization-tests/
MOST_DAYS = 90
# The most that Apple includes of a type with each resource.
_MOST_INCLUDED = 50


class ExperimentState(OpenEnum):
    """Where an experiment stands in review, and that it ended; one that runs has the state that it was started in."""

    PREPARE_FOR_SUBMISSION = "PREPARE_FOR_SUBMISSION"
    READY_FOR_REVIEW = "READY_FOR_REVIEW"
    WAITING_FOR_REVIEW = "WAITING_FOR_REVIEW"
    IN_REVIEW = "IN_REVIEW"
    ACCEPTED = "ACCEPTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    COMPLETED = "COMPLETED"
    STOPPED = "STOPPED"
    UNKNOWN = "UNKNOWN"


# Its treatments can be changed.
EDITABLE = frozenset(
    {ExperimentState.PREPARE_FOR_SUBMISSION, ExperimentState.READY_FOR_REVIEW, ExperimentState.REJECTED}
)
ENDED = frozenset({ExperimentState.COMPLETED, ExperimentState.STOPPED})
REVIEWED = frozenset({ExperimentState.ACCEPTED, ExperimentState.APPROVED})
# With Apple's reviewers, or in a draft of a submission.
SUBMITTED = frozenset({ExperimentState.READY_FOR_REVIEW, ExperimentState.WAITING_FOR_REVIEW, ExperimentState.IN_REVIEW})


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """A variant of the product page. `icon_name` is "" for the icon of the app."""

    id: str
    name: str
    icon_name: str = ""
    promoted: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """An experiment, with its treatments, oldest first. `traffic` is the percentage of people who see one of them."""

    id: str
    name: str
    platform: Platform
    traffic: int
    state: ExperimentState
    review_required: bool = True
    started: datetime | None = None
    ended: datetime | None = None
    treatments: tuple[Treatment, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.started is not None and not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether it was stopped or has run its time; it can't be started again."""
        return self.ended is not None or self.state in ENDED

    @property
    def is_editable(self) -> bool:
        """Whether its treatments take other screenshots and languages."""
        return self.state in EDITABLE and self.started is None and not self.is_over

    @property
    def is_startable(self) -> bool:
        """Whether Apple lets it start, if no other one of the platform runs."""
        reviewed = self.state in REVIEWED or not (self.review_required or self.state in SUBMITTED)
        return self.started is None and not self.is_over and reviewed and bool(self.treatments)

    @property
    def share(self) -> Fraction:
        """The percentage of people who see each treatment: Apple splits the traffic evenly."""
        return Fraction(self.traffic, len(self.treatments) or 1)

    @property
    def last_moment(self) -> datetime | None:
        """When it ends by itself, None unless it was started."""
        return None if self.started is None else self.started + timedelta(days=MOST_DAYS)

    def days_left(self, now: datetime) -> int:
        """How many days it runs on unless it is stopped, a begun one counted."""
        last = self.last_moment
        return 0 if last is None else max(0, -((now - last) // timedelta(days=1)))


def of_app(apple: AppStore, app_id: str) -> tuple[Experiment, ...]:
    """Return the experiments of an app with their treatments: one call."""
    answer = apple.pages(f"/v1/apps/{app_id}/{OF_APP}", {"include": TREATMENTS, f"limit[{TREATMENTS}]": _MOST_INCLUDED})
    return tuple(_read(resource, _treatments(apple, answer, resource)) for resource in answer.data)


def get(apple: AppStore, experiment_id: str) -> Experiment:
    """Return an experiment with its treatments: one call. Raises Refused if it does not exist."""
    answer = apple.get(f"/v2/{KIND}/{experiment_id}", {"include": TREATMENTS, f"limit[{TREATMENTS}]": _MOST_INCLUDED})
    return _read(answer.first, _treatments(apple, answer, answer.first))


def create(apple: AppStore, app_id: str, name: str, platform: str, traffic: int) -> str:
    """Create an experiment without treatments, and return its id. Raises Refused without a live version.

    After a lost response, the name is looked for.
    """

    def find() -> Resource | None:
        listed = apple.pages(f"/v1/apps/{app_id}/{OF_APP}").data
        same = (found for found in listed if found.text("platform") == platform)
        return next((found for found in same if found.text("name") == name), None)

    attributes = {"name": name, "platform": platform, "trafficProportion": traffic}
    wanted = body(KIND, attributes, parents={"app": ("apps", app_id)})
    return apple.post(f"/v2/{KIND}", wanted, find=find).first.id


def set_traffic(apple: AppStore, experiment_id: str, traffic: int) -> None:
    """Set the percentage of people who see a treatment. Raises Refused once it was sent to review."""
    path = f"/v2/{KIND}/{experiment_id}"
    apple.patch(path, body(KIND, {"trafficProportion": traffic}, identity=experiment_id))


def start(apple: AppStore, experiment_id: str) -> Experiment:
    """Start an experiment. Raises Refused unless it may, and while another one of the platform runs."""
    return _change(apple, experiment_id, started=True)


def stop(apple: AppStore, experiment_id: str) -> Experiment:
    """Stop an experiment, for good. Raises Refused unless it runs."""
    return _change(apple, experiment_id, started=False)


def running(experiments: Iterable[Experiment], platform: str) -> Experiment | None:
    """Return the experiment that runs on a platform; Apple lets one run at a time."""
    return next((found for found in experiments if found.is_running and found.platform == platform), None)


def _change(apple: AppStore, experiment_id: str, *, started: bool) -> Experiment:
    def find() -> Resource | None:
        now = get(apple, experiment_id)
        return Resource(KIND, experiment_id) if (now.is_running if started else now.is_over) else None

    path = f"/v2/{KIND}/{experiment_id}"
    apple.patch(path, body(KIND, {"started": started}, identity=experiment_id), find=find)
    return get(apple, experiment_id)


def _treatments(apple: AppStore, answer: Document, experiment: Resource) -> tuple[Treatment, ...]:
    """Return the treatments that came with an experiment, or read them if Apple left some out."""
    ids, included = experiment.related(TREATMENTS, _MOST_INCLUDED), answer.included_by_id(TREATMENTS)
    if ids is None or any(treatment_id not in included for treatment_id in ids):
        return tuple(map(read_treatment, apple.pages(f"/v2/{KIND}/{experiment.id}/{TREATMENTS}").data))
    return tuple(read_treatment(included[treatment_id]) for treatment_id in ids)


def read_treatment(resource: Resource) -> Treatment:
    """Read a resource of type `appStoreVersionExperimentTreatments`."""
    return Treatment(
        id=resource.id,
        name=resource.text("name"),
        icon_name=resource.text("appIconName"),
        promoted=resource.date("promotedDate"),
    )


def _read(resource: Resource, treatments: tuple[Treatment, ...]) -> Experiment:
    return Experiment(
        id=resource.id,
        name=resource.text("name"),
        platform=Platform(resource.text("platform")),
        traffic=resource.number("trafficProportion"),
        state=ExperimentState(resource.text("state")),
        review_required=resource.attributes.get("reviewRequired") is not False,
        started=resource.date("startDate"),
        ended=resource.date("endDate"),
        treatments=treatments,
    )
