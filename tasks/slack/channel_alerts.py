"""What is posted in a channel by itself: every kind of alert registers its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from kit.slack.replies import UserError, post_or_dm
from kit.wiring import Kit
from records.invocations import Invocation
from records.messages import Message
from tasks.dispatch import audit_log, resolve


class ChannelAlert(Protocol):
    """An alert of any kind: about which app, and of which account."""

    @property
    def id(self) -> str:
        """The id of the alert."""

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


def turn_off(
    kit: Kit,
    invocation: Invocation,
    on: Sequence[Alert],
    none_on: Message,
    turned_off: Callable[[str, Sequence[Alert]], Message],
) -> Sequence[Alert]:
    """Post that the alerts are off, all of a channel or those of the app after `--app`, and return them to be removed.

    They can be turned off also where the bot was removed from the channel. Raises UserError if there are none, or if
    the user may not act in the account of one.
    """
    if invocation.app:
        app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
        on = [alert for alert in on if alert.app_id == app.id]
    if not on:
        raise UserError(none_on)
    for alert in on:
        kit.check(alert.account)
    message = turned_off(invocation.user, on)
    key, thread_ts = f"{invocation.id}.answer", invocation.thread_ts
    post_or_dm(kit, invocation.channel, invocation.user, message, idempotency_key=key, thread_ts=thread_ts)
    return on


def record_change(
    kit: Kit, tag: str, invocation: Invocation, alert: ChannelAlert, *, old: str = "", new: str = ""
) -> None:
    """Add to the audit trail that an alert was turned on, off, or changed, in words."""
    key = f"{invocation.id}.{alert.id}"
    about = {"account": alert.account, "app": alert.app_id}
    audit_log.record(kit, tag, invocation, idempotency_key=key, field="alerts", old=old, new=new, **about)
