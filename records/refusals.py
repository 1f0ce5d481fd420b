"""An error of App Store Connect as it is stored, so that it can be put into words later."""

from __future__ import annotations

from dataclasses import dataclass

from appstore.errors import AppStoreError, RateLimited, Reason, Refused, Unauthorized, Unavailable


@dataclass(frozen=True, kw_only=True)
class StoredError:
    """The facts of an `AppStoreError`. `kind` is the name of its class, `again_at` epoch seconds."""

    kind: str
    request: str
    status: int = 0
    reasons: tuple[Reason, ...] = ()
    again_at: float = 0.0
    maybe_done: bool = False

    def restored(self) -> AppStoreError:
        """Return the error; of a kind that this release does not know it is refused."""
        if self.kind == RateLimited.__name__:
            return RateLimited(self.request, again_at=self.again_at, status=self.status, reasons=self.reasons)
        if self.kind == Unavailable.__name__:
            return Unavailable(self.request, maybe_done=self.maybe_done, status=self.status, reasons=self.reasons)
        kind = Unauthorized if self.kind == Unauthorized.__name__ else Refused
        return kind(self.request, status=self.status, reasons=self.reasons)


def stored(error: AppStoreError) -> StoredError:
    """Return what is stored of an error."""
    return StoredError(
        kind=type(error).__name__,
        request=error.request,
        status=error.status,
        reasons=error.reasons,
        again_at=error.again_at if isinstance(error, RateLimited) else 0.0,
        maybe_done=isinstance(error, Unavailable) and error.maybe_done,
    )
