"""Puts what a treatment of an experiment shows on the product page itself."""

from datetime import datetime

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Resource
from appstore.pages import experiments
from appstore.pages.experiments import TREATMENTS
from appstore.pages.experiments_treatments import TREATMENT

_KIND = "appStoreVersionPromotions"


def promoted(apple: AppStore, experiment_id: str, treatment_id: str) -> datetime | None:
    """Return when a treatment was last put on a version, None if it never was: one call."""
    found = experiments.get(apple, experiment_id).treatments
    return next((treatment.promoted for treatment in found if treatment.id == treatment_id), None)


def promote(apple: AppStore, experiment_id: str, treatment_id: str, version_id: str, before: datetime | None) -> None:
    """Put a treatment on a version, unless it was put on one since `before`. Raises Refused.

    https://developer.apple.com/documentation/appstoreconnectapi/post-v1-appstoreversionpromotions
    """

    def find() -> Resource | None:
        is_done = promoted(apple, experiment_id, treatment_id) != before
        return Resource(TREATMENTS, treatment_id) if is_done else None

    parents = {"appStoreVersion": ("appStoreVersions", version_id), TREATMENT: (TREATMENTS, treatment_id)}
    apple.post(f"/v1/{_KIND}", body(_KIND, {}, parents=parents), find=find)
