"""Where the pictures of an app go, its screenshot sets or its App Asset Library: chosen once, and by whom."""

from dataclasses import dataclass
from enum import StrEnum

from records.keys import DEFAULT_ACCOUNT
from records.storage.documents import Documents


class Backend(StrEnum):
    """The two ways to the pictures of a store page."""

    SETS = "sets"
    LIBRARY = "library"


@dataclass(frozen=True, kw_only=True)
class BackendChoice:
    """The choice for one app. `chosen_at` is in epoch seconds.

    `chosen_by` is the user who was asked because both hold different pictures, "" for the bot. `library_id` is Apple's,
    "" where the app has no library.
    """

    backend: Backend
    chosen_at: float
    chosen_by: str = ""
    library_id: str = ""


CHOICES = Documents("media_backend", BackendChoice, seconds=None)


def choice_id(app_id: str, account: str, setting: str) -> str:
    """Return the id of the choice for an app of an account under one value of `ASC_MEDIA`.

    Another value asks anew, so that an operator can revise what users chose, and two releases with different values
    can run side by side.
    """
    return f"{app_id}@{account or DEFAULT_ACCOUNT}.{setting}"
