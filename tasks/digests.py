"""Posts the digest of an app's reviews: when somebody asks, and when the clock says that one is due."""

from __future__ import annotations

from itertools import islice
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackApiError

from appstore import reviews
from appstore.client import AppStore
from appstore.errors import RateLimited, Refused, Unauthorized, Unavailable
from appstore.reviews import Summary
from appstore.versions import LIVE, Platform
from cards import charts, digest_plans
from cards import digests as cards
from cards.digests import Told
from kit import jobs, pictures, roles
from kit.jobs import CLOCK, NOW, PutOff, job
from kit.wiring import Kit
from records import digests, moments, wishes
from records.digests import Digest
from records.directory import KnownApp
from records.figures import figures, first_needed
from records.keys import DAY
from records.wishes import Way
from tasks import choosing, failures
from tasks.patience import unhurried

LATE_SECONDS = 6 * 3600
"""A digest that nobody could post when it was due is made up for within so long; later the next one counts."""

MOST_REVIEWS = 10_000
"""What is read for one digest at most: 50 calls."""

_DAYS_UNASKED = 7
_AGAIN_SECONDS = 600.0


def due(kit: Kit) -> None:
    """For the clock: queue every digest whose moment has come, each once however many clocks run."""
    now = kit.clock()
    for plan in digests.everything(kit.redis):
        if plan.due > now:
            continue
        if now - plan.due <= LATE_SECONDS:
            jobs.enqueue_once(kit, _once(plan.channel, plan.due), post_due, plan.channel, str(plan.due))
        digests.go_on(kit.redis, plan, now)


def tell_channel(kit: Kit, channel: str, error: BaseException) -> None:
    """Say in the channel why its digest was not made; where nobody may post, to whoever set it up."""
    plan = digests.get(kit.redis, channel)
    if plan is None:
        return
    today = moments.local(kit.clock(), plan.place).date()
    reason = failures.card_for(error, channel).text
    if not isinstance(error, SlackApiError):
        kit.slack.post(channel, digest_plans.failed(reason), once=f"{_once(channel, 0)}.{today}")
    elif plan.user:
        kit.slack.post(
            plan.user, digest_plans.not_posted(plan, reason), once=f"{_once(channel, 0)}.{today}.{plan.user}"
        )


@job(CLOCK, told=tell_channel)
def post_due(kit: Kit, channel: str, moment: str) -> None:
    """The digest of a plan for one of its moments (epoch seconds); trouble at Apple is waited out for some hours."""
    plan, end = digests.get(kit.redis, channel), float(moment)
    if plan is None:
        return
    try:
        told = _told(kit, unhurried(kit, scheduled=True), channel, plan.app or None, plan, (plan.before(end), end))
    except (RateLimited, Unavailable) as error:
        again = error.again_at if isinstance(error, RateLimited) else kit.clock() + _AGAIN_SECONDS
        if again - end > LATE_SECONDS:
            raise
        raise PutOff(again) from error
    _post(kit, channel, told, once=_once(channel, end))


@job(NOW, told=failures.tell)
def post_now(kit: Kit, wish_id: str) -> None:
    """The digest up to this moment: of as many days as the channel's plan says, else of seven."""
    wish = wishes.get(kit.redis, wish_id)
    if wish is None:
        return
    end, plan = kit.clock(), digests.get(kit.redis, wish.channel)
    start = plan.before(end) if plan is not None else end - _DAYS_UNASKED * DAY
    told = _told(kit, unhurried(kit), wish.channel, wish.app, plan, (start, end), user=wish.user)
    thread_ts = wish.thread_ts if wish.way in {Way.MENTION, Way.DIRECT} else ""
    _post(kit, wish.channel, told, once=f"{wish.id}.digest", thread_ts=thread_ts)


def _told(
    kit: Kit,
    apple: AppStore,
    channel: str,
    named: str | None,
    plan: Digest | None,
    period: tuple[float, float],
    *,
    user: str = "",
) -> Told:
    """Everything that the digest of a period says; `user`: who asked now, "" when it is due by its plan."""
    start, end = period
    app = choosing.one_app(kit, apple, named, channel)
    oldest = first_needed(start, end)
    newest = reviews.newest(apple, app.id, stop_at=lambda one: one.created.timestamp() < oldest)
    read = list(islice(newest, MOST_REVIEWS))
    place = plan.place if plan is not None else _place_of(kit, user)
    found = figures(read, start, end, place)
    days = plan.days if plan is not None else _DAYS_UNASKED
    summary = _summary(apple, app) if found.now.total else None
    return Told(app.name, found, days, summary, None if user else plan, cut=len(read) == MOST_REVIEWS)


def _place_of(kit: Kit, user: str) -> ZoneInfo:
    return moments.zone(roles.person(kit, user, roles.home(kit)).timezone) or ZoneInfo("UTC")


def _summary(apple: AppStore, app: KnownApp) -> Summary | None:
    """Apple's newest summary in the app's own language, else in English or any; many apps have none."""
    platforms = dict.fromkeys(one.platform for one in app.versions if one.state in LIVE)
    found: list[Summary] = []
    for platform in platforms:
        try:
            found += reviews.summaries(apple, app.id, Platform(platform))
        except (Refused, Unauthorized, Unavailable):
            continue
    wanted = [app.primary_locale, "en-US", *(one.locale for one in found)]
    return min(
        (one for one in found if one.text),
        key=lambda one: (wanted.index(one.locale), -(one.created.timestamp() if one.created else 0)),
        default=None,
    )


def _post(kit: Kit, channel: str, told: Told, *, once: str, thread_ts: str = "") -> None:
    picture = ""
    if told.figures.now.total:
        drawn = charts.chart(told.figures, cards.period_before(told.days))
        picture = pictures.keep_picture(kit, "reviews.png", drawn, charts.alt_text(told.figures))
    pictures.post_with_picture(
        kit, channel, lambda shown: cards.digest(told, shown), picture, once=once, thread_ts=thread_ts
    )


def _once(channel: str, moment: float) -> str:
    return f"digest.{channel}.{int(moment)}"
