"""Takes changes that a webhook delivers: `record_change`."""

from functools import partial

from kit.jobs.queues import enqueue
from kit.wiring import Kit
from records.releases.changes import StateChange
from records.releases.transitions import with_event
from records.releases.watched import WATCHED
from tasks.releases.alerts.jobs import report_changes


def record_change(kit: Kit, change: StateChange) -> None:
    """Record a change that Apple has reported, and queue what posts it in every channel that follows the app, once.

    The change may be repeated, late, in any order, of an app that nobody follows, and one that a poll has seen before.
    Safe to repeat. Raises what Redis raises.
    """
    WATCHED.change(kit.redis, change.app_id, partial(with_event, change=change, now=kit.clock()))
    enqueue(kit, report_changes, change.app_id)
