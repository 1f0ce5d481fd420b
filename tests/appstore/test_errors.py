"""Apple's error responses become the right exception with Apple's code and detail."""

from __future__ import annotations

import json

import pytest

from appstore.catalog.account_problems import AccountProblem
from appstore.errors import AppStoreError, RateLimited, Reason, Refused, Unauthorized, Unavailable, reasons_in

# The answer to a submission that lacks a screenshot and an export declaration, as seen by fastlane (api_client.rb).
SUBMISSION_REFUSED = {
    "errors": [
        {
            "id": "cbfd8674-4802-4857-bfe8-444e1ea36e32",
            "status": "409",
            "code": "STATE_ERROR",
            "title": "The request cannot be fulfilled because of the state of another resource.",
            "detail": "Submit for review errors found.",
            "meta": {
                "associatedErrors": {
                    "/v1/appScreenshots/": [
                        {
                            "status": "409",
                            "code": "STATE_ERROR.SCREENSHOT_REQUIRED.APP_WATCH_SERIES_4",
                            "title": "App screenshot missing (APP_WATCH_SERIES_4).",
                        }
                    ],
                    "/v1/builds/d710b6fa": [
                        {
                            "status": "409",
                            "code": "ENTITY_ERROR.ATTRIBUTE.REQUIRED",
                            "title": "The provided entity is missing a required attribute",
                            "detail": "You must provide a value for the attribute 'usesNonExemptEncryption'",
                            "source": {"pointer": "/data/attributes/usesNonExemptEncryption"},
                        }
                    ],
                }
            },
        }
    ]
}


def test_the_real_reasons_below_a_refusal_are_read() -> None:
    refused = Refused("PATCH /v1/reviewSubmissions/1", status=409, reasons=reasons_in(json.dumps(SUBMISSION_REFUSED)))
    assert [reason.code for reason in refused.reasons] == [
        "STATE_ERROR",
        "STATE_ERROR.SCREENSHOT_REQUIRED.APP_WATCH_SERIES_4",
        "ENTITY_ERROR.ATTRIBUTE.REQUIRED",
    ]
    assert refused.code == "STATE_ERROR"
    assert refused.detail == "Submit for review errors found."
    assert refused.reasons[2].pointer == "/data/attributes/usesNonExemptEncryption"
    assert refused.is_code("STATE_ERROR.SCREENSHOT_REQUIRED")


def test_a_code_matches_by_whole_levels_only() -> None:
    reason = Reason(code="ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG")
    assert reason.is_code("ENTITY_ERROR.ATTRIBUTE.INVALID")
    assert reason.is_code("ENTITY_ERROR.ATTRIBUTE.INVALID.TOO_LONG")
    assert not reason.is_code("ENTITY_ERROR.ATTRIBUTE.INV")
    assert not Reason(code="STATE_ERRORS").is_code("STATE_ERROR")


def test_a_bad_query_parameter_is_named() -> None:
    body = {"errors": [{"code": "PARAMETER_ERROR.ILLEGAL", "title": "No.", "source": {"parameter": "sort"}}]}
    assert reasons_in(json.dumps(body)) == (Reason("PARAMETER_ERROR.ILLEGAL", "No.", "", "sort"),)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (
            "<html><body><h1>502</h1>\n Could not process this request</body></html>",
            "502 Could not process this request",
        ),
        ("Not Acceptable", "Not Acceptable"),
        ("", ""),
        ("[]", ""),
        ('{"errors": "many"}', ""),
        ('{"errors": [null, {"code": 7, "meta": {"associatedErrors": []}}]}', ""),
    ],
)
def test_a_body_of_any_kind_is_read(text: str, detail: str) -> None:
    assert AppStoreError("GET /v1/apps", status=500, reasons=reasons_in(text)).detail == detail


def test_an_error_says_whether_asking_again_can_help() -> None:
    assert Refused("GET /v1/apps").permanent
    assert Unauthorized("GET /v1/apps").permanent
    assert not RateLimited("GET /v1/apps", again_at=1.0).permanent
    assert not Unavailable("GET /v1/apps", maybe_done=False).permanent


def test_a_missing_agreement_is_told_apart_from_a_weak_key() -> None:
    code = "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED"
    missing = Unauthorized("GET /v1/apps", status=403, reasons=(Reason(code),))
    assert missing.account_problem is AccountProblem.AGREEMENT
    assert Unauthorized("GET /v1/apps", status=403, reasons=(Reason("FORBIDDEN_ERROR"),)).account_problem is None


def test_an_error_reads_as_one_line() -> None:
    reasons = (Reason("STATE_ERROR.SCREENSHOT_TOO_MANY", "Too many screenshots (10)"),)
    refused = Refused("POST /v1/appScreenshots", status=409, reasons=reasons)
    expected = "POST /v1/appScreenshots: 409 STATE_ERROR.SCREENSHOT_TOO_MANY Too many screenshots (10)"
    assert str(refused) == expected
