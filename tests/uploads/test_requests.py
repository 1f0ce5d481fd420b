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
from tests.support.env import Env, web
from tests.support.uploads import BOT, UPLOAD, WATCH, held, send, watch


def reservations(env: Env) -> int:
    """How many screenshots were reserved at Apple."""
    return sum(write == "POST /v1/appScreenshots" for write in env.writes())


def later(env: Env, seconds: float) -> None:
    """Let time pass for the bot, and do what is due then."""
    env.work()
    now = env.kit.clock() + seconds
    env.kit = dataclasses.replace(env.kit, clock=lambda: now)
    env.sweep()
    env.work()


@pytest.mark.parametrize("arrives", MentionWithFiles)
def test_a_mention_with_files_is_one_upload_however_slack_tells_of_it(env: Env, arrives: MentionWithFiles) -> None:
    env.slack.switches.mention_with_files = arrives
    ts = send(env, (watch(1), watch(2)))
    assert held(env) == ["1.png", "2.png"]
    assert reservations(env) == 2
    assert len(env.replies(ts)) == 1


@pytest.mark.parametrize("worked_between", [False, True])
def test_files_that_a_second_event_tells_are_found_without_the_scopes_to_look_for_them(
    env: Env, *, worked_between: bool
) -> None:
    env.slack.scopes.discard("channels:history")
    env.slack.switches.mention_with_files = MentionWithFiles.APP_MENTION_WITHOUT_FILES
    ts = env.says(env.eddie, UPLOAD, (watch(1),))
    if worked_between:
        env.work()
    message = env.slack.message(env.release, ts)
    event = {
        "type": "message",
        "subtype": "file_share",
        "channel": env.release.id,
        "user": env.eddie.id,
        "ts": ts,
        "text": f"<@{env.slack.bot.id}> upload en-US {WATCH}",
        "files": message.files,
    }
    env.slack.ask(partial(env.slack.actions.events.send, None, event))
    env.slack.settled()
    later(env, 3)
    assert held(env) == ["1.png"]
    assert reservations(env) == 1
    assert len(env.replies(ts)) == 1


def test_where_no_second_event_comes_it_is_asked_which_files_are_meant(env: Env) -> None:
    env.slack.scopes.discard("channels:history")
    env.slack.switches.mention_with_files = MentionWithFiles.APP_MENTION_WITHOUT_FILES
    ts = send(env, (watch(1),))
    assert env.replies(ts) == []
    later(env, 3)
    assert "Which pictures?" in env.read(ts)
    assert wording.CANNOT_READ_MESSAGES in env.read(ts)


def test_an_event_that_comes_twice_is_one_upload(env: Env) -> None:
    env.slack.switches.events_twice = True
    ts = send(env, (watch(1),))
    assert reservations(env) == 1
    assert len(env.replies(ts)) == 1


def test_while_redis_is_away_slack_is_asked_to_deliver_again_and_it_is_one_upload(
    env: Env, valkey_url: str, tmp_path: Path
) -> None:
    real = valkey_url.removeprefix("unix://").partition("?")[0]
    late = tmp_path / "late.sock"
    redis = connect(f"unix://{late}?db=0", tries=0)
    sayer = Sayer("xoxb-made-up-for-tests", env.kit.settings.slack_api_root, redis=redis, http=env.kit.http)
    env.slack.switches.retry_delays = (0.0, 0.2, 0.5)
    with web(dataclasses.replace(env.kit, redis=redis, slack=sayer)) as address:
        env.slack.deliver_to(address)
        ts = env.eddie.says(env.release, UPLOAD, files=(watch(1),))
        # The stand-in tells that something arrived only after its last attempt.
        last = time.monotonic() + 20
        while not any(delivery.status != 200 for delivery in env.slack.deliveries):
            assert time.monotonic() < last
            time.sleep(0.01)
        late.symlink_to(real)
        env.slack.settled()
    env.work()
    again = [delivery for delivery in env.slack.deliveries if delivery.attempt and delivery.status == 200]
    assert again
    assert held(env) == ["1.png"]
    assert reservations(env) == 1
    assert len(env.replies(ts)) == 1
    redis.close()


@pytest.mark.parametrize("act", ["http_500", "drop_before", "ratelimited"])
def test_while_slack_does_not_say_who_the_bot_is_nothing_is_acknowledged(env: Env, act: str) -> None:
    env.slack.switches.retry_delays = (0.0, 0.0, 0.0)
    env.slack.faults.add(SlackFault("auth.test", act))
    env.says(env.eddie, UPLOAD, (watch(1),))
    env.work()
    assert [delivery for delivery in env.slack.deliveries if delivery.attempt]
    assert held(env) == ["1.png"]
    assert reservations(env) == 1


