"""A fact for users as it is stored: a code and its parameters, put into words when it is shown."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Note:
    """A code and its parameters; a newer release may store codes that this one does not know."""

    code: str
    values: tuple[str, ...] = ()
