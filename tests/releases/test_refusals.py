"""Apple's reasons for not reviewing a version, in words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from appstore.errors import Reason, reasons_in
from cards.releases.refusals import problems
from cards.releases.submissions import not_accepted
from records.dispatch.decisions import ReleaserDecision

REQUIRED = "ENTITY_ERROR.ATTRIBUTE.REQUIRED"
LOCALES = {"l1": "en-US", "l2": "de-DE"}


def missing(path: str, name: str) -> Reason:
    return Reason(code=REQUIRED, title="Missing", pointer=f"/data/attributes/{name}", path=path)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (missing("/v1/builds/b", "usesNonExemptEncryption"), "/asc build NUMBER asks"),
        (
            missing("/v1/appStoreReviewDetails/d", "contactPhone"),
            "Apple's reviewers need the phone number of a contact",
        ),
        (missing("/v1/ageRatingDeclarations/a", "gambling"), "The questions about the age rating are not all answered"),
        (missing("/v1/apps/1", "contentRightsDeclaration"), "whether the app has content of others"),
        (Reason(code="STATE_ERROR", path="/v1/appDataUsages/"), "App Privacy in App Store Connect"),
        (
            Reason(code="STATE_ERROR.SCREENSHOT_REQUIRED.APP_IPAD_PRO_3GEN_129", path="/v1/appScreenshots/"),
            "iPad 13\": screenshots are missing in the app's primary language",
        ),
        (Reason(code="STATE_ERROR.SCREENSHOT_REQUIRED.APP_NEW", path="/v1/appScreenshots/"), "APP_NEW: screenshots"),
        (Reason(code="STATE_ERROR.SCREENSHOT_UPLOADS_IN_PROGRESS", path="/v1/x/"), "still processes screenshots"),
        (
            Reason(code="STATE_ERROR.PREVIEW_UPLOADS_IN_PROGRESS", path="/v1/appPreviews/1"),
            "still processes app previews",
        ),
        (
            missing("/v1/appStoreReviewDetails/d", "demoAccountName"),
            "Apple's reviewers need the name of the demo account:",
        ),
        (Reason(code="STATE_ERROR.NEW", detail="Not on <Fridays>.", path="/v1/x/1"), "Apple says: “Not on <Fridays>.”"),
    ],
)
def test_a_reason_is_put_into_words(reason: Reason, expected: str) -> None:
    (line,) = problems(
        [Reason(code="STATE_ERROR.ENTITY_STATE_INVALID", title="See associated errors"), reason], LOCALES
    )
    assert expected in line


def test_missing_texts_are_summed_up_by_language() -> None:
    path = "/v1/appStoreVersionLocalizations"
    reasons = [
        missing(f"{path}/l2", "description"),
        missing(f"{path}/l2", "whatsNew"),
        missing(f"{path}/l1", "supportUrl"),
    ]
    assert problems(reasons, LOCALES) == [
        "German (de-DE): description and What's New are missing",
        "English (U.S.) (en-US): support URL is missing",
    ]


def test_a_refusal_without_associated_errors_is_quoted() -> None:
    assert problems([Reason(code="STATE_ERROR", detail="Not now.")], {}) == ["Apple says: “Not now.”"]


def test_a_refusal_without_any_reason_says_so() -> None:
    assert problems([], {}) == ["Apple gave no reason"]


def test_very_many_reasons_fit_in_a_message() -> None:
    decision = ReleaserDecision(
        id="d", kind="submit", user="U1", channel="C1", app_id="1", app_name="Tide", target_id="v", created_at=0.0
    )
    found = not_accepted(decision, [f"{number} {'long ' * 60}" for number in range(80)])
    assert len(json.dumps(found.blocks)) < MOST_OF_BLOCKS
    assert "79 long" in json.dumps(found.blocks)


# Characters, with the JSON around them; Slack is known to refuse about 13,000 of text.
MOST_OF_BLOCKS = 18_000

WRAPPER = {"code": "STATE_ERROR.ENTITY_STATE_INVALID", "title": "Not in valid state", "detail": "See associated errors"}
NO_BUILD = {"code": "ENTITY_ERROR.RELATIONSHIP.REQUIRED", "source": {"pointer": "/data/relationships/build/data"}}
NOT_GERMAN = {"code": REQUIRED, "source": {"pointer": "/data/attributes/keywords"}}
ASSOCIATED = {"/v1/appStoreVersions/1": [NO_BUILD], "/v1/appStoreVersionLocalizations/l2": [NOT_GERMAN]}
BOTH = {"No build is attached: /asc builds lists those that fit", "German (de-DE): keywords are missing"}
OTHER = "Apple says: “Not on Fridays.”"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"errors": [WRAPPER | {"meta": {"associatedErrors": ASSOCIATED}}]}, BOTH),
        ({"errors": [WRAPPER | {"associatedErrors": ASSOCIATED}]}, BOTH),
        ({"errors": [WRAPPER], "meta": {"associatedErrors": ASSOCIATED}}, BOTH),
        (
            {"errors": [WRAPPER | {"meta": {"associatedErrors": ASSOCIATED}}, {"detail": "Not on Fridays."}]},
            {*BOTH, OTHER},
        ),
        ({"errors": [{"detail": "Not on Fridays."}, {"title": "Nor today."}]}, {OTHER, "Apple says: “Nor today.”"}),
        ({"errors": [WRAPPER | {"meta": {"associatedErrors": [{"detail": "Not on Fridays."}]}}]}, {OTHER}),
        ({"errors": [WRAPPER | {"meta": {"associatedErrors": {"/v1/x/1": {"detail": "Not on Fridays."}}}}]}, {OTHER}),
        (
            {"errors": [WRAPPER | {"meta": {"associatedErrors": {"/v1/x/1": [NOT_GERMAN]}}}]},
            {"The keywords are missing"},
        ),
        ({"errors": [WRAPPER | {"meta": {"associatedErrors": {"/v1/x/1": [{}]}}}]}, {"Apple gave no reason"}),
        ({"errors": [WRAPPER | {"meta": {"associatedErrors": {}}}]}, {"Apple says: “See associated errors”"}),
    ],
)
def test_every_reason_is_found_wherever_apple_puts_it(body: Any, expected: set[str]) -> None:  # noqa: ANN401 - JSON
    assert set(problems(reasons_in(json.dumps(body)), LOCALES)) == expected
