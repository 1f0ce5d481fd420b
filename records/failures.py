"""Why something failed, as facts: cards/failures.py turns them into words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from appstore.errors import AppStoreError, RateLimited, Reason, Refused, Unauthorized, Unavailable


class FailureCode(StrEnum):
    """What failed. The first four are Apple's errors (appstore/errors.py)."""

    REFUSED = "refused"
    UNAUTHORIZED = "unauthorized"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    SLACK = "slack"  # detail: Slack's error code
    BOT = "bot"  # detail: a reference that is in the log
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A code and its parameters; a newer release may store codes that this one does not know."""

    code: str
    detail: str = ""
    request: str = ""
    status: int = 0
    reasons: tuple[Reason, ...] = ()
    again_at: float = 0.0
    maybe_done: bool = False

    def error(self) -> AppStoreError | None:
        """Return Apple's error as it was raised, or None where something else failed."""
        request, status, reasons = self.request, self.status, self.reasons
        if self.code == FailureCode.REFUSED:
            return Refused(request, status=status, reasons=reasons)
        if self.code == FailureCode.UNAUTHORIZED:
            return Unauthorized(request, status=status, reasons=reasons)
        if self.code == FailureCode.RATE_LIMITED:
            return RateLimited(request, again_at=self.again_at, status=status, reasons=reasons)
        if self.code == FailureCode.UNAVAILABLE:
            return Unavailable(request, maybe_done=self.maybe_done, status=status, reasons=reasons)
        return None


def failure_of(error: AppStoreError) -> Failure:
    """Return the facts of Apple's error."""
    code = FailureCode.REFUSED
    if isinstance(error, Unauthorized):
        code = FailureCode.UNAUTHORIZED
    elif isinstance(error, RateLimited):
        code = FailureCode.RATE_LIMITED
    elif isinstance(error, Unavailable):
        code = FailureCode.UNAVAILABLE
    return Failure(
        code=code,
        detail=error.detail,
        request=error.request,
        status=error.status,
        reasons=error.reasons,
        again_at=error.again_at if isinstance(error, RateLimited) else 0.0,
        maybe_done=isinstance(error, Unavailable) and error.maybe_done,
    )
