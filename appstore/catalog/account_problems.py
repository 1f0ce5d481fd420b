"""What in the Apple account makes Apple refuse a call, whatever the key's role: agreements, membership, access to apps.

Apple answers all of these with a 403 (at times a 409) under codes that it does not document, such as
`FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED`, `FORBIDDEN_ERROR.PLA_NOT_ACCEPTED` or a bare `FORBIDDEN`, so its
words are read as well: https://github.com/AvdLee/appstoreconnect-swift-sdk/issues/101 ·
https://github.com/Cap-go/capgo.app/pull/2541 · fastlane's `spaceship/lib/spaceship/connect_api/api_client.rb`
"""

import re
from enum import StrEnum


class AccountProblem(StrEnum):
    """A cause outside the key and its role."""

    PAID_APPS = "paid_apps"
    PROGRAM_LICENSE = "program_license"
    AGREEMENT = "agreement"
    MEMBERSHIP = "membership"
    ACCOUNT_HOLDER = "account_holder"
    APP_ACCESS = "app_access"


# The first match counts: a notice about the license names the membership and the account holder, too.
_WORDS = {
    AccountProblem.PAID_APPS: r"\bpaid\b.*\b(apps?|applications?|agreements?|contracts?)\b|\bbanking\b|\btax\b",
    AccountProblem.PROGRAM_LICENSE: r"\bpla\b|\blicen[cs]e",
    AccountProblem.AGREEMENT: r"\bagreements?\b|\bcontracts?\b|\bterms (of|and)\b|\baccept\b.*\bterms\b|\beula\b"
    r"|\blegal (documents?|terms)\b",
    AccountProblem.MEMBERSHIP: r"\bmembership\b|\benrol|\bdeveloper program\b|\bfind a team\b"
    r"|\b(team|account)\b.{0,20}\b(expired|lapsed|suspended|terminated|inactive|not active|disabled)\b",
    AccountProblem.ACCOUNT_HOLDER: r"\baccount holder\b|\bteam agent\b",
    AccountProblem.APP_ACCESS: r"\b(access|visible|limited|restricted|scoped?)\b.{0,40}\bapps?\b(?! (store|manager))"
    r"|\bapps?\b(?! (store|manager)).{0,40}\b(access|visible)\b",
}
_BLOCKED = r"program license agreement|required agreement|paid app\w* (agreement|contract)"


def account_problem(codes: str, words: str, *, forbidden: bool) -> AccountProblem | None:
    """Return what Apple's codes and words say about the account, None for nothing.

    Unless the call was `forbidden` (401, 403), the words are about a value that was sent, and only set phrases count.
    """
    text = re.sub(r"[._]", " ", codes)
    if forbidden or re.search(_BLOCKED, words, re.IGNORECASE):
        text += f" {words}"
    return next((cause for cause, pattern in _WORDS.items() if re.search(pattern, text, re.IGNORECASE)), None)
