"""Says what was decided when somebody asked: answers that need neither Apple nor time."""

from __future__ import annotations

from kit.jobs.define import NOW, job
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation


@job(NOW)
def post_reply(kit: Kit, invocation: Invocation) -> None:
    """Post the answer that the wish carries."""
    if invocation.answer is not None:
        reply(kit, invocation, invocation.answer)
