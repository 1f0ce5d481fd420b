"""Says what was decided when somebody asked: answers that need neither Apple nor time."""

from __future__ import annotations

from kit.jobs import NOW, job
from kit.replies import reply
from kit.wiring import Kit
from records import wishes


@job(NOW)
def say(kit: Kit, wish_id: str) -> None:
    """Post the answer that the wish carries."""
    wish = wishes.get(kit.redis, wish_id)
    if wish is not None and wish.answer is not None:
        reply(kit, wish, wish.answer)
