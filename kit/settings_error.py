"""The error for missing or wrong settings, with a sentence for each."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

# pydantic's types of errors, each with the end of our sentence.
_MUST = {
    "missing": "is missing: it must be set",
    "int_parsing": "must be a whole number",
    "bool_parsing": "must be true or false",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "string_pattern_mismatch": (
        "must be the issuer id of a team key, such as 57246542-96fe-1a63-e053-0824d011072a (App Store Connect: Users "
        "and Access, Integrations); leave it out for an individual key"
    ),
}


class SettingsError(Exception):
    """Raised for missing or wrong settings. `complaints` holds one sentence each."""

    def __init__(self, found: ValidationError) -> None:
        self.complaints = [
            f"{str(error['loc'][0]).upper()} {line}" for error in found.errors() for line in _reason(error).splitlines()
        ]
        super().__init__("\n".join(self.complaints))


def _reason(error: Mapping[str, Any]) -> str:
    must = _MUST.get(error["type"])
    return must.format(**error.get("ctx", {})) if must else error["msg"].removeprefix("Value error, ")
