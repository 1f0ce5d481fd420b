"""Posts the digest of an app's reviews: on request, and when one is due."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackApiError

from appstore.errors import RateLimited, Unavailable
from cards.digests import charts, digest
from cards.digests import subscriptions as subscription_cards
from cards.digests.digest import DigestData
from kit import roles
from kit.jobs import define as jobs
from kit.jobs.define import CLOCK, NOW, RetryLater, job, on_tick
from kit.slack import files
from kit.wiring import Kit
from records import dates
from records.digests import subscriptions as subscription_records
from records.invocations import Invocation, Origin
from records.keys import DAY
from tasks import failures, resolve
from tasks.defer import deferring_client
from tasks.digests import data

# A digest that could not be posted when it was due is retried for so long (seconds); after that it is skipped.
LATE_SECONDS = 6 * 3600

_DAYS_UNASKED = 7
_AGAIN_SECONDS = 600.0
_GONE = {"is_archived", "channel_not_found"}


@on_tick
def due(kit: Kit) -> None:
    """For the clock: queue every digest whose moment has come, each once however many clocks run."""
    now = kit.clock()
    for plan in subscription_records.everything(kit.redis):
        if plan.due > now:
            continue
        if now - plan.due <= LATE_SECONDS:
            jobs.enqueue_once(kit, _once(plan.channel, plan.due), post_due, plan.channel, str(plan.due))
        subscription_records.go_on(kit.redis, plan, now)


def tell_channel(kit: Kit, channel: str, error: BaseException) -> None:
    """Report in the channel why its digest failed; where the bot cannot post, to the user who set it up."""
    plan = subscription_records.get(kit.redis, channel)
    if plan is None:
        return
    idempotency_key = f"digest.{channel}.{dates.local(kit.clock(), plan.tz).date()}"
    reason = failures.message_for(error, channel).text
    if not isinstance(error, SlackApiError):
        kit.slack.post(channel, subscription_cards.failed(reason), idempotency_key=idempotency_key)
        return
    gone = error.response.get("error") in _GONE
    if gone:
        subscription_records.remove(kit.redis, channel)
    if plan.user:
        kit.slack.post(
            plan.user,
            subscription_cards.not_posted(plan, reason, ended=gone),
            idempotency_key=f"{idempotency_key}.{plan.user}",
        )


@job(CLOCK, on_failure=tell_channel)
def post_due(kit: Kit, channel: str, moment: str) -> None:
    """The digest of a plan for one of its moments (epoch seconds); trouble at Apple is waited out for some hours."""
    plan, end = subscription_records.get(kit.redis, channel), float(moment)
    if plan is None:
        return
    try:
        apple = deferring_client(kit, scheduled=True)
        app = resolve.resolve_app(kit, apple, plan.app or None, channel)
        told = data.digest_data(apple, app, plan.days, (plan.before(end), end), plan.tz)
    except (RateLimited, Unavailable) as error:
        again = error.again_at if isinstance(error, RateLimited) else kit.clock() + _AGAIN_SECONDS
        if again - end > LATE_SECONDS:
            raise
        raise RetryLater(again) from error
    _post(kit, channel, replace(told, plan=plan), idempotency_key=_once(channel, end))


@job(NOW, on_failure=failures.report_failure)
def post_now(kit: Kit, invocation: Invocation) -> None:
    """The digest up to this moment: of as many days as the channel's plan says, else of seven."""
    apple, end, plan = deferring_client(kit), kit.clock(), subscription_records.get(kit.redis, invocation.channel)
    app = resolve.resolve_app(kit, apple, invocation.app, invocation.channel)
    if plan is not None:
        told = data.digest_data(apple, app, plan.days, (plan.before(end), end), plan.tz)
    else:
        place = dates.zone(roles.person(kit, invocation.user, roles.team_id_of_bot(kit)).timezone) or ZoneInfo("UTC")
        told = data.digest_data(apple, app, _DAYS_UNASKED, (end - _DAYS_UNASKED * DAY, end), place)
    thread_ts = invocation.thread_ts if invocation.origin in {Origin.MENTION, Origin.DIRECT} else ""
    _post(kit, invocation.channel, told, idempotency_key=f"{invocation.id}.digest", thread_ts=thread_ts)


def _post(kit: Kit, channel: str, told: DigestData, *, idempotency_key: str, thread_ts: str = "") -> None:
    picture = ""
    if told.statistics.now.total:
        drawn = charts.chart(told.statistics, digest.period_before(told.days))
        picture = files.upload_image(kit, "reviews.png", drawn, charts.alt_text(told.statistics))
    files.post_with_image(
        kit,
        channel,
        lambda shown: digest.digest(told, shown),
        picture,
        idempotency_key=idempotency_key,
        thread_ts=thread_ts,
    )


def _once(channel: str, moment: float) -> str:
    return f"digest.{channel}.{int(moment)}"
