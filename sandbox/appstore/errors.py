"""Apple's error responses, with the codes and titles that are documented or were observed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

STATE = "The request cannot be fulfilled because of the state of another resource."
ATTRIBUTE = "The provided entity includes an attribute with an invalid value"
RELATIONSHIP = "The provided entity includes a relationship with an invalid value"
_MUST_PROVIDE = "You must provide a value for the {} '{}' with this request"
TOKENS_PAGE = "https://developer.apple.com/go/?id=api-generating-tokens"


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry in a response's `errors`; `detail` and `source` may be missing, as in Apple's responses.

    `associated` has the errors of other resources by their paths, as when a version cannot be reviewed; `meta` has
    further facts.
    """

    status: int
    code: str
    title: str
    detail: str | None = None
    pointer: str | None = None
    parameter: str | None = None
    associated: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    meta: Mapping[str, str] = field(default_factory=dict)

    def entry(self, new_id: Callable[[], str]) -> dict[str, Any]:
        """Returns the entry as JSON; an id from `new_id` identifies each occurrence."""
        entry: dict[str, Any] = {"id": new_id(), "status": str(self.status), "code": self.code, "title": self.title}
        if self.detail is not None:
            entry["detail"] = self.detail
        if self.pointer is not None:
            entry["source"] = {"pointer": self.pointer}
        if self.parameter is not None:
            entry["source"] = {"parameter": self.parameter}
        if self.meta:
            entry["meta"] = dict(self.meta)
        if self.associated:
            others = {path: [other.entry(new_id) for other in found] for path, found in self.associated.items()}
            entry["meta"] = {"associatedErrors": others}
        return entry


class RefusedError(Exception):
    """Refuses a call with these errors; nothing is changed."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


def unauthorized() -> Problem:
    """The response to any invalid token, whatever is wrong with it."""
    return Problem(
        401,
        "NOT_AUTHORIZED",
        "Authentication credentials are missing or invalid.",
        "Provide a properly configured and signed bearer token, and make sure that it has not expired. "
        f"Learn more about Generating Tokens for API Requests {TOKENS_PAGE}",
    )


def forbidden() -> Problem:
    """The key is valid, but its role does not permit the call."""
    return Problem(
        403,
        "FORBIDDEN_ERROR",
        "This request is forbidden for security reasons",
        "The API key in use does not allow this request",
    )


def agreement_missing() -> Problem:
    """The account holder must accept an agreement before anything works."""
    return Problem(
        403,
        "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
        "A required agreement is missing or has expired.",
        "This request requires an in-effect agreement that has not been signed or has expired.",
    )


def rate_limited() -> Problem:
    """The key has used up its hourly allowance."""
    return Problem(
        429,
        "RATE_LIMIT_EXCEEDED",
        "The request rate limit has been reached.",
        "We've received too many requests for this API. Please wait and try again or slow down your request rate.",
    )


def unexpected(status: int = 500) -> Problem:
    """Apple's internal error, and its response to an empty relationship array."""
    return Problem(status, "UNEXPECTED_ERROR", "An unexpected error occurred.", "An unexpected error occurred.")


def no_such_path(path: str) -> Problem:
    """The path does not exist."""
    return Problem(404, "PATH_ERROR", "The URL path is not valid", f"The resource '{path}' does not exist")


def no_such_method(method: str) -> Problem:
    """The path exists, but not with this method."""
    return Problem(
        405,
        "METHOD_NOT_ALLOWED",
        "The request method is not valid for the resource path.",
        f"The method '{method}' is not allowed here",
    )


def not_found(kind: str, row_id: str) -> Problem:
    """The path is valid, but the resource does not exist."""
    return Problem(
        404,
        "NOT_FOUND",
        "The specified resource does not exist",
        f"There is no resource of type '{kind}' with id '{row_id}'",
    )


def bad_parameter(code: str, name: str, detail: str) -> Problem:
    """A query parameter is invalid; `code` is ILLEGAL, INVALID or REQUIRED."""
    titles = {
        "ILLEGAL": "A given parameter is not allowed for this request",
        "INVALID": "A parameter has an invalid value",
        "REQUIRED": "A required parameter is missing",
    }
    return Problem(400, f"PARAMETER_ERROR.{code}", titles[code], detail, parameter=name)


def bad_attribute(name: str, detail: str, *, code: str = "INVALID") -> Problem:
    """An attribute is invalid; `code` is the part after ENTITY_ERROR.ATTRIBUTE."""
    titles = {
        "REQUIRED": "The provided entity is missing a required attribute",
        "UNKNOWN": "The provided entity includes an unknown attribute",
        "TYPE": "The provided entity includes an attribute with an invalid type",
    }
    title = titles.get(code, ATTRIBUTE)
    return Problem(409, f"ENTITY_ERROR.ATTRIBUTE.{code}", title, detail, pointer=f"/data/attributes/{name}")


def bad_relationship(name: str, detail: str, *, code: str = "INVALID") -> Problem:
    """A relationship is invalid; `code` is the part after ENTITY_ERROR.RELATIONSHIP."""
    titles = {
        "REQUIRED": "The provided entity is missing a required relationship",
        "UNKNOWN": "The provided entity includes an unknown relationship",
    }
    title = titles.get(code, RELATIONSHIP)
    return Problem(409, f"ENTITY_ERROR.RELATIONSHIP.{code}", title, detail, pointer=f"/data/relationships/{name}")


def required_attribute(name: str) -> Problem:
    """A required attribute has no value."""
    return bad_attribute(name, _MUST_PROVIDE.format("attribute", name), code="REQUIRED")


def required_relationship(name: str) -> Problem:
    """A required relationship names nothing."""
    return bad_relationship(name, _MUST_PROVIDE.format("relationship", name), code="REQUIRED")


def wrong_state(detail: str, *, code: str = "", pointer: str | None = None) -> Problem:
    """The call is valid, but not in the current state; `code` is the part after STATE_ERROR."""
    return Problem(409, f"STATE_ERROR.{code}".rstrip("."), STATE, detail, pointer=pointer)


def locked(name: str) -> Problem:
    """An attribute that cannot be changed in the version's state."""
    return wrong_state(f"Attribute '{name}' cannot be edited at this time", pointer=f"/data/attributes/{name}")
