"""The demo runs an upload with the bot's processes, and cleans up."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sandbox import demo
from sandbox.processes import ROOT, ProcessEndedError, Processes, commands, environment
from tests.support.warm import WarmProcess


@pytest.mark.timeout(60)
def test_the_demo_uploads_three_screenshots_and_ends(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []

    def fork(self: Processes, name: str) -> int:
        with self.log(name).open("ab") as log:
            process = WarmProcess(shlex.join(self.commands[name]), self._environment, log)
        self.running[name] = process  # type: ignore[assignment]
        started.append(process.pid)
        return process.pid

    # The next test starts each process by its command, which takes a second of CPU time.
    monkeypatch.setattr(Processes, "start", fork)
    assert demo.main([]) == 0
    output = capsys.readouterr().out
    assert "3 screenshots uploaded to Tide 1.2.0" in output
    assert output.count("COMPLETE") == 3
    assert len(started) == 3
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]


@pytest.mark.timeout(60)
@pytest.mark.skipif(sys.platform != "linux", reason="looks for the processes in /proc")
def test_the_demo_stays_up_until_it_is_interrupted_and_keeps_no_key(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sandbox.demo", "--stay"]
    elsewhere = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=elsewhere, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        assert process.stdout is not None
        output = (line for line in process.stdout if "App Store Connect on the right" in line)
        address = next(output).split()[-1]
        children = [
            int(child) for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        ]
        try:
            assert "App Store Connect" in httpx.get(address, trust_env=False).text
            assert {path.name for path in tmp_path.glob("app-store-bot-*/*")} >= {"AuthKey.p8", "worker.log"}
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
        finally:
            process.terminate()
    assert len(children) >= 3
    assert not list(tmp_path.glob("app-store-bot-*"))
    assert not [child for child in children if Path(f"/proc/{child}").exists()]


def test_a_process_that_ends_is_told_with_what_it_wrote(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {"web": [sys.executable, "-c", "raise SystemExit('no luck today')"]}
    monkeypatch.setattr("sandbox.processes.commands", lambda _: broken)
    assert demo.main([]) == 1
    output = capsys.readouterr().out
    assert "web ended with 1" in output
    assert "no luck today" in output


def test_a_killed_process_starts_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sleeping = {"worker": [sys.executable, "-c", "import time; time.sleep(60)"]}
    monkeypatch.setattr("sandbox.processes.commands", lambda _: sleeping)
    processes = Processes(tmp_path, {})
    before = processes.start("worker")
    after = processes.kill("worker")
    processes.check()
    processes.stop()
    assert before != after


def test_a_process_that_ended_by_itself_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.processes.commands", lambda _: {"web": [sys.executable, "-c", ""]})
    processes = Processes(tmp_path, {})
    processes.start("web")
    processes.running["web"].wait(10)
    with pytest.raises(ProcessEndedError, match="web ended with 0"):
        processes.check()
    processes.stop()


def test_every_line_of_the_procfile_is_a_command() -> None:
    assert commands("# a note\nweb: python -m bot\nworker: python -m tasks.worker 'a b'\n") == {
        "web": ["python", "-m", "bot"],
        "worker": ["python", "-m", "tasks.worker", "a b"],
    }


def test_settings_of_a_real_bot_stay_out_of_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-real")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    made = environment({"PORT": "1"})
    assert made["PATH"].startswith(f"{Path(sys.executable).parent}{os.pathsep}")
    assert not {"SLACK_APP_TOKEN", "HTTPS_PROXY"} & made.keys()
    assert made["PORT"] == "1"
