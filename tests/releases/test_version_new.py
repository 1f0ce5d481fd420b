"""`version new` creates the next version once, says what Apple copied, and offers to rename one in preparation."""

from __future__ import annotations

import json

import pytest

from appstore.releases.numbers import NumberFault, NumberFaultKind
from cards.releases import versions as messages
from records import audit
from records.dispatch.app_cache import KnownApp, KnownVersion
from sandbox.appstore import Fault
from sandbox.slack.people import Person
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import requested

USED = json.dumps(
    {
        "errors": [
            {
                "code": "ENTITY_ERROR.RELATIONSHIP.INVALID",
                "detail": "You cannot create a new version of the App in the current state.",
            },
            {
                "code": "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE",
                "detail": "The version number has been previously used.",
            },
        ]
    }
).encode()


@pytest.fixture
def live(env: Env) -> str:
    """1.2.0 is on the store, with texts."""
    env.apple.set_text(env.version_id, "en-US", description="Tides", keywords="sea", promotionalText="Now")
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    return env.version_id


def versions(env: Env) -> list[tuple[str, str]]:
    """Every version with its platform, newest first."""
    (app,) = env.apple.look()
    return [(version.name, version.platform) for version in app.versions]


def says(env: Env, line: str, who: Person | None = None) -> str:
    ts = env.says(who or env.eddie, f"@App Store Bot {line}")
    env.work()
    return ts


def press(env: Env, ts: str, label: str, who: Person | None = None) -> str:
    (who or env.eddie).clicks(env.release, env.replies(ts)[-1], label)
    env.work()
    return env.read(ts)


def test_the_next_version_is_created_and_what_apple_copied_is_shown(env: Env, live: str) -> None:
    text = env.read(says(env, "version new 1.3.0"))
    assert versions(env) == [("1.3.0", "IOS"), ("1.2.0", "IOS")]
    assert wording.VERSION_CREATED in text
    assert wording.COPIED_FROM in text
    assert wording.STILL_EMPTY in text
    assert wording.AUDIT_VERSION_CREATED in requested(env, "/asc audit")


def test_a_version_in_preparation_is_named_and_renamed_with_a_button(env: Env) -> None:
    ts = says(env, "version new 1.3.0")
    assert wording.ALREADY_HAS in env.read(ts)
    assert env.writes() == []
    assert wording.RENAMED in press(env, ts, "Rename to 1.3.0", env.olive)
    assert versions(env) == [("1.3.0", "IOS")]
    assert env.replies(ts)[-1].buttons == ()
    assert [(entry.tag, entry.old, entry.new) for entry in audit.everything(env.kit.redis)] == [
        ("releases:version:rename", "1.2.0", "1.3.0")
    ]


def test_a_rename_is_done_once_and_only_if_nothing_has_changed(env: Env) -> None:
    ts = says(env, "version new 1.3.0")
    question = env.replies(ts)[-1]
    for who in (env.eddie, env.olive):
        who.clicks(env.release, question, "Rename to 1.3.0")
    env.work()
    assert len(env.writes()) == 1
    assert wording.WAS_FIRST in env.ephemeral_text(env.olive)
    again = says(env, "version new 1.4.0")
    env.apple.set_version(env.version_id, versionString="1.3.5")
    assert wording.VERSION_CHANGED_SINCE in press(env, again, "Rename to 1.4.0")
    again = says(env, "version new 1.4.0")
    env.apple.set_version_state(env.version_id, "WAITING_FOR_REVIEW")
    assert wording.IN_REVIEW_NOW in press(env, again, "Rename to 1.4.0")
    assert len(env.writes()) == 1


def test_a_locked_version_is_not_offered_for_renaming(env: Env) -> None:
    env.apple.set_version_state(env.version_id, "IN_REVIEW")
    ts = says(env, "version new 1.3.0")
    assert wording.CANNOT_BE_RENAMED in env.read(ts)
    assert env.replies(ts)[-1].buttons == ()


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("1.3b", wording.NO_VERSION_NUMBER),
        ("1.2.3.4", wording.TOO_MANY_PARTS),
        ("1.1.0", wording.GOES_BACKWARDS),
        ("1.2", wording.IS_LIVE_NOW),
    ],
)
def test_a_number_that_apple_would_refuse_is_explained(env: Env, live: str, number: str, why: str) -> None:
    text = requested(env, f"/asc version new {number}")
    assert why in text
    assert "1.2.1" in text
    assert env.writes() == []


