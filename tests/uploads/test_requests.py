"""However a wish comes in, and however often, it is done once; and only for those who may."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from kit.slack.client import Slack as Sayer
from kit.wiring import connect
from sandbox.slack.faults import Fault as SlackFault
from sandbox.slack.rendering import as_text
from sandbox.slack.switches import MentionWithFiles
from tests.support import wording
from tests.support.env import Stage, web
from tests.support.uploads import BOT, UPLOAD, WATCH, held, send, watch


def reservations(stage: Stage) -> int:
    """How many screenshots were reserved at Apple."""
    return sum(write == "POST /v1/appScreenshots" for write in stage.writes())


def later(stage: Stage, seconds: float) -> None:
    """Let time pass for the bot, and do what is due then."""
    stage.work()
    now = stage.kit.clock() + seconds
    stage.kit = dataclasses.replace(stage.kit, clock=lambda: now)
    stage.sweep()
    stage.work()


@pytest.mark.parametrize("arrives", MentionWithFiles)
def test_a_mention_with_files_is_one_upload_however_slack_tells_of_it(stage: Stage, arrives: MentionWithFiles) -> None:
    stage.slack.switches.mention_with_files = arrives
    ts = send(stage, (watch(1), watch(2)))
    assert held(stage) == ["1.png", "2.png"]
    assert reservations(stage) == 2
    assert len(stage.replies(ts)) == 1


@pytest.mark.parametrize("worked_between", [False, True])
def test_files_that_a_second_event_tells_are_found_without_the_scopes_to_look_for_them(
    stage: Stage, *, worked_between: bool
) -> None:
    stage.slack.scopes.discard("channels:history")
    stage.slack.switches.mention_with_files = MentionWithFiles.APP_MENTION_WITHOUT_FILES
    ts = stage.says(stage.eddie, UPLOAD, (watch(1),))
    if worked_between:
        stage.work()
    message = stage.slack.message(stage.release, ts)
    event = {
        "type": "message",
        "subtype": "file_share",
        "channel": stage.release.id,
        "user": stage.eddie.id,
        "ts": ts,
        "text": f"<@{stage.slack.bot.id}> upload en-US {WATCH}",
        "files": message.files,
    }
    stage.slack.ask(partial(stage.slack.actions.events.send, None, event))
    stage.slack.settled()
    later(stage, 3)
    assert held(stage) == ["1.png"]
    assert reservations(stage) == 1
    assert len(stage.replies(ts)) == 1


def test_where_no_second_event_comes_it_is_asked_which_files_are_meant(stage: Stage) -> None:
    stage.slack.scopes.discard("channels:history")
    stage.slack.switches.mention_with_files = MentionWithFiles.APP_MENTION_WITHOUT_FILES
    ts = send(stage, (watch(1),))
    assert stage.replies(ts) == []
    later(stage, 3)
    assert "Which pictures?" in stage.read(ts)


def test_an_event_that_comes_twice_is_one_upload(stage: Stage) -> None:
    stage.slack.switches.events_twice = True
    ts = send(stage, (watch(1),))
    assert reservations(stage) == 1
    assert len(stage.replies(ts)) == 1


def test_while_redis_is_away_slack_is_asked_to_deliver_again_and_it_is_one_upload(
    stage: Stage, valkey_url: str, tmp_path: Path
) -> None:
    real = valkey_url.removeprefix("unix://").partition("?")[0]
    late = tmp_path / "late.sock"
    redis = connect(f"unix://{late}?db=0", tries=0)
    sayer = Sayer("xoxb-made-up-for-tests", stage.kit.settings.slack_api_root, redis=redis, http=stage.kit.http)
    stage.slack.switches.retry_delays = (0.0, 0.2, 0.5)
    with web(dataclasses.replace(stage.kit, redis=redis, slack=sayer)) as address:
        stage.slack.deliver_to(address)
        ts = stage.eddie.says(stage.release, UPLOAD, files=(watch(1),))
        # The stand-in tells that something arrived only after its last attempt.
        last = time.monotonic() + 20
        while not any(delivery.status != 200 for delivery in stage.slack.deliveries):
            assert time.monotonic() < last
            time.sleep(0.01)
        late.symlink_to(real)
        stage.slack.settled()
    stage.work()
    again = [delivery for delivery in stage.slack.deliveries if delivery.attempt and delivery.status == 200]
    assert again
    assert held(stage) == ["1.png"]
    assert reservations(stage) == 1
    assert len(stage.replies(ts)) == 1
    redis.close()


@pytest.mark.parametrize("act", ["http_500", "drop_before", "ratelimited"])
def test_while_slack_does_not_say_who_the_bot_is_nothing_is_acknowledged(stage: Stage, act: str) -> None:
    stage.slack.switches.retry_delays = (0.0, 0.0, 0.0)
    stage.slack.faults.add(SlackFault("auth.test", act))
    stage.says(stage.eddie, UPLOAD, (watch(1),))
    stage.work()
    assert [delivery for delivery in stage.slack.deliveries if delivery.attempt]
    assert held(stage) == ["1.png"]
    assert reservations(stage) == 1


def test_a_mention_in_a_thread_is_answered_in_that_thread(stage: Stage) -> None:
    first = stage.says(stage.vera, "The new screenshots, please")
    stage.says(stage.eddie, UPLOAD, (watch(1),), thread=first)
    stage.work()
    assert wording.uploaded(1) in stage.read(first)
    assert not [
        message
        for message in stage.slack.messages(stage.release)
        if message.user == stage.slack.bot.id and not message.thread_ts
    ]


def test_a_direct_message_needs_no_mention(stage: Stage) -> None:
    ts = stage.eddie.says(stage.eddie.dm, f"upload en-US {WATCH}", files=(watch(1),))
    stage.slack.settled()
    stage.work()
    assert held(stage) == ["1.png"]
    assert wording.uploaded(1) in as_text(stage.slack.thread(stage.eddie.dm, ts)[-1])


def test_a_command_written_as_a_message_with_files_is_obeyed(stage: Stage) -> None:
    ts = send(stage, (watch(1),), f"/asc upload en-US {WATCH}")
    assert held(stage) == ["1.png"]
    assert wording.uploaded(1) in stage.read(ts)


def test_what_is_not_meant_for_the_bot_is_left_alone(stage: Stage) -> None:
    ts = send(stage, (watch(1),), f"upload en-US {WATCH}, somebody?")
    assert stage.replies(ts) == []
    assert not stage.slack.reactions(stage.release, ts)


@pytest.mark.parametrize("who", ["guest", "stranger"])
def test_an_outsider_is_refused_politely_and_learns_no_name(stage: Stage, who: str) -> None:
    outsider = stage.gus if who == "guest" else stage.slack.person("Sam", team="T0000OTHER")
    stage.slack.join(stage.release, outsider)
    for text in (UPLOAD, f"{BOT} apps", f"{BOT} nonsense", f"{BOT} help"):
        ts = send(stage, (watch(1),), text, outsider)
        assert stage.replies(ts) == []
    reply = outsider.types("/asc status", stage.release)
    told = stage.whispers(outsider) + reply.body
    assert wording.I_WORK_FOR_FULL_MEMBERS in told
    assert "Tide" not in told
    assert "com.example" not in told
    assert not stage.apple.calls


def test_a_viewer_is_told_alone_which_role_it_takes_and_who_gives_it(stage: Stage) -> None:
    ts = send(stage, (watch(1),), who=stage.vera)
    assert stage.replies(ts) == []
    told = stage.whispers(stage.vera)
    assert wording.UPLOAD_TAKES_EDITOR in told
    assert wording.WHO_GIVES_ROLES in told
    assert "/asc access grant" in told
    assert not stage.apple.calls


def test_where_slack_does_not_let_the_bot_whisper_the_person_is_told_in_direct_messages(stage: Stage) -> None:
    stage.slack.faults.add(SlackFault("chat.postEphemeral", "error", times=9, error="restricted_action"))
    ts = send(stage, (watch(1),), who=stage.vera)
    assert stage.replies(ts) == []
    assert wording.TAKES_EDITOR in as_text(stage.slack.messages(stage.vera.dm)[-1])


@pytest.mark.parametrize("refusal", ["cannot_reply_to_message", "restricted_action_thread_locked"])
def test_where_slack_closes_the_thread_the_person_is_told_and_the_upload_has_ended(stage: Stage, refusal: str) -> None:
    stage.slack.faults.add(SlackFault("chat.postMessage", "error", times=2, error=refusal))
    send(stage, (watch(1),))
    assert "Slack" in as_text(stage.slack.messages(stage.eddie.dm)[-1])
    assert held(stage) == []
    send(stage, (watch(2),))
    assert held(stage) == ["2.png"]


def test_an_edited_message_is_not_obeyed_again(stage: Stage) -> None:
    ts = send(stage, (watch(1),))
    calls = len(stage.apple.calls)
    stage.eddie.edits(stage.release, ts, UPLOAD)
    stage.slack.settled()
    stage.work()
    assert len(stage.replies(ts)) == 1
    assert len(stage.apple.calls) == calls


def test_the_shortcut_uploads_the_pictures_of_a_message_in_its_thread(stage: Stage) -> None:
    ts = stage.says(stage.vera, "Here they are", (watch(2), watch(1)))
    stage.eddie.uses_shortcut(stage.release, ts, "screenshots.upload_message")
    form = stage.slack.wait_for_view(stage.eddie)
    assert form.title == "Upload screenshots"
    assert stage.slack.form_of(stage.eddie).body["blocks"][0]["text"]["text"] == "1. 1.png\n2. 2.png"
    assert "Screenshots" not in form.fields
    assert not stage.eddie.submits({"Language": "English (U.S.) (en-US)"}).errors
    stage.work()
    assert held(stage) == ["1.png", "2.png"]
    assert wording.EDDIE_UPLOADS_TWO in stage.read(ts)
    assert wording.uploaded(2) in stage.read(ts)


def test_the_shortcut_on_a_message_without_pictures_says_what_it_needs(stage: Stage) -> None:
    ts = stage.says(stage.vera, "Nothing here")
    stage.eddie.uses_shortcut(stage.release, ts, "screenshots.upload_message")
    stage.work()
    assert wording.NO_PICTURES in stage.whispers(stage.eddie)


def test_the_shortcut_is_refused_to_a_viewer(stage: Stage) -> None:
    ts = stage.says(stage.vera, "Here", (watch(1),))
    stage.vera.uses_shortcut(stage.release, ts, "screenshots.upload_message")
    stage.work()
    assert stage.slack.view_of(stage.vera) is None
    assert wording.TAKES_EDITOR in stage.whispers(stage.vera)


def test_a_direct_message_is_known_by_its_channel_and_the_bots_own_words_are_ignored(stage: Stage) -> None:
    ts = stage.eddie.says(stage.eddie.dm, "hello there")
    event = {"type": "message", "text": "help", "channel": stage.eddie.dm.id, "ts": f"{float(ts) + 1:.6f}"}
    stage.slack.ask(partial(stage.slack.actions.events.send, None, event | {"user": stage.eddie.id}))
    stage.slack.ask(partial(stage.slack.actions.events.send, None, event | {"user": stage.slack.bot.id, "ts": "9.9"}))
    stage.slack.settled()
    stage.work()
    told = [*stage.slack.messages(stage.eddie.dm), *stage.slack.ephemerals(stage.eddie)]
    assert sum(wording.HELP_UPLOAD in as_text(message) for message in told) == 1
    assert {delivery.status for delivery in stage.slack.deliveries} == {200}


def test_what_another_bot_says_is_ignored(stage: Stage) -> None:
    ts = stage.says(stage.vera, "From a bot")
    said = {"type": "message", "subtype": "bot_message", "bot_id": "B0OTHERBOT", "user": stage.eddie.id}
    for event in (said, {**said, "subtype": None}, {**said, "type": "app_mention", "subtype": None}):
        event |= {"text": f"<@{stage.slack.bot.id}> help", "channel": stage.release.id, "ts": f"{float(ts) + 1:.6f}"}
        stage.slack.ask(partial(stage.slack.actions.events.send, None, event))
    stage.slack.settled()
    stage.work()
    assert {delivery.status for delivery in stage.slack.deliveries} == {200}
    assert stage.whispers(stage.eddie) == ""


def test_a_result_is_told_even_when_somebody_deleted_the_progress(stage: Stage) -> None:
    stage.apple.fill_set(stage.version_id, "en-US", WATCH, (watch(8),))
    ts = send(stage, (watch(1),))
    question = stage.replies(ts)[0]
    stage.eddie.clicks(stage.release, question, "Add")
    stage.slack.settled()
    stage.olive.deletes(stage.release, question.ts)
    stage.work()
    assert wording.uploaded(1) in stage.read(ts)


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (lambda stage: stage.slack.scopes.discard("users:read"), "lacks the scope users:read"),
        (
            lambda stage: stage.slack.faults.add(SlackFault("users.info", "ratelimited", times=9)),
            "Try again in a minute",
        ),
        (
            lambda stage: stage.slack.faults.add(SlackFault("users.info", "error", times=9, error="internal_error")),
            "Try again in a minute",
        ),
        (
            lambda stage: stage.slack.faults.add(SlackFault("users.info", "drop_before", times=9)),
            "Try again in a minute",
        ),
    ],
)
def test_where_slack_does_not_say_who_somebody_is_that_is_told(
    stage: Stage, happens: Callable[[Stage], object], says: str
) -> None:
    happens(stage)
    send(stage, (watch(1),))
    assert says in stage.whispers(stage.eddie)
    assert "full members" not in stage.whispers(stage.eddie)
    assert not stage.apple.calls


@pytest.mark.parametrize("act", ["ratelimited", "http_500", "drop_before"])
def test_while_slack_is_too_busy_to_say_who_somebody_is_the_message_comes_again(stage: Stage, act: str) -> None:
    stage.slack.faults.add(SlackFault("users.info", act, times=2))
    send(stage, (watch(1),))
    assert stage.whispers(stage.eddie) == ""
    assert held(stage) == ["1.png"]
    assert reservations(stage) == 1
