#!/usr/bin/env python3
"""Sends a folder of screenshots to the App Store Connect bot for Slack, and waits until they are uploaded.

One file, for Python 3.9 and newer, without other packages: copy it, or run it from a checkout. It posts as an app of
its own (`manifest-ci.yml`), whose token is in `SLACK_CI_TOKEN`; `docs/ci.md` has the setup and examples.

Exit codes: 0 done · 1 failed · 2 refused, or no answer at all · 3 waiting for a person.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
import uuid
import zipfile
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

DONE, FAILED, REFUSED, WAITING = 0, 1, 2, 3
EXIT_CODES = {"done": DONE, "failed": FAILED, "cancelled": FAILED, "refused": REFUSED}
# Slack allows about 50 calls of conversations.replies a minute.
LONGEST_POLL = 3.0
MOST_TRIES, LONGEST_PAUSE = 6, 60.0
USER_ID, CHANNEL_ID = re.compile(r"[UW][A-Z0-9]{6,}"), re.compile(r"[CG][A-Z0-9]{6,}")


class Trouble(Exception):  # noqa: N818 - read by people
    """What went wrong, in a sentence."""


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Slack:
    """Slack's Web API. Waits as long as Slack asks after 429, and tries again after 5xx and lost connections."""

    def __init__(self, token: str, root: str) -> None:
        self._token = token
        self._root = f"{root.rstrip('/')}/"

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - a method's own arguments
        """Return the answer of a method. Raises Trouble with Slack's error."""
        given = {name: value for name, value in arguments.items() if value not in {None, ""}}
        request = Request(self._root + method, urlencode(given).encode())  # noqa: S310 - the root is the operator's
        request.add_header("Authorization", f"Bearer {self._token}")
        answer: dict[str, Any] = json.loads(send(request))
        if not answer.get("ok"):
            needed = f" (the app needs the scope {answer['needed']})" if answer.get("needed") else ""
            raise Trouble(f"Slack refused {method}: {answer.get('error')}{needed}")
        return answer

    def pages(self, method: str, items: str, **arguments: Any) -> list[dict[str, Any]]:  # noqa: ANN401
        """Return the items of every page of a list."""
        found: list[dict[str, Any]] = []
        cursor = ""
        while True:
            answer = self.call(method, cursor=cursor, limit=200, **arguments)
            found += answer[items]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return found


def send(request: Request, body: IO[bytes] | None = None) -> bytes:
    """Send a request until it is answered; `body` is sent from its start each time."""
    for attempt in range(1, MOST_TRIES + 1):
        if body is not None:
            body.seek(0)
            request.data = body
        try:
            with urlopen(request, timeout=120) as answer:  # noqa: S310 - Slack's addresses
                return bytes(answer.read())
        except HTTPError as error:
            reason, pause = f"HTTP {error.code}", 2.0**attempt / 2
            if error.code == 429:  # noqa: PLR2004 - https://docs.slack.dev/apis/web-api/rate-limits
                pause = float(error.headers.get("Retry-After") or 1)
            elif error.code < 500:  # noqa: PLR2004
                raise Trouble(f"Slack answered {reason}") from error
        except (URLError, OSError) as error:
            reason, pause = str(error), 2.0**attempt / 2
        if attempt < MOST_TRIES:
            time.sleep(min(pause, LONGEST_PAUSE))
    raise Trouble(f"Slack did not answer: {reason}")


def zipped(folder: Path, archive: IO[bytes]) -> int:
    """Write `LOCALE/*` and `LOCALE/DISPLAY_TYPE/*` of a folder to a zip; returns how many files there are."""
    if not folder.is_dir():
        raise Trouble(f"{folder} is not a folder")
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    names = [name for name in names if not any(part.startswith((".", "__MACOSX")) for part in name.parts)]
    if misplaced := [str(name) for name in names if len(name.parts) not in {2, 3}]:
        raise Trouble(f"files must be in LOCALE or LOCALE/DISPLAY_TYPE, which {', '.join(misplaced[:3])} is not")
    with zipfile.ZipFile(archive, "w") as target:  # stored: images do not get smaller
        for name in names:
            target.write(folder / name, name.as_posix())
    return len(names)


def user_id(slack: Slack, bot: str) -> str:
    """Return the id of the bot's user, which is given by id or by name."""
    if USER_ID.fullmatch(bot):
        return bot
    name = bot.lstrip("@").casefold()
    bots = [user for user in slack.pages("users.list", "members") if user.get("is_bot") and not user.get("deleted")]
    found = [str(user["id"]) for user in bots if name in _names(user)]
    if len(found) != 1:
        raise Trouble(f"{len(found)} bots are called {bot}: name it by its id")
    return found[0]


def _names(user: dict[str, Any]) -> set[str]:
    names = (user.get("name"), user.get("real_name"), (user.get("profile") or {}).get("display_name"))
    return {str(name).casefold() for name in names if name}


def channel_id(slack: Slack, channel: str) -> str:
    """Return the id of a channel, which is given by id or by name."""
    if CHANNEL_ID.fullmatch(channel):
        return channel
    kinds = "public_channel,private_channel"
    channels = slack.pages("conversations.list", "channels", types=kinds, exclude_archived="true")
    found = [str(known["id"]) for known in channels if known.get("name") == channel.lstrip("#").lower()]
    if not found:
        raise Trouble(f"CI's app sees no channel {channel}: invite it there, or name the channel by its id")
    return found[0]


