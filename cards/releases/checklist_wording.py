"""What each finding of the checklist says, and how to fix it."""

import re
from collections.abc import Mapping, Sequence

from appstore.catalog import territories
from appstore.catalog.display_types import DisplayType
from appstore.catalog.display_types import label as device
from appstore.fields import Field
from appstore.releases.readiness.findings import Check, ReadinessFinding
from cards.blocks import escape, join_words, plural, shorten
from cards.releases.finding_words import (
    INFORMATION,
    PRICING,
    REVIEW,
    VERSION,
    FindingWords,
    Worded,
    fixed,
    of_build,
    of_screenshots,
)
from cards.wording.sale_statuses import not_sold_words
from cards.wording.states import state_words
from cards.wording.texts import label, stands

_MOST_LOCALES = 12
_MOST_NAMES = 5
# So many languages are named even if they are all.
_FEW = 3

_ATTRIBUTES = {
    "contactFirstName": "first name",
    "contactLastName": "last name",
    "contactPhone": "phone number",
    "contactEmail": "email address",
    "demoAccountName": "user name",
    "demoAccountPassword": "password",
}


def wording(finding: ReadinessFinding, languages: int) -> FindingWords:
    """Return a finding in words; `languages` is how many the version has."""
    return _WORDINGS[finding.check](finding, _in(finding.locales, languages))


def _in(locales: Sequence[str], languages: int) -> str:
    if len(locales) == languages > _FEW:
        return f"in all {languages} languages"
    rest = len(locales) - _MOST_LOCALES
    return f"in {join_words([*locales[:_MOST_LOCALES], *([f'{rest} more'] if rest > 0 else [])])}" if locales else ""


def _text_missing(finding: ReadinessFinding, where: str) -> FindingWords:
    field, locale = Field(finding.about[0]), finding.locales[0]
    several = len(finding.locales) > 1
    commands = {
        Field.WHATS_NEW: "`/asc whatsnew`" if several else f"`/asc whatsnew {locale} …`",
        Field.KEYWORDS: "`/asc keywords`" if several else f"`/asc keywords {locale} …`",
    }
    default = f"`/asc listing {locale}`, or many at once with `listing import` and a file"
    default = default if several else f"`/asc listing {locale}`"
    verb = "are" if field is Field.KEYWORDS else "is"
    return FindingWords(f"{label(field)} {verb} empty {where}.", commands.get(field, default))


def _untranslated(finding: ReadinessFinding, where: str) -> FindingWords:
    field = Field(finding.about[0])
    command = "`/asc whatsnew`" if field is Field.WHATS_NEW else f"`/asc listing {finding.locales[0]}`"
    return FindingWords(f"{label(field)} {where} is the text of the primary language, not translated.", command)


def _age_rating(finding: ReadinessFinding, _where: str) -> FindingWords:
    names = [re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower() for name in finding.about[:_MOST_NAMES]]
    rest = len(finding.about) - _MOST_NAMES
    missing = escape(join_words([*names, *([f"{rest} more"] if rest > 0 else [])]))
    return FindingWords(f"The age rating has questions without an answer: {missing}.", page=INFORMATION)


def _screenshots_required(finding: ReadinessFinding, where: str) -> FindingWords:
    needed = join_words([device(DisplayType(each)) for each in finding.about], "or")
    command = f"`/asc upload {finding.locales[0]} {finding.about[0]}`"
    return FindingWords(f"There is no screenshot for {needed} {where}, which Apple requires.", command)


def _not_sold(finding: ReadinessFinding, _where: str) -> FindingWords:
    status, codes = finding.about[0], finding.about[1:]
    names = [territories.name(code) for code in codes[:_MOST_NAMES]]
    rest = len(codes) - _MOST_NAMES
    places = escape(join_words([*names, *([f"{rest} more"] if rest > 0 else [])]))
    return FindingWords(f"It is not sold in {places}: {escape(not_sold_words(status))}.", page=PRICING)


