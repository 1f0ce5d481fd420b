"""Pictures wherever they are in what a user shared: the message, one that it forwards, its thread."""

from __future__ import annotations

from typing import Any

import pytest

from records.messages import files_of_message
from sandbox.slack.state import Post
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, UPLOAD, WATCH, held, press, send, watch
from tests.uploads.test_archives import packed

FILE: dict[str, Any] = {"id": "F1", "name": "1.png", "url_private": "https://files.slack.com/1.png"}


def done(env: Env) -> None:
    env.slack.settled()
    env.work()


@pytest.mark.parametrize("times", [1, 2, 3])
def test_pictures_of_a_forwarded_message_are_uploaded(env: Env, times: int) -> None:
    channel, ts = env.release, env.vera.says(env.release, "look", files=(watch(2), watch(1)))
    for _ in range(times - 1):
        channel, ts = env.eddie.dm, env.eddie.forwards(channel, ts, env.eddie.dm)
    done(env)
    ts = env.eddie.forwards(channel, ts, env.release, UPLOAD)
    done(env)
    assert held(env) == ["1.png", "2.png"]
    assert wording.uploaded(2) in env.read(ts)


def test_own_pictures_and_those_of_a_forwarded_message_are_one_upload() -> None:
    message = {"files": [FILE], "attachments": [{"is_share": True, "files": [FILE, FILE | {"id": "F2"}]}]}
    assert [file.id for file in files_of_message(message)] == ["F1", "F2"]


@pytest.mark.parametrize(
    "message",
    [
        {"attachments": [{"is_msg_unfurl": True, "files": [FILE]}]},
        {"attachments": [{"message_blocks": [{"message": {"files": [FILE]}}]}]},
        {"attachments": [{"attachments": [{"files": [FILE]}]}]},
        {"attachments": [{"message_blocks": [{"message": {"attachments": [{"files": [FILE]}]}}]}]},
        {"files": None, "attachments": [{"text": "look"}, {"files": [FILE], "message_blocks": None}]},
    ],
)
def test_a_file_is_found_in_every_shape_of_a_forward(message: dict[str, Any]) -> None:
    assert [file.name for file in files_of_message(message)] == ["1.png"]


def test_a_message_that_contains_itself_ends() -> None:
    message: dict[str, Any] = {"files": [FILE]}
    message["attachments"] = [message]
    assert len(files_of_message(message)) == 1


def test_a_zip_in_a_forwarded_message_is_uploaded(env: Env) -> None:
    ts = env.vera.says(env.release, "look", files=packed({"en-US/1.png": watch(1)[1], "de-DE/1.png": watch(2)[1]}))
    env.eddie.forwards(env.release, ts, env.release, f"{BOT} upload")
    done(env)
    assert env.screenshots("de-DE", WATCH) == held(env) == ["1.png"]


def test_a_forwarded_message_in_a_direct_message_is_uploaded(env: Env) -> None:
    ts = env.vera.says(env.release, "look", files=(watch(1),))
    env.eddie.forwards(env.release, ts, env.eddie.dm, f"upload en-US {WATCH}")
    done(env)
    assert held(env) == ["1.png"]


def test_a_table_in_a_forwarded_message_or_in_the_thread_is_imported(env: Env) -> None:
    ts = env.vera.says(env.release, "texts", files=(("texts.csv", b"locale,promo\nen-US,Waves\n"),))
    forwarded = env.eddie.forwards(env.release, ts, env.release, f"{BOT} listing import")
    env.eddie.says(env.release, f"{BOT} listing import", thread=ts)
    done(env)
    assert "Waves" in env.read(forwarded)
    assert "Waves" in env.read(ts)


def test_a_forwarded_picture_that_the_bot_may_not_see_is_named_and_nothing_is_sent(env: Env) -> None:
    first = env.vera.says(env.release, "look", files=(watch(1), watch(2)))
    (file,) = [file for file in env.slack.workspace.files.values() if file.name == "2.png"]
    file.deleted = True
    ts = env.eddie.forwards(env.release, first, env.release, UPLOAD)
    done(env)
    assert wording.NOTHING_CHANGED in env.read(ts)
    assert not env.writes()


