"""Sentences about why a file could not be downloaded from Slack and what to do."""

_WHY = {
    "login_page": "can't be downloaded, perhaps because it comes from a private channel. Attach it here again",
    "foreign": "is a link to another service. Attach the file itself",
    "too_large": "is larger than 500 MB. Attach it in smaller parts",
    "gone": "was deleted in Slack. Attach it again",
    "unreachable": "could not be downloaded: Slack's file host does not answer. Press Retry in a minute",
    "not_visible": "is not visible to me in Slack. Attach it here again",
    "hidden": "is hidden by Slack because this workspace is over its limit. Attach it again",
}


def download_problem(trouble: str) -> str:
    """Return the sentence, without the file's name."""
    return _WHY.get(trouble, "can't be downloaded from Slack. Attach it here again")
