"""Files: listed in messages, downloaded with the required scope, and uploaded by the app."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from slack_sdk import WebClient

from sandbox.slack import Access, Channel, External, Person, Slack
from sandbox.tests.slack_app import BOT_TOKEN, bearer, call, connected, http


def _png(width: int, height: int) -> bytes:
    data = BytesIO()
    Image.new("RGB", (width, height)).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def slack() -> Iterator[Slack]:
    with connected() as (slack, _):
        yield slack


@pytest.fixture
def eddie(slack: Slack) -> Person:
    return slack.person("Eddie")


@pytest.fixture
def release(slack: Slack, eddie: Person) -> Channel:
    return slack.channel("release", members=[eddie])


def _shared(eddie: Person, channel: Channel, name: str = "1.png", data: bytes = b"one") -> dict[str, Any]:
    ts = eddie.says(channel, "look", files=[(name, data)])
    return dict(eddie.slack.message(channel, ts).files[0])


def test_an_image_tells_its_pixels_and_smaller_versions_of_itself(eddie: Person, release: Channel) -> None:
    file = _shared(eddie, release, "Tea & cake.PNG", _png(1290, 2796))
    assert (file["original_w"], file["original_h"]) == (1290, 2796)
    assert (file["mimetype"], file["filetype"], file["mode"]) == ("image/png", "png", "hosted")
    assert (file["thumb_360_w"], file["thumb_360_h"]) == (166, 360)
    small = http.get(file["thumb_1024"], headers=bearer())
    with Image.open(BytesIO(small.content)) as image:
        assert max(image.size) == 1024
    assert http.get(file["url_private"], headers=bearer()).content == _png(1290, 2796)


@pytest.mark.parametrize("redirects", [False, True])
def test_a_download_without_the_scope_gives_a_login_page(
    slack: Slack, eddie: Person, release: Channel, *, redirects: bool
) -> None:
    slack.switches.login_redirects = redirects
    file = _shared(eddie, release)
    slack.scopes.discard("files:read")
    for headers in (bearer(), {}):
        answer = http.get(file["url_private_download"], headers=headers)
        if redirects:
            assert (answer.status_code, answer.headers["location"][:24]) == (302, "https://acme.slack.com/?")
        else:
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert call(slack, "files.info", file=file["id"])["needed"] == "files:read"


def test_a_file_where_the_bot_is_not_is_not_found(slack: Slack, eddie: Person) -> None:
    secret = slack.channel("secret", members=[eddie], bot=False, private=True)
    file = _shared(eddie, secret)
    assert call(slack, "files.info", file=file["id"])["error"] == "file_not_found"
    assert "html" in http.get(file["url_private"], headers=bearer()).headers["content-type"]


def test_in_slack_connect_the_file_must_be_asked_for(slack: Slack, eddie: Person, release: Channel) -> None:
    slack.switches.file_access = Access.CHECK_FILE_INFO
    ts = eddie.says(release, "look", files=[("1.png", b"one")])
    (result,) = call(slack, "conversations.history", channel=release.id)["messages"][0]["files"]
    assert result == {
        "id": result["id"],
        "mode": "file_access",
        "file_access": "check_file_info",
        "created": 0,
        "timestamp": 0,
        "user": "",
    }
    whole = call(slack, "files.info", file=result["id"])["file"]
    assert (whole["name"], whole["shares"]["public"][release.id][0]["ts"]) == ("1.png", ts)


def test_deleted_and_external_files_say_what_they_are(slack: Slack, eddie: Person, release: Channel) -> None:
    ts = eddie.says(release, "look", files=[("1.png", b"one"), External("Plan", "https://drive.example/plan")])
    gone, elsewhere = slack.message(release, ts).files
    slack.delete_file(gone["id"])
    assert slack.message(release, ts).files[0] == {"id": gone["id"], "mode": "tombstone"}
    assert call(slack, "files.info", file=gone["id"])["error"] == "file_deleted"
    assert http.get(gone["url_private"], headers=bearer()).status_code == 404
    assert (elsewhere["is_external"], elsewhere["url_private"]) == (True, "https://drive.example/plan")


def test_the_apps_files_are_uploaded_in_three_steps_by_slacks_own_client(slack: Slack, release: Channel) -> None:
    client = WebClient(BOT_TOKEN, base_url=f"{slack.url}/api/")
    ts = call(slack, "chat.postMessage", channel=release.id, text="Export")["ts"]
    client.files_upload_v2(
        filename="listing.csv", content="locale,name\n", channel=release.id, thread_ts=ts, initial_comment="Here"
    )
    share = slack.thread(release, ts)[1]
    assert (share.text, share.files[0]["name"], share.files[0]["size"]) == ("Here", "listing.csv", 12)
    assert http.get(share.files[0]["url_private"], headers=bearer()).text == "locale,name\n"


def test_a_file_of_the_app_is_shared_in_several_channels(slack: Slack, eddie: Person, release: Channel) -> None:
    other = slack.channel("support", members=[eddie])
    client = WebClient(BOT_TOKEN, base_url=f"{slack.url}/api/")
    client.files_upload_v2(filename="a.txt", content="a", channels=[release.id, other.id])
    for channel in (release, other):
        assert [file["name"] for file in slack.messages(channel)[-1].files] == ["a.txt"]
    ticket = call(slack, "files.getUploadURLExternal", filename="b.txt", length=3)
    http.post(ticket["upload_url"], files={"file": ("b.txt", b"abc")})
    everywhere = ",".join(f"C{number:09}" for number in range(101))
    completed = call(slack, "files.completeUploadExternal", files=[{"id": ticket["file_id"]}], channels=everywhere)
    assert completed["error"] == "invalid_arguments"


def test_an_upload_is_completed_once_and_only_with_its_bytes(slack: Slack) -> None:
    ticket = call(slack, "files.getUploadURLExternal", filename="a.txt", length=3)
    files = [{"id": ticket["file_id"], "title": "A"}]
    assert call(slack, "files.completeUploadExternal", files=files)["error"] == "file_not_found"
    sent = http.post(ticket["upload_url"], files={"file": ("a.txt", b"abc")})
    assert (sent.status_code, sent.text) == (200, "OK - 3")
    assert call(slack, "files.completeUploadExternal", files=files)["files"] == files
    assert call(slack, "files.completeUploadExternal", files=files)["error"] == "file_not_found"
    assert call(slack, "files.getUploadURLExternal", filename="a.txt", length=0)["error"] == "invalid_arguments"


def test_files_of_a_forwarded_message_are_in_its_attachment(slack: Slack, eddie: Person, release: Channel) -> None:
    ts = eddie.says(release, "look", files=[("1.png", b"one")])
    again = eddie.forwards(eddie.dm, eddie.forwards(release, ts, eddie.dm), release, "and this")
    messages = slack.thread(release, again)
    message = slack.workspace.message(slack.actions.post(release.id, again))
    assert "files" not in message
    (outer,) = message["attachments"]
    (inner,) = outer["message_blocks"][0]["message"]["attachments"]
    assert (outer["files"], [file["name"] for file in inner["files"]]) == ([], ["1.png"])
    assert messages[0].text == "and this"
