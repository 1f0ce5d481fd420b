"""On Enterprise Grid a user's id begins with U in one place and with W in another: it is one person."""

from __future__ import annotations

import pytest

from kit import roles
from kit.slack import users
from records import people
from records.people import Person, Role, role_of, same_user
from records.reviews.drafts import Decision, Draft, DraftSource, DraftState, ReviewText
from tests.support.env import Env
from tests.support.granting import grant

LOCAL, GLOBAL = "U0EDDIE", "W0EDDIE"


@pytest.mark.parametrize(
    ("user_id", "other", "same"),
    [
        (LOCAL, GLOBAL, True),
        (GLOBAL, LOCAL, True),
        (LOCAL, LOCAL, True),
        (LOCAL, "U0OTHER", False),
        (LOCAL, "W0OTHER", False),
        ("S0EDDIE", "U0EDDIE", False),
        ("S0EDDIE", "W0EDDIE", False),
        ("", "W", False),
    ],
)
def test_two_ids_are_one_user_if_they_differ_in_the_first_letter_alone(user_id: str, other: str, same: bool) -> None:  # noqa: FBT001 - a case
    assert same_user(user_id, other) is same


@pytest.mark.parametrize("given", [{LOCAL: Role.EDITOR}, {GLOBAL: Role.EDITOR}])
def test_a_role_counts_under_either_id(given: dict[str, Role]) -> None:
    assert role_of(Person(id=GLOBAL, name="Eddie"), given, {}) is Role.EDITOR


def test_a_member_of_a_group_is_known_under_either_id() -> None:
    assert role_of(Person(id=GLOBAL, name="Eddie"), {"S1": Role.APPROVER}, {"S1": (LOCAL,)}) is Role.APPROVER


def test_four_eyes_are_not_two_ids_of_one_person() -> None:
    review = ReviewText(rating=1, title="", body="", nickname="", territory="USA", created=0.0)
    draft = Draft(
        id="1",
        app_id="1",
        app_name="Tide",
        review=review,
        text="Thanks",
        source=DraftSource.PERSON,
        created_at=0.0,
        state=DraftState.OPEN,
        writer=LOCAL,
    )
    assert not draft.allows(Decision.APPROVE, draft.revision, GLOBAL, four_eyes=True)
    assert draft.allows(Decision.APPROVE, draft.revision, "U0OLIVE", four_eyes=True)


def test_a_role_is_taken_away_under_either_id(env: Env) -> None:
    grant(env.kit.redis, env.olive.id, Role.ADMIN)
    grant(env.kit.redis, f"W{env.vera.id[1:]}", Role.EDITOR)
    assert roles.role(env.kit, env.vera.id, users.team_id_of_bot(env.kit)) is Role.EDITOR
    env.says(env.olive, "@App Store Bot access revoke @Vera")
    env.work()
    assert people.grants(env.kit.redis) == {env.olive.id: Role.ADMIN}


def test_a_second_role_replaces_the_one_under_the_other_id(env: Env) -> None:
    grant(env.kit.redis, env.olive.id, Role.ADMIN)
    held = f"W{env.vera.id[1:]}"
    grant(env.kit.redis, held, Role.EDITOR)
    ts = env.says(env.olive, "@App Store Bot access grant @Vera approver")
    env.work()
    assert people.grants(env.kit.redis) == {env.olive.id: Role.ADMIN, held: Role.APPROVER}, env.read(ts)
