"""The App Store Connect stand-in as a server: on a port, with threads, from the command line, and its shutdown."""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from PIL import Image

from sandbox import pictures
from sandbox.appstore import AppStoreConnect, Fault, Key
from sandbox.appstore.routes import ENDPOINTS
from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, token, visiting

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def olive() -> Iterator[Visitor]:
    with visiting("ADMIN") as visitor:
        yield visitor


def test_the_table_of_what_is_covered_names_every_route() -> None:
    text = (ROOT / "sandbox" / "appstore" / "COVERAGE.md").read_text()
    listed = re.findall(r"^\| ([A-Z]+) \| `([^`]+)` \|", text, re.MULTILINE)
    assert listed == [(endpoint.method, endpoint.path) for endpoint in ENDPOINTS]


def test_it_leaves_no_thread_and_no_port_behind() -> None:
    before = threading.active_count()
    apple = AppStoreConnect()
    with apple.serve() as address:
        port = int(address.rpartition(":")[2])
        assert threading.active_count() == before + 1
    assert threading.active_count() == before
    with socket.socket() as free:
        free.bind(("127.0.0.1", port))


def test_it_serves_again_on_the_same_port_and_remembers_everything() -> None:
    apple = AppStoreConnect()
    key = apple.add_key()
    with apple.serve() as address:
        app_id = apple.add_app(BUNDLE_ID, "Tide")
    apple.add_version(app_id, "1.0")
    with apple.serve(port=int(address.rpartition(":")[2])) as again:
        assert again == address
        answer = httpx.get(f"{again}/v1/apps/{app_id}", headers={"Authorization": f"Bearer {token(key)}"})
        assert answer.json()["data"]["id"] == app_id


def test_it_stops_at_once_while_somebody_waits() -> None:
    apple = AppStoreConnect()
    rule = apple.faults.add(Fault.slow(60))
    with ThreadPoolExecutor(1) as pool:
        with apple.serve() as address:
            waiting = pool.submit(httpx.get, f"{address}/v1/apps", timeout=30)
            deadline = time.monotonic() + 5
            while rule.fired == 0 and time.monotonic() < deadline:
                time.sleep(0.001)
            begin = time.monotonic()
        assert time.monotonic() - begin < 5
        assert isinstance(waiting.exception(timeout=5), httpx.TransportError)


def test_threads_may_change_it_while_it_serves_starts_and_stops() -> None:
    apple = AppStoreConnect()
    app_ids: list[str] = []
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            app_ids.append(apple.add_app(f"com.example.app{len(app_ids)}", "Tide"))

    with ThreadPoolExecutor(3) as pool:
        working = [pool.submit(work) for _ in range(3)]
        for _ in range(5):
            with apple.serve() as address:
                assert httpx.get(f"{address}/v1/apps").status_code == 401
        stop.set()
    assert [future.exception() for future in working] == [None, None, None]
    assert len(set(app_ids)) == len(app_ids)


def test_an_error_in_a_call_from_outside_reaches_the_caller(olive: Visitor) -> None:
    with pytest.raises(KeyError):
        olive.apple.add_version("unknown", "1.0")


def test_listeners_hear_of_every_change_and_may_look_at_the_account(olive: Visitor) -> None:
    app_id = olive.apple.add_app(BUNDLE_ID, "Tide")
    version_id = olive.apple.add_version(app_id, "1.0")
    heard: list[tuple[str, int]] = []
    olive.apple.on_change.append(lambda event: heard.append((event, len(olive.apple.sets(version_id)))))
    set_id = olive.new_set(version_id)
    olive.upload(set_id, "a.png", pictures.png(312, 390, seed=1))
    olive.apple.add_review(app_id, 1)
    events = [event for event, _ in heard if event != "call"]
    assert events == [
        "set.added",
        "screenshot.reserved",
        "part.uploaded",
        "screenshot.committed",
        "screenshot.complete",
        "review.added",
    ]
    assert heard[-1] == ("review.added", 1)


