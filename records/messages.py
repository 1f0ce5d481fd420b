"""Slack's messages with their blocks, and the files in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from records.storage.documents import stored_as


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
