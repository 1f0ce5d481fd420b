"""Screenshots attached in Slack arrive in the right set."""

from __future__ import annotations

from tests.stage import Stage

Shots = tuple[tuple[str, bytes], ...]


def test_screenshots_attached_to_a_mention_arrive_in_their_set_in_natural_order(stage: Stage, shots: Shots) -> None:
    ts = stage.says(stage.eddie, "@App Store Bot upload en-US APP_IPHONE_67", (shots[9], shots[1], shots[0]))
    stage.work()
    assert stage.shots() == ["1.png", "2.png", "10.png"]
    assert len(stage.replies(ts)) == 1
    assert "3 screenshots uploaded to Tide 1.2.0 (iOS)" in stage.read(ts)
    assert set(stage.slack.reactions(stage.release, ts)) == {"white_check_mark"}
