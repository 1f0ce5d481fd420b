"""The methods that add and take away reactions."""

from __future__ import annotations

from sandbox.slack.emoji import is_name
from sandbox.slack.errors import SlackError
from sandbox.slack.methods.asked import Asked, Endpoint
from sandbox.slack.state import Json, Post

DIFFERENT = 23  # docs.slack.dev/reference/methods/reactions.add: emoji that one person may add to a message


def add(asked: Asked) -> Json:
    """reactions.add."""
    name, post = _what(asked)
    bot = asked.workspace.bot.id
    if bot in post.reactions.get(name, ()):
        raise SlackError("already_reacted")
    if sum(bot in users for users in post.reactions.values()) >= DIFFERENT:
        raise SlackError("too_many_reactions")
    post.reactions.setdefault(name, []).append(bot)
    asked.workspace.changes.announce("reaction", post.channel, post.ts)
    return {}


def remove(asked: Asked) -> Json:
    """reactions.remove."""
    name, post = _what(asked)
    users = post.reactions.get(name, [])
    if asked.workspace.bot.id not in users:
        raise SlackError("no_reaction")
    users.remove(asked.workspace.bot.id)
    if not users:
        del post.reactions[name]
    asked.workspace.changes.announce("reaction", post.channel, post.ts)
    return {}


def _what(asked: Asked) -> tuple[str, Post]:
    name = asked.required("name").strip(":")
    if not is_name(name.partition("::")[0]):
        raise SlackError("invalid_name")
    if not asked.text("channel") or not asked.text("timestamp"):
        raise SlackError("no_item_specified")
    conversation = asked.conversation()
    if asked.workspace.bot.id not in conversation.members:
        raise SlackError("not_in_channel")
    post = conversation.posts.get(asked.text("timestamp"))
    if post is None or post.deleted:
        raise SlackError("message_not_found")
    return name, post


METHODS = (
    Endpoint("reactions.add", add, ("reactions:write",), 50),
    Endpoint("reactions.remove", remove, ("reactions:write",), 20),
)
