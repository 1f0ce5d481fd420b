"""A measurement and its limit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measurement:
    """A measured value and the limit that is promised (None: for information)."""

    name: str
    measured: float
    limit: float | None
    unit: str

    @property
    def passed(self) -> bool:
        """The value is within the limit."""
        return self.limit is None or self.measured <= self.limit

    def __str__(self) -> str:
        promised = "" if self.limit is None else f"  (at most {self.limit:g} {self.unit})"
        return f"{'ok   ' if self.passed else 'WORSE'}  {self.name}: {self.measured:.2f} {self.unit}{promised}"
