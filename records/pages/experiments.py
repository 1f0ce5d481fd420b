"""Which experiment a request creates, so that a restarted job knows what it did itself."""

from __future__ import annotations

from dataclasses import dataclass

from records.keys import DAY
from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class ExperimentRequest:
    """The experiment that an invocation (`id`) creates."""

    id: str
    app_id: str
    platform: str
    name: str


EXPERIMENT_REQUESTS = Documents("experimentrequest", ExperimentRequest, seconds=7 * DAY)