def test_a_mention_in_a_thread_is_answered_in_that_thread(env: Env) -> None:
    first = env.says(env.vera, "The new screenshots, please")
    env.says(env.eddie, UPLOAD, (watch(1),), thread=first)
    env.work()
    assert wording.uploaded(1) in env.read(first)
    assert not [
        message
        for message in env.slack.messages(env.release)
        if message.user == env.slack.bot.id and not message.thread_ts
    ]


def test_a_direct_message_needs_no_mention(env: Env) -> None:
    ts = env.eddie.says(env.eddie.dm, f"upload en-US {WATCH}", files=(watch(1),))
    env.slack.settled()
    env.work()
    assert held(env) == ["1.png"]
    assert wording.uploaded(1) in as_text(env.slack.thread(env.eddie.dm, ts)[-1])


def test_a_command_written_as_a_message_with_files_is_obeyed(env: Env) -> None:
    ts = send(env, (watch(1),), f"/asc upload en-US {WATCH}")
    assert held(env) == ["1.png"]
    assert wording.uploaded(1) in env.read(ts)


def test_what_is_not_meant_for_the_bot_is_left_alone(env: Env) -> None:
    ts = send(env, (watch(1),), f"upload en-US {WATCH}, somebody?")
    assert env.replies(ts) == []
    assert not env.slack.reactions(env.release, ts)


@pytest.mark.parametrize("who", ["guest", "stranger"])
def test_an_outsider_is_refused_politely_and_learns_no_name(env: Env, who: str) -> None:
    outsider = env.gus if who == "guest" else env.slack.person("Sam", team="T0000OTHER")
    env.slack.join(env.release, outsider)
    for text in (UPLOAD, f"{BOT} apps", f"{BOT} nonsense", f"{BOT} help"):
        ts = send(env, (watch(1),), text, outsider)
        assert env.replies(ts) == []
    reply = outsider.types("/asc status", env.release)
    reported = env.ephemeral_text(outsider) + reply.body
    assert wording.I_WORK_FOR_FULL_MEMBERS in reported
    assert "Tide" not in reported
    assert "com.example" not in reported
    assert not env.apple.calls


def test_a_viewer_is_told_alone_which_role_it_takes_and_who_gives_it(env: Env) -> None:
    ts = send(env, (watch(1),), who=env.vera)
    assert env.replies(ts) == []
    reported = env.ephemeral_text(env.vera)
    assert wording.UPLOAD_TAKES_EDITOR in reported
    assert wording.WHO_GIVES_ROLES in reported
    assert "/asc access grant" in reported
    assert not env.apple.calls


def test_where_slack_does_not_let_the_bot_whisper_the_person_is_told_in_direct_messages(env: Env) -> None:
    env.slack.faults.add(SlackFault("chat.postEphemeral", "error", times=9, error="restricted_action"))
    ts = send(env, (watch(1),), who=env.vera)
    assert env.replies(ts) == []
    assert wording.TAKES_EDITOR in as_text(env.slack.messages(env.vera.dm)[-1])


@pytest.mark.parametrize("refusal", ["cannot_reply_to_message", "restricted_action_thread_locked"])
def test_where_slack_closes_the_thread_the_person_is_told_and_the_upload_has_ended(env: Env, refusal: str) -> None:
    env.slack.faults.add(SlackFault("chat.postMessage", "error", times=2, error=refusal))
    send(env, (watch(1),))
    assert "Slack" in as_text(env.slack.messages(env.eddie.dm)[-1])
    assert held(env) == []
    send(env, (watch(2),))
    assert held(env) == ["2.png"]


def test_an_edited_message_is_not_obeyed_again(env: Env) -> None:
    ts = send(env, (watch(1),))
    calls = len(env.apple.calls)
    env.eddie.edits(env.release, ts, UPLOAD)
    env.slack.settled()
    env.work()
    assert len(env.replies(ts)) == 1
    assert len(env.apple.calls) == calls


def test_the_shortcut_uploads_the_pictures_of_a_message_in_its_thread(env: Env) -> None:
    ts = env.says(env.vera, "Here they are", (watch(2), watch(1)))
    env.eddie.uses_shortcut(env.release, ts, "screenshots.upload_message")
    form = env.slack.wait_for_view(env.eddie)
    assert form.title == "Upload screenshots"
    assert env.slack.form_of(env.eddie).body["blocks"][0]["text"]["text"] == "1. 1.png\n2. 2.png"
    assert "Screenshots" not in form.fields
    assert not env.eddie.submits({"Language": "English (U.S.) (en-US)"}).errors
    env.work()
    assert held(env) == ["1.png", "2.png"]
    assert wording.EDDIE_UPLOADS_TWO in env.read(ts)
    assert wording.uploaded(2) in env.read(ts)