def post(slack: Slack, archive: IO[bytes], channel: str, key: str, command: str) -> str:
    """Post a line, and the zip with the command in its thread; returns the thread's `ts`."""
    ts = str(slack.call("chat.postMessage", channel=channel, text=f"Screenshots from CI, run {key}")["ts"])
    length = archive.seek(0, os.SEEK_END)
    target = slack.call("files.getUploadURLExternal", filename="screenshots.zip", length=length)
    headers = {"Content-Type": "application/octet-stream", "Content-Length": str(length)}
    send(Request(target["upload_url"], method="POST", headers=headers), archive)  # noqa: S310 - Slack's own address
    files = json.dumps([{"id": target["file_id"], "title": "screenshots.zip"}])
    try:
        shared = {"channel_id": channel, "thread_ts": ts, "initial_comment": command}
        slack.call("files.completeUploadExternal", files=files, **shared)
    except Trouble:
        # Where the answer to a first try was lost, Slack refuses the second: the file has been shared already.
        if not any(reply.get("files") for reply in replies(slack, channel, ts)):
            raise
    return ts


def replies(slack: Slack, channel: str, ts: str) -> list[dict[str, Any]]:
    """Return the messages of the thread, with their metadata."""
    return list(slack.call("conversations.replies", channel=channel, ts=ts, include_all_metadata="true")["messages"])


def state_in(messages: list[dict[str, Any]], bot: str, key: str) -> dict[str, Any]:
    """Return the payload of the bot's newest message about this run; {} while there is none."""
    metadata = [message.get("metadata") or {} for message in messages if message.get("user") == bot]
    payloads = [found.get("event_payload") or {} for found in metadata if found.get("event_type") == "asc_upload"]
    return next((payload for payload in reversed(payloads) if payload.get("key") == key), {})


def wait(slack: Slack, channel: str, ts: str, bot: str, key: str, until: float) -> int:
    """Wait for the end of the upload; returns the exit code."""
    shown, pause = "", 0.5
    payload: dict[str, Any] = {}
    while True:
        payload = state_in(replies(slack, channel, ts), bot, key) or payload
        state = str(payload.get("state", ""))
        now = f"{state}: {payload.get('done', 0)} done, {payload.get('failed', 0)} failed"
        if state and now != shown:
            say(shown := now)
        if state in EXIT_CODES:
            return EXIT_CODES[state]
        if time.monotonic() >= until:
            break
        pause = min(pause * 1.3, LONGEST_POLL)
        time.sleep(max(0.0, min(pause, until - time.monotonic())))
    if state == "waiting":
        say("A person must answer the question in the thread.")
        return WAITING
    if state:
        say("The upload is still running.")
        return FAILED
    say("No answer: an admin must give CI's app a role, and the bot must be in the channel.")
    return REFUSED


def seconds(text: str) -> float:
    """Return the seconds in `90s`, `15m` or `1h`."""
    found = re.fullmatch(r"(\d+)([smh]?)", text.strip().lower())
    if not found:
        raise argparse.ArgumentTypeError("write it as 90s, 15m or 1h")
    return float(found[1]) * {"m": 60, "h": 3600}.get(found[2], 1)


def arguments() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description="Send a folder of screenshots to the App Store Connect bot for Slack.")
    parser.add_argument("folder", metavar="DIR", type=Path, help="has LOCALE/* or LOCALE/DISPLAY_TYPE/*")
    parser.add_argument("--channel", required=True, help="id or name of a channel that both apps are in")
    parser.add_argument("--bot", required=True, metavar="NAME_OR_ID", help="the App Store Connect bot's user")
    parser.add_argument("--app", default="", help="bundle id or Apple id, where the channel has not chosen the app")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--replace", action="store_true", help="replace what the sets hold")
    mode.add_argument("--append", action="store_true", help="add to what the sets hold")
    parser.add_argument("--key", metavar="RUN", help="the same run is uploaded once within three days")
    parser.add_argument("--wait", type=seconds, default=900.0, metavar="15m", help="how long to wait; 0 to not wait")
    return parser.parse_args()


def run(asked: argparse.Namespace) -> int:
    """Send the folder; returns the exit code."""
    token = os.environ.get("SLACK_CI_TOKEN", "")
    if not token:
        raise Trouble("SLACK_CI_TOKEN is not set: it is the bot token of CI's own Slack app, xoxb-…")
    until = time.monotonic() + asked.wait
    slack = Slack(token, os.environ.get("SLACK_API_URL") or "https://slack.com/api/")
    # With a key of its own, a message that had to be sent twice is uploaded once.
    key = asked.key or f"auto-{uuid.uuid4()}"
    with tempfile.TemporaryFile() as archive:
        count = zipped(asked.folder, archive)
        if not count:
            raise Trouble(f"there are no files in {asked.folder}")
        bot, channel = user_id(slack, asked.bot), channel_id(slack, asked.channel)
        options = [f"--app {asked.app}"] if asked.app else []
        options += [f"--{mode}" for mode in ("replace", "append") if getattr(asked, mode)]
        ts = post(slack, archive, channel, key, " ".join([f"<@{bot}> upload", *options, f"--key {key}"]))
    say(f"Sent {count} file{'' if count == 1 else 's'} to {asked.channel}, run {key}.")
    return wait(slack, channel, ts, bot, key, until) if asked.wait else DONE


def main() -> int:
    """Run the command line."""
    try:
        return run(arguments())
    except Trouble as trouble:
        sys.stderr.write(f"upload.py: {trouble}\n")
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
