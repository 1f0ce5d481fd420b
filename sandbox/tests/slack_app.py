"""A small app that records the requests of the Slack stand-in and responds as a test requires."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs

import httpx

from sandbox.slack import Slack
from sandbox.threaded_server import served

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BOT_TOKEN = "xoxb-sandbox"
APP_TOKEN = "xapp-sandbox"
Json = dict[str, Any]
# Nobody closes this client, so it keeps no connection.
http = httpx.Client(
    trust_env=False,
    verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
    limits=httpx.Limits(max_keepalive_connections=0),
)


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    headers: dict[str, str]
    body: str

    @property
    def payload(self) -> Json:
        """The event, the payload of an interaction, or the fields of a command."""
        if self.headers["content-type"] == "application/json":
            return dict(json.loads(self.body))
        form = {name: values[0] for name, values in parse_qs(self.body, keep_blank_values=True).items()}
        return dict(json.loads(form["payload"])) if "payload" in form else form


Answer = Json | str | int | None


@dataclass
class SmallApp:
    """Answers 200 to everything, or what `answer` gives: a status, a text, or JSON."""

    answer: Callable[[Received], Answer] = lambda _: None
    received: list[Received] = field(default_factory=list)

    @property
    def payloads(self) -> list[Json]:
        """Everything received so far."""
        return [each.payload for each in self.received]

    @property
    def events(self) -> list[Json]:
        """The events among it."""
        return [payload["event"] for payload in self.payloads if "event" in payload]

    @property
    def interactions(self) -> list[Json]:
        """The rest of it: what a person pressed, typed or sent, and waited for; events come when they come."""
        return [payload for payload in self.payloads if "event" not in payload]


@contextmanager
def serve_app(app: SmallApp) -> Iterator[str]:
    """The app on a port of its own; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            received = Received({name.lower(): value for name, value in self.headers.items()}, body)
            app.received.append(received)
            answer = app.answer(received)
            status = answer if isinstance(answer, int) else 200
            content = json.dumps(answer) if isinstance(answer, dict) else answer if isinstance(answer, str) else ""
            self.send_response(status)
            self.send_header("content-type", "application/json" if isinstance(answer, dict) else "text/plain")
            self.send_header("content-length", str(len(content.encode())))
            self.end_headers()
            self.wfile.write(content.encode())

    with served(Handler) as address:
        yield f"{address}/slack/events"


@contextmanager
def connected(app: SmallApp | None = None) -> Iterator[tuple[Slack, SmallApp]]:
    """A Slack being served, and an app that it brings everything to."""
    app = app or SmallApp()
    slack = Slack(signing_secret=SECRET, bot_token=BOT_TOKEN, app_token=APP_TOKEN)
    with serve_app(app) as address, slack.serve():
        slack.deliver_to(address)
        yield slack, app


def call(slack: Slack, method: str, *, token: str = BOT_TOKEN, **args: object) -> Json:
    """One call of the Web API with a JSON body; the answer."""
    return dict(http.post(f"{slack.url}/api/{method}", headers=bearer(token), json=args).json())


def bearer(token: str = BOT_TOKEN) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def newest_trigger(slack: Slack) -> str:
    """Returns the trigger id of the newest interaction; events have none."""
    return str(next(each.payload["trigger_id"] for each in reversed(slack.deliveries) if "trigger_id" in each.payload))


def text(words: str, kind: str = "plain_text") -> Json:
    """A text object."""
    return {"type": kind, "text": words}


def button(action_id: str, label: str, value: str = "") -> Json:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": text(label)} | ({"value": value} if value else {})


def buttons(*elements: Json) -> list[Json]:
    """Blocks with these buttons and nothing else."""
    return [{"type": "actions", "elements": list(elements)}]


def modal(*blocks: Json, **more: object) -> Json:
    """A form with these blocks."""
    return {
        "type": "modal",
        "title": text("A form"),
        "submit": text("Send"),
        "callback_id": "a-form",
        "blocks": list(blocks),
        **more,
    }


def field_block(block_id: str, label: str, element: Json, **more: object) -> Json:
    """An input block; its element gets the action id `value`."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": text(label),
        "element": {"action_id": "value", **element},
        **more,
    }
