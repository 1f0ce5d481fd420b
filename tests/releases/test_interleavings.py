"""However webhooks and polls interleave, what is reported is what happened, each change once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from records.releases.changes import ChangeSource, StateChange, SubjectKind
from records.releases.transitions import begun, with_event, with_reading
from records.releases.watched import WatchedApp
from tests.releases.test_transitions import BEGAN, version

STATES = ("PREPARE_FOR_SUBMISSION", "WAITING_FOR_REVIEW", "IN_REVIEW", "REJECTED", "PENDING_DEVELOPER_RELEASE")
# Apple's clock is ahead of ours by up to so many seconds, or behind; what changes faster has no certain order.
SKEW = 5.0


@dataclass(frozen=True)
class Happening:
    """A change at Apple, `after` seconds after the one before; its event arrives `late` seconds later, `times` times.

    A poll begins `polled` seconds after it.
    """

    state: str
    after: float
    late: float
    times: int
    polled: float


happenings = st.lists(
    st.builds(
        Happening,
        state=st.sampled_from(STATES),
        after=st.floats(2 * SKEW, 400),
        late=st.floats(0.1, 900),
        times=st.integers(0, 2),
        polled=st.floats(0.1, 400),
    ),
    min_size=1,
    max_size=7,
)


def truth(changes: list[Happening]) -> list[tuple[float, str, str]]:
    """Return when what changed from which state to which."""
    at, state, found = BEGAN + 100, STATES[0], []
    for change in changes:
        at += change.after
        if change.state != state:
            found.append((at, state, change.state))
        state = change.state
    return found


def state_at(changed: list[tuple[float, str, str]], moment: float) -> str:
    """Return the state at Apple at this moment."""
    return next((new for at, _, new in reversed(changed) if at <= moment), STATES[0])


def observed(changes: list[Happening], skew: float, *, polls: bool) -> WatchedApp:
    """Return the app after all events and polls in the order in which they arrive, and a last poll."""
    changed = truth(changes)
    app = begun("1", "", [version(STATES[0])], BEGAN, 0.0)
    arrivals: list[tuple[float, tuple[float, str, str] | None]] = []
    for change, changed_at in zip(changes, changed, strict=False):
        arrivals += [(changed_at[0] + change.late * (number + 1), changed_at) for number in range(change.times)]
        if polls:
            arrivals.append((changed_at[0] + change.polled, None))
    end = max([at for at, _ in arrivals] + [at for at, _, _ in changed] + [BEGAN + 100])
    for at, happened in [*sorted(arrivals, key=lambda arrival: arrival[0]), (end + 300, None)]:
        if happened is None:
            app = with_reading(app, [version(state_at(changed, at))], at, at + 0.2) or app
        else:
            seen = StateChange(
                app_id="1",
                kind=SubjectKind.VERSION,
                id="v",
                old=happened[1],
                new=happened[2],
                at=happened[0] + skew,
                source=ChangeSource.WEBHOOK,
            )
            app = with_event(app, seen, at) or app
    return app


def chain(app: WatchedApp) -> list[str]:
    """Return every state that the reports name; each report begins where the one before has ended."""
    states = [STATES[0]]
    for report in app.reports:
        assert report.path[0] == states[-1], [report.path for report in app.reports]
        states += report.path[1:]
    return states


def is_part_of(states: list[str], of: list[str]) -> bool:
    """Return whether the states come in this order, with others in between."""
    remaining = iter(of)
    return all(state in remaining for state in states)


@settings(max_examples=400)
@given(happenings, st.floats(-SKEW, SKEW))
def test_what_is_reported_is_what_happened(changes: list[Happening], skew: float) -> None:
    changed = truth(changes)
    states = chain(observed(changes, skew, polls=True))
    happened = [STATES[0], *(new for _, _, new in changed)]
    assert is_part_of(states, happened), (states, happened)
    assert states[-1] == happened[-1]


@settings(max_examples=200)
@given(happenings, st.floats(-SKEW, SKEW))
def test_nothing_is_left_out_where_every_event_arrives_in_order(changes: list[Happening], skew: float) -> None:
    prompt = [replace(change, late=0.1, times=1) for change in changes]
    changed = truth(prompt)
    assert chain(observed(prompt, skew, polls=False)) == [STATES[0], *(new for _, _, new in changed)]
