"""What a run comes to: how often each thing was seen, and what differs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Books:
    """The counts of a run, and what differs."""

    counts: Counter[str] = field(default_factory=Counter)
    differs: list[str] = field(default_factory=list)

    def check(self, holds: bool, complaint: str, kind: str) -> None:  # noqa: FBT001 - a condition, as in assert
        """Note what does not hold: `kind` is lost, doubled, stuck or untold."""
        self.counts[kind] += not holds
        if not holds:
            self.differs.append(f"{kind}: {complaint}")
