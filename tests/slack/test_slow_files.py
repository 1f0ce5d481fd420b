"""Slack is slow: a file that users share is not ready yet, and one of ours is answered with ok and shown nowhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kit.slack.files import upload_image
from sandbox.slack.faults import Fault
from sandbox.slack.files import Access
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, UPLOAD, WATCH, held, press, send, watch
from tests.uploads.test_requests import later

# It waits for long, so it starts early: see tests/conftest.py.
pytestmark = pytest.mark.timeout(180)

CSV = (("texts.csv", b"locale,promo\nen-US,Waves\n"),)


def without_address(env: Env) -> None:
    """The event and the next two answers of files.info name no address."""
    env.slack.switches.files_before_ready = 2


def fault(method: str, act: str, error: str = "") -> Callable[[Env], None]:
    def add(env: Env) -> None:
        if method == "files.info":
            env.slack.switches.file_access = Access.CHECK_FILE_INFO
        env.slack.faults.add(Fault(method, act, error=error))

    return add


EARLY = {
    "no address": without_address,
    "file_not_found": fault("files.info", "error", "file_not_found"),
    "internal_error": fault("files.info", "error", "internal_error"),
    "fatal_error": fault("files.info", "error", "fatal_error"),
    "files.info away": fault("files.info", "http_500"),
    "files.info cut off": fault("files.info", "drop_before"),
    "login page": fault("files-pri", "html"),
    "404": fault("files-pri", "http_404"),
    "403": fault("files-pri", "http_403"),
    "503": fault("files-pri", "http_500"),
}


@pytest.mark.parametrize("name", EARLY)
def test_a_file_that_is_not_ready_is_looked_up_again(env: Env, name: str) -> None:
    EARLY[name](env)
    ts = send(env, (watch(1), watch(2)))
    assert held(env) == ["1.png", "2.png"], env.read(ts)
    assert len(env.replies(ts)) == 1


@pytest.mark.parametrize("name", ["no address", "file_not_found", "login page", "404", "403", "internal_error"])
def test_a_table_that_is_not_ready_is_looked_up_again(env: Env, name: str) -> None:
    EARLY[name](env)
    ts = send(env, CSV, f"{BOT} listing import")
    assert "Waves" in env.read(ts)


@pytest.mark.parametrize("name", ["no address", "404", "internal_error"])
def test_a_file_of_a_form_that_is_not_ready_is_looked_up_again(env: Env, name: str) -> None:
    env.eddie.types(f"/asc upload en-US {WATCH}", env.release)
    env.slack.wait_for_view(env.eddie)
    EARLY[name](env)
    assert not env.eddie.submits({"Screenshots": [watch(1)]}).errors
    env.work()
    assert held(env) == ["1.png"]


@pytest.mark.parametrize(
    ("method", "act", "error"),
    [
        ("files.info", "error", "file_not_found"),
        ("files.info", "error", "internal_error"),
        ("files-pri", "http_404", ""),
        ("files-pri", "http_403", ""),
        ("files-pri", "html", ""),
    ],
)
def test_a_file_is_waited_for_without_a_worker_for_half_a_minute(env: Env, method: str, act: str, error: str) -> None:
    if method == "files.info":
        env.slack.switches.file_access = Access.CHECK_FILE_INFO
    env.slack.faults.add(Fault(method, act, error=error, times=6))
    ts = send(env, (watch(1),))
    assert held(env) == []
    assert wording.PROBLEM_WITH_FILES not in env.read(ts)
    later(env, 3)
    assert held(env) == ["1.png"]
    assert len(env.replies(ts)) == 1


@pytest.mark.parametrize("text", [UPLOAD, f"{BOT} listing import"])
def test_what_never_appears_is_reported_after_half_a_minute(env: Env, text: str) -> None:
    env.slack.switches.files_before_ready = 1000
    ts = send(env, CSV, text)
    assert wording.NOT_VISIBLE not in env.read(ts)
    later(env, 20)
    assert wording.NOT_VISIBLE not in env.read(ts)
    later(env, 15)
    assert wording.NOT_VISIBLE in env.read(ts)
    assert not env.writes()


@pytest.mark.parametrize("act", ["http_403", "http_404", "html", "http_500"])
def test_undo_restores_a_picture_that_slack_hands_out_a_moment_later(env: Env, act: str) -> None:
    send(env, (watch(1),))
    ts = send(env, (watch(2),), f"{UPLOAD} --replace")
    env.slack.faults.add(Fault("files-pri", act))
    press(env, ts, "Undo")
    assert held(env) == ["1.png"]


def test_a_deleted_file_is_reported_at_once(env: Env) -> None:
    env.slack.switches.file_access = Access.CHECK_FILE_INFO
    ts = env.says(env.eddie, UPLOAD, (watch(1),))
    next(iter(env.slack.workspace.files.values())).deleted = True
    env.work()
    assert wording.DELETED_IN_SLACK in env.read(ts)


def exported(env: Env) -> list[str]:
    """The names of the files that the bot posted in answer to an export."""
    ts = send(env, (), f"{BOT} listing export")
    return [str(file["name"]) for reply in env.replies(ts) for file in reply.files]


OURS = {
    "no address": ("files.getUploadURLExternal", "error"),
    "address drops": ("files.getUploadURLExternal", "drop_before"),
    "completion": ("files.completeUploadExternal", "error"),
    "completion after doing": ("files.completeUploadExternal", "drop_after_doing"),
    "completion away": ("files.completeUploadExternal", "http_500"),
    "upload address": ("upload", "http_500"),
    "upload address drops": ("upload", "drop_before"),
    "upload address expired": ("upload", "http_404"),
}


@pytest.mark.parametrize("name", OURS)
def test_our_file_is_posted_once_though_slack_fails_once(env: Env, name: str) -> None:
    method, act = OURS[name]
    env.slack.faults.add(Fault(method, act))
    assert exported(env) == ["com.example.tide-1.2.0-texts.csv"]


@pytest.mark.parametrize("name", OURS)
def test_our_image_is_uploaded_though_slack_fails_once(env: Env, name: str) -> None:
    method, act = OURS[name]
    env.slack.faults.add(Fault(method, act))
    assert upload_image(env.kit, "chart.png", watch(1)[1], "a chart") in env.slack.workspace.files


def test_our_file_that_slack_shares_nowhere_is_uploaded_again(env: Env) -> None:
    env.slack.switches.uploads_not_shared = 1
    assert exported(env) == ["com.example.tide-1.2.0-texts.csv"]


def test_our_file_that_slack_never_shares_is_reported(env: Env) -> None:
    env.slack.switches.uploads_not_shared = 2
    ts = send(env, (), f"{BOT} listing export")
    assert wording.FILE_NOT_SHOWN in env.read(ts)


def test_our_file_that_slack_does_not_take_is_reported(env: Env) -> None:
    env.slack.faults.add(Fault("upload", "http_500", times=4))
    ts = send(env, (), f"{BOT} listing export")
    assert wording.FILE_NOT_TAKEN in env.read(ts)
