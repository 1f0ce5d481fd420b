"""Why a file could not be had from Slack and what to do, in a sentence each."""

from __future__ import annotations

_WHY = {
    "login_page": "was kept from me by Slack, perhaps because it comes from a private channel. Attach it here again",
    "foreign": "lies outside Slack: it is a link to another service. Attach the file itself",
    "too_large": "is larger than 500 MB. Attach it in smaller parts",
    "gone": "was deleted in Slack. Attach it again",
    "unreachable": "did not come: Slack's file host does not answer. Press Retry in a minute",
    "not_visible": "is hidden from me by Slack. Attach it here again",
    "hidden": "is hidden by Slack, because this workspace is beyond its limit. Attach it again",
}


def download_trouble(trouble: str) -> str:
    """The sentence, without the file's name."""
    return _WHY.get(trouble, "was not given to me by Slack. Attach it here again")
