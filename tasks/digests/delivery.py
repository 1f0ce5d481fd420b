"""Posts a digest with its chart, or reports in the channel why there is none."""

from slack_sdk.errors import SlackApiError

from cards.digests import charts, digest
from cards.digests import subscriptions as subscription_cards
from cards.digests.digest import DigestData
from kit.slack import files
from kit.wiring import Kit
from records.digests import subscriptions as subscription_records
from records.times import dates
from tasks.dispatch import failures

_GONE = {"is_archived", "channel_not_found"}


def post_digest(kit: Kit, channel: str, digest_data: DigestData, *, idempotency_key: str, thread_ts: str = "") -> None:
    """Post the digest, with a chart if there are reviews and Slack takes it."""
    image_id = ""
    if digest_data.statistics.now.total:
        image = charts.chart(digest_data.statistics, digest.period_before(digest_data.days))
        image_id = files.upload_image(kit, "reviews.png", image, charts.alt_text(digest_data.statistics))
    files.post_with_image(
        kit,
        channel,
        lambda image_id: digest.digest(digest_data, image_id),
        image_id,
        idempotency_key=idempotency_key,
        thread_ts=thread_ts,
    )


def report_failure(kit: Kit, channel: str, error: BaseException) -> None:
    """Report in the channel why its digest failed; where the bot can't post, to the user who set it up."""
    plan = subscription_records.get(kit.redis, channel)
    if plan is None or not subscription_records.is_shown(kit.redis, plan):
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
