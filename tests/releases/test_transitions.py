"""Every change of a version is in exactly one report, however webhooks and polls see it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appstore.releases.states import SubjectState
from records.releases.changes import ChangeSource, StateChange, SubjectKind
from records.releases.transitions import CLOCKS_DIFFER_SECONDS, STALE_SECONDS, with_event, with_reading
from records.releases.watched import WatchedApp

BEGAN = 1_000_000.0
# A minute after that, so that no clock can be meant.
LATER = BEGAN + 1000

# What a test does: an event ("old", "new", seconds) or a poll ("state", seconds).
Step = tuple[str, str, float] | tuple[str, float]


def watched(state: str = "WAITING_FOR_REVIEW") -> WatchedApp:
    """An app with one version in this state."""
    app = WatchedApp(app_id="1", began=BEGAN)
    found = with_reading(app, [version(state)], BEGAN, BEGAN)
    assert found is not None
    return replace(found, reports=())


def version(state: str) -> SubjectState:
    return SubjectState(kind=SubjectKind.VERSION, id="v", state=state)


def event(old: str, new: str, at: float) -> StateChange:
    return StateChange(
        app_id="1", kind=SubjectKind.VERSION, id="v", old=old, new=new, at=at, source=ChangeSource.WEBHOOK
    )


def reports(app: WatchedApp, *steps: Step) -> list[str]:
    """Return the paths that are reported when these are seen, each at so many seconds after LATER."""
    for step in steps:
        if len(step) == 3:
            old, new, at = step
            app = with_event(app, event(old, new, LATER + at), LATER + at) or app
        else:
            state, at = step
            app = with_reading(app, [version(state)], LATER + at, LATER + at + 0.1) or app
    return [" > ".join(report.path) for report in app.reports]


W, R, X, P = "WAITING_FOR_REVIEW", "IN_REVIEW", "REJECTED", "PENDING_DEVELOPER_RELEASE"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([(W, R, 1)], [f"{W} > {R}"], id="by webhook"),
        pytest.param([(R, 1)], [f"{W} > {R}"], id="by poll"),
        pytest.param([(W, R, 1), (R, 20)], [f"{W} > {R}"], id="by webhook, then poll"),
        pytest.param([(R, 20), (W, R, 1)], [f"{W} > {R}"], id="by poll, then webhook"),
        pytest.param([(R, 20), (W, R, 22)], [f"{W} > {R}"], id="by poll, then webhook of a faster clock"),
        pytest.param([(W, R, 1), (W, R, 1), (W, R, 2)], [f"{W} > {R}"], id="several times"),
        pytest.param([(R, X, 9), (W, R, 1)], [f"{W} > {R} > {X}"], id="out of order"),
        pytest.param([(X, 20), (W, R, 1), (R, X, 9)], [f"{W} > {X}"], id="late, after a poll"),
        pytest.param([(X, 20), (W, R, 22), (R, X, 23)], [f"{W} > {X}"], id="late, of a faster clock"),
        pytest.param(
            [(W, R, 1), (R, X, 2), (X, W, 3), (W, R, 4)],
            [f"{W} > {R}", f"{R} > {X}", f"{X} > {W}", f"{W} > {R}"],
            id="back again",
        ),
        pytest.param([(W, R, 1), (W, 2), (R, 20)], [f"{W} > {R}"], id="a stale answer after a webhook"),
        pytest.param([(R, 1), (W, 2), (R, 3)], [f"{W} > {R}"], id="a stale answer after a poll"),
        pytest.param([(W, R, 1), (W, 20)], [f"{W} > {R}", f"{R} > {W}"], id="back by poll"),
        pytest.param([(W, 1), (W, R, 2), (R, W, 900)], [f"{W} > {R}", f"{R} > {W}"], id="back by webhook"),
        pytest.param([(R, W, 900)], [f"{W} > {R} > {W}"], id="there and back, of which half was lost"),
        pytest.param([("", R, 1)], [f"{W} > {R}"], id="without the old state"),
    ],
)
def test_each_change_is_reported_once(steps: list[Step], expected: list[str]) -> None:
    assert reports(watched(), *steps) == expected


PREPARED, DRAFT = "PREPARE_FOR_SUBMISSION", "READY_FOR_REVIEW"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([(PREPARED, DRAFT, 1), (DRAFT, W, 3)], [f"{PREPARED} > {DRAFT} > {W}"], id="by webhook"),
        pytest.param([(DRAFT, 1), (W, 3)], [f"{PREPARED} > {DRAFT} > {W}"], id="by poll"),
        pytest.param([(DRAFT, W, 3), (PREPARED, DRAFT, 1)], [f"{PREPARED} > {DRAFT} > {W}"], id="out of order"),
        pytest.param([(PREPARED, DRAFT, 1), (W, 2)], [f"{PREPARED} > {DRAFT} > {W}"], id="by both"),
        pytest.param([(DRAFT, 1), (PREPARED, 10)], [f"{PREPARED} > {DRAFT}", f"{DRAFT} > {PREPARED}"], id="a draft"),
        pytest.param([(PREPARED, DRAFT, 1), (DRAFT, PREPARED, 2)], [], id="refused by Apple, and removed again"),
    ],
)
def test_a_version_that_is_submitted_is_one_report(steps: list[Step], expected: list[str]) -> None:
    assert reports(watched(PREPARED), *steps) == expected


def test_a_poll_that_began_before_a_change_was_recorded_says_nothing() -> None:
    app = watched()
    for old, new, at in ((W, R, 1), (R, P, 2)):
        app = with_event(app, event(old, new, LATER + at), LATER + at) or app
    assert with_reading(app, [version(W)], LATER + 0.5, LATER + 3) is None
    assert with_reading(app, [version(R)], LATER + 2.5, LATER + 3) is None
    assert with_reading(app, [version(R)], LATER + 3 + STALE_SECONDS, LATER + 20) is not None


def test_an_event_that_may_be_older_than_the_poll_is_left_to_the_next_one() -> None:
    app = with_reading(watched(), [version(X)], LATER, LATER) or watched()
    soon, later = LATER + CLOCKS_DIFFER_SECONDS - 1, LATER + CLOCKS_DIFFER_SECONDS + 1
    assert with_event(app, event(W, R, soon), soon) is None
    assert with_event(app, event(R, P, later), later) is not None


def test_an_event_from_the_future_does_not_hide_later_ones() -> None:
    app = with_event(watched(), event(W, R, LATER * 9), LATER)
    assert app is not None
    assert with_event(app, event(R, X, LATER + 100), LATER + 100) is not None


def test_what_existed_before_is_no_report() -> None:
    assert with_event(watched(), event("PREPARE_FOR_SUBMISSION", W, BEGAN - 5), LATER) is None
    unknown = replace(event("", "PREPARE_FOR_SUBMISSION", BEGAN - 5), id="older")
    assert with_event(watched(), unknown, LATER) is None


def test_an_event_about_an_unknown_version_is_reported_from_its_old_state() -> None:
    app = with_event(watched(), replace(event(W, R, LATER), id="unknown"), LATER)
    assert app is not None
    assert [report.path for report in app.reports] == [(W, R)]


def test_a_state_that_apple_leaves_out_is_no_change() -> None:
    assert with_reading(watched(), [version("")], LATER, LATER) is None


def test_a_new_version_is_reported_with_its_name() -> None:
    new = SubjectState(
        kind=SubjectKind.VERSION, id="n", state="PREPARE_FOR_SUBMISSION", version="1.3.0", platform="IOS"
    )
    app = with_reading(watched(), [new], LATER, LATER)
    assert app is not None
    assert [(report.path, report.version) for report in app.reports] == [(("", "PREPARE_FOR_SUBMISSION"), "1.3.0")]
    assert with_reading(app, [replace(new, version="1.4.0")], LATER, LATER).reports == app.reports  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "states", "expected"),
    [
        (SubjectKind.BUILD, ["PROCESSING", "VALID"], [("PROCESSING", "VALID")]),
        (SubjectKind.BUILD, ["VALID"], [("PROCESSING", "VALID")]),
        (SubjectKind.BUILD, ["PROCESSING", "INVALID"], [("PROCESSING", "INVALID")]),
        (SubjectKind.SUBMISSION, ["READY_FOR_REVIEW", W], [("READY_FOR_REVIEW", W)]),
        (SubjectKind.SUBMISSION, [W, "CANCELING", "COMPLETE"], [("", W), (W, "CANCELING"), ("CANCELING", "COMPLETE")]),
        (SubjectKind.SUBMISSION, ["READY_FOR_REVIEW", "CANCELING", "COMPLETE"], []),
        (SubjectKind.SUBMISSION, ["CANCELING", "COMPLETE"], []),
        (SubjectKind.SUBMISSION, ["READY_FOR_REVIEW", "COMPLETE"], [("READY_FOR_REVIEW", "COMPLETE")]),
        (SubjectKind.PHASED_RELEASE, ["NONE"], []),
        (
            SubjectKind.PHASED_RELEASE,
            ["INACTIVE", "ACTIVE:1", "ACTIVE:2"],
            [("INACTIVE", "ACTIVE:1"), ("ACTIVE:1", "ACTIVE:2")],
        ),
        (
            SubjectKind.PHASED_RELEASE,
            ["ACTIVE:3", "PAUSED:3", "COMPLETE"],
            [("", "ACTIVE:3"), ("ACTIVE:3", "PAUSED:3"), ("PAUSED:3", "COMPLETE")],
        ),
    ],
)
def test_what_else_is_reported(kind: SubjectKind, states: list[str], expected: list[tuple[str, ...]]) -> None:
    app = watched()
    for number, state in enumerate(states):
        at = LATER + 100 * number
        app = with_reading(app, [SubjectState(kind=kind, id="x", state=state)], at, at) or app
    assert [report.path for report in app.reports] == expected


def test_a_submission_is_reported_with_its_version() -> None:
    submission = SubjectState(kind=SubjectKind.SUBMISSION, id="s", state=W, version_id="v")
    app = with_reading(watched(), [submission], LATER, LATER)
    assert app is not None
    assert app.reports == ()


def test_a_version_that_goes_live_is_one_report_with_its_phased_release() -> None:
    phased = SubjectState(kind=SubjectKind.PHASED_RELEASE, id="v", state="ACTIVE:1")
    app = with_reading(watched(P), [phased, version("READY_FOR_DISTRIBUTION")], LATER, LATER)
    assert app is not None
    assert [(report.path[-1], report.phased) for report in app.reports] == [("READY_FOR_DISTRIBUTION", "ACTIVE:1")]


def test_builds_from_before_the_list_began_are_not_new() -> None:
    app = replace(watched(), builds_from=LATER)
    old = SubjectState(kind=SubjectKind.BUILD, id="b", state="VALID", created=LATER - 1)
    assert (with_reading(app, [old], LATER, LATER) or app).reports == ()
    assert len((with_reading(app, [replace(old, created=LATER)], LATER, LATER) or app).reports) == 1
