"""The kinds of decisions, which register themselves: what each shows of Apple, and what it does there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from appstore.client import AppStore
from kit.jobs.define import discover
from kit.wiring import Kit
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message

# Returns, by name, what an offer shows of the thing at Apple, as it is now.
Look = Callable[[AppStore, ReleaserDecision], Mapping[str, str]]
# Does it, if it is not done yet, and returns the message to post. Runs again after a wait or a restart, so it looks
# at Apple first. Raises UserError for what Apple does not allow, and WaitForApple.
Act = Callable[[Kit, AppStore, ReleaserDecision], Message]


class WaitForApple(Exception):  # noqa: N818 - not an error: the decision is carried out later
    """Raised by a kind that must wait until `until` (epoch seconds); `why` completes "…, chosen by Ada: …"."""

    def __init__(self, why: str, until: float) -> None:
        super().__init__(why, until)
        self.why = why
        self.until = until


@dataclass(frozen=True, kw_only=True)
class DecisionKind:
    """A kind of decision. `label` is the label of its button, `command` what a user types to see the offer anew.

    `by_editors`: editors may decide, too, not releasers alone. `refused_tag` is the audit tag of a decision that Apple
    refused, and `field` what its entry names beside the version.
    """

    name: str
    label: str
    command: str
    look: Look
    act: Act
    refused_tag: str
    field: Callable[[ReleaserDecision], str] = lambda _: ""
    by_editors: bool = False

    def __post_init__(self) -> None:
        """Register the kind, which is defined in a module that some `jobs.py` imports."""
        _kinds[self.name] = self


_kinds: dict[str, DecisionKind] = {}


def registered() -> Mapping[str, DecisionKind]:
    """Return every kind by name."""
    discover()
    return _kinds


def kind_of(decision: ReleaserDecision) -> DecisionKind | None:
    """Return the kind of a decision; None for one that only a newer release has."""
    if decision.kind not in _kinds:
        discover()
    return _kinds.get(decision.kind)
