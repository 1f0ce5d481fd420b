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
        draft, reply = review_drafts.get(world.house.redis, review_id), world.house.apple.reply(review_id)
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
    told = sum(one.tag == REPLY_PUBLISHED for one in audit.everything(world.house.redis))
    books.check(told == written, f"the audit tells of {told} replies, Apple has {written}", "untold")
    books.counts |= Counter({"reviews": len(world.reviews), "replies published": written})


def untold_reviews(world: World) -> Iterator[str]:
    """Reviews that were told too seldom or too often."""
    for channel, most in zip(world.channels, MOST_STARS, strict=True):
        told = Counter(
            line.partition("Opinion ")[2].partition(".")[0]
            for one in world.said(channel)
            if one.text.startswith("Review of") and (line := one.text)
        )
        for number, (review_id, rating) in enumerate(world.reviews.items()):
            wanted = int(rating <= most)
            if told[str(number)] != wanted:
                yield f"review {review_id} of {rating} stars told {told[str(number)]} times in {channel.name}"


MOST_STARS = (2, 1)
"""What each channel wants to hear of."""


def draft_state(world: World, review_id: str) -> review_drafts.DraftState:
    draft = review_drafts.get(world.house.redis, review_id)
    return draft.state if draft is not None else review_drafts.DraftState.GONE


def texts(world: World, books: Books) -> None:
    """The last text that the audit tells is the one at Apple; what was told as changed or undone stands there once."""
    there = world.house.apple.texts(world.house.version_id)
    trail = [one for one in audit.everything(world.house.redis) if one.tag in _TEXTS and one.answer == "ok"]
    written = Counter(one.new for one in trail if one.tag == TEXT_CHANGED)
    told = {wish.text: [as_text(one) for one in world.answers(wish.channel, wish.ts)] for wish in world.texts}
    for text, answers in told.items():
        changed = any("changed by" in one for one in answers)
        story = "\n".join(answers)
        books.check(written[text] == changed, f"{text}: set {written[text]} times:\n{story}", "lost")
    restored = sum(one.tag == TEXT_RESTORED for one in trail)
    undone = sum("brought back by" in one.text for channel in world.channels for one in world.said(channel))
    books.check(restored == undone, f"{restored} texts were taken back, {undone} were told as taken back", "doubled")
    for place in {(one.locale, one.field) for one in (*world.texts, *world.moments)}:
        last = next((one.new for one in reversed(trail) if (one.locale, Field(one.field).api_name) == place), "")
        found = there[place[0]][place[1]] or ""
        story = "\n    ".join(
            f"{one.at:.2f} {one.tag} {one.old} -> {one.new}" for one in trail if one.locale == place[0]
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
        one.new for one in audit.everything(world.house.redis) if one.tag == TEXT_CHANGED and one.answer == "ok"
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
        one.text
        for one in world.moments
        if any(as_text(each).startswith("Scheduled") for each in world.answers(one.channel, one.ts))
    ]


def _told_texts(world: World) -> list[str]:
    """What channels were told outside of threads."""
    return [one.text for channel in world.channels for one in world.said(channel) if one.thread_ts in {"", one.ts}]


def _count(told: list[str], text: str) -> int:
    return sum(f"→ “{text}”" in one for one in told)


def _left_alone(told: list[str], text: str) -> bool:
    return any(CHANGED_MEANWHILE in one and f"“{text}”" in one for one in told)
