"""Roles are given and taken in Slack, and nobody can lock everybody out."""

from __future__ import annotations

import pytest

from cards.access.audit_tags import ROLE_GRANTED, ROLE_REVOKED
from records import audit, people
from records.people import Role
from sandbox.slack.people import Person
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Env


def types(env: Env, person: Person, line: str) -> str:
    """Return the reply to a slash command."""
    before = len(env.slack.ephemerals(person))
    person.types(line, env.release)
    env.slack.settled()
    env.work()
    return "\n".join(as_text(ephemeral) for ephemeral in env.slack.ephemerals(person)[before:])


def role(env: Env, person: Person) -> Role | None:
    """Return the role that was given."""
    return people.grants(env.kit.redis).get(person.id)


def test_before_the_first_grant_the_list_shows_the_default_roles(env: Env) -> None:
    text = types(env, env.vera, "/asc access")
    assert wording.OWNERS_ARE_ADMINS in text
    assert wording.YOU_ARE_VIEWER in text
    assert wording.GIVE_A_ROLE not in text


def test_the_first_grant_makes_its_giver_admin_and_reports_what_changed(env: Env) -> None:
    text = types(env, env.eddie, "/asc access grant @Vera approver")
    assert wording.VERA_IS_APPROVER in text
    assert wording.OTHERS_ARE_VIEWERS in text
    assert role(env, env.vera) is Role.APPROVER
    assert role(env, env.eddie) is Role.ADMIN
    listed = types(env, env.olive, "/asc access")
    assert wording.ADMINS_BY_GRANT in listed
    assert wording.APPROVERS_BY_GRANT in listed
    assert wording.GIVE_A_ROLE in listed


def test_after_the_first_grant_other_workspace_admins_are_viewers(env: Env) -> None:
    adam = env.slack.person("Adam", admin=True)
    env.slack.join(env.release, adam)
    types(env, env.eddie, "/asc access grant @Vera editor")
    assert wording.YOURS_IS_VIEWER in types(env, adam, "/asc access grant @Adam admin")
    assert role(env, adam) is None


def test_a_mention_is_answered_in_its_thread_and_pings_only_whom_it_is_about(env: Env) -> None:
    ts = env.says(env.eddie, "@App Store Bot access grant @Vera editor")
    env.work()
    assert wording.VERA_IS_EDITOR in env.read(ts)
    ts = env.says(env.eddie, "@App Store Bot access")
    env.work()
    assert wording.EDITORS_BY_GRANT in env.read(ts)
    assert env.vera.id not in str(env.replies(ts)[0].blocks)


def test_a_user_group_gives_its_members_the_role_until_it_is_revoked(env: Env) -> None:
    env.slack.usergroup("support", [env.vera])
    assert wording.GROUP_IS_EDITOR in types(env, env.eddie, "/asc access grant @support editor")
    assert wording.GROUP_OF_ONE in types(env, env.vera, "/asc access")
    assert wording.YOU_ARE_EDITOR in types(env, env.vera, "/asc access")
    types(env, env.eddie, "/asc access revoke @support editor")
    assert wording.YOU_ARE_VIEWER in types(env, env.vera, "/asc access")


def test_a_guest_in_a_user_group_with_a_role_still_gets_nothing(env: Env) -> None:
    env.slack.usergroup("support", [env.gus])
    types(env, env.eddie, "/asc access grant @support admin")
    assert wording.FOR_FULL_MEMBERS in types(env, env.gus, "/asc apps")


def test_a_guest_can_be_given_no_role(env: Env) -> None:
    assert wording.NOT_A_FULL_MEMBER in types(env, env.eddie, "/asc access grant @Gus editor")
    assert not people.grants(env.kit.redis)


def test_the_last_admin_cannot_give_the_role_away(env: Env) -> None:
    types(env, env.eddie, "/asc access grant @Vera editor")
    assert wording.NO_ADMIN_LEFT in types(env, env.eddie, "/asc access revoke @Eddie")
    assert wording.NO_ADMIN_LEFT in types(env, env.eddie, "/asc access grant @Eddie viewer")
    assert role(env, env.eddie) is Role.ADMIN
    types(env, env.eddie, "/asc access grant @Vera admin")
    assert wording.ADMIN_REVOKED in types(env, env.eddie, "/asc access revoke @Eddie")
    assert role(env, env.eddie) is None


def test_an_admin_group_whose_only_members_are_guests_does_not_count_as_an_admin(env: Env) -> None:
    env.slack.usergroup("crew", [env.gus])
    types(env, env.eddie, "/asc access grant @crew admin")
    assert wording.NO_ADMIN_LEFT in types(env, env.eddie, "/asc access revoke @Eddie")


