"""Slack's messages with their blocks, and the files in them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from records.storage.documents import stored_as

# What a message carries for programs: https://docs.slack.dev/messaging/message-metadata
Metadata = dict[str, Any]

# Forwards of forwards that are looked into.
MOST_NESTED = 10


@dataclass(frozen=True, kw_only=True)
class SlackFile:
    """A file in Slack; `size` in bytes. For a file of another workspace only the id may be known.

    `problem` is Slack's word for why the file can't be downloaded, "" if it can.
    """

    id: str
    name: str = ""
    size: int = 0
    url: str = ""
    mimetype: str = ""
    problem: Annotated[str, stored_as("trouble")] = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as it is posted: the text for screen readers and notifications, and Block Kit blocks."""

    text: str
    blocks: tuple[dict[str, object], ...] = ()


def files_in(raw: Iterable[Mapping[str, Any]]) -> tuple[SlackFile, ...]:
    """Return the files of a Slack message or of a modal's `file_input`; for some, Slack names only the id.

    https://docs.slack.dev/reference/objects/file-object
    """
    return tuple(_file(file) for file in raw if file.get("id"))


def files_of_message(message: Mapping[str, Any]) -> tuple[SlackFile, ...]:
    """Return the files of a message and of the messages that are forwarded in it, each once.

    A forwarded message is an attachment with its files, with the messages that it forwards in turn in the attachment
    or in its `message_blocks`: https://github.com/slackapi/java-slack-sdk/issues/1179
    """
    found = {file.id: file for file in _all_files(message, MOST_NESTED)}
    return tuple(found.values())


def _all_files(message: Mapping[str, Any], levels: int) -> Iterator[SlackFile]:
    yield from files_in(message.get("files") or ())
    if levels:
        for attachment in message.get("attachments") or ():
            yield from _all_files(attachment, levels - 1)
        for nested in message.get("message_blocks") or ():
            yield from _all_files(nested.get("message") or {}, levels - 1)


def _file(raw: Mapping[str, Any]) -> SlackFile:
    mode, access = raw.get("mode", ""), raw.get("file_access", "visible")
    problem = ""
    if mode in {"tombstone", "hidden_by_limit", "external"} or raw.get("is_external"):
        problem = mode or "external"
    elif access not in {"visible", "check_file_info"}:
        problem = access
    return SlackFile(
        id=str(raw["id"]),
        name=str(raw.get("name") or ""),
        size=int(raw.get("size") or 0),
        url="" if problem else str(raw.get("url_private_download") or raw.get("url_private") or ""),
        mimetype=str(raw.get("mimetype") or ""),
        problem=problem,
        width=int(raw.get("original_w") or 0),
        height=int(raw.get("original_h") or 0),
    )


def upload_metadata(state: str, *, done: int = 0, failed: int = 0, key: str = "") -> Metadata:
    """Return the metadata of an upload's message: a program can read how far it is, and how many files are done."""
    return {"event_type": "asc_upload", "event_payload": {"state": state, "done": done, "failed": failed, "key": key}}