def test_of_several_platforms_it_asks(env: Env, live: str) -> None:
    env.apple.add_version(env.app_id, "3.0", "MAC_OS", state="READY_FOR_DISTRIBUTION")
    ts = says(env, "version new 3.1")
    assert [button.label for button in env.replies(ts)[-1].buttons] == ["macOS", "iOS"]
    press(env, ts, "macOS")
    assert ("3.1", "MAC_OS") in versions(env)
    says(env, "version new 1.3.0")
    assert ("1.3.0", "IOS") in versions(env)


def test_a_response_that_is_lost_leaves_one_version(env: Env, live: str) -> None:
    env.retry_at_once()
    env.apple.faults.add(Fault.lost(method="POST", path="/v1/appStoreVersions"))
    assert wording.VERSION_CREATED in env.read(says(env, "version new 1.3.0"))
    assert versions(env) == [("1.3.0", "IOS"), ("1.2.0", "IOS")]


def test_a_version_that_someone_else_creates_at_the_same_time_is_named(env: Env, live: str) -> None:
    first, second = (env.says(who, "@App Store Bot version new 1.3.0") for who in (env.eddie, env.olive))
    env.work()
    assert wording.VERSION_CREATED in env.read(first)
    assert wording.ALREADY_HAS_NEW in env.read(second)
    assert len(env.writes()) == 1


def test_a_dry_run_beside_a_version_in_preparation_offers_no_button(env: Env) -> None:
    ts = says(env, "version new 1.3.0 --dry-run")
    assert wording.ALREADY_HAS in env.read(ts)
    assert env.replies(ts)[-1].buttons == ()


def test_what_apple_refuses_is_explained_and_recorded(env: Env) -> None:
    env.apple.faults.add(Fault.status(409, USED, method="PATCH"))
    assert wording.NUMBER_USED in press(env, says(env, "version new 1.3.0"), "Rename to 1.3.0")
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    env.apple.faults.add(Fault.status(409, USED, method="POST"))
    assert wording.NUMBER_USED in env.read(says(env, "version new 1.4.0"))
    assert [(entry.tag, entry.old, entry.new, entry.answer) for entry in audit.everything(env.kit.redis)] == [
        ("releases:version:rename", "1.2.0", "1.3.0", "ENTITY_ERROR.RELATIONSHIP.INVALID"),
        ("releases:version:create", "", "1.4.0", "ENTITY_ERROR.RELATIONSHIP.INVALID"),
    ]


def test_a_letter_before_a_number_is_corrected_and_only_higher_numbers_are_proposed() -> None:
    fault = NumberFault(NumberFaultKind.NO_NUMBER)
    assert "such as `1.3`." in messages.bad_number("Tide", "v1.3", fault, "1.2.0").text
    backwards = NumberFault(NumberFaultKind.BACKWARDS, "2.0")
    assert "`1.3.0` for macOS goes backwards" in messages.bad_number("Tide", "1.3.0", backwards, "2.0", "MAC_OS").text
    assert "such as `1.2.1`," in messages.bad_number("Tide", "v1.1", fault, "1.2.0").text


@pytest.mark.parametrize(
    ("state", "label"), [("READY_FOR_DISTRIBUTION", "Create 1.2.1"), ("IN_REVIEW", ""), ("REJECTED", "Builds")]
)
def test_the_next_version_is_offered_only_where_apple_would_create_it(state: str, label: str) -> None:
    version = KnownVersion(id="1", version="1.2.0", platform="IOS", state=state)
    app = KnownApp(id="1", bundle_id="b", name="Tide", primary_locale="en-US", versions=(version,))
    blocks = messages.shown(app, "i", [version]).blocks
    assert any(block["type"] == "actions" for block in blocks) is bool(label)
    assert label in json.dumps(blocks)


def test_a_dry_run_creates_nothing(env: Env, live: str) -> None:
    assert wording.WOULD_BE_CREATED in requested(env, "/asc version new 1.3.0 --dry-run")
    assert env.writes() == []


def test_version_alone_shows_the_versions_and_offers_the_next(env: Env, live: str) -> None:
    ts = says(env, "version")
    assert wording.VERSION_SHOWN in env.read(ts)
    press(env, ts, "Create 1.3.0")
    assert ("1.3.0", "IOS") in versions(env)


def test_without_a_number_a_form_asks_for_it(env: Env, live: str) -> None:
    env.eddie.types("/asc version new", env.release)
    assert env.eddie.submits({"Version number": "1.3.0"}).errors is None
    env.work()
    assert ("1.3.0", "IOS") in versions(env)


def test_other_words_are_explained(env: Env) -> None:
    assert "/asc version new 1.3.0" in requested(env, "/asc version 1.3.0")
