"""The parts of a file are uploaded to the URLs from Apple, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from appstore.errors import Refused, Unavailable
from appstore.media import transfers
from appstore.media.transfers import Operation
from tests.appstore.scripted_apple import Clock, Script

SIGNED = "https://upload.test/asset?partNumber=1&Signature=secret"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    path.write_bytes(b"0123456789")
    return path


def operation(offset: int = 0, length: int = 10, *, url: str = SIGNED, method: str = "PUT") -> Operation:
    return Operation(method, url, offset, length, (("Content-Type", "image/png"), ("X-Part", str(offset))))


def send(script: Script, path: Path, *operations: Operation) -> Clock:
    clock = Clock()
    with httpx.Client(transport=httpx.MockTransport(script), auth=("our", "token")) as http:
        transfers.send(http, path, operations, sleep=clock.sleep, random=lambda: 0.0)
    return clock


def test_each_part_goes_its_own_way(picture: Path) -> None:
    script = Script(httpx.Response(200), httpx.Response(201))
    send(script, picture, operation(0, 6), operation(6, 4, method="POST", url="https://other.test/b"))
    # Several parts are sent at the same time.
    first, second = sorted(script.requests, key=lambda request: request.method, reverse=True)
    assert (first.method, str(first.url), first.content) == ("PUT", SIGNED, b"012345")
    assert (second.method, second.url.host, second.content) == ("POST", "other.test", b"6789")
    assert (second.headers["Content-Type"], second.headers["X-Part"]) == ("image/png", "6")
    assert second.headers["Content-Length"] == "4"


def test_no_token_of_ours_goes_along(picture: Path) -> None:
    script = Script(httpx.Response(200))
    send(script, picture, operation())
    assert "Authorization" not in script.requests[0].headers


@pytest.mark.parametrize(
    "failure", [httpx.Response(500), httpx.Response(429), httpx.WriteError("reset"), httpx.WriteTimeout("")]
)
def test_a_part_is_sent_again_after_failure(picture: Path, failure: httpx.Response | Exception) -> None:
    script = Script(failure, httpx.Response(200))
    clock = send(script, picture, operation())
    assert script.requests[1].content == b"0123456789"
    assert clock.slept == [0.2]


def test_after_six_tries_the_host_is_unavailable(picture: Path) -> None:
    script = Script(*[httpx.Response(503, text="<Error><Code>SlowDown</Code></Error>")] * 6)
    with pytest.raises(Unavailable) as caught:
        send(script, picture, operation())
    assert caught.value.is_code("SlowDown")
    assert len(script.requests) == 6


def test_an_expired_address_is_refused_without_being_shown(picture: Path) -> None:
    body = f"<Error><Code>AccessDenied</Code><Resource>{SIGNED}</Resource></Error>"
    with pytest.raises(Refused) as caught:
        send(Script(httpx.Response(403, text=body)), picture, operation())
    assert (caught.value.status, caught.value.code) == (403, "AccessDenied")
    assert str(caught.value) == "PUT part at 0: 403 AccessDenied Forbidden"
    assert "secret" not in repr(caught.value)
    assert "secret" not in repr(operation())


def test_a_redirect_is_not_followed(picture: Path) -> None:
    script = Script(httpx.Response(307, headers={"Location": "https://elsewhere.test/"}))
    with pytest.raises(Refused):
        send(script, picture, operation())
    assert len(script.requests) == 1


@pytest.mark.parametrize("url", ["http://upload.test/a", "ftp://upload.test/a", "http://10.0.0.1/a", "//upload.test/a"])
def test_files_go_out_encrypted_only(picture: Path, url: str) -> None:
    with pytest.raises(Refused, match="https"):
        send(Script(), picture, operation(url=url))


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/a", "http://localhost/a", "http://[::1]:8000/a"])
def test_a_stand_in_on_this_machine_needs_no_encryption(picture: Path, url: str) -> None:
    script = Script(httpx.Response(200))
    send(script, picture, operation(url=url))
    assert len(script.requests) == 1


def test_where_apple_itself_is_a_stand_in_without_encryption_its_upload_host_may_be_one(picture: Path) -> None:
    script = Script(httpx.Response(200))
    with httpx.Client(transport=httpx.MockTransport(script)) as http:
        transfers.send(http, picture, [operation(url="http://upload.test/a")], encrypted=False)
    assert len(script.requests) == 1


def test_a_file_that_shrank_is_not_sent(picture: Path) -> None:
    with pytest.raises(ValueError, match="ends at byte 10"):
        send(Script(), picture, operation(6, 5))
