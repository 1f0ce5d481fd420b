"""Defers texts to the next version: the clock checks every ten minutes whether there is one, and sets them then."""

from dataclasses import replace

import structlog
from slack_sdk.errors import SlackApiError

from cards.listing import messages
from cards.wording.accounts import app_title
from kit import roles
from kit.slack import users
from kit.wiring import Kit
from records.dispatch import channels
from records.invocations import Invocation
from records.keys import DEFAULT_ACCOUNT
from records.listing import change_sets
from records.listing.change_sets import ChangeSet, ChangeSetState
from records.people import Role
from records.storage.notes import Note
from records.text_changes import DEFERRED, TextChange, TextNote
from tasks.dispatch import resolve
from tasks.listing.messages import post, show
from tasks.texts.apply import apply_unattended
from tasks.texts.targets import versions_for

# A check is one call to Apple.
CHECK_SECONDS = 600.0

log = structlog.get_logger()


def keep_for_next(kit: Kit, invocation: Invocation, change_set: ChangeSet) -> None:
    """Keep the texts for the next version; they replace those kept before for the same field."""
    deferred = change_sets.CHANGE_SETS.many(kit.redis, DEFERRED.everything(kit.redis))
    replaced = [_replace_texts(kit, older, change_set) for older in deferred if older.id != change_set.id]
    DEFERRED.set(kit.redis, change_set.id, kit.clock() + CHECK_SECONDS)
    done = messages.KEPT_INSTEAD if any(replaced) else messages.KEPT
    show(kit, change_set, invocation, messages.kept(change_set, invocation.user, kit.clock(), done))


def _replace_texts(kit: Kit, older: ChangeSet, newer: ChangeSet) -> bool:
    """Remove the older texts for which there are newer ones; returns whether there were any."""
    rest = [_without(change, newer) for change in older.changes]
    left = tuple(change for change in rest if change.locales)
    if left == older.changes:
        return False
    if left:
        change_sets.change(kit.redis, older.id, changes=left)
    else:
        change_sets.move(kit.redis, older.id, ChangeSetState.WAITING, ChangeSetState.DROPPED)
        DEFERRED.remove(kit.redis, older.id)
    return True


def _without(older: TextChange, change_set: ChangeSet) -> TextChange:
    replaced = {
        locale
        for newer in change_set.changes
        if (newer.app, newer.field) == (older.app, older.field)
        and newer.platform in {None, older.platform}
        and newer.version in {None, older.version}
        for locale in newer.locales
    }
    return replace(older, locales=tuple(locale for locale in older.locales if locale not in replaced))


def apply_if_possible(kit: Kit, change_set: ChangeSet) -> None:
    """Apply the texts if there is a version for them and the user is still an editor, and post the result."""
    first, key = change_set.changes[0], f"{change_set.id}.kept"
    named = kit.has_account(first.account)
    if not (named and channels.shows(kit.redis, change_set.channel, first.account)):
        # Until the settings name the account again, and the channel is untied.
        change_sets.change(kit.redis, change_set.id, state=ChangeSetState.WAITING)
        message = messages.waits_for_account(
            change_set.channel, no_key_for="" if named else first.account or DEFAULT_ACCOUNT
        )
        try:
            kit.slack.post(change_set.user, message, idempotency_key=f"{change_set.id}.waits")
        except (SlackApiError, OSError) as error:
            log.warning("deferred text of another account not reported", kind=type(error).__name__)
        return
    apple = kit.apple_of(first.account).with_options(scheduled=True)
    app = resolve.resolve_app(kit, lambda _: apple, first.app, change_set.channel, account=first.account, fresh=True)
    if not versions_for(app, first.field, first.platform, first.version):
        change_sets.change(kit.redis, change_set.id, state=ChangeSetState.WAITING)  # kept for another month
        return
    held = roles.role(kit, change_set.user, users.team_id_of_bot(kit), app.account or DEFAULT_ACCOUNT)
    if not held.covers(Role.EDITOR):
        change_sets.move(kit.redis, change_set.id, ChangeSetState.WAITING, ChangeSetState.DROPPED)
        post(
            kit,
            change_set,
            messages.no_longer_editor(change_set.user, app_title(app)),
            idempotency_key=key,
        )
        return
    outcome = apply_unattended(kit, apple, change_set.changes, app)
    if outcome.away is not None:
        raise outcome.away
    remarks = (Note(code=TextNote.WAS_DEFERRED),)
    fields = {"applied": outcome.applied, "not_applied": outcome.not_applied, "notes": (), "remarks": remarks}
    done = change_sets.change(kit.redis, change_set.id, **fields)
    if done is not None:
        changed = outcome.applied or outcome.not_applied
        message = (
            messages.result(done, app_title(app)) if changed else messages.unchanged(app_title(app), outcome.unchanged)
        )
        channel, ts = post(kit, done, message, idempotency_key=key)
        shown = {"private": False, "message_channel": channel, "message_ts": ts, "last_message": message}
        change_sets.move(kit.redis, change_set.id, ChangeSetState.WAITING, ChangeSetState.DONE, **shown)
    DEFERRED.remove(kit.redis, change_set.id)
