"""Messages about Apple's webhooks: what is set up, what was delivered, and why something is not possible."""

from collections.abc import Sequence
from dataclasses import dataclass

from appstore.errors import Unauthorized
from appstore.releases.webhooks import DeliveryState, Webhook, WebhookDelivery
from cards.blocks import (
    bullets,
    clock_time,
    context,
    escape,
    message,
    plural,
    rich,
    section,
    shorten,
    spans,
    text_message,
)
from records.messages import Message
from records.releases.webhooks import AppWebhook

MOST_DELIVERIES = 8
_MOST_OF_ANSWER = 120

_ON = "`/asc webhooks on`"
NO_LIST = "Apple's list of deliveries can't be read now."
_POLLED = "Without one, alerts notice changes by polling."
_ROLES = (
    "The App Store Connect key may not do that. Turning webhooks on or off and testing them takes a key with the role "
    "Admin or App Manager; showing them also works with the role Developer. An Admin can change the role of the key in "
    "App Store Connect under Users and Access, Integrations; then try again."
)
_TYPES = {
    "APP_STORE_VERSION_APP_VERSION_STATE_UPDATED": "version state",
    "BUILD_UPLOAD_STATE_UPDATED": "build upload",
}


@dataclass(frozen=True, kw_only=True)
class WebhookOverview:
    """What is known about the webhook of an app.

    `url` is where Apple should post, "" without PUBLIC_URL; `ours` is at Apple, `known` is stored; `others` are those
    of other tools.
    """

    app_name: str
    url: str
    known: AppWebhook | None
    ours: Webhook | None
    others: int
    deliveries: Sequence[WebhookDelivery] = ()


def overview(found: WebhookOverview) -> Message:
    """Show the state of the webhook and the latest deliveries."""
    head, small = f"*{escape(found.app_name)}*: {_state(found)}", _others(found.others)
    if not found.ours:
        return message(f"{head} {small}".strip(), section(head), *([context(small)] if small else []))
    lines = [_delivery(delivery) for delivery in found.deliveries[:MOST_DELIVERIES]]
    title = "Latest deliveries, newest first" if lines else "Apple has delivered nothing yet."
    blocks = [section(head), section(f"*{title}*" if lines else title)]
    blocks += [rich(bullets(spans(line) for line in lines))] if lines else []
    small = f"{small} `/asc webhooks test` has Apple send a ping.".strip()
    return message("\n".join((head, title, *lines, small)), *blocks, context(small))


def _state(found: WebhookOverview) -> str:
    if found.ours and found.known and found.known.webhook_id == found.ours.id:
        paused = "" if found.ours.enabled else f" Someone has disabled it at Apple: {_ON} enables it again."
        at = found.known.received_at
        last = f" The last one arrived {clock_time(at, '{date_short_pretty}, {time}')}." if at else ""
        url = escape(found.ours.url)
        return f"the webhook is on. Apple reports version states and uploaded builds to {url} at once.{last}{paused}"
    if found.ours:
        return (
            f"Apple has a webhook for {escape(found.ours.url)}, and I don't have its secret, so what it delivers is "
            f"refused. {_ON} takes it over."
        )
    if found.known and found.known.webhook_id:
        return f"the webhook was removed in App Store Connect. {_POLLED} {_ON} registers it again."
    if not found.url:
        return f"there is no webhook. {_POLLED} {_no_address()}"
    return f"there is no webhook. {_POLLED} {_ON} has Apple report them at once."


def _others(count: int) -> str:
    return f"{plural(count, 'webhook')} of other tools {'is' if count == 1 else 'are'} left alone." if count else ""


def _delivery(delivery: WebhookDelivery) -> str:
    kind = "ping" if delivery.ping else _TYPES.get(delivery.event_type) or delivery.event_type.replace("_", " ").lower()
    when = f"{clock_time(delivery.created.timestamp(), '{date_num} {time}')}  " if delivery.created else ""
    return f"{when}{escape(kind) or 'event'}: {_outcome(delivery)}"


