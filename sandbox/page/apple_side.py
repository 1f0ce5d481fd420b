"""The state of App Store Connect as JSON for the page."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

from sandbox.appstore import AppSnapshot, AppStoreConnect, Call
from sandbox.page import moves
from sandbox.slack.state import Json

# The number of calls shown; all are counted.
NEWEST = 80


def as_json(apple: AppStoreConnect, key_id: str) -> Json:
    """Returns apps with all that belongs to them, calls and the remaining allowance."""
    calls = tuple(apple.calls)
    return {
        "apps": [_app(apple, app) for app in apple.look()],
        "left": apple.calls_left(key_id),
        "counts": {
            "calls": sum(call.kind == "api" for call in calls),
            "transfers": sum(call.kind == "upload" for call in calls),
            "refused": sum(call.status == 0 or call.status >= 400 for call in calls),
            "methods": Counter(call.method for call in calls if call.kind == "api"),
        },
        "calls": [_call(number, call) for number, call in enumerate(calls, 1)][-NEWEST:][::-1],
    }


def _app(apple: AppStoreConnect, app: AppSnapshot) -> Json:
    state = asdict(app)
    for shown, version in zip(state["versions"], app.versions, strict=True):
        shown["moves"] = moves.of_version(version)
    return {**state, "processing": moves.builds(apple, app)}


def _call(number: int, call: Call) -> Json:
    query = "&".join(f"{name}={value}" for name, value in call.query.items()) if call.kind == "api" else ""
    return {
        "number": number,
        "at": call.at,
        "method": call.method,
        "path": f"{call.path}?{query}" if query else call.path,
        "status": call.status,
        "kind": call.kind,
    }
