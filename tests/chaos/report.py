"""The result of a run: counts and violations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Report:
    """The counts of a run, and the violations found."""

    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def check(self, holds: bool, message: str, kind: str) -> None:  # noqa: FBT001 - a condition, as in assert
        """Record a violation unless the condition holds; `kind` is lost, duplicated, stuck or unreported."""
        self.counts[kind] += not holds
        if not holds:
            self.violations.append(f"{kind}: {message}")
