"""What a version, and its app, look like at one moment, as far as it decides whether Apple accepts a submission."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from appstore.errors import AppStoreError
from appstore.localizations import Localization
from appstore.media.transfers import AssetState
from appstore.releases.builds import Build
from appstore.submissions import ReviewSubmission
from appstore.versions import AppVersionState, Platform


class Part(StrEnum):
    """What is read on its own, and can fail on its own."""

    APP = "app"
    TEXTS = "texts"
    SCREENSHOTS = "screenshots"
    PREVIOUS = "previous"
    INFORMATION = "information"
    DECLARATION = "declaration"
    PRICE = "price"
    AVAILABILITY = "availability"
    SUBMISSIONS = "submissions"
    PURCHASES = "purchases"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The version in question. `is_update`: another version of its platform is or was live; `previous_id` is the last.

    `primary_locale`: the language whose screenshots other languages without their own show. `in_library`: screenshots
    are read from the App Asset Library instead of sets.
    """

    app_id: str
    version_id: str
    platform: Platform
    primary_locale: str
    is_update: bool = False
    previous_id: str = ""
    in_library: bool = False


@dataclass(frozen=True, kw_only=True)
class VersionInReadiness:
    """The version itself. `review`: the attributes of its review detail with a value, None if it has no detail.

    `copyright` is None where Apple does not say it.
    """

    version: str
    state: AppVersionState
    copyright: str | None
    release_type: str
    earliest_release: datetime | None
    build: Build | None
    review: Mapping[str, object] | None = field(hash=False)


@dataclass(frozen=True, kw_only=True)
class Information:
    """What belongs to the app rather than to a version.

    `has_category` and `unanswered`, the questions about the age rating without an answer, are None where Apple does not
    say. `names`: by locale, the texts with a value.
    """

    has_category: bool | None
    unanswered: tuple[str, ...] | None
    names: Mapping[str, Mapping[str, str]] = field(hash=False)


@dataclass(frozen=True, kw_only=True)
class Territory:
    """A country or region (alpha-3 code), and why the app is not sold there, in Apple's codes."""

    code: str
    available: bool
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """An in-app purchase or subscription; `state` in Apple's words. `drafted`: it is in a draft of a submission."""

    name: str
    state: str
    product_id: str = ""
    drafted: bool = False


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Everything that was read; what could not be read is empty here and has its error in `unread`.

    `screenshots`: by locale and display type, the state of each. `unread_locales`: those with screenshots of their own
    that were not looked at, since each takes a call. `territories` is None if they were never chosen, `content_rights`
    where Apple does not say.
    """

    subject: Subject
    version: VersionInReadiness
    content_rights: str | None = ""
    texts: tuple[Localization, ...] = ()
    previous: tuple[Localization, ...] = ()
    screenshots: Mapping[str, Mapping[str, tuple[AssetState, ...]]] = field(default_factory=dict, hash=False)
    unread_locales: tuple[str, ...] = ()
    information: Information | None = None
    declaration: str = ""
    has_price: bool = False
    territories: tuple[Territory, ...] | None = None
    submissions: tuple[ReviewSubmission, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    unread: Mapping[Part, AppStoreError] = field(default_factory=dict, hash=False)