def test_pictures_of_the_first_message_of_a_thread_are_uploaded(env: Env) -> None:
    first = env.vera.says(env.release, "Look", files=(watch(1), watch(2)))
    send(env, (), "nice")
    env.eddie.says(env.release, UPLOAD, thread=first)
    done(env)
    assert held(env) == ["1.png", "2.png"]
    assert wording.uploaded(2) in env.read(first)


def test_pictures_of_an_earlier_reply_are_uploaded_where_the_first_message_has_none(env: Env) -> None:
    first = env.vera.says(env.release, "Look")
    env.vera.says(env.release, "here", files=(watch(1),), thread=first)
    env.eddie.says(env.release, UPLOAD, thread=first)
    done(env)
    assert held(env) == ["1.png"]


@pytest.mark.parametrize(
    ("label", "names"), [("Only 2 files", ["1.png", "2.png"]), ("All 4", [f"{n}.png" for n in (1, 2, 3, 4)])]
)
def test_where_the_thread_has_more_it_asks_before_anything_is_sent(env: Env, label: str, names: list[str]) -> None:
    first = env.vera.says(env.release, "Look", files=(watch(1), watch(2)))
    env.vera.says(env.release, "the others", files=(watch(3), watch(4)), thread=first)
    env.eddie.says(env.release, UPLOAD, thread=first)
    done(env)
    assert wording.TWO_MORE_IN_THREAD in env.read(first)
    assert not env.writes()
    press(env, first, label)
    assert held(env) == names
    assert wording.EDDIE_CHOSE_FILES in env.read(first)


def test_own_pictures_in_a_thread_with_others_ask_too_and_the_first_press_counts(env: Env) -> None:
    first = env.vera.says(env.release, "Look", files=(watch(1), watch(2)))
    env.eddie.says(env.release, UPLOAD, files=(watch(3),), thread=first)
    done(env)
    question = env.replies(first)[-1]
    assert wording.TWO_MORE_IN_THREAD in env.read(first)
    env.eddie.clicks(env.release, question, "All 3")
    env.olive.clicks(env.release, question, "Only 1 file")
    done(env)
    assert held(env) == ["1.png", "2.png", "3.png"]


def test_pictures_that_were_uploaded_by_an_earlier_message_are_not_asked_about(env: Env) -> None:
    first = send(env, (watch(1),))
    env.eddie.says(env.release, f"{UPLOAD} --append", files=(watch(2),), thread=first)
    done(env)
    assert held(env) == ["1.png", "2.png"]
    env.eddie.says(env.release, f"{BOT} upload de-DE {WATCH}", thread=first)
    done(env)
    assert env.screenshots("de-DE", WATCH) == ["1.png"]


def test_pictures_that_another_app_posted_are_uploaded_and_the_bots_own_files_are_not(env: Env) -> None:
    def post() -> str:
        file = env.slack.actions.keep(env.vera.id, watch(1))
        ts, files = env.slack.workspace.ids.stamp(), [file.id]
        app = Post(channel=env.release.id, ts=ts, user=env.vera.id, bot_id="B0CI", text="built", files=files)
        return env.slack.actions.messages.post(app).ts

    first = env.slack.ask(post)
    env.eddie.says(env.release, f"{BOT} listing export", thread=first)
    done(env)
    assert [file["name"] for reply in env.replies(first) for file in reply.files]
    env.eddie.says(env.release, UPLOAD, thread=first)
    done(env)
    assert held(env) == ["1.png"]


def test_pictures_of_a_refused_message_are_uploaded_by_a_reply_to_it(env: Env) -> None:
    first = send(env, (watch(1), watch(2)), f"{BOT} upload klingon")
    env.eddie.says(env.release, UPLOAD, thread=first)
    done(env)
    assert held(env) == ["1.png", "2.png"]
