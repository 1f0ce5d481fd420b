"""`status` shows versions, builds, submissions and phased releases by platform, and the calls that are left."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from appstore.releases.standing import AppStanding, VersionStanding
from appstore.releases.states import SubjectKind, SubjectState
from appstore.submissions import SubmissionState
from appstore.versions import (
    EVER_LIVE,
    AppVersionState,
    PhasedRelease,
    PhasedReleaseState,
    Platform,
    ReleaseType,
    Version,
)
from cards.releases import status
from cards.wording.states import state_words
from records.dispatch.app_cache import KnownApp, KnownVersion
from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from sandbox.submittable import make_submittable
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import requested

APP = KnownApp(id="1", bundle_id="com.example.tide", name="Tide", primary_locale="en-US")


def version(
    state: AppVersionState = AppVersionState.PREPARE_FOR_SUBMISSION,
    name: str = "1.2.0",
    platform: Platform = Platform.IOS,
    released: ReleaseType = ReleaseType.MANUAL,
    at: datetime | None = None,
) -> Version:
    return Version(
        id=f"{platform}-{name}",
        app_id="1",
        version_string=name,
        platform=platform,
        state=state,
        created=None,
        release_type=released,
        earliest_release=at,
    )


def text(*versions: VersionStanding, submissions: tuple[SubjectState, ...] | None = (), left_out: int = 0) -> str:
    standing = AppStanding(versions=versions, left_out=left_out, submissions=submissions)
    return status.status(APP, standing, None).text


def phased(state: PhasedReleaseState, day: int = 3) -> PhasedRelease:
    return PhasedRelease(id="p", state=state, day=day, paused=2, started=None)


def submission(state: str, version_id: str = "IOS-1.2.0") -> SubjectState:
    return SubjectState(kind=SubjectKind.SUBMISSION, id="s", state=state, platform="IOS", version_id=version_id)


@pytest.mark.parametrize("state", AppVersionState)
def test_every_state_has_words_and_a_version_that_is_not_out_says_how_it_will_be(state: AppVersionState) -> None:
    found = text(VersionStanding(version=version(state), build="42"))
    assert state_words(state) in found
    assert "build 42" in found
    by_apple = state is AppVersionState.PENDING_APPLE_RELEASE
    assert (wording.RELEASED_BY_HAND in found) is (state not in EVER_LIVE and not by_apple)
    assert (wording.RELEASED_BY_APPLE in found) is by_apple


def test_a_state_that_is_not_known_is_shown_as_apple_calls_it() -> None:
    unknown = VersionStanding(version=version(AppVersionState.UNKNOWN), unknown_state="ON_MARS")
    assert "On Mars" in text(unknown)


@pytest.mark.parametrize("state", PhasedReleaseState)
def test_every_phased_release_has_words(state: PhasedReleaseState) -> None:
    live = text(VersionStanding(version=version(AppVersionState.READY_FOR_DISTRIBUTION), phased=phased(state)))
    ahead = text(VersionStanding(version=version(), phased=phased(state)))
    assert "phased release" in live
    assert "phased release" in ahead


@pytest.mark.parametrize("state", [*SubmissionState, "SOMETHING_NEW"])
def test_every_submission_names_its_version_and_has_words(state: str) -> None:
    found = text(VersionStanding(version=version()), submissions=(submission(state),))
    assert "Open submission with 1.2.0: " in found


def test_a_rejection_says_that_the_reviewers_words_are_not_in_the_api() -> None:
    rejected = AppVersionState.METADATA_REJECTED
    assert wording.NOT_IN_APPLES_API in text(VersionStanding(version=version(rejected)))


def test_a_scheduled_release_says_when() -> None:
    at = datetime(2026, 12, 24, 9, tzinfo=UTC)
    found = text(VersionStanding(version=version(released=ReleaseType.SCHEDULED, at=at)))
    assert f"<!date^{int(at.timestamp())}^" in found


def test_old_versions_are_counted_and_platforms_kept_apart() -> None:
    forty = [VersionStanding(version=version(name=f"1.{number}")) for number in range(38)]
    mac = VersionStanding(version=version(platform=Platform.MAC_OS))
    found = text(mac, *forty, left_out=5)
    assert f"{39 + 5 - status.MOST_VERSIONS} older versions not shown" in found
    assert "1.2.0 (macOS)" in found


def test_an_app_without_versions_and_unreadable_submissions_are_said() -> None:
    assert "Open submissions could not be read" in text(submissions=None)


def test_a_line_for_home_names_what_is_live_and_what_comes_next() -> None:
    versions = [("1.3", "IOS", "IN_REVIEW"), ("1.2", "IOS", "READY_FOR_DISTRIBUTION"), ("2.0", "MAC_OS", "NEW_STATE")]
    known = [KnownVersion(id=name, version=name, platform=where, state=state) for name, where, state in versions]
    line = status.home_line(KnownApp(id="1", bundle_id="b", name="T<", primary_locale="en-US", versions=tuple(known)))
    assert line == "*T&lt;*  1.3 (iOS) In Review, 1.2 (iOS) Ready for Distribution, 2.0 (macOS) New State"


def test_status_shows_what_apple_has_in_three_calls(env: Env) -> None:
    env.apple.allowance(500)
    make_submittable(env.apple, env.version_id)
    live = env.apple.add_version(env.app_id, "1.1.0", state="READY_FOR_DISTRIBUTION", locales=["en-US"])
    env.apple.set_phased_release(live, day=3)
    before = len(env.apple.calls)
    text = requested(env, "/asc status")
    assert len(env.apple.calls) - before == 3
    assert wording.STATUS_PREPARING in text
    assert "build 1" in text
    assert wording.STATUS_PHASED in text
    assert wording.CALLS_LEFT_OF_500 in text


def test_what_apple_leaves_out_or_refuses_is_read_on_its_own_or_said(env: Env) -> None:
    make_submittable(env.apple, env.version_id)
    env.apple.omits = frozenset({"included"})
    env.apple.faults.add(Fault.status(403, path="reviewSubmissions"))
    text = requested(env, "/asc status")
    assert "build 1" in text
    assert "Open submissions could not be read" in text


def test_home_shows_a_line_for_each_app(env: Env) -> None:
    env.vera.opens_home()
    env.slack.settled()
    env.work()
    view = env.slack.home_of(env.vera)
    assert view is not None
    assert wording.HOME_VERSIONS in as_text(view)
