"""What the checklist finds, decided from a snapshot: every check, alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from appstore.errors import Refused, Unauthorized
from appstore.localizations import Localization
from appstore.media.transfers import AssetState
from appstore.releases.builds import Build, ProcessingState
from appstore.releases.readiness.evaluation import evaluate
from appstore.releases.readiness.findings import Check, CheckGroup, ReadinessFinding, blocker, warning
from appstore.releases.readiness.snapshot import (
    Information,
    Part,
    Purchase,
    Snapshot,
    Subject,
    Territory,
    VersionInReadiness,
)
from appstore.submissions import ReviewSubmission, SubmissionState
from appstore.versions import AppVersionState, Platform
from cards.releases import checklist, checklist_wording

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
CONTACT = {"contactFirstName": "O", "contactLastName": "T", "contactPhone": "+49 30 1", "contactEmail": "o@example.com"}
BUILD = Build(
    id="b",
    number="42",
    state=ProcessingState.VALID,
    expired=False,
    expires=NOW + timedelta(days=60),
    internal=False,
    encryption=False,
)
VERSION = VersionInReadiness(
    version="1.2.0",
    state=AppVersionState.PREPARE_FOR_SUBMISSION,
    copyright="2026 Tide",
    release_type="MANUAL",
    earliest_release=None,
    build=BUILD,
    review=CONTACT,
)
SUBJECT = Subject(
    app_id="1", version_id="v", platform=Platform.IOS, primary_locale="en-US", is_update=True, previous_id="p"
)
TEXTS = {"keywords": "sea", "support_url": "https://example.com", "sets": {"APP_IPHONE_67": "s"}}
ENGLISH = Localization(id="e", locale="en-US", description="Tides", whats_new="Fixes.", **TEXTS)  # type: ignore[arg-type]
GERMAN = Localization(id="g", locale="de-DE", description="Gezeiten", whats_new="Behoben.", **TEXTS)  # type: ignore[arg-type]
NAMES = {"name": "Tide", "privacyPolicyUrl": "https://example.com/p"}
READY = Snapshot(
    subject=SUBJECT,
    version=VERSION,
    content_rights="DOES_NOT_USE_THIRD_PARTY_CONTENT",
    texts=(ENGLISH, GERMAN),
    previous=(replace(ENGLISH, whats_new="Dark mode."),),
    screenshots={
        "en-US": {"APP_IPHONE_67": (AssetState.COMPLETE,)},
        "de-DE": {"APP_IPHONE_67": (AssetState.COMPLETE,)},
    },
    information=Information(has_category=True, unanswered=(), names={"en-US": NAMES, "de-DE": NAMES}),
    has_price=True,
    territories=(Territory(code="USA", available=True, statuses=("AVAILABLE",)),),
)


def found(snapshot: Snapshot) -> list[ReadinessFinding]:
    result = evaluate(snapshot, NOW)
    return [*result.blockers, *result.warnings]


def with_version(**fields: Any) -> Snapshot:  # noqa: ANN401 - fields of a version
    return replace(READY, version=replace(VERSION, **fields))


def with_build(**fields: Any) -> Snapshot:  # noqa: ANN401 - fields of a build
    return with_version(build=replace(BUILD, **fields))


def with_subject(**fields: Any) -> Snapshot:  # noqa: ANN401 - fields of a subject
    return replace(READY, subject=replace(SUBJECT, **fields))


def with_information(**fields: Any) -> Snapshot:  # noqa: ANN401 - fields of app information
    assert READY.information is not None
    return replace(READY, information=replace(READY.information, **fields))


def with_english(**fields: Any) -> Snapshot:  # noqa: ANN401 - fields of a localization
    return replace(READY, texts=(replace(ENGLISH, **fields), GERMAN))


def with_sets(**sets: tuple[AssetState, ...]) -> Snapshot:
    return replace(READY, screenshots={**READY.screenshots, "en-US": sets})


def submission(state: SubmissionState, version_id: str = "v") -> Snapshot:
    return replace(
        READY,
        submissions=(
            ReviewSubmission(
                id="s", state=state, version_id=version_id, sent=state is not SubmissionState.READY_FOR_REVIEW
            ),
        ),
    )


def territory(*statuses: str, available: bool = True) -> Snapshot:
    return replace(READY, territories=(Territory(code="DEU", available=available, statuses=statuses),))


IPAD = {"APP_IPAD_PRO_3GEN_129": "s"}
BLOCKERS = [
    (with_version(state=AppVersionState.IN_REVIEW), blocker(Check.STATE, "IN_REVIEW")),
    (with_version(copyright=""), blocker(Check.COPYRIGHT)),
    (with_version(build=None), blocker(Check.NO_BUILD)),
    (with_build(state=ProcessingState.PROCESSING), blocker(Check.BUILD_PROCESSING, "42")),
    (with_build(state=ProcessingState.INVALID), blocker(Check.BUILD_FAILED, "42")),
    (with_build(expired=True), blocker(Check.BUILD_EXPIRED, "42")),
    (with_build(internal=True), blocker(Check.BUILD_INTERNAL, "42")),
    (with_build(encryption=None), blocker(Check.ENCRYPTION, "42")),
    (with_build(encryption=True), blocker(Check.NO_DECLARATION, "42")),
    (
        replace(with_build(encryption=True), declaration="IN_REVIEW"),
        blocker(Check.DECLARATION, "42", "IN_REVIEW"),
    ),
    (with_version(review=None), blocker(Check.REVIEW_CONTACT, *CONTACT)),
    (with_version(review=CONTACT | {"contactPhone": ""}), blocker(Check.REVIEW_CONTACT, "contactPhone")),
    (
        with_version(review=CONTACT | {"demoAccountRequired": True, "demoAccountName": "t"}),
        blocker(Check.DEMO_ACCOUNT, "demoAccountPassword"),
    ),
    (with_english(description=" "), blocker(Check.TEXT_MISSING, "description", locales=("en-US",))),
    (with_english(keywords=""), blocker(Check.TEXT_MISSING, "keywords", locales=("en-US",))),
    (with_english(support_url=""), blocker(Check.TEXT_MISSING, "supporturl", locales=("en-US",))),
    (with_english(whats_new=""), blocker(Check.TEXT_MISSING, "whatsnew", locales=("en-US",))),
    (with_information(has_category=False), blocker(Check.CATEGORY)),
    (with_information(unanswered=("gambling",)), blocker(Check.AGE_RATING, "gambling")),
    (
        with_information(names={"en-US": NAMES, "de-DE": NAMES | {"name": ""}}),
        blocker(Check.NAME_MISSING, locales=("de-DE",)),
    ),
    (replace(READY, content_rights=""), blocker(Check.CONTENT_RIGHTS)),
    (replace(READY, has_price=False), blocker(Check.PRICE)),
    (replace(READY, territories=None), blocker(Check.TERRITORIES)),
    (territory(available=False), blocker(Check.TERRITORIES)),
    (with_sets(), blocker(Check.SCREENSHOTS_REQUIRED, "APP_IPHONE_67", "APP_IPHONE_65", locales=("en-US",))),
    (submission(SubmissionState.WAITING_FOR_REVIEW, "x"), blocker(Check.OTHER_SUBMISSION, "WAITING_FOR_REVIEW")),
    (submission(SubmissionState.UNRESOLVED_ISSUES, "x"), blocker(Check.OTHER_SUBMISSION, "UNRESOLVED_ISSUES")),
    (
        replace(READY, previous=(replace(ENGLISH, sets=IPAD),)),
        blocker(Check.SCREENSHOTS_REQUIRED, "APP_IPAD_PRO_3GEN_129", locales=("en-US",)),
    ),
    (
        replace(READY, previous=(replace(ENGLISH, sets={"APP_WATCH_ULTRA": "s"}),)),
        blocker(Check.SCREENSHOTS_REQUIRED, "APP_WATCH_ULTRA", locales=("en-US",)),
    ),
    (
        with_subject(platform=Platform.MAC_OS),
        blocker(Check.SCREENSHOTS_REQUIRED, "APP_DESKTOP", locales=("en-US",)),
    ),
]
WARNINGS = [
    (submission(SubmissionState.IN_REVIEW, ""), warning(Check.OTHER_SUBMISSION, "IN_REVIEW")),
    (with_version(state=AppVersionState.READY_FOR_REVIEW), warning(Check.IN_DRAFT)),
    (with_version(copyright="2024 Tide"), warning(Check.OLD_COPYRIGHT, "2024 Tide")),
    (
        with_version(release_type="SCHEDULED", earliest_release=NOW - timedelta(hours=1)),
        warning(Check.RELEASE_DATE_PAST),
    ),
    (with_build(expires=NOW + timedelta(days=3, hours=1)), warning(Check.BUILD_EXPIRES, "42", "3")),
    (with_english(whats_new="Dark mode."), warning(Check.WHATS_NEW_REPEATED, locales=("en-US",))),
    (with_english(description="Gezeiten"), warning(Check.UNTRANSLATED, "description", locales=("de-DE",))),
    (with_information(names={"en-US": NAMES}), warning(Check.NAME_OF_PRIMARY, locales=("de-DE",))),
    (
        with_information(names={"en-US": NAMES | {"privacyPolicyUrl": ""}, "de-DE": NAMES}),
        warning(Check.PRIVACY_URL, locales=("en-US",)),
    ),
    (
        replace(READY, texts=(ENGLISH, replace(GERMAN, sets={}))),
        warning(Check.SCREENSHOTS_OF_PRIMARY, locales=("de-DE",)),
    ),
    (
        with_sets(APP_IPHONE_67=(AssetState.UPLOAD_COMPLETE,)),
        warning(Check.SCREENSHOTS_PROCESSING, "APP_IPHONE_67", locales=("en-US",)),
    ),
    (
        with_sets(APP_IPHONE_67=(AssetState.COMPLETE, AssetState.AWAITING_UPLOAD)),
        warning(Check.SCREENSHOTS_UNSENT, "APP_IPHONE_67", locales=("en-US",)),
    ),
    (
        with_sets(APP_IPHONE_67=(AssetState.COMPLETE, AssetState.FAILED)),
        warning(Check.SCREENSHOTS_FAILED, "APP_IPHONE_67", locales=("en-US",)),
    ),
    (
        with_sets(APP_IPHONE_65=(AssetState.COMPLETE,)),
        warning(Check.SCREENSHOTS_MISSING, "APP_IPHONE_65", locales=("de-DE",)),
    ),
    (
        replace(READY, subject=replace(SUBJECT, previous_id=""), previous=()),
        warning(Check.IPAD_UNKNOWN, "APP_IPAD_PRO_3GEN_129", locales=("en-US",)),
    ),
    (
        territory("TRADER_STATUS_NOT_PROVIDED", "CANNOT_SELL"),
        warning(Check.NOT_SOLD, "TRADER_STATUS_NOT_PROVIDED", "DEU"),
    ),
    (submission(SubmissionState.CANCELING, "x"), warning(Check.SUBMISSION_ENDING, "CANCELING")),
    (submission(SubmissionState.UNRESOLVED_ISSUES), warning(Check.REJECTED_BEFORE)),
    (
        replace(READY, purchases=(Purchase(name="Pro", state="READY_TO_SUBMIT", product_id="tide.pro"),)),
        warning(Check.PURCHASES_STAY, "tide.pro", "Pro"),
    ),
]
EVERYTHING = [*BLOCKERS, *WARNINGS]


def test_nothing_is_found_in_a_version_that_is_ready() -> None:
    assert found(READY) == []
    assert found(replace(READY, submissions=submission(SubmissionState.READY_FOR_REVIEW).submissions)) == []


@pytest.mark.parametrize(("snapshot", "expected"), EVERYTHING, ids=lambda value: getattr(value, "check", ""))
def test_a_check_finds_what_it_is_for(snapshot: Snapshot, expected: ReadinessFinding) -> None:
    assert expected in found(snapshot)


@pytest.mark.parametrize(("snapshot", "expected"), EVERYTHING, ids=lambda value: getattr(value, "check", ""))
def test_every_finding_has_words_and_a_way_to_fix_it(snapshot: Snapshot, expected: ReadinessFinding) -> None:
    worded = checklist_wording.wording(expected, 2)
    assert worded.text.endswith(".")
    assert worded.fix or worded.page
    assert "{" not in worded.text + worded.fix
    assert worded.text in checklist.checklist("Tide", evaluate(snapshot, NOW)).text


def test_every_check_has_words() -> None:
    assert checklist_wording.checks() == set(Check)


def test_a_first_version_needs_no_whats_new() -> None:
    first = replace(with_english(whats_new=""), subject=replace(SUBJECT, is_update=False))
    assert Check.TEXT_MISSING not in {finding.check for finding in found(first)}


def test_a_privacy_policy_is_required_where_something_is_sold_and_as_a_text_on_tv() -> None:
    bare = replace(
        with_information(names={"en-US": {"name": "Tide"}}), purchases=(Purchase(name="Pro", state="APPROVED"),)
    )
    assert blocker(Check.PRIVACY_URL, locales=("en-US",)) in found(bare)
    television = replace(bare, subject=replace(SUBJECT, platform=Platform.TV_OS))
    assert blocker(Check.PRIVACY_TEXT, locales=("en-US",)) in found(television)


def test_the_first_products_are_found_until_they_are_in_a_draft_or_one_was_approved() -> None:
    pro = Purchase(name="Pro", state="READY_TO_SUBMIT", product_id="tide.pro")
    assert found(replace(READY, purchases=(replace(pro, drafted=True),))) == []
    assert found(replace(READY, purchases=(pro, Purchase(name="Old", state="REMOVED_FROM_SALE")))) == []


def test_texts_of_the_same_language_in_two_countries_may_be_equal() -> None:
    british = replace(READY, texts=(ENGLISH, replace(ENGLISH, locale="en-GB")))
    assert Check.UNTRANSLATED not in {finding.check for finding in found(british)}


@pytest.mark.parametrize("part", Part)
def test_a_part_that_could_not_be_read_is_named_and_never_passed(part: Part) -> None:
    error = Unauthorized("GET /v1/apps", status=403)
    result = evaluate(replace(READY, unread={part: error}), NOW)
    assert list(result.not_checked.values()) == [error]
    text = checklist.checklist("Tide", result).text
    assert "Not checked: " in text
    assert "can be submitted" not in text


@pytest.mark.parametrize(
    ("snapshot", "group"),
    [
        (with_version(copyright=None), CheckGroup.COPYRIGHT),
        (with_information(has_category=None), CheckGroup.CATEGORY),
        (with_information(unanswered=None), CheckGroup.AGE_RATING),
        (replace(READY, content_rights=None), CheckGroup.CONTENT_RIGHTS),
    ],
)
def test_what_apple_does_not_show_is_neither_missing_nor_passed(snapshot: Snapshot, group: CheckGroup) -> None:
    result = evaluate(snapshot, NOW)
    assert (result.blockers, list(result.not_checked)) == ((), [group])
    assert "can be submitted" not in checklist.checklist("Tide", result).text


def test_the_languages_that_would_take_a_call_each_are_counted() -> None:
    result = evaluate(replace(READY, unread_locales=("de-DE", "ja")), NOW)
    assert result.not_checked == {CheckGroup.OTHER_SCREENSHOTS: None}
    assert "2 other languages" in checklist.checklist("Tide", result).text


def test_what_was_seen_changes_with_what_a_user_decides_on() -> None:
    seen = evaluate(READY, NOW).seen
    assert {name for name in seen if ":" not in name} == {"state", "version", "build", "release"}
    for changed in (with_english(keywords="tide"), with_build(number="43"), with_version(release_type="SCHEDULED")):
        assert evaluate(changed, NOW).seen != seen


def test_text_from_outside_is_escaped() -> None:
    snapshot = replace(READY, purchases=(Purchase(name="<!channel>", state="READY_TO_SUBMIT"),))
    assert "<!channel>" not in checklist.checklist("<!here>", evaluate(snapshot, NOW)).text


def test_a_refusal_is_given_as_the_reason() -> None:
    error = Refused("GET /v1/apps", status=400)
    text = checklist.checklist("Tide", evaluate(replace(READY, unread={Part.PRICE: error}), NOW)).text
    assert "the price: App Store Connect refused it." in text


@pytest.mark.parametrize(
    ("in_library", "types", "expected"),
    [
        (True, ("APP_IPHONE_67",), [warning(Check.DUO_MISSING, "IPHONE_DUO", locales=("en-US",))]),
        (True, ("APP_IPHONE_67", "IPHONE_DUO"), []),
        (False, ("APP_IPHONE_67",), [warning(Check.DUO_UNKNOWN, locales=("en-US",))]),
    ],
)
def test_iphone_duo_is_missed_from_april_2027_on(
    in_library: bool,  # noqa: FBT001 - a parameter of the test
    types: tuple[str, ...],
    expected: list[ReadinessFinding],
) -> None:
    shown = replace(
        with_sets(**dict.fromkeys(types, (AssetState.COMPLETE,))), subject=replace(SUBJECT, in_library=in_library)
    )
    later = evaluate(shown, datetime(2027, 4, 1, tzinfo=UTC))
    names = {Check.DUO_MISSING, Check.DUO_UNKNOWN}
    assert [finding for finding in later.warnings if finding.check in names] == expected
    assert all(
        checklist_wording.wording(finding, 2).text in checklist.checklist("Tide", later).text for finding in expected
    )
    assert names.isdisjoint(finding.check for finding in found(shown))
