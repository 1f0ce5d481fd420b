"""What a request is about to change of a page, so that a restarted job knows what it did itself."""

from __future__ import annotations

from dataclasses import dataclass

from records.keys import DAY
from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """The change that an invocation (`id`) makes: of a page that it creates only its `name` is known.

    `old` is what is replaced: the deep link, or whether the page was visible (`yes`, `no`). `number` is that of the
    newest version before.
    """

    id: str
    app_id: str
    name: str
    page_id: str = ""
    old: str = ""
    number: int = 0


PAGE_REQUESTS = Documents("pagerequest", PageRequest, seconds=7 * DAY)
