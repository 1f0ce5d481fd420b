"""`/asc upload` opens a form, filled in with what was typed; what is wrong is told in it, and it uploads once."""

from __future__ import annotations

import pytest

from sandbox import pictures
from sandbox.slack.faults import Fault
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tests.support import wording
from tests.support.env import Stage
from tests.support.uploads import WATCH, held, watch


def opened(stage: Stage, line: str = f"/asc upload en-US {WATCH}") -> None:
    """Eddie has the form in front of him."""
    assert stage.eddie.types(line, stage.release).status == 200
    stage.slack.wait_for_view(stage.eddie)


def said(stage: Stage) -> list[Message]:
    """What the bot said in #release."""
    return [message for message in stage.slack.messages(stage.release) if message.user == stage.slack.bot.id]


def test_the_form_is_filled_in_and_uploads_under_one_announcement(stage: Stage) -> None:
    opened(stage, f"/asc upload german {WATCH} --append --version 1.2.0")
    form = as_text(stage.slack.wait_for_view(stage.eddie))
    for part in ("German (de-DE)", "Apple Watch Series 3", "Add to them", "With --version 1.2.0"):
        assert part in form
    assert not stage.eddie.submits({"Screenshots": [watch(2), watch(1)]}).errors
    stage.work()
    announcement, result = said(stage)
    assert announcement.text == f"{stage.eddie.mention} {wording.UPLOADS_TWO_TO_GERMAN_WATCH}"
    assert not announcement.thread_ts
    assert result.thread_ts == announcement.ts
    assert wording.uploaded(2) in result.text
    assert stage.shots("de-DE", WATCH) == ["1.png", "2.png"]


def test_a_dry_run_by_form_says_in_the_form_and_the_channel_that_it_is_one(stage: Stage) -> None:
    opened(stage, f"/asc upload en-US {WATCH} --dry-run")
    assert "With --dry-run" in as_text(stage.slack.wait_for_view(stage.eddie))
    assert not stage.eddie.submits({"Screenshots": [watch(1)]}).errors
    stage.work()
    announcement, result = said(stage)
    assert announcement.text.endswith(wording.DRY_RUN_NOTE)
    assert wording.DRY_RUN in result.text
    assert not stage.writes()


def test_where_the_bot_is_not_in_the_channel_the_form_goes_on_in_direct_messages(stage: Stage) -> None:
    private = stage.slack.channel("secret", members=[stage.eddie], bot=False, private=True)
    stage.eddie.types(f"/asc upload en-US {WATCH}", private)
    stage.slack.wait_for_view(stage.eddie)
    assert not stage.eddie.submits({"Screenshots": [watch(1)]}).errors
    stage.work()
    announcement, result = stage.slack.messages(stage.eddie.dm)
    assert wording.UPLOADS_ONE in announcement.text
    assert result.thread_ts == announcement.ts
    assert held(stage) == ["1.png"]


def test_what_is_wrong_with_the_files_is_told_in_the_form(stage: Stage) -> None:
    opened(stage)
    files = [("photo.heic", b"\0\0\0\x18ftypheic"), ("wide.png", pictures.png(1290, 2796, seed=1)), watch(3)]
    errors = stage.eddie.submits({"Screenshots": files}).errors
    assert errors is not None
    assert wording.IS_HEIC in errors["files"]
    assert wording.TOO_WIDE_FOR_WATCH in errors["files"]
    assert "3.png" not in errors["files"]
    assert stage.slack.view_of(stage.eddie) is not None
    assert not stage.eddie.submits({"Screenshots": [watch(3)]}).errors
    stage.work()
    assert held(stage) == ["3.png"]


def test_the_form_of_a_shortcut_tells_faults_at_the_device(stage: Stage) -> None:
    ts = stage.says(stage.vera, "Here", (("wide.png", pictures.png(1290, 2796, seed=1)),))
    stage.eddie.uses_shortcut(stage.release, ts, "screenshots.upload_message")
    stage.slack.wait_for_view(stage.eddie)
    errors = stage.eddie.submits({"Language": "German (de-DE)", "Device": "Apple Watch Series 3"}).errors
    assert errors is not None
    assert wording.TOO_WIDE in errors["display_type"]


def test_a_form_sent_twice_uploads_once(stage: Stage) -> None:
    opened(stage)
    form = stage.slack.form_of(stage.eddie)
    stage.eddie.fills({"Screenshots": [watch(1)]})
    for _ in range(2):
        stage.slack.run(stage.slack.submissions.send(form))
    stage.work()
    assert sum(write == "POST /v1/appScreenshots" for write in stage.writes()) == 1
    assert len(said(stage)) == 2


def test_a_form_of_long_ago_says_so(stage: Stage) -> None:
    opened(stage)
    stage.kit.redis.delete(*stage.kit.redis.keys("asc:wish:*"))
    errors = stage.eddie.submits({"Screenshots": [watch(1)]}).errors
    assert errors == {"locale": wording.MODAL_TOO_OLD}


def test_who_lost_the_role_meanwhile_is_told_in_the_form(stage: Stage) -> None:
    opened(stage)
    stage.slack.change(stage.eddie, admin=False)
    stage.kit.redis.delete(f"asc:person:{stage.eddie.id}")
    errors = stage.eddie.submits({"Screenshots": [watch(1)]}).errors
    assert errors is not None
    assert wording.TAKES_EDITOR in errors["locale"]
    stage.work()
    assert not stage.writes()


def test_names_of_a_message_in_the_form_are_data_and_fit(stage: Stage) -> None:
    files = tuple((f"{'x' * 290}{number}<!here>.png", watch(number)[1]) for number in range(1, 11))
    ts = stage.says(stage.vera, "Here", files)
    stage.eddie.uses_shortcut(stage.release, ts, "screenshots.upload_message")
    assert "10. xxx" in as_text(stage.slack.wait_for_view(stage.eddie))


@pytest.mark.parametrize("act", ["error", "http_500", "drop_before"])
def test_a_form_that_slack_does_not_open_is_told(stage: Stage, act: str) -> None:
    stage.slack.faults.add(Fault("views.open", act, error="expired_trigger_id"))
    reply = stage.eddie.types("/asc upload", stage.release)
    assert reply.status == 200
    assert wording.MODAL_TOO_LATE in stage.whispers(stage.eddie)


def test_while_slack_is_slow_to_open_a_form_the_command_is_answered_in_time(stage: Stage) -> None:
    stage.slack.faults.add(Fault("views.open", "slow", seconds=4))
    reply = stage.eddie.types("/asc upload", stage.release)
    assert reply.status == 200
    assert reply.milliseconds < 3000
    assert wording.MODAL_TOO_LATE in reply.body
