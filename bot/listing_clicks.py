"""The buttons of cards about store texts: Apply, Undo, Retry, Overwrite, Keep; the first press counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from slack_bolt import App

from bot import clicks
from bot.asking import Asked
from bot.enqueueing import wish_for
from cards import listing as cards
from cards import listing_refusals as refusals
from kit.jobs import Job
from records import changes
from records.changes import Revision, State, TextChange
from records.people import Role
from records.wishes import Card
from tasks import kept_texts, listing


def _press(old: Sequence[State], new: State, wanted: Job[[str, str]]) -> Callable[[Asked, str], Card | None]:
    """What a button of a card does: the first press counts, whoever presses."""

    def pressed(asked: Asked, revision_id: str) -> Card | None:
        user = asked.wish.user

        def moved(one: Revision) -> Revision | None:
            return replace(one, state=new, decided_by=user) if one.state in old and not one.undone_by else None

        if changes.REVISIONS.change(asked.kit.redis, revision_id, moved) is None:
            return _decided_already(asked, revision_id)
        wish_for(replace(asked, key=f"{asked.key}.{revision_id}"), wanted, revision_id)
        return None

    return pressed


def overwrite(asked: Asked, revision_id: str) -> Card | None:
    """What is at Apple now, and was shown beside it, may go."""
    redis = asked.kit.redis
    revision = changes.REVISIONS.get(redis, revision_id)
    seen = {(one.localization_id, one.field): one.old for one in revision.conflicts} if revision else {}

    def allowed(change: TextChange) -> TextChange:
        now = {place: old for (place, field), old in seen.items() if field is change.field}
        return replace(change, expected={**change.expected, **now})

    return _change_and_go_on(asked, revision_id, allowed)


def keep(asked: Asked, revision_id: str) -> Card | None:
    """What somebody else wrote at Apple stays; the other changes, if there are any, are made."""
    revision = changes.REVISIONS.get(asked.kit.redis, revision_id)
    if revision is None:
        return _decided_already(asked, revision_id)
    left = {(one.localization_id, one.field) for one in revision.conflicts}
    alone = len(revision.changes) == 1 and len(revision.changes[0].locales) == 1 and not revision.applied
    if alone:
        return _press((State.ASKING,), State.DROPPED, listing.drop)(asked, revision_id)

    def spared(change: TextChange) -> TextChange:
        return replace(change, skip=tuple(place for place, field in left if field is change.field))

    return _change_and_go_on(asked, revision_id, spared)


def _change_and_go_on(asked: Asked, revision_id: str, allowed: Callable[[TextChange], TextChange]) -> Card | None:
    user = asked.wish.user

    def moved(one: Revision) -> Revision | None:
        if one.state is not State.ASKING or not one.conflicts:
            return None
        allowed_now = tuple(allowed(change) for change in one.changes)
        return replace(one, state=State.GOING, decided_by=user, changes=allowed_now, conflicts=())

    if changes.REVISIONS.change(asked.kit.redis, revision_id, moved) is None:
        return _decided_already(asked, revision_id)
    wish_for(replace(asked, key=f"{asked.key}.{revision_id}"), listing.go_on, revision_id)
    return None


def undo(asked: Asked, revision_id: str) -> Card | None:
    """Bring the old texts back."""
    user = asked.wish.user

    def claim(one: Revision) -> Revision | None:
        return replace(one, undone_by=user) if one.state is State.DONE and one.applied and not one.undone_by else None

    if changes.REVISIONS.change(asked.kit.redis, revision_id, claim) is None:
        known = changes.REVISIONS.get(asked.kit.redis, revision_id)
        return refusals.undone_already(known.undone_by) if known and known.undone_by else _decided_already(asked, "")
    wish_for(replace(asked, key=f"{asked.key}.{revision_id}"), listing.undo_texts, revision_id)
    return None


def _decided_already(asked: Asked, revision_id: str) -> Card:
    revision = changes.REVISIONS.get(asked.kit.redis, revision_id)
    return (
        refusals.decided_already(revision.decided_by, revision.state)
        if revision
        else refusals.decided_already("", None)
    )


def register(app: App) -> None:
    """What can be pressed, and by whom."""
    go_on = _press((State.ASKING,), State.GOING, listing.go_on)
    clicks.button(app, cards.APPLY, Role.EDITOR, go_on)
    clicks.button(app, cards.CANCEL, Role.EDITOR, _press((State.ASKING, State.WAITING), State.DROPPED, listing.drop))
    clicks.button(app, cards.RETRY, Role.EDITOR, _press((State.ASKING, State.DONE), State.GOING, listing.go_on))
    clicks.button(app, cards.UNDO, Role.EDITOR, undo)
    clicks.button(app, cards.OVERWRITE, Role.EDITOR, overwrite)
    clicks.button(app, cards.KEEP, Role.EDITOR, keep)
    clicks.button(
        app, cards.KEEP_FOR_NEXT, Role.EDITOR, _press((State.ASKING,), State.WAITING, kept_texts.keep_for_next)
    )
