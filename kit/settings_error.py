"""What is wrong with the settings: one sentence for each, that names the variable and what it must be."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

_MUST = {
    "missing": "is missing: it must be set",
    "int_parsing": "must be a whole number",
    "bool_parsing": "must be true or false",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
}


class SettingsError(Exception):
    """One or more settings are missing or wrong, as pydantic found them. `complaints` holds one sentence each."""

    def __init__(self, found: ValidationError) -> None:
        self.complaints = [
            _sentence(str(wrong["loc"][0]), wrong["type"], wrong["msg"], wrong.get("ctx", {}))
            for wrong in found.errors()
        ]
        super().__init__("\n".join(self.complaints))


def _sentence(field: str, kind: str, message: str, context: Mapping[str, object]) -> str:
    must = _MUST.get(kind)
    reason = must.format(**context) if must else message.removeprefix("Value error, ")
    return f"{field.upper()} {reason}"
