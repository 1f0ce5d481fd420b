"""Calls Slack's Web API: each message is posted once, however often a worker dies or a connection drops."""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import httpx
import structlog
from redis import Redis
from slack_sdk.errors import SlackApiError

from cards.blocks import escape, span
from kit.redis.connections import wait_for_replica
from kit.slack.transport import (
    InstrumentedClient,
    Pauses,
    call_slack,
    call_slack_longer,
    is_away,
    is_passing,
    may_recover,
)
from records.dispatch.grants import BOTS
from records.jobs.counters import Counter, count
from records.keys import DAY, key
from records.messages import Message, Metadata

# `metadata.event_type` of our posts. In the payload `post` is the idempotency key; earlier releases called it `key`.
OUR_EVENT = "asc_bot"

_SENDING = b"?"

# A mention in a text, and the element of a rich text as `json.dumps` spells it.
_MENTION = re.compile(r'<@(?P<text>[UW]\w+)(?:\|[^<>]*)?>|\{"type": "user", "user_id": "(?P<element>\w+)"\}')

log = structlog.get_logger()


class Slack:
    """Slack's Web API as jobs use it. Sends the token to Slack's API root alone.

    `client` waits and retries; `no_retry` does not; `prompt` is for callers with three seconds to answer.
    """

    def __init__(self, token: str, api_root: str, *, redis: Redis, http: httpx.Client) -> None:
        self._redis = redis
        self._http = http
        self._root = api_root
        refused, pauses = partial(count, redis, Counter.SLACK), Pauses(redis)
        connect = partial(InstrumentedClient, token, base_url=api_root, refused=refused)
        self.client = connect(timeout=20, most_waits=5, pauses=pauses)
        self.no_retry = connect(timeout=10, pauses=pauses)
        self.prompt = connect(timeout=2)

    def wait_for_answers(self) -> None:
        """Let `prompt` wait and retry like `client`: a job has no three seconds to answer in."""
        self.prompt = self.client

    def ask_before(self, allowed: Callable[[], object]) -> None:
        """Have `allowed` called right before each request: it exits a process that has lost its lease."""
        self.client.before = self.no_retry.before = self.prompt.before = allowed

    def post(
        self,
        channel: str,
        message: Message,
        *,
        idempotency_key: str,
        thread_ts: str = "",
        metadata: Metadata | None = None,
    ) -> str:
        """Post a message and return its `ts`; under the same `idempotency_key` it is posted a single time, ever."""
        metadata = metadata or {"event_type": OUR_EVENT, "event_payload": {"key": idempotency_key}}
        name = key("post", idempotency_key)
        known = self._note(name)
        if known is not None and known != _SENDING:
            return str(known, "ascii")
        maybe_posted = known == _SENDING

        def find_or_post() -> str:
            nonlocal maybe_posted
            ts = self._find(channel, thread_ts, idempotency_key) if maybe_posted else None
            maybe_posted = True
            return ts or self._post(channel, message, thread_ts, metadata, idempotency_key)

        try:
            ts = call_slack_longer(may_recover, find_or_post)
        except SlackApiError as error:
            if not is_passing(error):
                self._redis.delete(name)
            raise
        self._redis.set(name, ts, ex=30 * DAY)
        return ts

    def _note(self, name: str) -> bytes | None:
        """Store, durably, that the message is being posted; returns what was stored before."""
        while True:
            known: Any = self._redis.set(name, _SENDING, nx=True, get=True, ex=30 * DAY)
            if known is not None or wait_for_replica(self._redis, lambda pipeline: pipeline.expire(name, 30 * DAY)):
                return known  # type: ignore[no-any-return]  # redis-py types every answer as Any

    def _post(self, channel: str, message: Message, thread_ts: str, metadata: Metadata, idempotency_key: str) -> str:
        message = _without_bots(self._redis, message)
        payload = {**metadata["event_payload"], "post": idempotency_key}
        answer = self.client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=list(message.blocks) or None,
            thread_ts=thread_ts or None,
            unfurl_links=False,
            unfurl_media=False,
            metadata={**metadata, "event_payload": payload},
        )
        return str(answer["ts"])

    def _find(self, channel: str, thread_ts: str, idempotency_key: str) -> str | None:
        """Return the `ts` of the message with our key among the newest, in case Slack's answer was lost.

        Raises SlackApiError while Slack is failing: nothing may be posted before the answer is known.
        """
        client = self.client
        try:
            if thread_ts:
                found = client.conversations_replies(
                    channel=channel, ts=thread_ts, include_all_metadata=True, limit=200
                )
            else:
                found = client.conversations_history(channel=channel, include_all_metadata=True, limit=50)
        except SlackApiError as error:
            if is_passing(error):
                raise
            # A scope is missing, or the channel is gone.
            log.warning("could not look for a post", error=error.response.get("error"))
            return None
        for posted in found.get("messages") or []:
            payload = (posted.get("metadata") or {}).get("event_payload") or {}
            if idempotency_key in {payload.get("post"), payload.get("key")}:
                return str(posted["ts"])
        return None

    def update(
        self, channel: str, ts: str, message: Message, *, no_retry: bool = False, metadata: Metadata | None = None
    ) -> bool:
        """Replace a message of ours; returns whether Slack took it. `no_retry` gives up after the first refusal.

        Without `metadata` it keeps what it has.
        """
        message = _without_bots(self._redis, message)
        client = self.no_retry if no_retry else self.client
        edit = partial(
            client.chat_update,
            channel=channel,
            ts=ts,
            text=message.text[:4000],
            blocks=list(message.blocks),
            metadata=metadata,
        )
        try:
            if no_retry:
                edit()
            else:
                call_slack(may_recover, edit)
        except SlackApiError as error:
            log.warning("slack refused an edit", error=error.response.get("error"))
            return False
        except OSError:
            return False
        return True

    def post_ephemeral(self, channel: str, user: str, message: Message, *, thread_ts: str = "") -> None:
        """Post a message that only this user sees; in a direct message where Slack refuses it in the channel."""
        blocks = list(message.blocks) or None
        try:
            self.client.chat_postEphemeral(
                channel=channel, user=user, text=message.text, blocks=blocks, thread_ts=thread_ts or None
            )
        except SlackApiError as error:
            if is_away(error):
                raise
            log.info("ephemeral message refused", error=error.response.get("error"))
            self.client.chat_postMessage(channel=user, text=message.text, blocks=blocks)

    def respond(self, response_url: str, message: Message, *, replace: bool = False) -> bool:
        """Answer a command or a click where it was made, visible to its user alone; False when Slack refuses."""
        if not self.is_slack(response_url):
            return False
        body = {"text": message.text, "blocks": list(message.blocks), "response_type": "ephemeral"}
        try:
            answer = self._http.post(response_url, json=body | {"replace_original": replace})
        except httpx.HTTPError:
            return False
        return answer.is_success

    def is_slack(self, url: str) -> bool:
        """Return whether a URL belongs to Slack, or to the host and port of `SLACK_API_URL`."""
        try:
            # Parsed by httpx, which sends it: other parsers find other hosts in odd URLs.
            parts, root = httpx.URL(url), httpx.URL(self._root)
        except httpx.InvalidURL:
            return False
        if parts.userinfo:
            return False
        if (parts.scheme, parts.host, parts.port) == (root.scheme, root.host, root.port):
            return True
        own = parts.host == "slack.com" or parts.host.endswith((".slack.com", ".slack-gov.com", ".slack-files.com"))
        return parts.scheme == "https" and own and parts.port is None

    def direct_channel(self, user: str) -> str:
        """Return the id of the bot's direct messages with this user."""
        return str(self.client.conversations_open(users=user)["channel"]["id"])

    def react(self, channel: str, ts: str, name: str, *, instead_of: str = "") -> None:
        """Add a reaction to a message, and remove others of ours (`old older`). Failures are only logged."""
        reactions = [("reactions.add", name), *(("reactions.remove", old) for old in instead_of.split() if old != name)]
        for method, reaction in reactions:
            try:
                self.no_retry.api_call(method, params={"channel": channel, "timestamp": ts, "name": reaction})
            except (SlackApiError, OSError) as error:
                reason = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
                if reason not in {"already_reacted", "no_reaction"}:
                    log.info("reaction refused", method=method, error=reason)

    def file_info(self, file_id: str) -> Mapping[str, Any]:
        """Return the file as Slack describes it. Raises SlackApiError (`file_not_found`, `missing_scope`)."""
        found: Mapping[str, Any] = self.client.files_info(file=file_id)["file"]
        return found


def _without_bots(redis: Redis, message: Message) -> Message:
    """Return the message with the names of bots that have been given a role in place of their mentions.

    A bot that is mentioned might answer, and the two would never stop.
    """
    raw = json.dumps([message.text, message.blocks], ensure_ascii=False)
    users = {found["text"] or found["element"] for found in _MENTION.finditer(raw)}
    names = {user: bot.name for user in users if (bot := BOTS.get(redis, user)) is not None}
    if not names:
        return message
    text, blocks = json.loads(_MENTION.sub(lambda found: _bot_name(names, found), raw))
    return Message(text=text, blocks=tuple(blocks))


def _bot_name(names: Mapping[str, str], mention: re.Match[str]) -> str:
    """Return the name of a bot as it stands in JSON; the mention itself of anyone else."""
    name = names.get(mention["text"] or mention["element"])
    if name is None:
        return mention[0]
    return json.dumps(span(name)) if mention["element"] else json.dumps(escape(name), ensure_ascii=False)[1:-1]
