"""Keeps texts for the next version: the clock looks for it every ten minutes, and sets them as soon as there is one."""

from __future__ import annotations

from cards import listing as cards
from kit import jobs, roles
from kit.jobs import CLOCK, NOW, job
from kit.wiring import Kit
from records import changes, wishes
from records.changes import Revision, State
from records.people import Role
from tasks import choosing, failures, texts
from tasks.listing_answers import say, show
from tasks.text_places import versions_for

LOOK_SECONDS = 600.0
"""A look is one call."""


@job(NOW, told=failures.tell)
def keep_for_next(kit: Kit, wish_id: str, revision_id: str) -> None:
    """Somebody wants the texts kept; what was kept before for the same place gives way."""
    revision, wish = changes.REVISIONS.get(kit.redis, revision_id), wishes.get(kit.redis, wish_id)
    if revision is None or wish is None or revision.state is not State.WAITING:
        return
    older = changes.REVISIONS.many(kit.redis, changes.waiting(kit.redis))
    replaced = [one for one in older if one.id != revision.id and _same_place(one, revision)]
    for one in replaced:
        changes.move(kit.redis, one.id, State.WAITING, State.DROPPED)
        changes.stop_waiting(kit.redis, one.id)
    changes.wait(kit.redis, revision_id, kit.clock() + LOOK_SECONDS)
    done = cards.KEPT_INSTEAD if replaced else cards.KEPT
    show(kit, revision, wish, cards.ended(revision.last_card, wish.user, kit.clock(), done))


def _same_place(one: Revision, other: Revision) -> bool:
    def places(revision: Revision) -> set[tuple[str | None, str, str]]:
        return {(change.app, change.field, locale) for change in revision.changes for locale in change.locales}

    return bool(places(one) & places(other))


def due(kit: Kit) -> None:
    """Queue a look for every kept text whose time has come."""
    now = kit.clock()
    for revision_id in changes.due(kit.redis, now, now + LOOK_SECONDS):
        jobs.enqueue(kit, look_for_version, revision_id)


@job(CLOCK)
def look_for_version(kit: Kit, revision_id: str) -> None:
    """Set the kept texts if there is a version for them now and the asker may still do so, and tell the channel."""
    revision = changes.REVISIONS.get(kit.redis, revision_id)
    if revision is None or revision.state is not State.WAITING:
        changes.stop_waiting(kit.redis, revision_id)
        return
    apple, first = kit.apple.listening(scheduled=True), revision.changes[0]
    app = choosing.one_app(kit, apple, first.app, revision.channel, fresh=True)
    if not versions_for(app, first.field, first.platform, first.version):
        changes.change(kit.redis, revision_id, state=State.WAITING)  # remembered for another month
        return
    if not roles.role_of(kit, roles.seen(kit, revision.user, roles.home(kit))).covers(Role.EDITOR):
        changes.move(kit.redis, revision_id, State.WAITING, State.DROPPED)
        say(kit, revision, cards.no_longer_editor(revision.user, app.name), once=f"{revision_id}.kept")
        return
    outcome = texts.carry_out_all(kit, apple, revision.changes, app)
    ended = changes.change(
        kit.redis, revision_id, applied=outcome.applied, not_applied=outcome.not_applied, notes=(cards.WAS_KEPT,)
    )
    if ended is not None:
        card = cards.result(ended, app.name) if outcome.applied or outcome.not_applied else None
        card = card or cards.said_already(app.name, outcome.unchanged)
        channel, ts = say(kit, ended, card, once=f"{revision_id}.kept")
        shown = {"private": False, "card_channel": channel, "card_ts": ts, "last_card": card}
        changes.move(kit.redis, revision_id, State.WAITING, State.DONE, **shown)
    changes.stop_waiting(kit.redis, revision_id)
