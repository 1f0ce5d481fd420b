"""Clients that others use on Apple get through an upload and a text change on the stand-in, as they are."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from sandbox import pictures
from sandbox.appstore import AppStoreConnect

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-clients" / "bin" / "python"
DRIVER = Path(__file__).with_name("real_clients.py")
READ = {
    "asconnect": {"versions": 2, "infos": 2, "build": None, "review": None},
    "codemagic": {"versions": 2, "with_build": 2, "builds": 0},
    "AppleAPI": {"versions": 1},
}


@pytest.mark.skipif(not PYTHON.exists(), reason="the clients are not installed: `make clients` does it")
@pytest.mark.parametrize("client", READ)
def test_a_real_client_uploads_screenshots_and_changes_a_text(client: str, tmp_path: Path) -> None:
    apple = AppStoreConnect(seed=3)
    key = apple.add_key("ADMIN")
    app_id = apple.add_app("com.example.tide", "Tide")
    apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION")
    version_id = apple.add_version(app_id, "1.1")
    key_file, folder = tmp_path / "key.p8", tmp_path / "images"
    key_file.write_text(key.private_key_pem)
    folder.mkdir()
    for number in range(1, 4):
        (folder / f"{number}.png").write_bytes(pictures.png(312, 390, seed=number))
    with apple.serve() as url:
        account = [url, key.key_id, key.issuer_id or "", str(key_file), "com.example.tide", str(folder)]
        run = subprocess.run(  # noqa: S603 - our own script
            [PYTHON, DRIVER, client, *account], capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False
        )
    assert run.returncode == 0, run.stderr[-2000:]
    assert json.loads(run.stdout.splitlines()[-1]) == READ[client]
    held = apple.screenshots(version_id, "en-US", "APP_WATCH_SERIES_3")
    assert sorted(screenshot.name for screenshot in held) == ["1.png", "2.png", "3.png"]
    assert {screenshot.state for screenshot in held} == {"COMPLETE"}
    assert apple.texts(version_id)["en-US"]["promotionalText"] == "New"
    assert {call.status for call in apple.calls} <= {200, 201, 204}
