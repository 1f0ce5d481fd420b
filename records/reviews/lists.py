"""What a list of reviews was chosen by, so that its next page shows the same choice."""

from dataclasses import dataclass

from records.keys import DAY
from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class ReviewList:
    """The reviews of one app; without ratings and territories every one."""

    app_id: str
    app_name: str
    ratings: tuple[int, ...] = ()
    territories: tuple[str, ...] = ()
    unanswered: bool = False
    account: str = ""


LISTS = Documents("review_list", ReviewList, seconds=DAY)
