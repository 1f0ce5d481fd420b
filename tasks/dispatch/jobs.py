"""Posts replies that a listener decided on at once."""

from kit.jobs.define import NOW, job
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation


@job(NOW)
def post_reply(kit: Kit, invocation: Invocation) -> None:
    """Post the reply stored with the invocation."""
    if invocation.answer is not None:
        reply(kit, invocation, invocation.answer, state="refused")
