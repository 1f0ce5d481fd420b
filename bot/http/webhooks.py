"""Receives Apple's webhooks at `/webhooks/appstoreconnect/APP_ID`: only what Apple signed for that app is stored."""

import structlog

from appstore.releases.webhook_events import is_signed, read_event
from bot.http.verification import OK, UNREADABLE, Environ, Response, is_readable
from kit.wiring import REDIS_TROUBLE, Kit
from records.jobs.counters import Counter, count
from records.releases.webhooks import PATH, WEBHOOKS
from tasks.releases.webhooks import missed
from tasks.releases.webhooks.jobs import receive

# Apple's ids of apps are numbers of ten digits; a longer one is nobody's.
_LONGEST_ID = 64

_UNKNOWN: Response = "404 Not Found", {"ok": False, "error": "no webhook for this app"}
_REFUSED: Response = "401 Unauthorized", {"ok": False, "error": "not signed by Apple for this app"}
# Apple lists the delivery as failed, and it is read from there (tasks/releases/webhooks/missed.py).
_UNAVAILABLE: Response = "503 Service Unavailable", {"ok": False, "error": "try again"}

log = structlog.get_logger()


def app_of(path: str) -> str:
    """Return the app id in the path of a webhook, "" for any other path."""
    app_id = path.removeprefix(PATH) if path.startswith(PATH) else ""
    return "" if "/" in app_id else app_id


def deliver(kit: Kit, app_id: str, body: bytes, environ: Environ) -> Response:
    """Return the response to a delivery, which is acknowledged only once it is safe in Redis. Makes no other call.

    A signed JSON object that is no event is acknowledged too: Apple would not send a better one.
    """
    try:
        response, result = _deliver(kit, app_id, body, environ.get("HTTP_X_APPLE_SIGNATURE", ""))
    except REDIS_TROUBLE as error:
        log.warning("webhook not stored", kind=type(error).__name__)
        response, result = _UNAVAILABLE, "unavailable"
    count(kit.redis, Counter.WEBHOOKS, result)
    return response


def look_for_missed(kit: Kit) -> None:
    """Have Apple's lists of failed deliveries read: nothing was received before the web process started."""
    try:
        missed.look_soon(kit)
    except REDIS_TROUBLE as error:
        log.warning("missed webhooks are read later", kind=type(error).__name__)


def _deliver(kit: Kit, app_id: str, body: bytes, signature: str) -> tuple[Response, str]:
    webhook = WEBHOOKS.get(kit.redis, app_id) if len(app_id) <= _LONGEST_ID else None
    if webhook is None:
        return _UNKNOWN, "refused"
    if not is_signed(body, signature, webhook.secrets):
        return _REFUSED, "refused"
    event = read_event(body)
    if event is None:
        log.warning("webhook not understood", app=app_id, bytes=len(body))
        is_object = is_readable("application/json", body.decode("utf-8", "replace"))
        return OK if is_object else UNREADABLE, "unreadable"
    new = receive(kit, webhook, event)
    log.info("webhook received", app=app_id, type=event.type[:100], new=new)
    return OK, "accepted" if new else "repeated"
