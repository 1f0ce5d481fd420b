"""What Apple answers when something cannot be done, and whether trying again can help."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

LONGEST_DETAIL = 300  # characters kept of an answer that is not JSON


@dataclass(frozen=True)
class Reason:
    """One entry of Apple's `errors[]`, or of those below it. `pointer`: a JSON pointer, or the name of a parameter."""

    code: str = ""
    title: str = ""
    detail: str = ""
    pointer: str = ""

    def is_code(self, prefix: str) -> bool:
        """Whether the code is `prefix` or a refinement of it: Apple may append further levels to any code.

        https://developer.apple.com/documentation/appstoreconnectapi/parsing-the-error-response-code
        """
        return self.code == prefix or self.code.startswith(f"{prefix}.")


class AppStoreError(Exception):
    """Apple did not do what was asked. `permanent` says that asking again will not help.

    `request` is what was asked ("POST /v1/appScreenshots"), `status` the HTTP status, 0 when no answer came; `code` and
    `detail` are those of the first reason.
    """

    permanent: ClassVar[bool] = True

    def __init__(self, request: str, *, status: int = 0, reasons: tuple[Reason, ...] = (), detail: str = "") -> None:
        first = reasons[0] if reasons else Reason()
        self.request = request
        self.status = status
        self.reasons = reasons
        self.code = first.code
        self.detail = detail or first.detail or first.title
        super().__init__(request, status, self.code, self.detail)

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.request}:", str(self.status or ""), self.code, self.detail) if part)

    def is_code(self, prefix: str) -> bool:
        """Whether any of the reasons has this code or a refinement of it."""
        return any(reason.is_code(prefix) for reason in self.reasons)


# These names say what to do about it, not that something went wrong.
class Refused(AppStoreError):  # noqa: N818
    """Apple understood and said no (4xx)."""

    @property
    def gone(self) -> bool:
        """Whether what was asked for is not there (404)."""
        return self.status == HTTPStatus.NOT_FOUND

    @property
    def conflict(self) -> bool:
        """Whether it collides with what is there or with its state (409)."""
        return self.status == HTTPStatus.CONFLICT


class Unauthorized(AppStoreError):  # noqa: N818
    """The key or its role does not suffice: 401 with a fresh token too, or 403."""

    @property
    def agreements(self) -> bool:
        """Whether the account holder must first accept an agreement in App Store Connect."""
        return any(reason.code.startswith("FORBIDDEN.REQUIRED_AGREEMENTS") for reason in self.reasons)


class RateLimited(AppStoreError):  # noqa: N818
    """The key has asked too often. `again_at`: epoch seconds from when on asking makes sense."""

    permanent: ClassVar[bool] = False

    def __init__(self, request: str, *, again_at: float, status: int = 0, reasons: tuple[Reason, ...] = ()) -> None:
        super().__init__(request, status=status, reasons=reasons)
        self.again_at = again_at


class Unavailable(AppStoreError):  # noqa: N818
    """Apple could not be reached or broke down. `maybe_done`: a change may have been made although no answer came."""

    permanent: ClassVar[bool] = False

    def __init__(
        self,
        request: str,
        *,
        maybe_done: bool,
        status: int = 0,
        reasons: tuple[Reason, ...] = (),
        detail: str = "",
    ) -> None:
        super().__init__(request, status=status, reasons=reasons, detail=detail)
        self.maybe_done = maybe_done


def reasons_in(text: str) -> tuple[Reason, ...]:
    """Every reason in the body of an error answer, associated errors after the one that they explain.

    A body that is no JSON (HTML with some 5xx, plain text with 406) becomes one reason without code, an empty one none.
    """
    try:
        body = json.loads(text)
    except ValueError:
        plain = " ".join(re.sub(r"<[^>]*>", " ", text).split())[:LONGEST_DETAIL]
        return (Reason(detail=plain),) if plain else ()
    return tuple(_flatten(body.get("errors"))) if isinstance(body, dict) else ()


def _flatten(errors: object) -> Iterator[Reason]:
    for error in _dicts(errors):
        source = _dict(error.get("source"))
        yield Reason(
            code=_text(error.get("code")),
            title=_text(error.get("title")),
            detail=_text(error.get("detail")),
            pointer=_text(source.get("pointer")) or _text(source.get("parameter")),
        )
        for associated in _dict(_dict(error.get("meta")).get("associatedErrors")).values():
            yield from _flatten(associated)


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
