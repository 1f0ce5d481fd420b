"""Failures as stored: a code and its parameters. `cards.failures.errors.explain` turns them into a sentence."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import AliasChoices, BeforeValidator, Field

from appstore.errors import (
    AppStoreError,
    Incomplete,
    RateLimited,
    Reason,
    Refused,
    Unauthorized,
    Unavailable,
    UnknownAccount,
)


class FailureCode(StrEnum):
    """What failed. The first four are Apple's errors (appstore/errors.py)."""

    REFUSED = "refused"
    UNAUTHORIZED = "unauthorized"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    SLACK = "slack"  # detail: Slack's error code
    BOT = "bot"  # detail: a reference that is in the log
    UNKNOWN_ACCOUNT = "unknown_account"  # detail: its name
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"


# Text changes stored the name of the class, as `kind`, before they stored a code.
_CODES = {
    Refused.__name__: FailureCode.REFUSED,
    Unauthorized.__name__: FailureCode.UNAUTHORIZED,
    RateLimited.__name__: FailureCode.RATE_LIMITED,
    Unavailable.__name__: FailureCode.UNAVAILABLE,
    UnknownAccount.__name__: FailureCode.UNKNOWN_ACCOUNT,
    Incomplete.__name__: FailureCode.UNAVAILABLE,
}


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A code and its parameters; a newer release may store codes that this one does not know."""

    code: Annotated[
        str,
        Field(validation_alias=AliasChoices("code", "kind")),
        BeforeValidator(lambda code: _CODES.get(code, code)),
    ]
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
        if self.code == FailureCode.UNKNOWN_ACCOUNT:
            return UnknownAccount(self.detail)
        if self.code == FailureCode.UNAUTHORIZED:
            return Unauthorized(request, status=status, reasons=reasons)
        if self.code == FailureCode.RATE_LIMITED:
            return RateLimited(request, again_at=self.again_at, status=status, reasons=reasons)
        if self.code == FailureCode.UNAVAILABLE:
            return Unavailable(request, maybe_done=self.maybe_done, status=status, reasons=reasons)
        return None


def failure_of(error: AppStoreError) -> Failure:
    """Return the facts of Apple's error."""
    return Failure(
        code=_CODES.get(type(error).__name__, FailureCode.REFUSED),
        detail=error.detail,
        request=error.request,
        status=error.status,
        reasons=error.reasons,
        again_at=error.again_at if isinstance(error, RateLimited) else 0.0,
        maybe_done=isinstance(error, Unavailable) and error.maybe_done,
    )
