"""`make audit`: a known weakness of a package ends `make check`; advisories that are out of reach do not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from sandbox.threaded_server import served
from tests.support.package_audit import audit, judge
from tests.support.processes import free_port

RANGE = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}
WEAK = {
    "id": "GHSA-made-up-0001",
    "modified": "2026-01-01T00:00:00Z",
    "affected": [{"package": {"name": "weak", "ecosystem": "PyPI"}, "ranges": [RANGE]}],
}


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """Two pinned packages."""
    lines = (f"{name}==1.0 --hash=sha256:{'0' * 64}\n" for name in ("sound", "weak"))
    (tmp_path / "lock.txt").write_text("".join(lines), encoding="utf-8")
    return tmp_path / "lock.txt"


@contextmanager
def osv(status: int = 200, *, hangs: bool = False) -> Iterator[str]:
    """Advisories as OSV gives them (https://google.github.io/osv.dev/post-v1-query/): one package is weak."""
    over = threading.Event()

    class Advisories(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            name = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
            if hangs:
                over.wait(10)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({"vulns": [WEAK]} if name == "weak" else {}).encode())

    with served(Advisories) as address:
        try:
            yield f"{address}/v1/query"
        finally:
            over.set()


def test_a_package_with_a_known_weakness_is_named_with_its_mend(lock: Path) -> None:
    with osv() as address:
        assert audit(lock, address) == (1, "weak 1.0: GHSA-made-up-0001, fixed: 2.0")


def test_advisories_that_are_out_of_reach_end_nothing(lock: Path) -> None:
    away = (0, "not audited: the advisories are out of reach")
    assert audit(lock, f"http://127.0.0.1:{free_port()}/v1/query") == away
    with osv(status=503) as address:
        assert audit(lock, address) == away


def test_advisories_that_do_not_come_are_waited_for_so_long_and_no_longer(lock: Path) -> None:
    with osv(hangs=True) as address:
        assert audit(lock, address, seconds=1) == (0, "not audited: the advisories did not come within 1 s")


def test_a_lock_that_can_not_be_read_is_no_silence(lock: Path) -> None:
    lock.write_text("weak>=1.0\n", encoding="utf-8")
    with osv() as address:
        code, report = audit(lock, address)
    assert code == 1
    assert report.startswith("not audited: ")


def test_packages_that_nothing_is_known_against_are_counted() -> None:
    sound = {"name": "sound", "version": "1.0", "vulns": []}
    assert judge([sound, {"name": "other", "skip_reason": "?"}]) == (0, "audited: nothing is known against 1 packages")
