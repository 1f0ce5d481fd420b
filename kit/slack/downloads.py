"""Downloads files from Slack's own hosts, in full."""

from enum import StrEnum
from pathlib import Path

import httpx

from kit.slack.transport import call_slack
from kit.wiring import Kit
from records.messages import SlackFile

MOST_BYTES = 500 * 1024 * 1024


class DownloadProblem(StrEnum):
    """Why a file could not be downloaded."""

    LOGIN_PAGE = "login_page"
    FOREIGN = "foreign"
    TOO_LARGE = "too_large"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    NOT_VISIBLE = "not_visible"
    HIDDEN = "hidden"


class NotFetched(Exception):  # noqa: N818 - says what happened to the file
    """A file could not be downloaded; `problem` says why."""

    def __init__(self, file: SlackFile, problem: DownloadProblem) -> None:
        super().__init__(problem)
        self.file = file
        self.problem = problem


def fetch(kit: Kit, file: SlackFile, into: Path) -> Path:
    """Write the file's bytes to `into` and return it. Raises `NotFetched`."""
    if not kit.slack.is_slack(file.url):
        raise NotFetched(file, DownloadProblem.FOREIGN)
    try:
        return call_slack((httpx.TransportError, _AgainError), _stream, kit, file, into)
    except (httpx.TransportError, _AgainError):
        raise NotFetched(file, DownloadProblem.UNREACHABLE) from None


class _AgainError(Exception):
    """Slack's file host refused for a reason that passes."""


def _stream(kit: Kit, file: SlackFile, into: Path) -> Path:
    token = kit.settings.slack_bot_token.get_secret_value()
    headers = {"Authorization": f"Bearer {token}"}
    with kit.http.stream("GET", file.url, headers=headers, follow_redirects=False) as answer:
        if answer.status_code in {404, 410}:
            raise NotFetched(file, DownloadProblem.GONE)
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
            raise _AgainError
        # Without the scope files:read Slack answers with its login page, as 200 or as a redirect to it.
        is_page = answer.headers.get("content-type", "").startswith("text/html") and "html" not in file.mimetype
        if not answer.is_success or is_page:
            raise NotFetched(file, DownloadProblem.LOGIN_PAGE)
        received = 0
        with into.open("wb") as out:
            for chunk in answer.iter_bytes():
                received += len(chunk)
                if received > MOST_BYTES:
                    raise NotFetched(file, DownloadProblem.TOO_LARGE)
                out.write(chunk)
    return into