def test_what_is_due_happens_by_itself_while_nobody_asks(olive: Visitor) -> None:
    olive.apple.processing = 0.02
    version_id = olive.apple.add_version(olive.apple.add_app(BUNDLE_ID, "Tide"), "1.0")
    complete = threading.Event()
    olive.apple.on_change.append(lambda event: complete.set() if event == "screenshot.complete" else None)
    olive.upload(olive.new_set(version_id), "a.png", pictures.png(312, 390, seed=1))
    assert complete.wait(5)


def test_the_diary_holds_every_call_by_the_time_it_is_answered(olive: Visitor) -> None:
    app_id = olive.apple.add_app(BUNDLE_ID, "Tide")
    olive.get("/v1/apps", filter__bundleId__=BUNDLE_ID)
    olive.post("appStoreVersions", {"platform": "IOS"}, app=("apps", app_id))
    requested, refused = olive.apple.calls
    assert (requested.method, requested.path, requested.query) == ("GET", "/v1/apps", {"filter[bundleId]": BUNDLE_ID})
    assert (requested.status, requested.key_id, requested.body, requested.kind) == (200, olive.key.key_id, None, "api")
    assert (refused.status, refused.body["data"]["attributes"]) == (409, {"platform": "IOS"})
    assert requested.at <= refused.at


def test_a_request_that_breaks_off_is_not_done(olive: Visitor) -> None:
    app_id = olive.apple.add_app(BUNDLE_ID, "Tide")
    host, port = olive.client.base_url.host, olive.client.base_url.port
    with socket.create_connection((host, port or 80)) as line:
        line.sendall(
            b"POST /v1/appStoreVersions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Authorization: Bearer " + token(olive.key).encode() + b"\r\nContent-Length: 1000\r\n\r\n{"
        )
    assert olive.data(f"/v1/apps/{app_id}/appStoreVersions") == []
    assert [call.method for call in olive.apple.calls] == ["GET"]


def test_two_accounts_with_the_same_seed_have_the_same_ids() -> None:
    def ids(seed: int) -> tuple[str, str, str]:
        apple = AppStoreConnect(seed)
        app_id = apple.add_app(BUNDLE_ID, "Tide")
        return apple.add_key().key_id, app_id, apple.add_version(app_id, "1.0")

    assert ids(3) == ids(3)
    assert ids(3) != ids(4)


def test_it_can_be_started_by_hand(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sandbox.appstore", "--folder", str(tmp_path / "keys")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 — our own
        assert process.stdout is not None
        settings = dict(process.stdout.readline().strip().split("=", 1) for _ in range(4))
        path = Path(settings["ASC_PRIVATE_KEY_PATH"])
        assert path.stat().st_mode & 0o777 == 0o600
        key = Key(settings["ASC_KEY_ID"], settings["ASC_ISSUER_ID"], path.read_text(), "ADMIN")
        headers = {"Authorization": f"Bearer {token(key)}"}
        apps = httpx.get(f"{settings['ASC_API_URL']}/v1/apps", headers=headers).json()["data"]
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert [app["attributes"]["name"] for app in apps] == ["Tide"]


def test_pictures_are_what_they_are_asked_to_be() -> None:
    plain = pictures.png(1320, 2868, seed=1)
    assert len(plain) < 200_000
    assert plain != pictures.png(1320, 2868, seed=2)
    assert plain == pictures.png(1320, 2868, seed=1)
    assert _opened(plain).mode == "RGB"
    assert _opened(plain).size == (1320, 2868)
    assert _opened(pictures.png(40, 40, seed=1, alpha="opaque")).getchannel("A").getextrema() == (255, 255)
    assert _opened(pictures.png(40, 40, seed=1, alpha="transparent")).getchannel("A").getextrema() == (0, 255)
    assert _opened(pictures.jpeg(40, 40, seed=1)).format == "JPEG"
    assert pictures.jpeg(40, 40, seed=1, text="") != pictures.jpeg(40, 40, seed=2, text="")


def _opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
