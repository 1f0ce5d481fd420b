"""Says that a request waits for an earlier one about the same thing."""

from cards.blocks import clock_time, text_message
from records.messages import Message

# What two requests have in common, by the first part of the subject that both touch.
_SAME = {
    "alerts": "this channel's alerts",
    "app": "the app of this channel",
    "digest": "this channel's digest",
    "holder_id": "the same role",
    "review_id": "the same review",
    "schedule_id": "the same schedule",
    "set": "the same screenshot set",
    "target_id": "the same version",
    "template_id": "the same template",
    "text": "the same text",
}


def waits(user: str, subject: str, until: float = 0.0, *, reader: str = "") -> Message:
    """Say to `reader` which request comes first: that of `user` ("" for a scheduled change) about a subject.

    `until`: when that one continues, in epoch seconds; 0 while it runs.
    """
    own = "your" if user == reader else f"<@{user}>'s"
    whose = f"{own} earlier request" if user else "a scheduled change"
    same = _SAME.get(subject.partition(":")[0], "the same thing")
    pause = f" That one waits for App Store Connect until {clock_time(until, '{time_secs}')}." if until else ""
    return text_message(f"This waits for {whose} about {same}, and begins right after it.{pause}")
