"""Says what was decided when somebody asked: answers that need neither Apple nor time."""

from __future__ import annotations

from kit.jobs.define import NOW, job
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Wish


@job(NOW)
def say(kit: Kit, wish: Wish) -> None:
    """Post the answer that the wish carries."""
    if wish.answer is not None:
        reply(kit, wish, wish.answer)
