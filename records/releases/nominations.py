"""What was entered in the form of `nominate`, and whether its job has begun to create it."""

from __future__ import annotations

from dataclasses import dataclass

from records.keys import DAY
from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class NominationRequest:
    """The nomination that an invocation (`id`) creates; `type` is Apple's, days are ISO dates, "" for no end.

    `begun`: a draft with its name is its own, since there was none before.
    """

    id: str
    name: str
    type: str
    description: str
    start: str
    end: str = ""
    notes: str = ""
    begun: bool = False


NOMINATIONS = Documents("nomination", NominationRequest, seconds=7 * DAY)
