"""What tests of review submissions share: an app with a version that can be submitted, and the calls to do so."""

from __future__ import annotations

from typing import Any

import httpx

from sandbox.tests.appstore_visitor import Visitor

IN_STATE = "STATE_ERROR.ENTITY_STATE_INVALID"
REQUIRED = "ENTITY_ERROR.ATTRIBUTE.REQUIRED"


def draft(eddie: Visitor, app_id: str, platform: str = "IOS") -> str:
    answer = eddie.post("reviewSubmissions", {"platform": platform}, app=("apps", app_id))
    assert (answer.status_code, answer.json()["data"]["attributes"]["state"]) == (201, "READY_FOR_REVIEW")
    return str(answer.json()["data"]["id"])


def add(eddie: Visitor, submission: str, version: str) -> httpx.Response:
    links = {"reviewSubmission": ("reviewSubmissions", submission), "appStoreVersion": ("appStoreVersions", version)}
    return eddie.post("reviewSubmissionItems", None, **links)


def submit(eddie: Visitor, app_id: str, version: str) -> tuple[str, str]:
    submission = draft(eddie, app_id)
    item = add(eddie, submission, version).json()["data"]["id"]
    assert eddie.patch("reviewSubmissions", submission, submitted=True).status_code == 200
    return submission, item


def state(eddie: Visitor, submission: str, version: str) -> tuple[str, str]:
    """The state of the submission and of the version."""
    sent = eddie.data(f"/v1/reviewSubmissions/{submission}")["attributes"]["state"]
    return sent, eddie.data(f"/v1/appStoreVersions/{version}")["attributes"]["appVersionState"]


def detail(answer: httpx.Response) -> str:
    return str(answer.json()["errors"][0]["detail"])


def associated(answer: httpx.Response) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = answer.json()["errors"][0]["meta"]["associatedErrors"]
    return found


def pass_time(eddie: Visitor, seconds: float) -> None:
    now = eddie.apple.clock()
    eddie.apple.clock = lambda: now + seconds