def _missing_attributes(finding: ReadinessFinding) -> str:
    return join_words([_ATTRIBUTES[name] for name in finding.about])


def _expires(finding: ReadinessFinding, _where: str) -> FindingWords:
    number, days = finding.about
    left = f"in {plural(int(days), 'day')}" if days != "0" else "today"
    return FindingWords(
        f"Build {escape(number)} expires {left}, and an expired build can't be submitted again.",
        "attach a newer one with `/asc build NUMBER`",
    )


def _purchases(finding: ReadinessFinding, _where: str) -> FindingWords:
    found = list(zip(finding.about[::2], finding.about[1::2], strict=True))
    rest = len(found) - _MOST_NAMES
    names = escape(join_words([*(name for _, name in found[:_MOST_NAMES]), *([f"{rest} more"] if rest > 0 else [])]))
    text = f"The first in-app purchases and subscriptions of an app go with a version, and not by themselves: {names}."
    commands = [f"`/asc product submit {escape(product_id)}`" for product_id, _ in found[:_MOST_NAMES]]
    more = " and so on" if rest > 0 else ""
    return FindingWords(text, f"{join_words(commands)}{more} {_PUT[len(found) > 1]} this version's draft")


_PUT = ("puts it into", "put them into")


_WORDINGS: Mapping[Check, Worded] = {
    Check.STATE: lambda finding, _: FindingWords(
        f"It is {stands(finding.about[0])}.", "`/asc status` says what it waits for"
    ),
    Check.IN_DRAFT: fixed("It is in a submission that was not sent yet.", "`/asc submit` sends it"),
    Check.REJECTED_BEFORE: fixed(
        "Apple has rejected it, and has not got it back yet. What the reviewer wrote is not in Apple's API.",
        page=REVIEW,
    ),
    Check.COPYRIGHT: fixed("The copyright is empty.", page=VERSION),
    Check.OLD_COPYRIGHT: lambda finding, _: FindingWords(
        f"The copyright says “{escape(shorten(finding.about[0], 80))}”.", page=VERSION
    ),
    Check.RELEASE_DATE_PAST: fixed(
        "Its release date has passed, so it would be released as soon as Apple approves it.", "`/asc release`"
    ),
    Check.NO_BUILD: fixed("It has no build.", "`/asc builds` lists those that fit"),
    Check.BUILD_PROCESSING: of_build("Apple is still processing build {number}.", "`/asc builds` says when it is done"),
    Check.BUILD_FAILED: of_build(
        "Apple could not process build {number}.", "upload another one and attach it with `/asc build NUMBER`"
    ),
    Check.BUILD_EXPIRED: of_build("Build {number} has expired.", "attach a newer one with `/asc build NUMBER`"),
    Check.BUILD_EXPIRES: _expires,
    Check.BUILD_INTERNAL: of_build(
        "Build {number} is for internal testing only.", "attach another one with `/asc build NUMBER`"
    ),
    Check.ENCRYPTION: lambda finding, _: FindingWords(
        f"Whether build {escape(finding.about[0])} uses encryption is not answered.",
        f"`/asc build {escape(finding.about[0])}` asks",
    ),
    Check.NO_DECLARATION: of_build(
        "Build {number} uses encryption and has no declaration.", "`/asc build {number}` says how to add one"
    ),
    Check.DECLARATION: of_build(
        "The encryption declaration of build {number} is {more}: Apple must approve it first.", "`/asc builds` shows it"
    ),
    Check.REVIEW_CONTACT: lambda finding, _: FindingWords(
        f"The contact for Apple's reviewer has no {_missing_attributes(finding)}.", page=VERSION
    ),
    Check.DEMO_ACCOUNT: lambda finding, _: FindingWords(
        f"Apple's reviewer needs to sign in, and the demo account has no {_missing_attributes(finding)}.", page=VERSION
    ),
    Check.NO_LANGUAGES: fixed("It has no language.", page=VERSION),
    Check.NO_PRIMARY_LANGUAGE: lambda finding, _: FindingWords(
        f"It lacks the app's primary language, {escape(finding.locales[0])}.", page=VERSION
    ),
    Check.TEXT_MISSING: _text_missing,
    Check.WHATS_NEW_REPEATED: fixed("What's New {where} is the same as in the previous version.", "`/asc whatsnew`"),
    Check.UNTRANSLATED: _untranslated,
    Check.NAME_MISSING: lambda finding, where: FindingWords(
        f"The app's name is empty {where}.", f"`/asc listing {finding.locales[0]}`"
    ),
    Check.NAME_OF_PRIMARY: fixed(
        "The app has no name {where}, so that of the primary language is shown.", page=INFORMATION
    ),
    Check.PRIVACY_URL: fixed("The privacy policy URL is empty {where}.", page=INFORMATION),
    Check.PRIVACY_TEXT: fixed("The privacy policy, which tvOS shows as a text, is empty {where}.", page=INFORMATION),
    Check.CATEGORY: fixed("The app has no primary category.", page=INFORMATION),
    Check.AGE_RATING: _age_rating,
    Check.CONTENT_RIGHTS: fixed("Content rights are not declared.", page=INFORMATION),
    Check.SCREENSHOTS_REQUIRED: _screenshots_required,
    Check.IPAD_UNKNOWN: of_screenshots(
        "If the app runs on iPad, it needs screenshots for {device} {where}. Apple's API does not say.", upload=True
    ),
    Check.DUO_MISSING: of_screenshots(
        "Apple requires screenshots for {device} since April 2027, and there are none {where}.", upload=True
    ),
    Check.DUO_UNKNOWN: fixed(
        "Apple requires screenshots for iPhone Duo since April 2027. They are in the App Asset Library, where I don't "
        "look for this app.",
        "ask whoever runs this bot to set `ASC_MEDIA=auto`",
    ),
    Check.SCREENSHOTS_MISSING: of_screenshots(
        "There are no screenshots for {device} {where}: those of the primary language are shown.", upload=True
    ),
    Check.SCREENSHOTS_OF_PRIMARY: lambda finding, where: FindingWords(
        f"There are no screenshots {where}: those of the primary language are shown.",
        f"`/asc upload {finding.locales[0]}`",
    ),
    Check.SCREENSHOTS_PROCESSING: of_screenshots(
        "Apple is still processing screenshots for {device} {where}.", "a submission waits for them"
    ),
    Check.SCREENSHOTS_UNSENT: of_screenshots(
        "Screenshots for {device} {where} were begun and have not arrived.",
        "wait for the upload (`/asc jobs`), or upload them again with `--replace`",
    ),
    Check.SCREENSHOTS_FAILED: of_screenshots(
        "Apple has refused screenshots for {device} {where} after their upload.", "upload them again with `--replace`"
    ),
    Check.PRICE: fixed(
        "The app has no price, not even that it is free.", "`/asc price set 4.99` sets one, or `/asc price set free`"
    ),
    Check.TERRITORIES: fixed("The app is sold in no country or region.", page=PRICING),
    Check.NOT_SOLD: _not_sold,
    Check.OTHER_SUBMISSION: lambda finding, _: FindingWords(
        f"Another submission for this platform is open: {escape(state_words(finding.about[0]))}. "
        f"Apple {'takes one at a time' if finding.blocks else 'may take only one at a time'}.",
        "wait for it, or take it back with `/asc withdraw`" if finding.blocks else "if it refuses this one, wait",
        REVIEW,
    ),
    Check.SUBMISSION_ENDING: lambda finding, _: FindingWords(
        f"Another submission is {escape(state_words(finding.about[0]))}, which takes Apple some minutes.",
        "a submission waits for it",
    ),
    Check.PURCHASES_STAY: _purchases,
}


def checks() -> set[Check]:
    """Return the checks that have words."""
    return set(_WORDINGS)
