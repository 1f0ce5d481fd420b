"""Ends the connections of a uvicorn server that stops."""

from __future__ import annotations

import asyncio

import uvicorn

# A connection that was just accepted is among those of the server a few turns of the event loop later.
_TURNS = 4


async def abort_connections(server: uvicorn.Server) -> None:
    """Aborts every connection of a server that no longer listens, also those that were accepted just before."""
    for _ in range(_TURNS):
        for connection in list(server.server_state.connections):
            abort(connection)
        await asyncio.sleep(0)


def abort(connection: object) -> None:
    """Cuts the connection without a response."""
    transport = getattr(connection, "transport", None)
    if transport is not None:
        transport.abort()
