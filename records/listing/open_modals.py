"""Open modals of store texts, and the texts that they show."""

from dataclasses import dataclass
from dataclasses import field as made
from typing import Annotated

from appstore.fields import Field
from records.keys import DAY
from records.storage.documents import Documents, stored_as

EVERY_LANGUAGE = "all"


@dataclass(frozen=True, kw_only=True)
class ShownField:
    """A text as the modal shows it, and where it goes, in words.

    `expected`: the text of each localization by Apple's id. `halves`: a long text is split into two inputs; `joint` was
    between them.
    """

    locale: str
    field: Field
    text: str
    where: str
    expected: dict[str, str] = made(default_factory=dict, hash=False)
    halves: tuple[str, ...] = ()
    joint: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenModal:
    """A modal: `field` is the text it changes, None for every text of one language. `apps` are (Apple's id, name).

    `locale` may be EVERY_LANGUAGE; `missing` is the requested one if it does not exist, `locked` the state in which it
    can't be added now. `first` is a version that takes no What's New as its platform's first. `view_id` is Slack's.
    """

    id: str
    invocation_id: Annotated[str, stored_as("wish_id")]
    field: Field | None
    view_id: str = ""
    app: str = ""
    apps: tuple[tuple[str, str], ...] = ()
    locale: str = ""
    locales: tuple[str, ...] = ()
    shown: tuple[ShownField, ...] = ()
    missing: str = ""
    locked: str = ""
    first: str = ""
    account: str = ""


FORMS = Documents("textform", OpenModal, seconds=2 * DAY)
