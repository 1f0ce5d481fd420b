"""Screenshots attached in Slack arrive in the right set."""

from __future__ import annotations

import json

from sandbox.appstore import Fault
from tests.support import wording
from tests.support.env import Env

Shots = tuple[tuple[str, bytes], ...]


def test_screenshots_attached_to_a_mention_arrive_in_their_set_in_natural_order(env: Env, shots: Shots) -> None:
    ts = env.says(env.eddie, "@App Store Bot upload en-US APP_IPHONE_67", (shots[9], shots[1], shots[0]))
    env.work()
    assert env.screenshots() == ["1.png", "2.png", "10.png"]
    assert len(env.replies(ts)) == 1
    assert wording.THREE_UPLOADED_TO_TIDE in env.read(ts)
    assert set(env.slack.reactions(env.release, ts)) == {"white_check_mark"}


def test_why_apple_refused_an_upload_reads_as_it_was_written(env: Env, shots: Shots) -> None:
    shown_text = {"status": "409", "code": "STATE_ERROR", "title": "", "detail": "Not while Tide & Co is <in review>"}
    env.apple.faults.add(Fault.status(409, json.dumps({"errors": [shown_text]}).encode(), path="appScreenshotSets"))
    ts = env.says(env.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[:1])
    env.work()
    (message,) = env.replies(ts)
    assert wording.APPLE_SAYS in env.read(ts)
    assert {"type": "text", "text": "/asc status", "style": {"code": True}} in every(message.blocks)


def every(part: object) -> list[object]:
    """Everything that is inside of blocks."""
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list | tuple) else ()
    return [part, *(deeper for item in inside for deeper in every(item))]
