"""`release` says and sets how a version is released, and releases one that waits for it, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from appstore.releases.release_requests import ReleasePlan, request_release
from appstore.versions import ReleaseType
from bot.releases.hours import nearest_hours, read_hour
from cards.releases.plans import plan_label
from cards.releases.rollout import changed, dry_run
from records.jobs.handled_messages import HANDLED
from records.keys import DAY
from records.messages import Message
from records.releases.setting_changes import SETTING_CHANGES, SettingChange
from sandbox.appstore import Fault
from sandbox.appstore.snapshots import VersionSnapshot
from sandbox.slack.rendering import as_text
from tests.appstore.scripted_apple import ScriptedApple, answer, refusal, resource
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import press, requested

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC).timestamp()
LATER = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=9)
WAITING = "PENDING_DEVELOPER_RELEASE"


def version(env: Env, version_id: str = "") -> VersionSnapshot:
    """A version as Apple stores it."""
    wanted = version_id or env.version_id
    return next(each for app in env.apple.look() for each in app.versions if each.id == wanted)


def plan(env: Env, version_id: str = "") -> tuple[str, float]:
    """The release type of a version, and its date."""
    found = version(env, version_id)
    date = found.earliest_release_date
    return found.release_type, datetime.fromisoformat(date).timestamp() if date else 0.0


def says(env: Env, line: str) -> str:
    ts = env.says(env.eddie, f"@App Store Bot {line}")
    env.work()
    return ts


def channel(env: Env) -> str:
    """What everybody reads in the channel."""
    return "\n".join(
        as_text(message) for message in env.slack.messages(env.release) if message.user == env.slack.bot.id
    )


def press_offer(env: Env, label: str = "Release") -> None:
    """Press a button of the newest message that only Eddie sees."""
    env.eddie.clicks(env.release, env.slack.ephemerals(env.eddie)[-1], label)
    env.slack.settled()
    env.work()


def test_the_release_type_is_set_shown_audited_and_undone(env: Env) -> None:
    ts = says(env, "release manual")
    assert plan(env) == ("MANUAL", 0.0)
    assert wording.RELEASED_BY_HAND in env.read(ts)
    assert wording.RELEASED_BY_HAND in requested(env, "/asc release")
    press(env, ts, "Undo")
    assert plan(env) == ("AFTER_APPROVAL", 0.0)
    assert wording.RELEASED_AUTOMATICALLY in env.read(ts)
    assert [button.label for button in env.replies(ts)[-1].buttons] == []
    trail = requested(env, "/asc audit")
    assert wording.AUDIT_RELEASE_TYPE in trail
    assert wording.AUDIT_RELEASE_TYPE_UNDONE in trail


def test_a_date_is_in_the_time_zone_of_the_user_or_of_the_option(env: Env) -> None:
    line = f"{LATER:%Y-%m-%dT%H:00}"
    says(env, f"release at {line} --tz America/New_York")
    new_york = plan(env)[1]
    assert plan(env)[0] == "SCHEDULED"
    says(env, f"release at {line} --tz Asia/Tokyo")
    assert 12 * 3600 <= new_york - plan(env)[1] <= 15 * 3600
    says(env, "release auto")
    assert plan(env) == ("AFTER_APPROVAL", 0.0)


def test_without_a_date_a_form_asks_for_it(env: Env) -> None:
    env.eddie.types("/asc release at", env.release)
    env.slack.wait_for_view(env.eddie)
    assert env.eddie.submits({"word": f"{LATER:%Y-%m-%dT%H:00} --tz UTC"}).errors is None
    env.work()
    assert plan(env) == ("SCHEDULED", LATER.timestamp())


def test_what_is_so_already_is_not_set_again(env: Env) -> None:
    assert wording.SO_ALREADY in requested(env, "/asc release auto")
    assert env.writes() == []


def test_a_dry_run_of_a_release_type_changes_nothing(env: Env) -> None:
    assert "Dry run" in requested(env, "/asc release manual --dry-run")
    assert env.writes() == []


def test_undo_of_what_was_changed_again_is_refused(env: Env) -> None:
    ts = says(env, "release manual")
    date = f"{LATER:%Y-%m-%dT%H:00:00Z}"
    env.apple.set_version(env.version_id, releaseType="SCHEDULED", earliestReleaseDate=date)
    press(env, ts, "Undo")
    assert wording.CHANGED_SINCE in env.ephemeral_text(env.eddie)
    assert plan(env)[0] == "SCHEDULED"


def test_undo_pressed_by_two_people_counts_once(env: Env) -> None:
    ts = says(env, "release manual")
    result = env.replies(ts)[-1]
    for person in (env.eddie, env.olive):
        person.clicks(env.release, result, "Undo")
    env.slack.settled()
    env.work()
    assert len(env.writes()) == 2
    assert wording.RELEASE_UNDONE_ALREADY in env.ephemeral_text(env.olive) + env.ephemeral_text(env.eddie)


def test_undo_after_the_release_is_refused_and_said(env: Env) -> None:
    env.retry_at_once()
    ts = says(env, "release manual")
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    press(env, ts, "Undo")
    assert wording.NO_LONGER_CHANGED in env.ephemeral_text(env.eddie)
    assert plan(env)[0] == "MANUAL"


def test_two_changes_typed_quickly_are_made_in_order(env: Env) -> None:
    env.says(env.eddie, "@App Store Bot release manual")
    env.says(env.eddie, f"@App Store Bot release at {LATER:%Y-%m-%dT%H:00}")
    env.work()
    types = [call.body["data"]["attributes"]["releaseType"] for call in env.apple.calls if call.method == "PATCH"]
    assert types == ["MANUAL", "SCHEDULED"]


@pytest.mark.parametrize(
    "fault", [Fault.lost(504, method="PATCH", times=1), Fault.status(503, method="PATCH", times=1)], ids=["lost", "503"]
)
def test_a_change_whose_response_was_lost_is_looked_up_first(env: Env, fault: Fault) -> None:
    env.retry_at_once()
    env.apple.faults.add(fault)
    ts = says(env, "release manual")
    assert plan(env)[0] == "MANUAL"
    assert wording.RELEASED_BY_HAND in env.read(ts)
    was_done = fault.action.done  # type: ignore[union-attr]
    assert len(env.writes()) == (1 if was_done else 2)


def test_an_approved_version_is_not_released_without_a_confirmation(env: Env) -> None:
    env.apple.set_version_state(env.version_id, WAITING)
    env.apple.set_version(env.version_id, releaseType="MANUAL")
    assert wording.RELEASES_AT_ONCE in requested(env, "/asc release auto")
    assert env.writes() == []


def test_a_date_that_apple_refuses_is_explained(env: Env) -> None:
    env.apple.faults.add(
        Fault.status(
            409,
            b'{"errors":[{"status":"409","code":"ENTITY_ERROR.ATTRIBUTE.INVALID","title":"No","detail":"Too late.",'
            b'"source":{"pointer":"/data/attributes/earliestReleaseDate"}}]}',
            method="PATCH",
        )
    )
    text = requested(env, f"/asc release at {LATER:%Y-%m-%dT%H:00}")
    assert wording.DATE_NOT_ACCEPTED in text
    assert "Too late." in text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("2026-12-24T09:00",), "2026-12-24T08:00:00Z"),
        (("2026-12-24", "9:00"), "2026-12-24T08:00:00Z"),
        (("2026-12-24T09:00+05:00",), "2026-12-24T04:00:00Z"),
    ],
)
def test_a_whole_hour_is_read(words: tuple[str, ...], expected: str) -> None:
    found = read_hour(words, None, "Europe/Berlin", NOW)
    assert not isinstance(found, Message)
    assert ReleasePlan(type=ReleaseType.SCHEDULED, at=found[0].at).date == expected


@pytest.mark.parametrize(
    ("words", "typed", "expected"),
    [
        (("2026-11-29T09:00",), None, "is in the past"),
        (("2026-12-24",), None, "At what hour"),
        (("tomorrow",), None, "I can't read"),
        (("24.12.2026", "09:00"), None, "I can't read `24.12.2026 09:00`"),
        (("0 9 * * 1",), None, "I can't read"),
        (("2026-12-24T09:00", "PST"), None, "--tz PST"),
        (("2026-12-24T09:00", "until", "2026-12-27"), None, "after the date"),
        (("2026-12-24T09:00",), "Atlantis", "time zone"),
    ],
)
def test_what_is_no_whole_hour_ahead_is_explained(words: tuple[str, ...], typed: str | None, expected: str) -> None:
    found = read_hour(words, typed, "Europe/Berlin", NOW)
    assert isinstance(found, Message)
    assert expected in found.text


@pytest.mark.parametrize(
    ("word", "zone", "expected"),
    [
        ("2026-12-24T09:00", "Europe/Berlin", ()),
        ("2026-12-24T09:30", "Europe/Berlin", ("09:00", "10:00")),
        ("2026-12-24T09:00", "Asia/Kolkata", ("08:30", "09:30")),
        ("2026-11-29T13:30", "Europe/Berlin", ("14:00",)),
    ],
)
def test_the_nearest_whole_hours_are_ahead(word: str, zone: str, expected: tuple[str, ...]) -> None:
    found = read_hour((word,), None, zone, NOW)
    assert not isinstance(found, Message)
    assert tuple(f"{hour:%H:%M}" for hour in nearest_hours(found[0], NOW)) == expected


def test_the_nearest_whole_hour_is_set_with_a_button(env: Env) -> None:
    ts = says(env, "release at 2126-12-24T09:30 --tz Asia/Tokyo")
    assert env.writes() == []
    press(env, ts, "Release at 10:00, 24 Dec")
    assert plan(env) == ("SCHEDULED", datetime(2126, 12, 24, 1, tzinfo=UTC).timestamp())
    assert "days ahead, more than a year: is the year right?" in env.read(ts)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(90, ""), (91, " That is 91 days ahead."), (400, " That is 400 days ahead, more than a year: is the year right?")],
)
def test_a_date_that_is_far_ahead_is_said_to_be(days: int, expected: str) -> None:
    plan = ReleasePlan(type=ReleaseType.SCHEDULED, at=NOW + days * DAY)
    change = SettingChange(
        id="c1",
        setting="release",
        user="U1",
        channel="C1",
        app_id="1",
        app_name="Tide",
        version_id="2",
        version="1.2.0",
        platform="IOS",
        old=ReleasePlan(type=ReleaseType.MANUAL).code,
        new=plan.code,
        created_at=NOW,
    )
    assert f"if that is later.{expected} Before: manually." in changed(change).text
    assert f"UTC*.{expected} {wording.NOTHING_CHANGED}" in dry_run(change).text


def test_a_plan_survives_its_code() -> None:
    scheduled = ReleasePlan(type=ReleaseType.SCHEDULED, at=1798099200.0)
    assert ReleasePlan.read(scheduled.code) == scheduled
    assert plan_label(scheduled) == "on 2026-12-24 08:00 UTC"
    assert ReleasePlan.read("MANUAL") == ReleasePlan(type=ReleaseType.MANUAL)


def test_a_version_that_waits_is_released_once_after_a_confirmation(env: Env) -> None:
    env.apple.set_version_state(env.version_id, WAITING)
    says(env, "release now")
    (offer,) = env.slack.ephemerals(env.eddie)
    assert [button.label for button in offer.buttons] == ["Release", "Cancel"]
    assert "Release" not in channel(env)
    for _ in range(2):
        env.eddie.clicks(env.release, offer, "Release")
    env.slack.settled()
    env.work()
    assert env.writes() == ["POST /v1/appStoreVersionReleaseRequests"]
    assert version(env).state == "READY_FOR_DISTRIBUTION"
    assert wording.released("1.2.0") in channel(env)
    assert wording.AUDIT_RELEASED in requested(env, "/asc audit")


def test_a_dry_run_shows_what_would_be_released_without_a_button(env: Env) -> None:
    env.apple.set_version_state(env.version_id, WAITING)
    assert "to everyone at once." in requested(env, "/asc release now --dry-run")
    (offer,) = env.slack.ephemerals(env.eddie)
    assert offer.buttons == ()
    assert env.writes() == []


def test_undo_does_not_release_what_was_approved_since(env: Env) -> None:
    ts = says(env, "release manual")
    env.apple.set_version_state(env.version_id, WAITING)
    press(env, ts, "Undo")
    assert wording.WOULD_RELEASE in env.ephemeral_text(env.eddie)
    assert (version(env).state, len(env.writes())) == (WAITING, 1)


def test_a_build_that_apple_leaves_out_is_read_on_its_own(env: Env) -> None:
    env.apple.set_build(env.version_id, env.apple.add_build(env.app_id, "1.2.0", "42"))
    env.apple.set_version_state(env.version_id, WAITING)
    env.apple.omits = frozenset({"included"})
    assert "build 42" in requested(env, "/asc release now")


def test_a_release_whose_response_was_lost_is_not_requested_again(env: Env) -> None:
    env.retry_at_once()
    env.apple.set_version_state(env.version_id, WAITING)
    env.apple.faults.add(Fault.drop(method="POST", path="ReleaseRequests", times=1))
    says(env, "release now")
    press_offer(env)
    assert env.writes() == ["POST /v1/appStoreVersionReleaseRequests"]
    assert wording.released("1.2.0") in channel(env)


def test_a_release_is_not_made_if_its_type_has_changed_since(env: Env) -> None:
    env.apple.set_version_state(env.version_id, WAITING)
    says(env, "release now")
    env.apple.set_version(env.version_id, releaseType="MANUAL")
    press_offer(env)
    assert env.writes() == []
    assert "how it will be released" in channel(env)


def test_a_release_that_somebody_made_at_the_same_moment_counts_as_done() -> None:
    released = resource("appStoreVersions", "v", {"appVersionState": "PROCESSING_FOR_DISTRIBUTION"})
    request_release(ScriptedApple(refusal(409, "STATE_ERROR"), answer(released)).apple, "1447", "v")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("PREPARE_FOR_SUBMISSION", "/asc submit"),
        ("REJECTED", "/asc submit"),
        ("IN_REVIEW", "not approved yet"),
        ("PENDING_APPLE_RELEASE", "together with an operating system"),
        ("PROCESSING_FOR_DISTRIBUTION", "on its way to the store already"),
        ("READY_FOR_DISTRIBUTION", "is live already"),
    ],
)
def test_why_a_version_cannot_be_released_now_is_explained(env: Env, state: str, expected: str) -> None:
    env.apple.set_version_state(env.version_id, state)
    assert expected in requested(env, "/asc release now")
    assert env.writes() == []


def test_of_several_platforms_it_asks_which_and_the_button_goes_on(env: Env) -> None:
    mac = env.apple.add_version(env.app_id, "1.2.0", platform="MAC_OS")
    ts = says(env, "release manual")
    assert env.writes() == []
    assert {button.label for button in env.replies(ts)[-1].buttons} == {"macOS", "iOS"}
    press(env, ts, "macOS")
    assert (plan(env)[0], plan(env, mac)[0]) == ("AFTER_APPROVAL", "MANUAL")
    assert wording.RELEASED_BY_HAND in env.read(ts)
    says(env, "release manual --platform ios")
    assert plan(env)[0] == "MANUAL"


def test_the_only_platform_that_waits_is_offered(env: Env) -> None:
    env.apple.add_version(env.app_id, "1.2.0", platform="MAC_OS")
    env.apple.set_version_state(env.version_id, WAITING)
    says(env, "release now")
    press_offer(env)
    assert version(env).state == "READY_FOR_DISTRIBUTION"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("release tomorrow", "does not know"),
        ("release manual now", "does not know"),
        ("release manual --platform Windows", "is not a platform"),
        ("release manual --version 7.0", "7.0"),
        ("release manual --platform tvos", "/asc version new 1.0 --platform TV_OS"),
    ],
)
def test_what_release_does_not_know_is_explained(env: Env, line: str, expected: str) -> None:
    assert expected in requested(env, f"/asc {line}")
    assert env.writes() == []


def test_an_editor_may_look_but_not_release(env: Env) -> None:
    assert wording.RELEASED_AUTOMATICALLY in requested(env, "/asc release")
    ts = env.says(env.vera, "@App Store Bot release manual")
    env.work()
    assert env.read(ts) == ""
    assert env.writes() == []


def test_a_change_that_a_dead_worker_made_is_reported_and_recorded(env: Env) -> None:
    ts = env.says(env.eddie, "@App Store Bot release manual")
    handled = HANDLED.get(env.kit.redis, f"{env.release.id}.{ts}")
    assert handled is not None
    stored = SettingChange(
        id=handled.invocation,
        setting="release",
        user=env.eddie.id,
        channel=env.release.id,
        app_id=env.app_id,
        app_name="Tide",
        version_id=env.version_id,
        version="1.2.0",
        platform="IOS",
        old="AFTER_APPROVAL",
        new="MANUAL",
        created_at=env.kit.clock(),
    )
    SETTING_CHANGES.add(env.kit.redis, stored.id, stored)
    env.apple.set_version(env.version_id, releaseType="MANUAL")
    env.work()
    assert env.writes() == []
    assert "Before: automatically." in env.read(ts)
    assert wording.AUDIT_RELEASE_TYPE in requested(env, "/asc audit")
