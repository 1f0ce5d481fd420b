"""The errors of the App Store Connect client, each named after what to do about it.

AppStoreError            request · status · reasons · code · detail; `permanent`: repeating the call cannot help
├── Refused              4xx: Apple understood the request and rejected it (`gone`: 404, `conflict`: 409)
├── UnknownAccount       the settings name no such account any more: no call was made
├── Unauthorized         401 with a fresh token too, or 403: the key, its role, or the account (`account_problem`)
├── RateLimited          429, or the hourly allowance is used up: repeat at `again_at`; not permanent
└── Unavailable          5xx, timeout, reset: repeat later, after a check if `maybe_done`; not permanent
    └── Incomplete       only a part of a list

`Reason` is one entry of the `errors` array in Apple's response.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import pairwise
from typing import Any, ClassVar, Self

from appstore.catalog.account_problems import AccountProblem, account_problem

# Characters kept of a response that is not JSON.
LONGEST_DETAIL = 300


@dataclass(frozen=True)
class Reason:
    """An entry of Apple's `errors`, or one associated with it. `pointer`: a JSON pointer or a parameter's name.

    `path` is the resource that an associated error is about: `/v1/builds/4711`, or a kind, `/v1/appScreenshots/`.
    """

    code: str = ""
    title: str = ""
    detail: str = ""
    pointer: str = ""
    path: str = ""

    def is_code(self, *prefixes: str) -> bool:
        """Return True if the code is a prefix or a refinement of one: Apple may append levels to any code.

        https://developer.apple.com/documentation/appstoreconnectapi/parsing-the-error-response-code
        """
        return any(self.code == prefix or self.code.startswith(f"{prefix}.") for prefix in prefixes)


# Observed: Apple has not finished with a file of what is to be reviewed.
UPLOADS_IN_PROGRESS = "STATE_ERROR.SCREENSHOT_UPLOADS_IN_PROGRESS", "STATE_ERROR.PREVIEW_UPLOADS_IN_PROGRESS"


class AppStoreError(Exception):
    """A call to Apple failed.

    `request` is its method and path ("POST /v1/appScreenshots"), `status` the HTTP status, 0 without a response; `code`
    and `detail` are those of the first reason.
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

    def is_code(self, *prefixes: str) -> bool:
        """Return True if any reason has one of these codes or a refinement of one."""
        return any(reason.is_code(*prefixes) for reason in self.reasons)

    @property
    def account_problem(self) -> AccountProblem | None:
        """What in the Apple account is the cause, by any of the reasons."""
        codes = " ".join(reason.code for reason in self.reasons)
        words = " ".join(f"{reason.title} {reason.detail}" for reason in self.reasons)
        return account_problem(codes, words, forbidden=isinstance(self, Unauthorized))


# N818 wants names that end in Error; these say what to do.
class Refused(AppStoreError):  # noqa: N818
    """Apple understood the request and rejected it (4xx)."""

    @property
    def gone(self) -> bool:
        """The resource does not exist (404)."""
        return self.status == HTTPStatus.NOT_FOUND

    @property
    def conflict(self) -> bool:
        """The request conflicts with an existing resource or with its state (409)."""
        return self.status == HTTPStatus.CONFLICT

    def about(self, attribute: str) -> Self | None:
        """Return the refusal with only the reasons that point at this attribute, None if none does."""
        reasons = tuple(reason for reason in self.reasons if attribute in re.split(r"\W", reason.pointer))
        return type(self)(self.request, status=self.status, reasons=reasons) if reasons else None


class Unauthorized(AppStoreError):  # noqa: N818
    """The key or its role is insufficient, or the account has a problem: 401 with a fresh token too, or 403."""


class UnknownAccount(AppStoreError):  # noqa: N818
    """The settings name no account of this name, so there is no key for what belongs to it."""

    def __init__(self, account: str) -> None:
        self.account = account or "default"
        super().__init__("", detail=self.account)


class RateLimited(AppStoreError):  # noqa: N818
    """The key has made too many calls. `again_at`: epoch seconds from which a call may succeed."""

    permanent: ClassVar[bool] = False

    def __init__(self, request: str, *, again_at: float, status: int = 0, reasons: tuple[Reason, ...] = ()) -> None:
        super().__init__(request, status=status, reasons=reasons)
        self.again_at = again_at


class Unavailable(AppStoreError):  # noqa: N818
    """Apple could not be reached or failed. `maybe_done`: the change may have been made nevertheless."""

    permanent: ClassVar[bool] = False

    def __init__(
        self, request: str, *, maybe_done: bool, status: int = 0, reasons: tuple[Reason, ...] = (), detail: str = ""
    ) -> None:
        super().__init__(request, status=status, reasons=reasons, detail=detail)
        self.maybe_done = maybe_done


class Incomplete(Unavailable):
    """Apple gave only a part of a list, and no way to the rest: nothing may be concluded from what is missing."""


def reasons_in(text: str) -> tuple[Reason, ...]:
    """Return the reasons in the body of an error response, associated errors after the one that they explain.

    A body that is not JSON (HTML with some 5xx, plain text with 406) becomes one reason without a code.
    """
    try:
        body = json.loads(text)
    except ValueError:
        plain = " ".join(re.sub(r"<[^>]*>", " ", text).split())[:LONGEST_DETAIL]
        return (Reason(detail=plain),) if plain else ()
    return (*_flatten(body.get("errors")), *_associated(body)) if isinstance(body, dict) else ()


def essential(reasons: Sequence[Reason]) -> list[Reason]:
    """Return the reasons without those that only announce associated errors, which follow them."""
    return [reason for reason, then in pairwise([*reasons, Reason()]) if reason.path or not then.path]


def _flatten(errors: object, path: str = "") -> Iterator[Reason]:
    for error in errors if isinstance(errors, list) else ():
        if not isinstance(error, dict):
            continue
        source = _dict(error.get("source"))
        yield Reason(
            code=_text(error.get("code")),
            title=_text(error.get("title")),
            detail=_text(error.get("detail")),
            pointer=_text(source.get("pointer")) or _text(source.get("parameter")),
            path=path,
        )
        yield from _associated(error)


def _associated(holder: dict[str, Any]) -> Iterator[Reason]:
    """Yield the errors associated with an error, by the path of what they are about; Apple keeps them in `meta`."""
    associated = _dict(holder.get("meta")).get("associatedErrors") or holder.get("associatedErrors")
    for about, errors in (associated if isinstance(associated, dict) else {"/": associated}).items():
        yield from _flatten([errors] if isinstance(errors, dict) else errors, _text(about) or "/")


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
