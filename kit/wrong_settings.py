"""What is wrong with the settings: one sentence for each, that names the variable and what it must be."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic_core import ErrorDetails

_MUST = {
    "missing": "is missing: it must be set",
    "int_parsing": "must be a whole number",
    "bool_parsing": "must be true or false",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
}


class WrongSettings(Exception):  # noqa: N818 - it is what it says: settings that are wrong
    """One or more settings are missing or wrong, as pydantic found them. `complaints` holds one sentence each."""

    def __init__(self, wrong: Iterable[ErrorDetails]) -> None:
        self.complaints = [_sentence(one) for one in wrong]
        super().__init__("\n".join(self.complaints))


def _sentence(wrong: ErrorDetails) -> str:
    must = _MUST.get(wrong["type"])
    reason = must.format(**wrong.get("ctx", {})) if must else wrong["msg"].removeprefix("Value error, ")
    return f"{str(wrong['loc'][0]).upper()} {reason}"
