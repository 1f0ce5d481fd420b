"""Files are fetched from Slack's own hosts alone, and the token is sent to no other host."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx
import pytest

from bot import app
from kit.slack import downloads
from kit.slack.downloads import DownloadProblem, NotFetched
from kit.slack.transport import InstrumentedClient
from records.messages import SlackFile
from sandbox.threaded_server import served
from tests.support.env import Env

ELSEWHERE = [
    "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://127.0.0.1:6379/",
    "http://localhost/1.png",
    "https://evil.example/1.png",
    "https://slack.com.evil.example/1.png",
    "https://notslack.com/1.png",
    "https://evil.example/files.slack.com/1.png",
    "https://files.slack.com@evil.example/1.png",
    "https://files.slack.com:8443/1.png",
    "http://files.slack.com/1.png",
    "ftp://files.slack.com/1.png",
    "file:///etc/passwd",
    "//files.slack.com/1.png",
    "https://evil.example\\@files.slack.com/1.png",
    "https://evil.example#@files.slack.com/1.png",
    "",
]
REDIRECTED = "https://files.slack.com/files-pri/T1-F1/download/1.png"


class Wire(httpx.BaseTransport):
    """Where requests would leave the machine; answers every one with a redirect to a private address."""

    def __init__(self) -> None:
        self.sent: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        return httpx.Response(302, headers={"Location": ELSEWHERE[0]})


def fetched(env: Env, url: str, into: Path) -> tuple[DownloadProblem, list[httpx.Request]]:
    """What became of a file at this address, and what was sent to anybody."""
    wire = Wire()
    with httpx.Client(transport=wire) as http, pytest.raises(NotFetched) as caught:
        downloads.fetch(
            dataclasses.replace(env.kit, http=http), SlackFile(id="F1", name="1.png", url=url), into / "1.png"
        )
    return caught.value.problem, wire.sent


@pytest.mark.parametrize("url", ELSEWHERE)
def test_a_file_at_another_host_is_not_requested(env: Env, tmp_path: Path, url: str) -> None:
    assert fetched(env, url, tmp_path) == (DownloadProblem.FOREIGN, [])


def test_a_redirect_away_from_slack_is_not_followed(env: Env, tmp_path: Path) -> None:
    trouble, sent = fetched(env, REDIRECTED, tmp_path)
    assert trouble is DownloadProblem.LOGIN_PAGE
    assert [str(request.url) for request in sent] == [REDIRECTED]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_a_response_goes_to_no_other_host(env: Env, url: str) -> None:
    assert not env.kit.slack.is_slack(url)


@contextmanager
def with_options(redirect_to: str = "") -> Iterator[tuple[str, list[str]]]:
    """A server that redirects, or says that all is well; its address, and the token of every request that came."""
    tokens: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tokens.append(self.headers.get("Authorization", "none"))
            self.send_response(302 if redirect_to else 200)
            self.send_header("Location", redirect_to)
            self.end_headers()
            self.wfile.write(b'{"ok": true, "url": "wss://127.0.0.1:9"}')

        do_POST = do_GET  # noqa: N815 - the name of the method

    with served(Page) as address:
        yield address, tokens


def test_no_token_follows_a_redirect_of_slacks_answers(env: Env) -> None:
    with with_options() as (elsewhere, strayed), with_options(f"{elsewhere}/api/") as (slack, came):
        client = InstrumentedClient(
            "xoxb-made-up", base_url=f"{slack}/api/", timeout=5, most_waits=0, refused=lambda *_: None
        )
        client.auth_test()
        client.chat_postMessage(channel="C1", text="hello")
        client.apps_connections_open(app_token="xapp-made-up")
        settings = env.kit.settings.model_copy(update={"slack_api_url": f"{slack}/api"})
        heard = app.build(dataclasses.replace(env.kit, settings=settings))
        heard.client.apps_connections_open(app_token="xapp-made-up")
    assert came == ["Bearer xoxb-made-up"] * 2 + ["Bearer xapp-made-up"] * 2
    assert strayed == ["none"] * 4