def test_a_workspace_owner_stays_admin_without_any_grant(env: Env) -> None:
    types(env, env.olive, "/asc access grant @Vera editor")
    text = types(env, env.olive, "/asc access revoke @Olive")
    assert wording.ADMIN_REMAINS in text
    assert wording.NO_ROLES_GIVEN in types(env, env.olive, "/asc access revoke @Vera").lower()


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("grant @nobody editor", "I can't tell who “@nobody editor” is"),
        ("grant @Vera boss", "`boss` is not a role"),
        ("grant @Vera aprover", "Did you mean approver?"),
        ("grant @Vera @Eddie editor", "One at a time"),
        ("revoke @Vera", "there is none to take away"),
        ("revoke @Vera boss", "is not a role"),
        ("gant @Vera editor", "Did you mean /asc access grant?"),
    ],
)
def test_a_refusal_names_the_reason_and_the_next_step(env: Env, line: str, answer: str) -> None:
    assert answer.replace("`", "") in types(env, env.eddie, f"/asc access {line}").replace("`", "")
    assert not people.grants(env.kit.redis)


def test_two_admins_who_revoke_each_other_at_once_leave_one(env: Env) -> None:
    adam = env.slack.person("Adam")
    env.slack.join(env.release, adam)
    types(env, env.eddie, "/asc access grant @Adam admin")
    env.eddie.types("/asc access revoke @Adam", env.release)
    adam.types("/asc access revoke @Eddie", env.release)
    env.slack.settled()
    env.work()
    admins = [who for who, held in people.grants(env.kit.redis).items() if held is Role.ADMIN]
    assert len(admins) == 1


def test_a_role_that_comes_from_a_group_is_named_when_the_members_own_is_revoked(env: Env) -> None:
    env.slack.usergroup("support", [env.vera])
    types(env, env.olive, "/asc access grant @support approver")
    assert wording.FROM_THE_GROUP in types(env, env.olive, "/asc access revoke @Vera")
    types(env, env.olive, "/asc access grant @Vera editor")
    assert wording.FROM_THE_GROUP in types(env, env.olive, "/asc access revoke @Vera")
    types(env, env.olive, "/asc access revoke @support")
    assert wording.FROM_THE_GROUP not in types(env, env.olive, "/asc access revoke @Vera")


def test_revoking_another_role_than_the_one_held_changes_nothing(env: Env) -> None:
    types(env, env.eddie, "/asc access grant @Vera editor")
    assert wording.HOLDS_ANOTHER_ROLE in types(env, env.eddie, "/asc access revoke @Vera approver")
    assert wording.GRANTED_ALREADY in types(env, env.eddie, "/asc access grant @Vera editor")
    assert role(env, env.vera) is Role.EDITOR


def test_every_change_of_a_role_is_audited_once_with_old_and_new(env: Env) -> None:
    types(env, env.eddie, "/asc access grant @Vera editor")
    types(env, env.eddie, "/asc access grant @Vera approver")
    types(env, env.eddie, "/asc access revoke @Vera")
    entries = [
        (entry.tag, entry.field.partition(" ")[0], entry.old, entry.new) for entry in audit.everything(env.kit.redis)
    ]
    granted, revoked = ROLE_GRANTED, ROLE_REVOKED
    assert sorted(entries[:2]) == [(granted, "eddie", "", "admin"), (granted, "vera", "", "editor")]
    assert entries[2:] == [(granted, "vera", "editor", "approver"), (revoked, "vera", "approver", "")]


def test_without_a_name_a_modal_opens_and_gives_the_role(env: Env) -> None:
    env.eddie.types("/asc access grant", env.release)
    env.slack.wait_for_view(env.eddie)
    env.eddie.submits({"Person": env.vera.id, "Role": "editor"})
    env.slack.settled()
    env.work()
    assert role(env, env.vera) is Role.EDITOR
    assert wording.VERA_IS_EDITOR in env.ephemeral_text(env.eddie)


def test_a_user_without_a_role_word_is_filled_into_the_modal_and_a_group_needs_the_word(env: Env) -> None:
    env.slack.usergroup("support", [env.vera])
    assert "Which role?" in types(env, env.eddie, "/asc access grant @support")
    env.eddie.types("/asc access grant @Vera", env.release)
    env.slack.wait_for_view(env.eddie)
    env.eddie.submits({"Role": "approver"})
    env.slack.settled()
    env.work()
    assert role(env, env.vera) is Role.APPROVER


def test_a_mention_without_a_name_offers_the_forms(env: Env) -> None:
    types(env, env.eddie, "/asc access grant @Vera editor")
    ts = env.says(env.eddie, "@App Store Bot access revoke")
    env.work()
    env.eddie.clicks(env.release, env.replies(ts)[0], "Take a role away")
    env.slack.wait_for_view(env.eddie)
    env.eddie.submits({"Person": env.vera.id})
    env.slack.settled()
    env.work()
    assert role(env, env.vera) is None
    assert wording.EDITOR_REVOKED in env.ephemeral_text(env.eddie)


def test_a_modal_submitted_after_the_role_was_lost_is_refused(env: Env) -> None:
    types(env, env.eddie, "/asc access grant @Vera admin")
    env.vera.types("/asc access grant", env.release)
    env.slack.wait_for_view(env.vera)
    types(env, env.eddie, "/asc access revoke @Vera")
    sent = env.vera.submits({"Person": env.gus.id, "Role": "editor"})
    assert wording.TAKES_ADMIN in str(sent.errors)
