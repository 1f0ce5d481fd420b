"""The digest of an app's reviews: statistics in words, Apple's summary, the lowest ratings without a reply."""

from collections.abc import Sequence
from dataclasses import dataclass

from appstore.catalog import territories
from appstore.reviews import Review, Summary
from cards.blocks import (
    Block,
    clock_time,
    context,
    divider,
    escape,
    header,
    join_words,
    message,
    paragraph,
    plural,
    quote,
    rich,
    section,
    shorten,
    span,
    text_message,
)
from cards.digests.charts import alt_text
from cards.wording.plans import plan_words
from cards.wording.review_blocks import clean, fallback_text, reply_button, review_summary
from cards.wording.states import platform_words
from records.digests.statistics import GOOD, Stars, Statistics
from records.digests.subscriptions import Digest
from records.dispatch.app_cache import KnownVersion
from records.messages import Message
from records.reviews.drafts import written

MOST_WAITING = 5
MOST_PLACES = 6
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True)
class DigestData:
    """What one digest is made of. `days`: 1 or 7. `cut`: more reviews than were read. `plan`: what it was due by."""

    app_id: str
    app_name: str
    statistics: Statistics
    days: int
    versions: tuple[tuple[KnownVersion, Stars], ...] = ()
    summary: Summary | None = None
    plan: Digest | None = None
    cut: bool = False


def period(days: int) -> str:
    """`the last 24 hours` or `the last 7 days`."""
    return "the last 24 hours" if days == 1 else f"the last {days} days"


def period_before(days: int) -> str:
    """`the 24 hours before`."""
    return period(days).replace("last ", "") + " before"


def digest(data: DigestData, picture: str = "") -> Message:
    """The whole digest, on a quiet day one line; `picture`: Slack's id of the chart, "" for none."""
    if not data.statistics.now.total:
        return text_message(f"No new reviews of *{escape(data.app_name)}* in {period(data.days)}.")
    head = f"{data.app_name}: {plural(data.statistics.now.total, 'review')} in {period(data.days)}"
    lines = [_average(data), _spread(data), _where(data.statistics), *_by_version(data), _answered(data.statistics)]
    blocks: list[Block] = [header(head), section("\n".join(lines))]
    spoken_lines = [escape(head), *lines]
    if picture:
        shown: Block = {"type": "image", "slack_file": {"id": picture}, "alt_text": alt_text(data.statistics)}
        blocks.append(shown)
    if data.summary is not None:
        blocks.append(_summary(data.summary))
        spoken_lines.append(f"Apple's summary: {escape(clean(data.summary.text))}")
    waiting = [review for review in data.statistics.waiting if review.rating < GOOD][:MOST_WAITING]
    blocks += _waiting(waiting, data.app_id)
    spoken_lines += [f"Without a reply: {fallback_text(written(review))}" for review in waiting]
    if after := _after(data):
        blocks.append(context(after))
        spoken_lines.append(after)
    return message("\n".join(spoken_lines).replace("*", ""), *blocks)


def _average(data: DigestData) -> str:
    now, before = data.statistics.now.average or 0.0, data.statistics.before.average
    text = f"Average *{now:.1f}* of 5 stars"
    if before is None:
        return f"{text}. There were no reviews in {period_before(data.days)}."
    moved = round(now, 1) - round(before, 1)
    change = "as" if abs(moved) < 0.05 else f"{abs(moved):.1f} {'more' if moved > 0 else 'less'} than"  # noqa: PLR2004 - half of what is shown
    then = plural(data.statistics.before.total, "review")
    return f"{text}, {change} in {period_before(data.days)} ({before:.1f}, {then})."


def _spread(data: DigestData) -> str:
    rows = []
    for rating in (5, 4, 3, 2, 1):
        now, before = data.statistics.now.counts[rating - 1], data.statistics.before.counts[rating - 1]
        rows.append(f"{plural(rating, 'star')} *{now:,}* ({before:,})")
    return f"{' · '.join(rows)} · in brackets {period_before(data.days)}"


def _where(statistics: Statistics) -> str:
    shown = [_counted(territories.name(code) or "somewhere", stars) for code, stars in statistics.places[:MOST_PLACES]]
    rest = statistics.places[MOST_PLACES:]
    if rest:
        total = sum(stars.total for _, stars in rest)
        shown.append(f"{total:,} in {plural(len(rest), 'more territory').replace('territorys', 'territories')}")
    return f"From {join_words(shown)}"


def _by_version(data: DigestData) -> list[str]:
    shown = [
        _counted(f"{version.version} ({platform_words(version.platform)}):", stars) for version, stars in data.versions
    ]
    return [f"By version {join_words(shown)}"] if shown else []


def _counted(name: str, stars: Stars) -> str:
    return f"{escape(name)} {stars.total:,} (average {stars.average or 0:.1f})"


def _answered(statistics: Statistics) -> str:
    waiting = len(statistics.waiting)
    open_ones = f"{waiting:,} of {statistics.now.total:,} without a reply"
    if waiting in {0, statistics.now.total}:
        open_ones = "None has a reply yet" if waiting else "All have a reply"
    if statistics.seconds is None:
        return f"{open_ones}; no replies were written in this period."
    replies = "1 reply was" if statistics.answered == 1 else f"{statistics.answered:,} replies were"
    return f"{open_ones}; {replies} written, {_took(statistics)}."


def _took(statistics: Statistics) -> str:
    took = statistics.seconds or 0.0
    if took < _HOUR:
        text = plural(max(1, round(took / _MINUTE)), "minute")
    elif took < 2 * _DAY:
        text = plural(round(took / _HOUR), "hour")
    else:
        text = plural(round(took / _DAY), "day")
    return f"after {text}" if statistics.answered == 1 else f"half of them within {text}"


def _summary(summary: Summary) -> Block:
    about = f"Apple's summary ({summary.locale})" if summary.locale else "Apple's summary"
    return rich(paragraph(span(about, "bold")), quote(shorten(clean(summary.text), 1500)))


def _waiting(reviews: Sequence[Review], app_id: str) -> list[Block]:
    if not reviews:
        return []
    blocks: list[Block] = [divider(), section("*Lowest ratings without a reply*")]
    for review in reviews:
        seen = written(review)
        blocks += [*review_summary(seen, review.id), reply_button(seen, review.id, app_id)]
    return blocks


def _after(data: DigestData) -> str:
    lines = []
    if data.cut:
        oldest = min((day for day, stars in data.statistics.days if stars.total), default=None)
        lines.append(f"Only the newest reviews were read, back to {oldest}; older ones are not counted.")
    if data.plan is not None:
        due = clock_time(data.statistics.end, "{date_short} {time}")
        by = f", set up by {escape(data.plan.user_name)}" if data.plan.user_name else ""
        lines.append(
            f"{plan_words(data.plan)}{by}; this one covers the time up to {due}. `/asc digest off` turns it off."
        )
    return " ".join(lines)
