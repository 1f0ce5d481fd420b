"""Keeps other apps' bots out of our messages: a bot that is mentioned might answer, and the two would never stop."""

import json
import re
from collections.abc import Mapping

from redis import Redis

from cards.blocks import escape, span
from records.dispatch.grants import BOTS
from records.messages import Message

# A mention in a text, and the element of a rich text as `json.dumps` spells it.
_MENTION = re.compile(r'<@(?P<text>[UW]\w+)(?:\|[^<>]*)?>|\{"type": "user", "user_id": "(?P<element>\w+)"\}')


def without_bots(redis: Redis, message: Message) -> Message:
    """Return the message with the names of bots that have been given a role in place of their mentions."""
    raw = json.dumps([message.text, message.blocks], ensure_ascii=False)
    users = {found["text"] or found["element"] for found in _MENTION.finditer(raw)}
    names = {user: bot.name for user in users if (bot := BOTS.get(redis, user)) is not None}
    if not names:
        return message
    text, blocks = json.loads(_MENTION.sub(lambda found: _name(names, found), raw))
    return Message(text=text, blocks=tuple(blocks))


def _name(names: Mapping[str, str], mention: re.Match[str]) -> str:
    """Return the name of a bot as it stands in JSON; the mention itself of anyone else."""
    name = names.get(mention["text"] or mention["element"])
    if name is None:
        return mention[0]
    return json.dumps(span(name)) if mention["element"] else json.dumps(escape(name), ensure_ascii=False)[1:-1]
