"""Apple's reasons for not reviewing a version, in words: by language, by device, and with what solves each."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from appstore.catalog.display_types import DisplayType
from appstore.catalog.display_types import label as device
from appstore.errors import UPLOADS_IN_PROGRESS, Reason, essential
from cards.blocks import join_words, shorten
from cards.wording.texts import language

_SCREENSHOT_UPLOADS, _PREVIEW_UPLOADS = UPLOADS_IN_PROGRESS
_SCREENSHOTS = "STATE_ERROR.SCREENSHOT_REQUIRED."
_MISSING = "ENTITY_ERROR.ATTRIBUTE.REQUIRED", "ENTITY_ERROR.RELATIONSHIP.REQUIRED"
_WEBSITE = "in App Store Connect"

_NAMES = {
    "description": "description",
    "keywords": "keywords",
    "supportUrl": "support URL",
    "marketingUrl": "marketing URL",
    "whatsNew": "What's New",
    "promotionalText": "promotional text",
    "name": "name",
    "subtitle": "subtitle",
    "privacyPolicyUrl": "privacy policy URL",
    "privacyPolicyText": "privacy policy",
    "contactFirstName": "first name",
    "contactLastName": "last name",
    "contactPhone": "phone number",
    "contactEmail": "email address",
    "demoAccountName": "name of the demo account",
    "demoAccountPassword": "password of the demo account",
}
# By resource type and what the error points at; "" for anything else of that type.
_SENTENCES = {
    ("appStoreVersions", "build"): "No build is attached: /asc builds lists those that fit",
    ("appStoreVersions", "copyright"): f"The copyright is missing: enter it {_WEBSITE}",
    ("appStoreVersions", "appStoreReviewDetail"): (
        f"Apple's reviewers need a contact: App Review Information {_WEBSITE}"
    ),
    ("builds", "usesNonExemptEncryption"): (
        "Nobody has said whether the build uses encryption that needs documents: /asc build NUMBER asks"
    ),
    ("builds", "appEncryptionDeclaration"): (
        f"The build uses encryption, and has no declaration that Apple has approved: add it {_WEBSITE}"
    ),
    (
        "ageRatingDeclarations",
        "",
    ): f"The questions about the age rating are not all answered: App Information {_WEBSITE}",
    ("apps", "contentRightsDeclaration"): (
        f"Nobody has said whether the app has content of others: App Information {_WEBSITE}"
    ),
    ("appInfos", "primaryCategory"): f"The primary category is missing: App Information {_WEBSITE}",
    ("appDataUsages", ""): f"The answers about the use of data are not published: App Privacy {_WEBSITE}",
    ("appPriceSchedules", ""): f"The app has no price: Pricing and Availability {_WEBSITE}",
    ("appAvailabilities", ""): f"The app is available nowhere: Pricing and Availability {_WEBSITE}",
}

# What goes to review with a version, by resource type.
_PRODUCTS = {"inAppPurchases": "An in-app purchase", "subscriptions": "A subscription"}


def problems(reasons: Sequence[Reason], locales: Mapping[str, str]) -> list[str]:
    """Return each problem in a line of plain text; `locales` has the language of a localization by its id."""
    missing: dict[str, list[str]] = {}
    lines: list[str] = []
    for reason in essential(reasons):
        kind, identity = _resource(reason.path)
        if identity in locales and reason.code.startswith(_MISSING):
            missing.setdefault(locales[identity], []).append(_name(_pointed_at(reason)))
        else:
            lines.append(_line(reason, kind, locales.get(identity, "")))
    texts = [f"{language(locale)}: {_lacks(names)}" for locale, names in missing.items()]
    return [*dict.fromkeys([*lines, *texts])] or ["Apple gave no reason"]


def _line(reason: Reason, kind: str, locale: str) -> str:
    if reason.code.startswith(_SCREENSHOTS):
        return (
            f"{_device(reason.code.removeprefix(_SCREENSHOTS))}: screenshots are missing in the app's primary language"
        )
    if reason.is_code(_SCREENSHOT_UPLOADS):
        return "Apple still processes screenshots of this version"
    if reason.is_code(_PREVIEW_UPLOADS):
        return "Apple still processes app previews of this version, which may take hours"
    sentence = _SENTENCES.get((kind, _pointed_at(reason))) or _SENTENCES.get((kind, ""))
    if sentence:
        return sentence
    if kind == "appStoreReviewDetails" and reason.code.startswith(_MISSING):
        name = _pointed_at(reason)
        whose = " of a contact" if name.startswith("contact") else ""
        return f"Apple's reviewers need the {_name(name)}{whose}: App Review Information {_WEBSITE}"
    words = reason.detail or reason.title or reason.code
    says = f"Apple says: “{shorten(words, 300)}”" if words else "Apple gave no reason"
    if reason.code.startswith(_MISSING) and _pointed_at(reason) and not reason.detail:
        says = f"The {_lacks([_name(_pointed_at(reason))])}"
    about = language(locale) if locale else _PRODUCTS.get(kind)
    return f"{about}: {says}" if about else says


def _lacks(names: Iterable[str]) -> str:
    known = list(dict.fromkeys(names))
    return f"{join_words(known)} {'are' if len(known) > 1 or known == ['keywords'] else 'is'} missing"


def _resource(path: str) -> tuple[str, str]:
    """Return type and id of an associated resource: `/v1/builds/4711`; the id may be missing."""
    found = re.search(r"/v\d+/(\w+)/?([^/?]*)", path)
    return (found[1], found[2]) if found else ("", "")


def _pointed_at(reason: Reason) -> str:
    """Return the attribute or relationship of a pointer such as `/data/relationships/build/data`."""
    found = re.search(r"/(?:attributes|relationships)/(\w+)", reason.pointer)
    return found[1] if found else reason.pointer.rpartition("/")[2]


def _name(attribute: str) -> str:
    return _NAMES.get(attribute, attribute)


def _device(code: str) -> str:
    known = next((found for found in DisplayType if found == code), None)
    return device(known) if known is not None else code


def paths_of(reasons: Sequence[Reason]) -> Iterator[str]:
    """Return the resource types that the reasons are about."""
    return (_resource(reason.path)[0] for reason in reasons)
