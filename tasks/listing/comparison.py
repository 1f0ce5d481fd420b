"""Attaches the whole of a long before and after, which no card has room for."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.errors import SlackApiError

from appstore.csv_tables import csv_of
from cards.wording.texts import label, owner
from kit.slack.files import post_file
from kit.wiring import Kit
from records.listing.change_sets import ChangeSet
from records.text_changes import Applied

_NAME = "before-and-after.csv"


def attach_comparison(kit: Kit, revision: ChangeSet, applied: Sequence[Applied]) -> str:
    """Put a CSV of every change into the thread; its name, "" where the bot can't put it there."""
    rows = [["Language", "Text", "Where", "Before", "After"]]
    rows += [[one.locale, label(one.field), owner(one.version, one.platform), one.old, one.new] for one in applied]
    try:
        idempotency_key = f"{revision.id}.comparison"
        post_file(
            kit,
            _NAME,
            csv_of(rows),
            channel=revision.channel,
            thread_ts=revision.thread_ts,
            idempotency_key=idempotency_key,
        )
    except SlackApiError:
        return ""
    return _NAME
