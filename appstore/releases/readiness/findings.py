"""What is found about a version before it is submitted: what Apple would refuse, and what looks bad."""

from dataclasses import dataclass
from enum import StrEnum


class Check(StrEnum):
    """What was found. A comment says what `about` has where it is not empty."""

    STATE = "state"  # the state of the version
    IN_DRAFT = "in_draft"
    REJECTED_BEFORE = "rejected_before"
    COPYRIGHT = "copyright"
    OLD_COPYRIGHT = "old_copyright"  # the copyright
    RELEASE_DATE_PAST = "release_date_past"
    NO_BUILD = "no_build"
    BUILD_PROCESSING = "build_processing"  # the build's number, as in all that follow
    BUILD_FAILED = "build_failed"
    BUILD_EXPIRED = "build_expired"
    BUILD_EXPIRES = "build_expires"  # and the days left
    BUILD_INTERNAL = "build_internal"
    ENCRYPTION = "encryption"
    NO_DECLARATION = "no_declaration"
    DECLARATION = "declaration"  # and the state of the declaration
    REVIEW_CONTACT = "review_contact"  # the attributes without a value
    DEMO_ACCOUNT = "demo_account"  # the attributes without a value
    NO_LANGUAGES = "no_languages"
    NO_PRIMARY_LANGUAGE = "no_primary_language"
    TEXT_MISSING = "text_missing"  # the field
    WHATS_NEW_REPEATED = "whats_new_repeated"
    UNTRANSLATED = "untranslated"  # the field
    NAME_MISSING = "name_missing"
    NAME_OF_PRIMARY = "name_of_primary"
    PRIVACY_URL = "privacy_url"
    PRIVACY_TEXT = "privacy_text"
    CATEGORY = "category"
    AGE_RATING = "age_rating"  # the questions without an answer
    CONTENT_RIGHTS = "content_rights"
    SCREENSHOTS_REQUIRED = "screenshots_required"  # the display types of which one is enough
    IPAD_UNKNOWN = "ipad_unknown"  # the display type
    DUO_MISSING = "duo_missing"  # the display type
    DUO_UNKNOWN = "duo_unknown"
    SCREENSHOTS_MISSING = "screenshots_missing"  # the display type
    SCREENSHOTS_OF_PRIMARY = "screenshots_of_primary"
    SCREENSHOTS_PROCESSING = "screenshots_processing"  # the display type
    SCREENSHOTS_UNSENT = "screenshots_unsent"  # the display type
    SCREENSHOTS_FAILED = "screenshots_failed"  # the display type
    PRICE = "price"
    TERRITORIES = "territories"
    NOT_SOLD = "not_sold"  # Apple's reason, and the territories
    OTHER_SUBMISSION = "other_submission"  # its state
    SUBMISSION_ENDING = "submission_ending"  # its state
    PURCHASES_STAY = "purchases_stay"  # of each the product id, and the name


class CheckGroup(StrEnum):
    """What a part that can't be read, or what Apple's answer does not show, leaves unchecked."""

    TEXTS = "texts"
    SCREENSHOTS = "screenshots"
    OTHER_SCREENSHOTS = "other_screenshots"
    PREVIOUS_TEXTS = "previous_texts"
    INFORMATION = "information"
    CATEGORY = "category"
    AGE_RATING = "age_rating"
    COPYRIGHT = "copyright"
    CONTENT_RIGHTS = "content_rights"
    DECLARATION = "declaration"
    PRICE = "price"
    TERRITORIES = "territories"
    SUBMISSIONS = "submissions"
    PURCHASES = "purchases"


@dataclass(frozen=True, kw_only=True)
class ReadinessFinding:
    """One finding, in one or several languages. With `blocks`, Apple refuses a submission."""

    check: Check
    blocks: bool = True
    about: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()


def warning(check: Check, *about: str, locales: tuple[str, ...] = ()) -> ReadinessFinding:
    """Return a finding that does not keep Apple from accepting the version."""
    return ReadinessFinding(check=check, blocks=False, about=about, locales=locales)


def blocker(check: Check, *about: str, locales: tuple[str, ...] = ()) -> ReadinessFinding:
    """Return a finding for which Apple refuses a submission."""
    return ReadinessFinding(check=check, about=about, locales=locales)
