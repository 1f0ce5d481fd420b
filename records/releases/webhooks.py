"""Our webhooks at Apple: the secrets that sign what they deliver, what has arrived, and pings that are awaited."""

from dataclasses import dataclass, field, replace

from appstore.releases.webhook_events import BUILD_STATE, VERSION_STATE, WebhookEvent
from records.keys import DAY
from records.releases.changes import ChangeSource, StateChange, SubjectKind
from records.storage.documents import Documents
from records.storage.due import DueTimes

_CHANGED = {VERSION_STATE: SubjectKind.VERSION, BUILD_STATE: SubjectKind.BUILD_UPLOAD}

# Apple posts to `PUBLIC_URL`, this, and the id of the app.
PATH = "/webhooks/appstoreconnect/"


@dataclass(frozen=True, kw_only=True)
class AppWebhook:
    """Our webhook for an app, by the app's id; `channel` and `user` turned it on.

    `secrets` are accepted, the newest first; there are several only until Apple has confirmed the newest one, which
    the invocation `rotation` made. `webhook_id` is Apple's, "" before it has confirmed any. `received_at`: the newest
    delivery; `checked_at`: until when Apple's list of failed deliveries was read (both in epoch seconds, 0 for never).
    """

    app_id: str
    app_name: str
    channel: str
    user: str
    created_at: float
    secrets: tuple[str, ...] = field(default=(), repr=False)
    rotation: str = ""
    webhook_id: str = ""
    url: str = ""
    received_at: float = 0.0
    checked_at: float = 0.0
    account: str = ""

    def renewed(self, wanted: "AppWebhook") -> "AppWebhook | None":
        """Return the webhook as it is `wanted` now, whose secret Apple gets next; None if it is that already."""
        if self.rotation == wanted.rotation:
            return None
        return replace(
            wanted,
            created_at=self.created_at,
            secrets=wanted.secrets + self.secrets,
            webhook_id=self.webhook_id,
            url=self.url,
            received_at=self.received_at,
            checked_at=self.checked_at,
        )

    def confirmed(self, webhook_id: str, url: str) -> "AppWebhook":
        """Return the webhook once Apple has the newest secret: no other one is accepted any more."""
        return replace(self, secrets=self.secrets[:1], webhook_id=webhook_id, url=url)


@dataclass(frozen=True, kw_only=True)
class ReceivedEvent:
    """An event that Apple has delivered, or that was read from Apple's list; see appstore/releases/webhook_events.py.

    `received_at` in epoch seconds. `missed`: it was read from Apple's list, since its delivery had failed.
    """

    app_id: str
    type: str
    received_at: float
    instance_type: str = ""
    instance_id: str = ""
    old: str = ""
    new: str = ""
    at: float = 0.0
    missed: bool = False
    account: str = ""


@dataclass(frozen=True, kw_only=True)
class PingTest:
    """A ping that the invocation with this record's id awaits since `sent_at` (epoch seconds)."""

    app_id: str
    app_name: str
    sent_at: float
    account: str = ""


WEBHOOKS = Documents("webhook", AppWebhook, seconds=None)
# When Apple's list of failed deliveries is read next, by the id of the app.
CHECKS = DueTimes("webhookchecks")
EVENTS = Documents("webhookevent", ReceivedEvent, seconds=3 * DAY)
PING_TESTS = Documents("pingtest", PingTest, seconds=DAY)
# When a ping that has not arrived is looked for at Apple, by the id of the invocation.
PINGS_DUE = DueTimes("pingtests")


def received(webhook: AppWebhook, event: WebhookEvent, now: float, *, is_missed: bool) -> ReceivedEvent:
    """Return the record of an event of this webhook."""
    return ReceivedEvent(
        app_id=webhook.app_id,
        account=webhook.account,
        type=event.type,
        instance_type=event.instance_type,
        instance_id=event.instance_id,
        old=event.old,
        new=event.new,
        at=event.at,
        received_at=now,
        missed=is_missed,
    )


def change_in(event: ReceivedEvent) -> StateChange | None:
    """Return the change that an event reports, None for one that channels are not told about."""
    kind = _CHANGED.get(event.type)
    if kind is None or not event.instance_id or not event.new:
        return None
    return StateChange(
        app_id=event.app_id,
        account=event.account,
        kind=kind,
        id=event.instance_id,
        old=event.old,
        new=event.new,
        at=event.at,
        source=ChangeSource.WEBHOOK,
    )


def url_for(public_url: str, app_id: str) -> str:
    """Return where Apple posts the events of an app."""
    return f"{public_url}{PATH}{app_id}"
