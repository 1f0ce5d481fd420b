"""What is posted in a channel by itself: every kind of alert registers its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from kit.slack.replies import UserError
from kit.wiring import Kit
from records.invocations import Invocation
from records.messages import Message
from tasks.dispatch import resolve


class ChannelAlert(Protocol):
    """An alert of any kind: about which app, and of which account."""

    @property
    def app_id(self) -> str:
        """Apple's id of the app."""

    @property
    def account(self) -> str:
        """The account of the app."""


Alert = TypeVar("Alert", bound=ChannelAlert)


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


def to_turn_off(kit: Kit, invocation: Invocation, on: Sequence[Alert], none_on: Message) -> Sequence[Alert]:
    """Return those of the alerts that an invocation turns off: all, or those of the app after `--app`.

    Raises UserError if there are none, or if the user may not act in the account of one.
    """
    if invocation.app:
        app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
        on = [alert for alert in on if alert.app_id == app.id]
    if not on:
        raise UserError(none_on)
    for alert in on:
        kit.check(alert.account)
    return on
