"""One address for several accounts, as Apple has: a call sees the account of the key that signed its token.

Files go to the account's own address, which the upload operations name. Lists longer than a page are not passed on.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import jwt

from sandbox.appstore.account import Account

# The headers of an answer that its receiver reads.
_PASSED_ON = ("Content-Type", "X-Rate-Limit", "Retry-After")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    accounts: Mapping[str, Account]
    client: httpx.Client

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        answer = self.client.request(self.command, f"{self._address()}{self.path}", headers=headers, content=body)
        self.send_response(answer.status_code)
        for name in _PASSED_ON:
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = do_PATCH = do_DELETE = _pass_on  # noqa: N815 - the names that http.server looks for

    def _address(self) -> str:
        """Returns the address of the key's account; the first one refuses a key that nobody has."""
        try:
            key_id = str(jwt.get_unverified_header(self.headers.get("Authorization", "").rpartition(" ")[2]).get("kid"))
        except jwt.InvalidTokenError:
            key_id = ""
        owners = [address for address, account in self.accounts.items() if account.had_key(key_id)]
        return (owners or list(self.accounts))[0]

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - as http.server declares it
        """Logs nothing: each account has its own log of calls."""


@contextmanager
def serve_together(accounts: Mapping[str, Account]) -> Iterator[str]:
    """Serves accounts, by the address where each is served already, at one more address; yields its root URL."""
    with httpx.Client(timeout=30) as client:
        handler = type("Handler", (_Handler,), {"accounts": accounts, "client": client})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
