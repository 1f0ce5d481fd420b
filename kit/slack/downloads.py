"""Downloads files from Slack's own hosts, in full, and looks again for one that Slack does not hand out yet."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import httpx
from slack_sdk.errors import SlackApiError

from kit.slack.transport import call_slack, is_passing
from kit.wiring import Kit
from records.messages import SlackFile, files_in

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
    NO_SCOPE = "no_scope"


# What an event or files.info says about a file that will never be there; other words may be about a file that is not
# ready. https://docs.slack.dev/reference/objects/file-object
_FINAL = {
    "external": DownloadProblem.FOREIGN,
    "tombstone": DownloadProblem.GONE,
    "hidden_by_limit": DownloadProblem.HIDDEN,
    "access_denied": DownloadProblem.NOT_VISIBLE,
}
_REFUSED = {"file_deleted": DownloadProblem.GONE, "missing_scope": DownloadProblem.NO_SCOPE}


class NotFetched(Exception):  # noqa: N818 - says what happened to the file
    """A file could not be downloaded; `problem` says why. `may_appear`: perhaps Slack is only not ready yet."""

    def __init__(self, file: SlackFile, problem: DownloadProblem, *, may_appear: bool = False) -> None:
        super().__init__(problem)
        self.file = file
        self.problem = problem
        self.may_appear = may_appear


def fetch_shared(kit: Kit, file: SlackFile, into: Path) -> SlackFile:
    """Write the file's bytes to `into` and return the file as Slack describes it.

    A message may come before its files are ready: they lack an address, are not found, or are answered with 403, 404 or
    the login page. Such a file is looked up again for two seconds. Raises `NotFetched`, whose `may_appear` says that it
    is worth looking later.
    https://github.com/NousResearch/hermes-agent/issues/45407
    """
    known = bool(file.url or file.problem in _FINAL)

    def attempt() -> SlackFile:
        nonlocal known
        found, known = file if known else _look_up(kit, file), False
        if found.problem:
            final = found.problem in _FINAL
            raise NotFetched(found, _FINAL.get(found.problem, DownloadProblem.NOT_VISIBLE), may_appear=not final)
        if not found.url:
            raise NotFetched(found, DownloadProblem.NOT_VISIBLE, may_appear=True)
        fetch(kit, found, into)
        return found if found.name else replace(found, name=found.id)

    return call_slack(_may_appear, attempt)


def _may_appear(error: Exception) -> bool:
    return isinstance(error, NotFetched) and error.may_appear


def _look_up(kit: Kit, file: SlackFile) -> SlackFile:
    """Ask Slack for a file of which the event carries only the id, or which could not be fetched from its address."""
    if not file.id:
        raise NotFetched(file, DownloadProblem.GONE)
    try:
        (found,) = files_in([kit.slack.file_info(file.id)])
    except OSError as error:
        raise NotFetched(file, DownloadProblem.UNREACHABLE, may_appear=True) from error
    except SlackApiError as error:
        code = error.response.get("error")
        if code in _REFUSED:
            raise NotFetched(file, _REFUSED[code]) from error
        absent = DownloadProblem.GONE if code == "file_not_found" else DownloadProblem.LOGIN_PAGE
        problem = DownloadProblem.UNREACHABLE if is_passing(error) else absent
        raise NotFetched(file, problem, may_appear=True) from error
    return replace(found, name=found.name or file.name)


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
            raise NotFetched(file, DownloadProblem.GONE, may_appear=True)
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
            raise _AgainError
        # Without the scope files:read Slack answers with its login page, as 200 or as a redirect to it.
        is_page = answer.headers.get("content-type", "").startswith("text/html") and "html" not in file.mimetype
        if not answer.is_success or is_page:
            raise NotFetched(file, DownloadProblem.LOGIN_PAGE, may_appear=True)
        received = 0
        with into.open("wb") as out:
            for chunk in answer.iter_bytes():
                received += len(chunk)
                if received > MOST_BYTES:
                    raise NotFetched(file, DownloadProblem.TOO_LARGE)
                out.write(chunk)
    return into
