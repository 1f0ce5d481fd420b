"""Sends one HTTP request over a connection of its own, for a fraction of what a client for all cases takes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import h11


@dataclass(frozen=True)
class Response:
    """What came back; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


async def post(address: str, headers: Mapping[str, str], body: bytes) -> Response:
    """Posts to an address without TLS. Raises OSError or `h11.ProtocolError` if no complete response comes."""
    parts = urlsplit(address)
    connection = h11.Connection(h11.CLIENT)
    fields = {"Host": parts.netloc, "Content-Length": str(len(body)), "Connection": "close", **headers}
    request = h11.Request(method="POST", target=parts.path or "/", headers=list(fields.items()))
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        for event in (request, h11.Data(data=body), h11.EndOfMessage()):
            writer.write(connection.send(event) or b"")
        return await _received(reader, connection)
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _received(reader: asyncio.StreamReader, connection: h11.Connection) -> Response:
    status, headers, body = 0, dict[str, str](), b""
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(1 << 16))
        elif isinstance(event, h11.Response):
            status = event.status_code
            headers = {name.decode(): value.decode("latin-1") for name, value in event.headers}
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            return Response(status, headers, body)
