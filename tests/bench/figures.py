"""A measured figure beside what is promised."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure: what, how much, and the most that is promised (None: only told)."""

    name: str
    measured: float
    most: float | None
    unit: str

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        return self.most is None or self.measured <= self.most

    def __str__(self) -> str:
        promised = "" if self.most is None else f"  (at most {self.most:g} {self.unit})"
        return f"{'ok   ' if self.kept else 'WORSE'}  {self.name}: {self.measured:.2f} {self.unit}{promised}"
