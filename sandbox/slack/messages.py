"""Posts, edits and deletes messages; stores and announces each change and sends its event."""

from __future__ import annotations

from sandbox.slack.events import Events
from sandbox.slack.posts import completed
from sandbox.slack.state import Json, Post
from sandbox.slack.workspace import Workspace


class Messages:
    """The only place that adds, changes and removes messages."""

    def __init__(self, workspace: Workspace, events: Events) -> None:
        self._workspace = workspace
        self._events = events

    def post(self, post: Post) -> Post:
        """Posts a message to its conversation."""
        conversation = self._workspace.conversations[post.channel]
        post.blocks = completed(post.blocks, self._workspace.ids)
        conversation.posts[post.ts] = post
        for file_id in post.files:
            self._workspace.files[file_id].shares.append((post.channel, post.ts))
        self._workspace.changes.announce("message", post.channel, post.ts)
        self._events.posted(post)
        return post

    def post_ephemeral(self, post: Post) -> Post:
        """Posts a message that only the user in `seen_by` sees."""
        post.blocks = completed(post.blocks, self._workspace.ids)
        self._workspace.conversations[post.channel].ephemerals[post.ts] = post
        self._workspace.changes.announce("ephemeral", post.channel, post.ts)
        return post

    def edit(self, post: Post, *, text: str, blocks: list[Json], attachments: list[Json]) -> None:
        """Replaces the content of a message."""
        before = self._workspace.message(post)
        post.text, post.attachments = text, attachments
        post.blocks = completed(blocks, self._workspace.ids)
        post.edit_times.append(self._workspace.ids.stamp())
        self._workspace.changes.announce("ephemeral" if post.seen_by else "message", post.channel, post.ts)
        if not post.seen_by:
            self._events.changed(post, before)

    def remove(self, post: Post) -> None:
        """Deletes a message; one with replies leaves a tombstone, as in Slack."""
        conversation = self._workspace.conversations[post.channel]
        before = self._workspace.message(post)
        if post.seen_by:
            del conversation.ephemerals[post.ts]
        elif conversation.replies(post.ts):
            post.deleted, post.blocks, post.attachments, post.files = True, [], [], []
        else:
            del conversation.posts[post.ts]
        self._workspace.changes.announce("ephemeral" if post.seen_by else "message", post.channel, post.ts)
        if not post.seen_by:
            self._events.removed(post, before)
