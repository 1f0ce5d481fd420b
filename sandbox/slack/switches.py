"""Switches for behavior that varies in the real Slack; a test can change them at any time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sandbox.slack.files import Access

DEADLINE_SECONDS = 3.0  # docs.slack.dev/interactivity/handling-user-interaction
# Slack retries an event at once, after one minute and after five (docs.slack.dev/apis/events-api); here sooner.
RETRY_DELAYS = (0.0, 0.05, 0.1)


class MentionWithFiles(StrEnum):
    """The events that arrive for a mention with files (slackapi/bolt-python#925)."""

    BOTH = "both"
    MESSAGE = "message"
    APP_MENTION = "app_mention"
    APP_MENTION_WITHOUT_FILES = "app_mention_without_files"


@dataclass
class Switches:
    """The switches; each default is what the real Slack does most often."""

    socket_mode: bool = False
    should_escape: bool = True  # as declared for the slash command in the app's manifest
    mention_with_files: MentionWithFiles | str = MentionWithFiles.BOTH
    file_access: Access = Access.VISIBLE
    files_before_ready: int = 0  # how many times files.info leaves out a file's address, and messages do until then
    uploads_not_shared: int = 0  # how many of the app's next uploads are answered with ok and shared nowhere
    login_redirects: bool = False  # a file without the scope: 302 instead of 200 with HTML
    reachable: tuple[str, ...] = ()  # beginnings of addresses on this machine whose images Slack can load
    enterprise_install: bool = False  # the token is that of an organization, not of a workspace
    events_twice: bool = False  # each event is delivered twice with the same event id
    deadline: float = DEADLINE_SECONDS
    retry_delays: tuple[float, ...] = RETRY_DELAYS
    silent_sockets: bool = (
        False  # connections are greeted and stay open; nothing else arrives, not even answers to pings
    )
