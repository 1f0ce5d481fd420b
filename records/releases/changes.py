"""Changes of what is on its way to the App Store, as a webhook or a poll has seen them."""

from dataclasses import dataclass
from enum import StrEnum

from appstore.releases.states import SubjectKind

__all__ = ["ChangeSource", "StateChange", "SubjectKind"]


class ChangeSource(StrEnum):
    """Who has seen a change."""

    WEBHOOK = "webhook"
    POLL = "poll"


@dataclass(frozen=True, kw_only=True)
class StateChange:
    """One change of the state of `kind` `id`, in Apple's words.

    `old` may be "" where Apple does not say. `at`: Apple's timestamp (epoch seconds), 0 if it has none. `actor`: the
    name of the person who made it, if Apple says.
    """

    app_id: str
    kind: SubjectKind
    id: str
    old: str = ""
    new: str
    at: float = 0.0
    source: ChangeSource
    account: str = ""
    actor: str = ""
