"""Which experiments requests create, so that what was begun is known and completed."""

from __future__ import annotations

from dataclasses import dataclass

from records.keys import DAY
from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class ExperimentRequest:
    """The experiment that an invocation (`id`) creates. `is_complete`: it has all its treatments and languages."""

    id: str
    app_id: str
    platform: str
    name: str
    is_complete: bool = False

    @property
    def record_id(self) -> str:
        """The id under which it is stored: another request may complete the same experiment."""
        return record_id(self.app_id, self.platform, self.name)


EXPERIMENT_REQUESTS = Documents("experimentrequest", ExperimentRequest, seconds=7 * DAY)


def record_id(app_id: str, platform: str, name: str) -> str:
    """Return the id under which the request for an experiment is stored."""
    return f"{app_id}:{platform}:{name}"
