"""Compares what was said with what Apple has: alerts, replies, texts, and texts at their moment."""

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
from tests.chaos.counts import Books
from tests.chaos.world import World


def reviews(world: World, books: Books) -> None:
    """Every bad review is told once in each channel that wants it, and every approved reply is published once."""
    for complaint in untold_reviews(world):
        books.check(False, complaint, "untold")
    written = 0
    for review_id in world.reviews:
        draft, reply = review_drafts.get(world.running_bot.redis, review_id), world.running_bot.apple.reply(review_id)
        written += reply is not None
        if draft is None:
            continue
        answered = draft.state in {review_drafts.DraftState.PENDING, review_drafts.DraftState.PUBLISHED}
        books.check(
            answered == (reply is not None), f"reply to {review_id} is {draft.state}, Apple has {reply}", "lost"
        )
        if review_id in world.approved and not draft.trouble:
            books.check(reply is not None, f"approved reply to {review_id} is {draft.state}", "lost")
        if reply is not None:
            books.check(reply.text == draft.text, f"reply to {review_id} says {reply.text}", "lost")
    books.check(len(world.published) == written, f"{len(world.published)} replies sent for {written}", "doubled")
    told = sum(entry.tag == REPLY_PUBLISHED for entry in audit.everything(world.running_bot.redis))
    books.check(told == written, f"the audit tells of {told} replies, Apple has {written}", "untold")
    books.counts |= Counter({"reviews": len(world.reviews), "replies published": written})


def untold_reviews(world: World) -> Iterator[str]:
    """Reviews that were told too seldom or too often."""
    for channel, most in zip(world.channels, MOST_STARS, strict=True):
        told = Counter(
            line.partition("Opinion ")[2].partition(".")[0]
            for message in world.said(channel)
            if message.text.startswith("Review of") and (line := message.text)
        )
        for number, (review_id, rating) in enumerate(world.reviews.items()):
            wanted = int(rating <= most)
            if told[str(number)] != wanted:
                yield f"review {review_id} of {rating} stars told {told[str(number)]} times in {channel.name}"


MOST_STARS = (2, 1)
"""What each channel wants to hear of."""


def draft_state(world: World, review_id: str) -> review_drafts.DraftState:
    draft = review_drafts.get(world.running_bot.redis, review_id)
    return draft.state if draft is not None else review_drafts.DraftState.GONE


def texts(world: World, books: Books) -> None:
    """The last text that the audit tells is the one at Apple; what was told as changed or undone stands there once."""
    there = world.running_bot.apple.texts(world.running_bot.version_id)
    trail = [
        entry for entry in audit.everything(world.running_bot.redis) if entry.tag in _TEXTS and entry.answer == "ok"
    ]
    written = Counter(entry.new for entry in trail if entry.tag == TEXT_CHANGED)
    told = {
        invocation.text: [as_text(answer) for answer in world.answers(invocation.channel, invocation.ts)]
        for invocation in world.texts
    }
    for text, answers in told.items():
        changed = any("changed by" in answer for answer in answers)
        story = "\n".join(answers)
        books.check(written[text] == changed, f"{text}: set {written[text]} times:\n{story}", "lost")
    restored = sum(entry.tag == TEXT_RESTORED for entry in trail)
    undone = sum("brought back by" in one.text for channel in world.channels for one in world.said(channel))
    books.check(restored == undone, f"{restored} texts were taken back, {undone} were told as taken back", "doubled")
    for place in {(text.locale, text.field) for text in (*world.texts, *world.moments)}:
        last = next(
            (entry.new for entry in reversed(trail) if (entry.locale, Field(entry.field).api_name) == place), ""
        )
        found = there[place[0]][place[1]] or ""
        story = "\n    ".join(
            f"{entry.at:.2f} {entry.tag} {entry.old} -> {entry.new}" for entry in trail if entry.locale == place[0]
        )
        books.check(found == last, f"{place} says {found}, the audit {last}:\n    {story}", "lost")
    books.counts |= Counter({"texts": len(world.texts), "texts undone": restored})


_TEXTS = {TEXT_CHANGED, TEXT_RESTORED}


def unmade_schedules(world: World) -> list[str]:
    """Texts whose moment has come and that nobody has heard of."""
    taken, told = _taken_schedules(world), _told_texts(world)
    return [f"text {one} at its moment" for one in taken if not (_count(told, one) or _left_alone(told, one))]


def schedules(world: World, books: Books) -> None:
    """Every text that was taken for a moment was set once, and its channel was told once.

    A run whose worker was killed leaves alone what another one has written meanwhile, and says so.
    """
    trail = Counter(
        entry.new
        for entry in audit.everything(world.running_bot.redis)
        if entry.tag == TEXT_CHANGED and entry.answer == "ok"
    )
    taken, posts = _taken_schedules(world), _told_texts(world)
    for text in taken:
        told = _count(posts, text)
        if not told and _left_alone(posts, text):
            books.counts["texts left alone"] += 1
            continue
        books.check(told < 2, f"{text} was told {told} times", "doubled")
        books.check(told > 0, f"{text} was never told", "untold")
        books.check(trail[text] < 2, f"{text} was set {trail[text]} times", "doubled")
        books.check(trail[text] > 0, f"{text} was never set", "lost")
    books.counts |= Counter({"texts with a moment": len(taken)})


def _taken_schedules(world: World) -> list[str]:
    """Those that the bot said it had taken."""
    return [
        moment.text
        for moment in world.moments
        if any(as_text(each).startswith("Scheduled") for each in world.answers(moment.channel, moment.ts))
    ]


def _told_texts(world: World) -> list[str]:
    """What channels were told outside of threads."""
    return [one.text for channel in world.channels for one in world.said(channel) if one.thread_ts in {"", one.ts}]


def _count(told: list[str], text: str) -> int:
    return sum(f"→ “{text}”" in one for one in told)


def _left_alone(told: list[str], text: str) -> bool:
    return any(CHANGED_MEANWHILE in one and f"“{text}”" in one for one in told)
