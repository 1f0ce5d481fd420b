"""`/asc upload` opens a form, filled in with what was typed; what is wrong is told in it, and it uploads once."""

from __future__ import annotations

import pytest

from sandbox import pictures
from sandbox.slack.faults import Fault
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import WATCH, held, watch


def opened(env: Env, line: str = f"/asc upload en-US {WATCH}") -> None:
    """Eddie has the form in front of him."""
    assert env.eddie.types(line, env.release).status == 200
    env.slack.wait_for_view(env.eddie)


def shown_text(env: Env) -> list[Message]:
    """What the bot said in #release."""
    return [message for message in env.slack.messages(env.release) if message.user == env.slack.bot.id]


def test_the_form_is_filled_in_and_uploads_under_one_announcement(env: Env) -> None:
    opened(env, f"/asc upload german {WATCH} --append --version 1.2.0")
    form = as_text(env.slack.wait_for_view(env.eddie))
    for part in ("German (de-DE)", "Apple Watch Series 3", "Add to them", "With --version 1.2.0"):
        assert part in form
    assert not env.eddie.submits({"Screenshots": [watch(2), watch(1)]}).errors
    env.work()
    announcement, result = shown_text(env)
    assert announcement.text == f"{env.eddie.mention} {wording.UPLOADS_TWO_TO_GERMAN_WATCH}"
    assert not announcement.thread_ts
    assert result.thread_ts == announcement.ts
    assert wording.uploaded(2) in result.text
    assert env.screenshots("de-DE", WATCH) == ["1.png", "2.png"]


def test_a_dry_run_by_form_says_in_the_form_and_the_channel_that_it_is_one(env: Env) -> None:
    opened(env, f"/asc upload en-US {WATCH} --dry-run")
    assert "With --dry-run" in as_text(env.slack.wait_for_view(env.eddie))
    assert not env.eddie.submits({"Screenshots": [watch(1)]}).errors
    env.work()
    announcement, result = shown_text(env)
    assert announcement.text.endswith(wording.DRY_RUN_NOTE)
    assert wording.DRY_RUN in result.text
    assert not env.writes()


def test_where_the_bot_is_not_in_the_channel_the_form_goes_on_in_direct_messages(env: Env) -> None:
    private = env.slack.channel("secret", members=[env.eddie], bot=False, private=True)
    env.eddie.types(f"/asc upload en-US {WATCH}", private)
    env.slack.wait_for_view(env.eddie)
    assert not env.eddie.submits({"Screenshots": [watch(1)]}).errors
    env.work()
    announcement, result = env.slack.messages(env.eddie.dm)
    assert wording.UPLOADS_ONE in announcement.text
    assert result.thread_ts == announcement.ts
    assert held(env) == ["1.png"]


def test_what_is_wrong_with_the_files_is_told_in_the_form(env: Env) -> None:
    opened(env)
    files = [("photo.heic", b"\0\0\0\x18ftypheic"), ("wide.png", pictures.png(1290, 2796, seed=1)), watch(3)]
    errors = env.eddie.submits({"Screenshots": files}).errors
    assert errors is not None
    assert wording.IS_HEIC in errors["files"]
    assert wording.TOO_WIDE_FOR_WATCH in errors["files"]
    assert "3.png" not in errors["files"]
    assert env.slack.view_of(env.eddie) is not None
    assert not env.eddie.submits({"Screenshots": [watch(3)]}).errors
    env.work()
    assert held(env) == ["3.png"]


def test_the_form_of_a_shortcut_tells_faults_at_the_device(env: Env) -> None:
    ts = env.says(env.vera, "Here", (("wide.png", pictures.png(1290, 2796, seed=1)),))
    env.eddie.uses_shortcut(env.release, ts, "screenshots.upload_message")
    env.slack.wait_for_view(env.eddie)
    errors = env.eddie.submits({"Language": "German (de-DE)", "Device": "Apple Watch Series 3"}).errors
    assert errors is not None
    assert wording.TOO_WIDE in errors["display_type"]


def test_a_form_sent_twice_uploads_once(env: Env) -> None:
    opened(env)
    form = env.slack.form_of(env.eddie)
    env.eddie.fills({"Screenshots": [watch(1)]})
    for _ in range(2):
        env.slack.run(env.slack.submissions.send(form))
    env.work()
    assert sum(write == "POST /v1/appScreenshots" for write in env.writes()) == 1
    assert len(shown_text(env)) == 2


def test_a_form_of_long_ago_says_so(env: Env) -> None:
    opened(env)
    env.kit.redis.delete(*env.kit.redis.keys("asc:wish:*"))
    errors = env.eddie.submits({"Screenshots": [watch(1)]}).errors
    assert errors == {"locale": wording.MODAL_TOO_OLD}


def test_who_lost_the_role_meanwhile_is_told_in_the_form(env: Env) -> None:
    opened(env)
    env.slack.change(env.eddie, admin=False)
    env.kit.redis.delete(f"asc:person:{env.eddie.id}")
    errors = env.eddie.submits({"Screenshots": [watch(1)]}).errors
    assert errors is not None
    assert wording.TAKES_EDITOR in errors["locale"]
    env.work()
    assert not env.writes()


def test_names_of_a_message_in_the_form_are_data_and_fit(env: Env) -> None:
    files = tuple((f"{'x' * 290}{number}<!here>.png", watch(number)[1]) for number in range(1, 11))
    ts = env.says(env.vera, "Here", files)
    env.eddie.uses_shortcut(env.release, ts, "screenshots.upload_message")
    assert "10. xxx" in as_text(env.slack.wait_for_view(env.eddie))


@pytest.mark.parametrize("act", ["error", "http_500", "drop_before"])
def test_a_form_that_slack_does_not_open_is_told(env: Env, act: str) -> None:
    env.slack.faults.add(Fault("views.open", act, error="expired_trigger_id"))
    reply = env.eddie.types("/asc upload", env.release)
    assert reply.status == 200
    assert wording.MODAL_TOO_LATE in env.ephemeral_text(env.eddie)


def test_while_slack_is_slow_to_open_a_form_the_command_is_answered_in_time(env: Env) -> None:
    env.slack.faults.add(Fault("views.open", "slow", seconds=4))
    reply = env.eddie.types("/asc upload", env.release)
    assert reply.status == 200
    assert reply.milliseconds < 3000
    assert wording.MODAL_TOO_LATE in reply.body
