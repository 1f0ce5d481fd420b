"""Stores text changes made on schedule as a change set, so that they can be undone like any other."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from cards.listing import messages
from kit.wiring import Kit
from records.listing import change_sets
from records.listing.change_sets import ChangeSet, ChangeSetState
from records.messages import Message
from records.storage.notes import Note
from records.text_changes import Applied, TextChange
from tasks.texts.apply import TextOutcome


def post_result(
    kit: Kit,
    change_set_id: str,
    changes: Sequence[TextChange],
    outcome: TextOutcome,
    post: Callable[[Message], tuple[str, str]],
    *,
    app_name: str,
    remarks: tuple[Note, ...],
    reverts: str = "",
) -> None:
    """Store the change set and post its message; `post` returns the channel and `ts`. `reverts`: what it puts back."""
    change_set = ChangeSet(
        id=change_set_id,
        user=changes[0].user,
        channel=changes[0].channel,
        thread_ts="",
        changes=tuple(changes),
        created_at=kit.clock(),
        state=ChangeSetState.DONE,
        applied=outcome.applied,
        not_applied=outcome.not_applied,
        remarks=remarks,
        reverts=reverts,
    )
    message = messages.result(change_set, app_name)
    change_sets.CHANGE_SETS.add(kit.redis, change_set_id, replace(change_set, last_message=message))
    channel, ts = post(message)
    change_sets.change(kit.redis, change_set_id, message_channel=channel, message_ts=ts)


def change_old_texts(kit: Kit, change_set_id: str, changed: Callable[[Sequence[Applied]], tuple[Applied, ...]]) -> None:
    """Change what `Undo` restores, where that is no longer what should come back."""
    change_sets.CHANGE_SETS.change(
        kit.redis, change_set_id, lambda change_set: replace(change_set, applied=changed(change_set.applied))
    )
