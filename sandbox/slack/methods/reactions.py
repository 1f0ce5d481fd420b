"""Web API methods that add and remove reactions."""

from __future__ import annotations

from sandbox.slack.emoji import is_name
from sandbox.slack.errors import SlackError
from sandbox.slack.methods.call import Endpoint, MethodCall
from sandbox.slack.state import Json, Post

DIFFERENT = 23  # docs.slack.dev/reference/methods/reactions.add: maximum number of reactions per user and message


def add(call: MethodCall) -> Json:
    """reactions.add."""
    name, post = _what(call)
    bot = call.bot.id
    if bot in post.reactions.get(name, ()):
        raise SlackError("already_reacted")
    if sum(bot in users for users in post.reactions.values()) >= DIFFERENT:
        raise SlackError("too_many_reactions")
    post.reactions.setdefault(name, []).append(bot)
    call.workspace.changes.announce("reaction", post.channel, post.ts)
    return {}


def remove(call: MethodCall) -> Json:
    """reactions.remove."""
    name, post = _what(call)
    users = post.reactions.get(name, [])
    if call.bot.id not in users:
        raise SlackError("no_reaction")
    users.remove(call.bot.id)
    if not users:
        del post.reactions[name]
    call.workspace.changes.announce("reaction", post.channel, post.ts)
    return {}


def _what(call: MethodCall) -> tuple[str, Post]:
    name = call.required("name").strip(":")
    if not is_name(name.partition("::")[0]):
        raise SlackError("invalid_name")
    if not call.text("channel") or not call.text("timestamp"):
        raise SlackError("no_item_specified")
    conversation = call.conversation()
    if call.bot.id not in conversation.members:
        raise SlackError("not_in_channel")
    post = conversation.posts.get(call.text("timestamp"))
    if post is None or post.deleted:
        raise SlackError("message_not_found")
    return name, post


METHODS = (
    Endpoint("reactions.add", add, ("reactions:write",), 50),
    Endpoint("reactions.remove", remove, ("reactions:write",), 20),
)
