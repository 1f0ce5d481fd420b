"""A report of a change says what changed, of what, and what to do next; its text alone is complete."""

from __future__ import annotations

from typing import Any

import pytest

from appstore.releases.states import SubjectKind
from appstore.versions import AppVersionState
from cards.releases.changes import phase_words, report_message
from cards.wording.states import state_words
from records.messages import Message
from records.releases.changes import ChangeSource
from records.releases.watched import Report


def shown(kind: SubjectKind, *path: str, app_name: str = "Tide", option: str = "", **more: Any) -> Message:  # noqa: ANN401
    """Return the message about a change of version 1.3.0."""
    given = {"version": "1.3.0", "platform": "MAC_OS", "build": "57", "recorded_at": 0.0, **more}
    report = Report(id="1", kind=kind, subject_id="v", path=path, at=0.0, source=ChangeSource.POLL, **given)
    return report_message(report, app_name=app_name, app_id="42", option=option)


@pytest.mark.parametrize("state", AppVersionState)
def test_every_state_of_a_version_is_in_words(state: AppVersionState) -> None:
    text = shown(SubjectKind.VERSION, "IN_REVIEW", state).text
    assert text.startswith(f"*Tide 1.3.0 (macOS)*: In Review → {state_words(state)}\n")
    assert "Build 57." in text
    assert "<https://appstoreconnect.apple.com/apps/42/distribution" in text
    assert "{" not in text
    assert "\n " not in text


@pytest.mark.parametrize("state", ["VALID", "INVALID", "FAILED"])
def test_a_processed_build_says_what_to_do_next(state: str) -> None:
    text = shown(SubjectKind.BUILD, "PROCESSING", state, option=" --app 42").text
    assert text.startswith(f"*Tide, build 57 of 1.3.0 (macOS)*: Processing → {state_words(state)}\n")
    assert ("`/asc build 57 --app 42`" in text) == (state == "VALID")


def test_commands_name_the_app_where_the_channel_works_on_another() -> None:
    assert (
        "`/asc release now --app 42`"
        in shown(SubjectKind.VERSION, "IN_REVIEW", "PENDING_DEVELOPER_RELEASE", option=" --app 42").text
    )


def test_what_is_not_known_is_left_out() -> None:
    text = shown(SubjectKind.VERSION, "", "NEW_STATE", version="", build="").text
    assert text.startswith("*Tide, a version*: new, New State\n")
    assert shown(SubjectKind.BUILD_UPLOAD, "", "FAILED", version="", build="").text.startswith(
        "*Tide, a build*: Failed\n"
    )


def test_words_from_outside_are_only_words() -> None:
    hostile = "<!channel> {0} {option}"
    text = shown(
        SubjectKind.BUILD_UPLOAD, "", "FAILED", app_name=hostile, errors=(hostile,), actor=hostile, build=hostile
    ).text
    assert "<!" not in text
    assert text.count("&lt;!channel&gt; {0} {option}") == 4


def test_a_late_report_is_dated_and_names_who_made_the_change() -> None:
    assert "Changed <!date^0^" in shown(SubjectKind.VERSION, "A", "B", recorded_at=3600.0).text
    assert "Changed" not in shown(SubjectKind.VERSION, "A", "B", recorded_at=60.0).text
    assert "By Jane" in shown(SubjectKind.VERSION, "A", "B", actor="Jane").text
    assert "By <@U1> ·" in shown(SubjectKind.VERSION, "A", "B", actor="Jane", user="U1").text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("ACTIVE:1", "day 1 of 7 (1 % of users)"),
        ("ACTIVE:7", "day 7 of 7 (100 % of users)"),
        ("ACTIVE", "active"),
        ("PAUSED:3", "paused on day 3"),
        ("COMPLETE", "complete (all users)"),
        ("INACTIVE", "not begun"),
    ],
)
def test_a_phased_release_is_in_words(state: str, words: str) -> None:
    assert phase_words(state) == words
    assert words in shown(SubjectKind.PHASED_RELEASE, "NONE", state).text