def _outcome(delivery: WebhookDelivery) -> str:
    if delivery.state is DeliveryState.SUCCEEDED:
        return "delivered"
    if delivery.state is DeliveryState.FAILED:
        return f"failed, {_why(delivery)}"
    return "on its way"


def _why(delivery: WebhookDelivery) -> str:
    if not delivery.status:
        return f"no answer ({escape(shorten(delivery.error, _MOST_OF_ANSWER))})" if delivery.error else "no answer"
    answer = shorten(" ".join(delivery.answer.split()), _MOST_OF_ANSWER)
    return f"the answer was {delivery.status}{f': {escape(answer)}' if answer else ''}"


def turned_on(app_name: str, url: str, *, is_known: bool, was_there: bool) -> Message:
    """Report that Apple posts events from now on; `is_known`: I had a secret for the webhook that was there."""
    done = "the webhook is on"
    if was_there:
        taken_over = "I took over the webhook that was there for this address, with a new secret"
        done = "the webhook is on, and has a new secret now" if is_known else taken_over
    small = "`/asc alerts releases on` posts them in a channel, `/asc webhooks test` has Apple send a ping."
    text = f"*{escape(app_name)}*: {done}. Apple reports version states and uploaded builds to {escape(url)} at once."
    return message(f"{text} {small}", section(text), context(small))


def turned_off(app_name: str) -> Message:
    """Report that Apple posts no events any more."""
    return text_message(f"*{escape(app_name)}*: the webhook is removed at Apple, and its secret is deleted. {_POLLED}")


def not_on(app_name: str) -> Message:
    """Reply to what needs a webhook."""
    return text_message(f"*{escape(app_name)}* has no webhook of mine. {_ON} registers one.")


def removed_at_apple(app_name: str) -> Message:
    """Report that somebody has removed the webhook in App Store Connect."""
    return text_message(
        f"⚠️ The webhook of *{escape(app_name)}* was removed in App Store Connect. {_POLLED} {_ON} registers it "
        "again, `/asc webhooks off` forgets it."
    )


def no_public_url() -> Message:
    """Reply to `webhooks on` without an address."""
    return text_message(f"{_no_address()} {_POLLED}")


def _no_address() -> str:
    return (
        "A webhook needs an address at which Apple reaches me: the operator of the bot sets `PUBLIC_URL`, an https "
        "address such as `https://bot.example.com`, and restarts it (docs/webhooks.md)."
    )


def ping_requested(app_name: str) -> Message:
    """Report that the answer follows."""
    return text_message(f"*{escape(app_name)}*: I ask Apple for a ping, and report here whether it arrives.")


def ping_arrived(app_name: str, seconds: float) -> Message:
    """Report that the way from Apple to the bot works."""
    took = f"{max(seconds, 0.1):.1f} s"
    return text_message(f"✅ *{escape(app_name)}*: the ping arrived after {took}, with a valid signature.")


def ping_listed(delivery: WebhookDelivery | None) -> str:
    """Return what Apple's list says about a ping."""
    return f"Apple's list says: {_outcome(delivery)}." if delivery is not None else "Apple lists no delivery of it."


def ping_failed(app_name: str, url: str, seconds: float, says: str) -> Message:
    """Report that the ping has not arrived; `says` is what Apple says about it."""
    return text_message(
        f"❌ *{escape(app_name)}*: no ping arrived in {seconds:.0f} s. {says} Check that {escape(url)} leads to the "
        f"web process and is reachable from the internet (docs/webhooks.md). {_POLLED}"
    )


def needs_role(error: Unauthorized) -> Message:
    """Explain which role the key needs."""
    says = f"\nApple says: “{escape(shorten(error.detail, 600))}”" if error.detail else ""
    return text_message(f"{_ROLES}{says}")


def unclear(word: str) -> Message:
    """Reply to a word that is none of the command's."""
    return text_message(
        f"`{escape(shorten(word, 40))}` is not something I can do with webhooks. Use `/asc webhooks`, {_ON}, "
        "`/asc webhooks off` or `/asc webhooks test`."
    )