def test_the_shortcut_on_a_message_without_pictures_says_what_it_needs(env: Env) -> None:
    ts = env.says(env.vera, "Nothing here")
    env.eddie.uses_shortcut(env.release, ts, "screenshots.upload_message")
    env.work()
    assert wording.NO_PICTURES in env.ephemeral_text(env.eddie)


def test_the_shortcut_is_refused_to_a_viewer(env: Env) -> None:
    ts = env.says(env.vera, "Here", (watch(1),))
    env.vera.uses_shortcut(env.release, ts, "screenshots.upload_message")
    env.work()
    assert env.slack.view_of(env.vera) is None
    assert wording.TAKES_EDITOR in env.ephemeral_text(env.vera)


def test_a_direct_message_is_known_by_its_channel_and_the_bots_own_words_are_ignored(env: Env) -> None:
    ts = env.eddie.says(env.eddie.dm, "hello there")
    event = {"type": "message", "text": "help", "channel": env.eddie.dm.id, "ts": f"{float(ts) + 1:.6f}"}
    env.slack.ask(partial(env.slack.actions.events.send, None, event | {"user": env.eddie.id}))
    env.slack.ask(partial(env.slack.actions.events.send, None, event | {"user": env.slack.bot.id, "ts": "9.9"}))
    env.slack.settled()
    env.work()
    reported = [*env.slack.messages(env.eddie.dm), *env.slack.ephemerals(env.eddie)]
    assert sum(wording.HELP_UPLOAD in as_text(message) for message in reported) == 1
    assert {delivery.status for delivery in env.slack.deliveries} == {200}


def test_what_another_bot_says_is_ignored(env: Env) -> None:
    ts = env.says(env.vera, "From a bot")
    shown_text = {"type": "message", "subtype": "bot_message", "bot_id": "B0OTHERBOT", "user": env.eddie.id}
    for event in (shown_text, {**shown_text, "subtype": None}, {**shown_text, "type": "app_mention", "subtype": None}):
        event |= {"text": f"<@{env.slack.bot.id}> help", "channel": env.release.id, "ts": f"{float(ts) + 1:.6f}"}
        env.slack.ask(partial(env.slack.actions.events.send, None, event))
    env.slack.settled()
    env.work()
    assert {delivery.status for delivery in env.slack.deliveries} == {200}
    assert env.ephemeral_text(env.eddie) == ""


def test_a_result_is_told_even_when_somebody_deleted_the_progress(env: Env) -> None:
    env.apple.fill_set(env.version_id, "en-US", WATCH, (watch(8),))
    ts = send(env, (watch(1),))
    question = env.replies(ts)[0]
    env.eddie.clicks(env.release, question, "Add")
    env.slack.settled()
    env.olive.deletes(env.release, question.ts)
    env.work()
    assert wording.uploaded(1) in env.read(ts)


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (lambda env: env.slack.scopes.discard("users:read"), "lacks the scope users:read"),
        (
            lambda env: env.slack.faults.add(SlackFault("users.info", "ratelimited", times=9)),
            "Try again in a minute",
        ),
        (
            lambda env: env.slack.faults.add(SlackFault("users.info", "error", times=9, error="internal_error")),
            "Try again in a minute",
        ),
        (
            lambda env: env.slack.faults.add(SlackFault("users.info", "drop_before", times=9)),
            "Try again in a minute",
        ),
    ],
)
def test_where_slack_does_not_say_who_somebody_is_that_is_told(
    env: Env, happens: Callable[[Env], object], says: str
) -> None:
    happens(env)
    send(env, (watch(1),))
    assert says in env.ephemeral_text(env.eddie)
    assert "full members" not in env.ephemeral_text(env.eddie)
    assert not env.apple.calls


@pytest.mark.parametrize("act", ["ratelimited", "http_500", "drop_before"])
def test_while_slack_is_too_busy_to_say_who_somebody_is_the_message_comes_again(env: Env, act: str) -> None:
    env.slack.faults.add(SlackFault("users.info", act, times=2))
    send(env, (watch(1),))
    assert env.ephemeral_text(env.eddie) == ""
    assert held(env) == ["1.png"]
    assert reservations(env) == 1
