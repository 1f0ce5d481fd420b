"""Slack as one user sees it, as JSON for the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from sandbox.slack import Call, Message, Person, Slack, View
from sandbox.slack.blocks import check_message, check_view
from sandbox.slack.emoji import with_emoji
from sandbox.slack.snapshots import of_post
from sandbox.slack.state import ChannelType, Conversation, Json
from sandbox.slack.workspace import SLACKBOT

EMOJI = re.compile(r":[a-z0-9_+'-]+:(?::skin-tone-[2-6]:)?")
HARMLESS = frozenset(("already_reacted", "no_reaction", "message_not_found", "unknown_method", "not_in_channel"))


def seen_by(slack: Slack, person: Person) -> Json:
    """Returns everything this user sees: conversations, modals, the Home tab, and whom and what to mention."""
    calls = slack.calls
    state = slack.ask(lambda: _state(slack, person, calls))
    state["emoji"] = _emoji(state)
    return state


def _state(slack: Slack, person: Person, calls: tuple[Call, ...]) -> Json:
    workspace = slack.workspace
    slack.workspace.direct(person.id)
    places = [each for each in workspace.conversations.values() if person.id in each.members]
    users = [user for user in workspace.users.values() if not user.deleted and user.id != SLACKBOT]
    return {
        "me": person.id,
        "timezone": workspace.users[person.id].tz,
        "bot": workspace.bot.id,
        "team": workspace.team.name,
        "names": workspace.names(),
        "people": [
            {"id": each.id, "name": each.name, "bot": bool(each.bot_id)} for each in users if each.id != SLACKBOT
        ],
        "groups": [{"id": each.id, "name": each.handle} for each in workspace.usergroups.values()],
        "pictures": _pictures(slack),
        "depth": len(workspace.open_views.get(person.id, ())),
        "view": _view(slack.view_of(person)),
        "home": _view(slack.home_of(person)),
        "places": [_conversation(slack, person, each, calls) for each in places],
    }


def _conversation(slack: Slack, person: Person, conversation: Conversation, calls: tuple[Call, ...]) -> Json:
    mine = [post for post in conversation.ephemerals.values() if post.seen_by == person.id]
    posts = sorted([*conversation.posts.values(), *mine], key=lambda post: float(post.ts))
    return {
        "id": conversation.id,
        "name": conversation.name,
        "direct": conversation.kind is ChannelType.DIRECT,
        "private": conversation.kind in {ChannelType.PRIVATE, ChannelType.GROUP_DIRECT},
        "members": list(conversation.members),
        "messages": [_message(of_post(slack.workspace, post), broadcast=post.broadcast) for post in posts],
        "refusals": [_refusal(slack, call) for call in calls if not call.ok and _is_about(call, conversation, person)],
    }


def _message(message: Message, *, broadcast: bool) -> Json:
    bare = asdict(replace(message, names={}, metadata=None))
    del bare["names"], bare["metadata"]
    return {
        **bare,
        "edited": bool(message.edits.count),
        "broadcast": broadcast,
        "files": [_file(file) for file in message.files],
        "blocks": list(message.blocks),
        "reactions": [{"name": f":{name}:", "users": list(users)} for name, users in message.reactions.items()],
    }


def _file(file: Json) -> Json:
    return {
        "id": file["id"],
        "name": file.get("name", ""),
        "gone": file.get("mode") == "tombstone",
        "kind": file.get("pretty_type", ""),
        "size": file.get("size", 0),
        "width": file.get("original_w", 0),
        "height": file.get("original_h", 0),
    }


def _view(view: View | None) -> Json | None:
    if view is None:
        return None
    return {name: value for name, value in asdict(replace(view, names={})).items() if name != "names"}


def _pictures(slack: Slack) -> dict[str, str]:
    """Maps everything a block can use to refer to an image file to its id."""
    found: dict[str, str] = {}
    for file_id, file in slack.workspace.files.items():
        if file.width and not file.deleted:
            described = slack.workspace.file(file_id)
            found |= {str(described[part]): file_id for part in ("id", "url_private", "permalink") if part in described}
    return found


def _is_about(call: Call, conversation: Conversation, person: Person) -> bool:
    if call.error in HARMLESS or not call.method.startswith(("chat.", "views.")):
        return False
    where = call.args.get("channel")
    if where is None:
        return conversation.partner == person.id and bool(call.error)
    return where in {conversation.id, conversation.partner} and call.args.get("user", person.id) == person.id


def _refusal(slack: Slack, call: Call) -> Json:
    """A call of the app that Slack refused, with the reasons."""
    why: list[str] = []
    if "blocks" in call.args:
        why = slack.ask(
            lambda: check_message(call.args["blocks"], slack.workspace.knows_file, reaches=slack.workspace.reaches)
        )
    elif "view" in call.args:
        why = slack.ask(lambda: check_view(call.args["view"], slack.workspace.knows_file))
    thread: Any = call.args.get("thread_ts", "")
    return {"at": call.at, "method": call.method, "error": call.error, "why": why, "thread_ts": thread}


def _emoji(state: Json) -> dict[str, str]:
    """Maps every emoji name in the state to its character."""
    found = {name.strip(":"): with_emoji(name) for name in set(_emoji_names(state))}
    return {name: character for name, character in found.items() if character != f":{name}:"}


def _emoji_names(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield from EMOJI.findall(part)
    elif isinstance(part, list):
        for each in part:
            yield from _emoji_names(each)
    elif isinstance(part, dict):
        if part.get("type") == "emoji":
            tone = f":skin-tone-{part['skin_tone']}:" if part.get("skin_tone") else ""
            yield f":{part['name']}:{tone}"
        for each in part.values():
            yield from _emoji_names(each)
