"""What is posted in a channel by itself: every kind of alert registers its own."""

from collections.abc import Callable
from dataclasses import dataclass

from kit.wiring import Kit


@dataclass(frozen=True, kw_only=True)
class AlertList:
    """The alerts of one kind in a channel: a line for each, and how to stop them."""

    lines: list[str]
    hint: str


ListAlerts = Callable[[Kit, str], AlertList]

_kinds: list[ListAlerts] = []


def alert_kind(list_alerts: ListAlerts) -> ListAlerts:
    """Register what lists the alerts of a kind in a channel (its id)."""
    _kinds.append(list_alerts)
    return list_alerts


def alerts_in(kit: Kit, channel: str) -> list[AlertList]:
    """Return the alerts that are on in a channel, by kind."""
    return [found for list_alerts in _kinds if (found := list_alerts(kit, channel)).lines]
