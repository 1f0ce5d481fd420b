"""Why a file could not be had from Slack, in a sentence each."""

from __future__ import annotations

_WHY = {
    "login_page": "Slack did not let me read it. If it was shared from a private place, attach it here again",
    "foreign": "it lies outside Slack (a link to another service). Attach the file itself",
    "too_large": "it is larger than 500 MB",
    "gone": "it was deleted in Slack",
    "unreachable": "Slack's file host does not answer. Try again in a minute",
    "not_visible": "Slack does not show it to me. Attach it here again",
}


def download_trouble(trouble: str) -> str:
    """The sentence, without the file's name."""
    return _WHY.get(trouble, "Slack did not give it to me")
