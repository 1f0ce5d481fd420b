"""A 403 is about the key's role only where nothing in the account explains it; the answer says who helps, and where."""

from __future__ import annotations

import json

import httpx
import pytest

from appstore.calls.jsonapi import parse_response
from appstore.catalog.account_problems import AccountProblem
from appstore.errors import Reason, Refused, Unauthorized
from cards.failures import errors
from records.storage.failures import failure_of
from sandbox.appstore import Fault
from tests.support import wording
from tests.support.env import Env

SECURITY = "This request is forbidden for security reasons"
PLA = (
    "Unable to process request - PLA Update available. You currently don't have access to this membership resource. To "
    "resolve this issue, your team's Account Holder, Kim Example, must agree to the latest Program License Agreement."
)
UNAVAILABLE = (
    "You currently don't have access to this resource. To resolve this issue, the Account Holder must agree to the "
    "latest Program License Agreement in their account on the Apple Developer website. https://developer.apple.com/account"
)
MISSING = (
    "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
    "A required agreement is missing or has expired.",
    "This request requires an in-effect agreement that has not been signed or has expired.",
)
NO_MEMBER = "Team ID: 'ABC' is not associated with an active membership. To check your teams membership status, sign in"

# code, title, detail
ANSWERS = {
    "required agreement": (AccountProblem.AGREEMENT, *MISSING),
    "required agreement under another prefix": (AccountProblem.AGREEMENT, f"FORBIDDEN_ERROR.{MISSING[0][10:]}", "", ""),
    "agreement without a code": (AccountProblem.AGREEMENT, "FORBIDDEN", "", MISSING[2]),
    "contract": (AccountProblem.AGREEMENT, "FORBIDDEN_ERROR.CONTRACT_NOT_VALID", SECURITY, ""),
    "license not accepted": (AccountProblem.PROGRAM_LICENSE, "FORBIDDEN_ERROR.PLA_NOT_ACCEPTED", SECURITY, PLA),
    "license not valid": (AccountProblem.PROGRAM_LICENSE, "FORBIDDEN_ERROR.PLA_NOT_VALID", "", ""),
    "license in the words": (AccountProblem.PROGRAM_LICENSE, "FORBIDDEN", "Access Unavailable", UNAVAILABLE),
    "licence": (AccountProblem.PROGRAM_LICENSE, "FORBIDDEN_ERROR", SECURITY, "Your licence agreement has expired"),
    "membership": (AccountProblem.MEMBERSHIP, "FORBIDDEN_ERROR", SECURITY, NO_MEMBER),
    "membership code": (AccountProblem.MEMBERSHIP, "FORBIDDEN.MEMBERSHIP_EXPIRED", "Your membership has expired.", ""),
    "enrollment": (AccountProblem.MEMBERSHIP, "FORBIDDEN_ERROR", SECURITY, "Your program enrollment has expired."),
    "team code": (AccountProblem.MEMBERSHIP, "FORBIDDEN_ERROR.TEAM_NOT_ACTIVE", SECURITY, ""),
    "account expired": (AccountProblem.MEMBERSHIP, "FORBIDDEN_ERROR", SECURITY, "Your developer account has expired."),
    "account suspended": (AccountProblem.MEMBERSHIP, "FORBIDDEN", "", "This account is suspended."),
    "new terms": (
        AccountProblem.AGREEMENT,
        "FORBIDDEN_ERROR",
        SECURITY,
        "The account holder must accept the new terms.",
    ),
    "legal documents": (AccountProblem.AGREEMENT, "FORBIDDEN_ERROR", SECURITY, "Legal documents wait for acceptance."),
    "EULA": (AccountProblem.AGREEMENT, "FORBIDDEN_ERROR.EULA_NOT_ACCEPTED", SECURITY, ""),
    "no team": (AccountProblem.MEMBERSHIP, "FORBIDDEN_ERROR", SECURITY, "Unable to find a team with the given ID"),
    "paid apps": (AccountProblem.PAID_APPS, "FORBIDDEN_ERROR", SECURITY, "A Paid Applications agreement is required."),
    "paid contract": (AccountProblem.PAID_APPS, "FORBIDDEN.PAID_APPS_CONTRACT_MISSING", "", ""),
    "account holder": (
        AccountProblem.ACCOUNT_HOLDER,
        "FORBIDDEN_ERROR",
        SECURITY,
        "Only the Account Holder may do it.",
    ),
    "account holder code": (AccountProblem.ACCOUNT_HOLDER, "FORBIDDEN_ERROR.ACCOUNT_HOLDER_REQUIRED", SECURITY, ""),
    "app of others": (AccountProblem.APP_ACCESS, "FORBIDDEN_ERROR", SECURITY, "You do not have access to this app."),
    "limited key": (AccountProblem.APP_ACCESS, "FORBIDDEN_ERROR", SECURITY, "The key is limited to specific apps."),
    "app access code": (AccountProblem.APP_ACCESS, "FORBIDDEN_ERROR.APP_ACCESS_DENIED", SECURITY, ""),
    "role": (None, "FORBIDDEN_ERROR", SECURITY, "The API key in use does not allow this request"),
    "role in words": (None, "FORBIDDEN_ERROR", SECURITY, "Your role does not allow access to App Store Connect data"),
    "account's role": (None, "FORBIDDEN_ERROR", SECURITY, "The role of your account does not allow it."),
    "app manager": (None, "FORBIDDEN_ERROR", SECURITY, "This needs access as App Manager"),
    "nothing": (None, "", "", ""),
}
WHO = dict.fromkeys(AccountProblem, "account holder") | {AccountProblem.APP_ACCESS: "An Admin"}
WHERE = dict.fromkeys(AccountProblem, "https://developer.apple.com/account") | {
    AccountProblem.PAID_APPS: "App Store Connect under Business",
    AccountProblem.APP_ACCESS: "Users and Access",
}


