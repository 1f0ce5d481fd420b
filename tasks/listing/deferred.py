"""Keeps texts for the next version: the clock looks for it every ten minutes, and sets them as soon as there is one."""

from __future__ import annotations

from dataclasses import replace

from cards.listing import messages
from kit import roles
from kit.jobs import define as jobs
from kit.jobs.define import CLOCK, job, on_tick
from kit.wiring import Kit
from records.invocations import Invocation
from records.listing import change_sets
from records.listing.change_sets import ChangeSet, ChangeSetState
from records.notes import Note
from records.people import Role
from records.text_changes import TextChange, TextNote
from tasks import resolve
from tasks.listing.messages import say, show
from tasks.texts import apply
from tasks.texts.targets import versions_for

_DEFERRED = Note(code=TextNote.WAS_DEFERRED)
LOOK_SECONDS = 600.0
"""A look is one call."""


def keep_for_next(kit: Kit, invocation: Invocation, revision: ChangeSet) -> None:
    """Keep the texts for the next version; those kept before for the same place are replaced."""
    older = [
        one
        for one in change_sets.CHANGE_SETS.many(kit.redis, change_sets.WAITING.everything(kit.redis))
        if one.id != revision.id
    ]
    replaced = [one for one in older if _give_way(kit, one, revision)]
    change_sets.WAITING.set(kit.redis, revision.id, kit.clock() + LOOK_SECONDS)
    done = messages.KEPT_INSTEAD if replaced else messages.KEPT
    show(kit, revision, invocation, messages.kept(revision, invocation.user, kit.clock(), done))


def _give_way(kit: Kit, older: ChangeSet, newer: ChangeSet) -> bool:
    """Keep of the older texts only those for which there is no newer one; whether there was one."""
    left = tuple(rest for change in older.changes if (rest := _without(change, newer)).locales)
    if left == older.changes:
        return False
    if left:
        change_sets.change(kit.redis, older.id, changes=left)
    else:
        change_sets.move(kit.redis, older.id, ChangeSetState.WAITING, ChangeSetState.DROPPED)
        change_sets.WAITING.remove(kit.redis, older.id)
    return True


def _without(change: TextChange, newer: ChangeSet) -> TextChange:
    taken = {locale for one in newer.changes if _covers(one, change) for locale in one.locales}
    return replace(change, locales=tuple(locale for locale in change.locales if locale not in taken))


def _covers(newer: TextChange, older: TextChange) -> bool:
    same_text = (newer.app, newer.field) == (older.app, older.field)
    return same_text and newer.platform in {None, older.platform} and newer.version in {None, older.version}


@on_tick
def due(kit: Kit) -> None:
    """Queue a look for every kept text whose time has come."""
    now = kit.clock()
    for change_set_id in change_sets.WAITING.take(kit.redis, now, now + LOOK_SECONDS):
        jobs.enqueue(kit, look_for_version, change_set_id)


@job(CLOCK)
def look_for_version(kit: Kit, change_set_id: str) -> None:
    """Set the kept texts if there is a version for them now and the asker may still do so, and tell the channel."""
    revision = change_sets.CHANGE_SETS.get(kit.redis, change_set_id)
    if revision is None or revision.state is not ChangeSetState.WAITING:
        change_sets.WAITING.remove(kit.redis, change_set_id)
        return
    apple, first = kit.apple.with_options(scheduled=True), revision.changes[0]
    app = resolve.resolve_app(kit, apple, first.app, revision.channel, fresh=True)
    if not versions_for(app, first.field, first.platform, first.version):
        change_sets.change(kit.redis, change_set_id, state=ChangeSetState.WAITING)  # remembered for another month
        return
    if not roles.role_of(kit, roles.seen(kit, revision.user, roles.team_id_of_bot(kit))).covers(Role.EDITOR):
        change_sets.move(kit.redis, change_set_id, ChangeSetState.WAITING, ChangeSetState.DROPPED)
        say(kit, revision, messages.no_longer_editor(revision.user, app.name), idempotency_key=f"{change_set_id}.kept")
        return
    outcome = apply.apply_unattended(kit, apple, revision.changes, app)
    if outcome.away is not None:
        raise outcome.away
    ended = change_sets.change(
        kit.redis,
        change_set_id,
        applied=outcome.applied,
        not_applied=outcome.not_applied,
        notes=(),
        remarks=(_DEFERRED,),
    )
    if ended is not None:
        message = messages.result(ended, app.name) if outcome.applied or outcome.not_applied else None
        message = message or messages.said_already(app.name, outcome.unchanged)
        channel, ts = say(kit, ended, message, idempotency_key=f"{change_set_id}.kept")
        shown = {"private": False, "message_channel": channel, "message_ts": ts, "last_message": message}
        change_sets.move(kit.redis, change_set_id, ChangeSetState.WAITING, ChangeSetState.DONE, **shown)
    change_sets.WAITING.remove(kit.redis, change_set_id)
