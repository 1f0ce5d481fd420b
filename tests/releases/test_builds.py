"""`builds` says which builds fit and why others do not; `build` attaches one, and asks about its encryption once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cards.dispatch.choices import expired
from records import audit
from records.people import Role
from sandbox.appstore import Fault
from sandbox.appstore.binaries import StoredBuild
from sandbox.slack.people import Person
from tests.support import wording
from tests.support.env import Env
from tests.support.granting import grant
from tests.support.uploads import requested

NO, YES = "No encryption that needs documents", "It uses such encryption"


def says(env: Env, line: str) -> str:
    ts = env.says(env.eddie, f"@App Store Bot {line}")
    env.work()
    return ts


def press(env: Env, ts: str, label: str, who: Person | None = None) -> str:
    (who or env.eddie).clicks(env.release, env.replies(ts)[-1], label)
    env.work()
    return env.read(ts)


def labels(env: Env, ts: str) -> list[str]:
    return [button.label for button in env.replies(ts)[-1].buttons]


def attached(env: Env) -> StoredBuild:
    found = env.apple.build(env.version_id)
    assert found is not None
    return found


def test_builds_are_listed_with_what_fits_and_why_others_do_not(env: Env) -> None:
    now = datetime.now(UTC)
    env.apple.add_build(env.app_id, "1.2.0", "40", uploaded=now - timedelta(days=91))
    env.apple.add_build(env.app_id, "1.2.0", "41", uploaded=now - timedelta(days=2))
    env.apple.add_build(env.app_id, "1.2.0", "42", encryption=None, uploaded=now - timedelta(days=1))
    env.apple.add_build(env.app_id, "1.2.0", "43", state="PROCESSING")
    env.apple.add_build(env.app_id, "1.2.0", "44", internal=True)
    env.apple.add_build(env.app_id, "1.1.0", "39")
    ts = says(env, "builds")
    text = env.read(ts)
    for expected in wording.BUILDS_LISTED:
        assert expected in text
    assert labels(env, ts) == ["Attach 42", "Attach 41"]
    press(env, ts, "Attach 41")
    assert attached(env).number == "41"


def test_a_build_is_attached_and_apple_learns_once_that_it_needs_no_documents(env: Env) -> None:
    env.apple.add_build(env.app_id, "1.2.0", "42", encryption=None)
    ts = says(env, "build 42")
    assert wording.BUILD_ATTACHED in env.read(ts)
    assert labels(env, ts) == [NO, YES, "Undo"]
    question = env.replies(ts)[-1]
    for who in (env.olive, env.eddie):
        who.clicks(env.release, question, NO)
    env.work()
    assert attached(env).encryption is False
    assert wording.NO_DOCUMENTS in env.read(ts)
    assert labels(env, ts) == ["Undo"]
    assert wording.WAS_FIRST in env.ephemeral_text(env.eddie)
    assert [(entry.tag, entry.old, entry.new) for entry in audit.everything(env.kit.redis)][::-1] in (
        [("releases:build:attach", "", "42"), ("releases:build:encryption", "", wording.NONE_STATED)],
        [("releases:build:encryption", "", wording.NONE_STATED), ("releases:build:attach", "", "42")],
    )
    says(env, "build 42")
    assert len(env.writes()) == 2


def test_undo_restores_the_build_that_was_there_unless_it_was_changed(env: Env) -> None:
    env.apple.set_build(env.version_id, env.apple.add_build(env.app_id, "1.2.0", "41"))
    env.apple.add_build(env.app_id, "1.2.0", "42")
    ts = says(env, "build 42")
    assert wording.IN_PLACE_OF in env.read(ts)
    press(env, ts, "Undo", env.olive)
    assert attached(env).number == "41"
    ts = says(env, "build 42")
    env.apple.set_build(env.version_id, None)
    assert wording.NOT_UNDONE in press(env, ts, "Undo")
    assert env.apple.build(env.version_id) is None


def test_a_version_that_is_locked_meanwhile_keeps_its_build(env: Env) -> None:
    env.apple.add_build(env.app_id, "1.2.0", "42")
    ts = says(env, "build 42")
    env.apple.set_version_state(env.version_id, "IN_REVIEW")
    assert wording.LOCKED_IN_REVIEW in press(env, ts, "Undo")
    assert attached(env).number == "42"


def test_the_question_about_encryption_ends_with_another_build(env: Env) -> None:
    env.apple.add_build(env.app_id, "1.2.0", "42", encryption=None)
    ts = says(env, "build 42")
    env.apple.set_build(env.version_id, env.apple.add_build(env.app_id, "1.2.0", "43", encryption=None))
    assert wording.NOTHING_DONE_ABOUT_42 in press(env, ts, NO)
    assert len(env.writes()) == 1


@pytest.mark.parametrize(
    ("state", "stated"),
    [("APPROVED", wording.DECLARATION_USED), ("IN_REVIEW", wording.DECLARATION_WAITS), ("", wording.NO_DECLARATION)],
)
def test_encryption_that_needs_documents_needs_an_approved_declaration(env: Env, state: str, stated: str) -> None:
    env.apple.add_build(env.app_id, "1.2.0", "42", encryption=None)
    declaration = env.apple.add_declaration(env.app_id, state=state) if state else None
    ts = says(env, "build 42")
    assert stated in press(env, ts, YES)
    assert attached(env).encryption is True
    assert attached(env).declaration == (declaration if state == "APPROVED" else None)


def test_of_several_approved_declarations_a_user_chooses(env: Env) -> None:
    env.apple.add_build(env.app_id, "1.2.0", "42", encryption=True)
    env.apple.add_declaration(env.app_id, "AES for notes")
    chosen = env.apple.add_declaration(env.app_id, "VPN")
    ts = says(env, "build 42")
    assert labels(env, ts) == ["AES for notes", "VPN", "Undo"]
    assert wording.VPN_DECLARED in press(env, ts, "VPN")
    assert attached(env).declaration == chosen


def test_a_button_of_the_list_needs_the_role_of_its_command_and_works_for_the_next_user(env: Env) -> None:
    env.apple.add_build(env.app_id, "1.2.0", "42")
    grant(env.kit.redis, env.eddie.id, Role.EDITOR)
    ts = says(env, "builds")
    question = env.replies(ts)[-1]
    for who in (env.vera, env.eddie, env.eddie):
        who.clicks(env.release, question, "Attach 42")
        env.work()
    assert wording.TAKES_EDITOR in env.ephemeral_text(env.vera)
    assert len(env.writes()) == 1
    assert wording.ATTACHED_ALREADY in env.read(ts)


def test_a_button_whose_question_is_forgotten_says_what_to_write() -> None:
    assert "`/asc build 42 --platform IOS`" in expired("build 42 --platform IOS").text


def test_why_a_build_cannot_be_attached_is_said_with_the_next_step(env: Env) -> None:
    env.apple.add_build(env.app_id, "1.2.0", "43", state="PROCESSING")
    env.apple.add_build(env.app_id, "1.1.0", "39")
    assert wording.STILL_PROCESSING in requested(env, "/asc build 43")
    assert wording.OF_ANOTHER_VERSION in requested(env, "/asc build 39")
    assert wording.NO_SUCH_BUILD in requested(env, "/asc build 99")
    assert "has no build 39,43" in requested(env, "/asc build 39,43")
    assert env.writes() == []


def test_a_build_that_apple_refuses_is_explained_and_recorded(env: Env) -> None:
    env.apple.add_build(env.app_id, "1.2.0", "42")
    refusal = b'{"errors":[{"code":"STATE_ERROR","detail":"The build is not in a valid processing state"}]}'
    env.apple.faults.add(Fault.status(409, refusal, method="PATCH"))
    text = env.read(says(env, "build 42"))
    assert wording.TRY_IN_MINUTES in text
    assert "valid processing state" in text
    assert [(entry.new, entry.platform, entry.answer) for entry in audit.everything(env.kit.redis)] == [
        ("42", "IOS", "STATE_ERROR")
    ]


def test_without_a_version_in_preparation_nothing_is_attached(env: Env) -> None:
    env.apple.add_build(env.app_id, "1.2.0", "42")
    env.apple.set_version_state(env.version_id, "IN_REVIEW")
    assert wording.NO_VERSION_IN_PREPARATION in requested(env, "/asc build 42")
    assert env.writes() == []


def test_a_dry_run_attaches_nothing(env: Env) -> None:
    env.apple.add_build(env.app_id, "1.2.0", "42")
    assert wording.WOULD_BE_ATTACHED in requested(env, "/asc build 42 --dry-run")
    assert env.writes() == []


def test_of_two_platforms_the_one_that_the_build_is_for_is_meant(env: Env) -> None:
    mac = env.apple.add_version(env.app_id, "1.2.0", "MAC_OS")
    env.apple.add_build(env.app_id, "1.2.0", "42", "MAC_OS")
    says(env, "build 42")
    found = env.apple.build(mac)
    assert found is not None
    assert env.apple.build(env.version_id) is None
    ts = says(env, "builds")
    assert sorted(labels(env, ts)) == ["iOS", "macOS"]
    assert wording.NO_SUCH_BUILD in requested(env, "/asc build 99")
