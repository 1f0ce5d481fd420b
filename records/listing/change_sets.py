"""Change sets: text changes that were requested together, their result, and who decided."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any

from redis import Redis

from records.invocations import Invocation
from records.messages import Message
from records.storage.documents import Documents, stored_as
from records.storage.notes import Note
from records.text_changes import KEPT_SECONDS, Applied, NotApplied, TextChange


class ChangeSetState(StrEnum):
    """The state of a change set."""

    NEW = "new"
    ASKING = "asking"
    GOING = "going"
    DONE = "done"
    DROPPED = "dropped"
    WAITING = "waiting"


@dataclass(frozen=True, kw_only=True)
class ChangeSet:
    """Changes that are shown in one message, applied together and undone together. `id` is the invocation's.

    `ask_first`: nothing is changed before a user presses Apply. `private`: only one user sees the message.
    `ended`: epoch seconds. `conflicts`: the texts that differ from what the user saw. `reverts`: the id of the change
    set that this one undoes. `decision` is the id of the invocation that decided last, `answered` of the one whose
    result the message shows. `remarks` are facts about the changes; the first release stored sentences, `notes`.
    """

    id: str
    user: str
    channel: str
    thread_ts: str
    changes: tuple[TextChange, ...]
    created_at: Annotated[float, stored_as("since")]
    private: bool = False
    dry_run: bool = False
    ask_first: bool = False
    state: ChangeSetState = ChangeSetState.NEW
    decided_by: str = ""
    ended: float = 0.0
    message_channel: Annotated[str, stored_as("card_channel")] = ""
    message_ts: Annotated[str, stored_as("card_ts")] = ""
    applied: tuple[Applied, ...] = ()
    not_applied: tuple[NotApplied, ...] = ()
    conflicts: tuple[Applied, ...] = ()
    notes: tuple[str, ...] = ()
    remarks: tuple[Note, ...] = ()
    reverts: str = ""
    undone_by: str = ""
    last_message: Annotated[Message | None, stored_as("last_card")] = None
    decision: str = ""
    answered: str = ""

    @property
    def account(self) -> str:
        """The account of the app, once that is known."""
        return self.changes[0].account if self.changes else ""

    @property
    def is_resolved(self) -> bool:
        """Whether Apple was asked for the app, so that its account is known."""
        return self.last_message is not None


def change_set_for(
    invocation: Invocation, changes: tuple[TextChange, ...], now: float, *, ask_first: bool, private: bool = False
) -> ChangeSet:
    """Return the change set that the invocation requests."""
    return ChangeSet(
        id=invocation.id,
        user=invocation.user,
        channel=invocation.channel,
        thread_ts=invocation.thread_ts,
        changes=changes,
        created_at=now,
        private=private,
        dry_run=invocation.dry_run,
        ask_first=ask_first,
    )


CHANGE_SETS = Documents("revision", ChangeSet, seconds=KEPT_SECONDS)


def change(redis: Redis, change_set_id: str, **fields: Any) -> ChangeSet | None:  # noqa: ANN401 - any of its fields
    """Change some fields of the newest state."""
    return CHANGE_SETS.change(redis, change_set_id, lambda change_set: replace(change_set, **fields))


def move(redis: Redis, change_set_id: str, old: ChangeSetState, new: ChangeSetState, **fields: Any) -> ChangeSet | None:  # noqa: ANN401
    """Move it from one state to the next, atomically; None if it is no longer in the old state."""
    return CHANGE_SETS.change(
        redis,
        change_set_id,
        lambda change_set: replace(change_set, state=new, **fields) if change_set.state is old else None,
    )
