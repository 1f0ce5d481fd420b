"""What tests of experiments share: the calls that create, fill and submit one."""

from __future__ import annotations

import httpx

from sandbox.appstore import StoredExperiment
from sandbox.tests.appstore_visitor import Visitor
from sandbox.tests.submissions import draft

EXPERIMENTS, TREATMENTS, LOCALIZATIONS, PROMOTIONS = (
    "appStoreVersionExperiments",
    "appStoreVersionExperimentTreatments",
    "appStoreVersionExperimentTreatmentLocalizations",
    "appStoreVersionPromotions",
)


def create(
    visitor: Visitor, app_id: str, name: str = "Icons", *, platform: str = "IOS", traffic: int = 30
) -> httpx.Response:
    """Create an experiment."""
    attributes: dict[str, object] = {"name": name, "platform": platform, "trafficProportion": traffic}
    return visitor.post_v2(EXPERIMENTS, attributes, app=("apps", app_id))


def treat(visitor: Visitor, experiment: str, name: str) -> httpx.Response:
    """Add a treatment to an experiment."""
    return visitor.post(TREATMENTS, {"name": name}, appStoreVersionExperimentV2=(EXPERIMENTS, experiment))


def add_to_draft(visitor: Visitor, submission: str, experiment: str) -> httpx.Response:
    """Add an experiment to a draft."""
    links = {
        "reviewSubmission": ("reviewSubmissions", submission),
        "appStoreVersionExperimentV2": (EXPERIMENTS, experiment),
    }
    return visitor.post("reviewSubmissionItems", None, **links)


def review(visitor: Visitor, app_id: str, experiment: str) -> httpx.Response:
    """Send an experiment for review; the answer to adding it to a draft."""
    submission = draft(visitor, app_id)
    answer = add_to_draft(visitor, submission, experiment)
    if answer.is_success:
        assert visitor.patch("reviewSubmissions", submission, submitted=True).status_code == 200
    return answer


def promote(visitor: Visitor, treatment: str, version: str) -> httpx.Response:
    """Put a treatment on the page of a version."""
    links = {
        "appStoreVersion": ("appStoreVersions", version),
        "appStoreVersionExperimentTreatment": (TREATMENTS, treatment),
    }
    return visitor.post(PROMOTIONS, None, **links)


def newest(visitor: Visitor, app_id: str) -> StoredExperiment:
    """The newest experiment of an app."""
    return visitor.apple.experiments(app_id)[-1]
