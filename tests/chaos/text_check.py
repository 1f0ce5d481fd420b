"""Compares posts and the audit trail with Apple's state: alerts, replies, texts and scheduled texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from appstore.fields import Field
from cards.listing.audit_tags import TEXT_CHANGED, TEXT_RESTORED
from cards.reviews.audit_tags import REPLY_PUBLISHED
from cards.wording.texts import CHANGED_MEANWHILE
from records import audit
from records.reviews import drafts as review_drafts
from sandbox.slack.rendering import as_text
from tests.chaos.report import Report
from tests.chaos.world import World


def reviews(world: World, report: Report) -> None:
    """Every bad review is posted once in each channel with alerts; every approved reply is published once."""
    for violation in undelivered_reviews(world):
        report.check(False, violation, "unreported")
    written = 0
    for review_id in world.reviews:
        draft, reply = review_drafts.get(world.running_bot.redis, review_id), world.running_bot.apple.reply(review_id)
        written += reply is not None
        if draft is None:
            continue
        answered = draft.state in {review_drafts.DraftState.PENDING, review_drafts.DraftState.PUBLISHED}
        report.check(
            answered == (reply is not None), f"reply to {review_id} is {draft.state}, Apple has {reply}", "lost"
        )
        if review_id in world.approved and not draft.problem:
            report.check(reply is not None, f"approved reply to {review_id} is {draft.state}", "lost")
        if reply is not None:
            report.check(reply.text == draft.text, f"reply to {review_id} says {reply.text}", "lost")
    report.check(len(world.published) == written, f"{len(world.published)} replies sent for {written}", "duplicated")
    reported = sum(entry.tag == REPLY_PUBLISHED for entry in audit.everything(world.running_bot.redis))
    report.check(reported == written, f"the audit has {reported} replies, Apple has {written}", "unreported")
    report.counts |= Counter({"reviews": len(world.reviews), "replies published": written})


def undelivered_reviews(world: World) -> Iterator[str]:
    """Yield reviews that were posted too seldom or too often."""
    for channel, most in zip(world.channels, MOST_STARS, strict=True):
        reported = Counter(
            line.partition("Opinion ")[2].partition(".")[0]
            for message in world.bot_messages(channel)
            if message.text.startswith("Review of") and (line := message.text)
        )
        for number, (review_id, rating) in enumerate(world.reviews.items()):
            expected = int(rating <= most)
            if reported[str(number)] != expected:
                yield f"review {review_id} of {rating} stars posted {reported[str(number)]} times in {channel.name}"


# The `--max-rating` of each channel.
MOST_STARS = (2, 1)


def draft_state(world: World, review_id: str) -> review_drafts.DraftState:
    draft = review_drafts.get(world.running_bot.redis, review_id)
    return draft.state if draft is not None else review_drafts.DraftState.GONE


def texts(world: World, report: Report) -> None:
    """Apple has the last text of the audit trail; each text reported as changed or undone has one entry there."""
    there = world.running_bot.apple.texts(world.running_bot.version_id)
    trail = [
        entry for entry in audit.everything(world.running_bot.redis) if entry.tag in _TEXTS and entry.answer == "ok"
    ]
    written = Counter(entry.new for entry in trail if entry.tag == TEXT_CHANGED)
    reported = {
        invocation.text: [as_text(answer) for answer in world.replies(invocation.channel, invocation.ts)]
        for invocation in world.texts
    }
    for text, replies in reported.items():
        changed = any("changed by" in answer for answer in replies)
        history = "\n".join(replies)
        report.check(written[text] == changed, f"{text}: set {written[text]} times:\n{history}", "lost")
    restored = sum(entry.tag == TEXT_RESTORED for entry in trail)
    undone = sum("restored by" in message.text for channel in world.channels for message in world.bot_messages(channel))
    report.check(restored == undone, f"{restored} texts were restored, {undone} reported as restored", "duplicated")
    for target in {(text.locale, text.field) for text in (*world.texts, *world.scheduled)}:
        last = next(
            (entry.new for entry in reversed(trail) if (entry.locale, Field(entry.field).api_name) == target), ""
        )
        found = there[target[0]][target[1]] or ""
        history = "\n    ".join(
            f"{entry.at:.2f} {entry.tag} {entry.old} -> {entry.new}" for entry in trail if entry.locale == target[0]
        )
        report.check(found == last, f"{target} says {found}, the audit {last}:\n    {history}", "lost")
    report.counts |= Counter({"texts": len(world.texts), "texts undone": restored})


_TEXTS = {TEXT_CHANGED, TEXT_RESTORED}


def missing_schedules(world: World) -> list[str]:
    """Return scheduled texts that have not been reported."""
    accepted, reported = _accepted_schedules(world), _channel_texts(world)
    return [f"scheduled text {text}" for text in accepted if not (_count(reported, text) or _skipped(reported, text))]


def schedules(world: World, report: Report) -> None:
    """Every accepted scheduled text was set once and reported once to its channel.

    A run whose worker was killed skips a text that another user has changed meanwhile, and reports it.
    """
    trail = Counter(
        entry.new
        for entry in audit.everything(world.running_bot.redis)
        if entry.tag == TEXT_CHANGED and entry.answer == "ok"
    )
    accepted, posts = _accepted_schedules(world), _channel_texts(world)
    for text in accepted:
        reported = _count(posts, text)
        if not reported and _skipped(posts, text):
            report.counts["texts skipped"] += 1
            continue
        report.check(reported < 2, f"{text} was reported {reported} times", "duplicated")
        report.check(reported > 0, f"{text} was never reported", "unreported")
        report.check(trail[text] < 2, f"{text} was set {trail[text]} times", "duplicated")
        report.check(trail[text] > 0, f"{text} was never set", "lost")
    report.counts |= Counter({"scheduled texts": len(accepted)})


def _accepted_schedules(world: World) -> list[str]:
    """Return the texts that the bot confirmed as scheduled."""
    return [
        text.text
        for text in world.scheduled
        if any(as_text(reply).startswith("Scheduled") for reply in world.replies(text.channel, text.ts))
    ]


def _channel_texts(world: World) -> list[str]:
    """Return the bot's messages outside of threads."""
    return [
        message.text
        for channel in world.channels
        for message in world.bot_messages(channel)
        if message.thread_ts in {"", message.ts}
    ]


def _count(reported: list[str], text: str) -> int:
    return sum(f"→ “{text}”" in message for message in reported)


def _skipped(reported: list[str], text: str) -> bool:
    return any(CHANGED_MEANWHILE in message and f"“{text}”" in message for message in reported)
