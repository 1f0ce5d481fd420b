"""How this Slack behaves where the real one does now this, now that; a test may set each at any time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sandbox.slack.files import Access

DEADLINE_SECONDS = 3.0  # docs.slack.dev/interactivity/handling-user-interaction
# Slack brings an event again at once, after one minute and after five (docs.slack.dev/apis/events-api); here sooner.
RETRY_DELAYS = (0.0, 0.05, 0.1)


class MentionWithFiles(StrEnum):
    """What arrives when somebody mentions the bot in a message with files (slackapi/bolt-python#925)."""

    BOTH = "both"
    MESSAGE = "message"
    APP_MENTION = "app_mention"
    APP_MENTION_WITHOUT_FILES = "app_mention_without_files"


@dataclass
class Switches:
    """The switches, each with what the real Slack most often does."""

    socket_mode: bool = False
    should_escape: bool = True  # as the slash command is declared in the app's manifest
    mention_with_files: MentionWithFiles | str = MentionWithFiles.BOTH
    file_access: Access = Access.VISIBLE
    login_redirects: bool = False  # a file without the scope: 302 instead of a page with 200
    events_twice: bool = False  # each event comes twice, with one event id
    deadline: float = DEADLINE_SECONDS
    retry_delays: tuple[float, ...] = RETRY_DELAYS