def listed(code: str, title: str, detail: str) -> dict[str, str]:
    return {"status": "403", "code": code, "title": title, "detail": detail}


def body_of(answer: str, position: str) -> bytes:
    """Return Apple's answer: the telling error, alone or with one that says nothing."""
    vague, telling = listed("FORBIDDEN_ERROR", SECURITY, ""), listed(*ANSWERS[answer][1:])
    entries: dict[str, list[object]] = {
        "alone": [telling],
        "first": [telling, vague],
        "last": [vague, telling],
        "associated": [{**vague, "meta": {"associatedErrors": {"/v1/apps/": [telling]}}}],
    }
    return json.dumps({"errors": entries[position]}).encode()


def check(read: str, answer: str) -> None:
    """Check that this is what people read after that answer."""
    problem, *words = ANSWERS[answer]
    assert (wording.KEY_ROLE_TOO_SMALL in read) == (problem is None)
    if problem is not None:
        assert "role" not in read.replace(" ".join(words), "")
        assert WHO[problem] in read
        assert WHERE[problem] in read


@pytest.mark.parametrize("position", ["alone", "first", "last", "associated"])
@pytest.mark.parametrize("answer", ANSWERS)
def test_a_403_is_explained_with_who_can_help_and_where(answer: str, position: str) -> None:
    request = httpx.Request("GET", "https://api.appstoreconnect.apple.com/v1/apps")
    with pytest.raises(Unauthorized) as raised:
        parse_response(request, httpx.Response(403, content=body_of(answer, position)))
    check(errors.reason(raised.value), answer)


@pytest.mark.parametrize("answer", {problem: answer for answer, (problem, *_) in ANSWERS.items()}.values())
def test_a_command_is_answered_with_who_can_help_and_where(env: Env, answer: str) -> None:
    body = body_of(answer, "last")
    env.apple.faults.add(Fault.status(403, body, {"Content-Type": "application/json"}, path="/v1/apps"))
    ts = env.says(env.eddie, "@App Store Bot promo en-US Waves")
    env.work()
    check(env.read(ts), answer)


def test_a_role_that_is_too_small_says_who_can_give_another_and_where() -> None:
    read = errors.reason(Unauthorized("GET /v1/apps", status=403))
    assert "An Admin can give it the role" in read
    assert "Users and Access" in read


@pytest.mark.parametrize(
    ("reason", "problem"),
    [
        (Reason("STATE_ERROR.CONTRACT_NOT_VALID"), AccountProblem.AGREEMENT),
        (Reason("STATE_ERROR", detail="A paid apps agreement is required."), AccountProblem.PAID_APPS),
        (Reason("ENTITY_ERROR.ATTRIBUTE.INVALID", detail="Do not name a license or a contract."), None),
        (Reason("ENTITY_ERROR", detail="The description mentions access to other apps and membership"), None),
    ],
)
def test_a_409_is_about_the_account_only_where_it_says_so(reason: Reason, problem: AccountProblem | None) -> None:
    refused = Refused("POST /v1/appPriceSchedules", status=409, reasons=(reason,))
    assert refused.account_problem is problem
    restored = failure_of(refused).error()
    assert restored is not None
    assert restored.account_problem is problem
