"""Every command and every button checks the role, and a refusal names the reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.dispatch import buttons, commands
from cards import blocks
from kit.slack import users
from records import people
from records.people import Role
from sandbox.slack.people import Person
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Env
from tests.support.granting import grant, revoke

STANDINGS = {
    "viewer": Role.VIEWER,
    "editor": Role.EDITOR,
    "approver": Role.APPROVER,
    "releaser": Role.RELEASER,
    "admin": Role.ADMIN,
    "guest": Role.NOBODY,
    "stranger": Role.NOBODY,
}
OUTSIDER = "Sorry, I only work for full members of this workspace."
SECRETS = ("Tide", "com.example.tide", "1.2.0")


def person_of(env: Env, standing: str) -> Person:
    """A person of this standing in the channel; roles are given out, so nobody is admin by default."""
    grant(env.kit.redis, env.olive.id, Role.ADMIN)
    if standing == "guest":
        return env.gus
    if standing == "stranger":
        person = env.slack.person("Sam", team="T0STRANGE")
        env.slack.join(env.release, person)
        return person
    grant(env.kit.redis, env.vera.id, STANDINGS[standing])
    return env.vera


def decides(held: Role, needed: Role) -> bool:
    """Whether this person shows where the role begins: one who has it, one who has the role below, or an outsider."""
    return held is Role.NOBODY or 0 <= needed.rank - held.rank <= 1


def lines() -> Iterator[tuple[str, Role]]:
    """Every command with the role it takes, and every first word for which that is another one."""
    for command in commands.everything():
        yield command.name, command.role
        yield from ((f"{command.name} {word}", role) for word, role in command.roles)


@pytest.mark.parametrize("standing", STANDINGS)
def test_every_command_checks_the_role(env: Env, standing: str) -> None:
    person, held = person_of(env, standing), STANDINGS[standing]
    for line, needed in lines():
        if not decides(held, needed):
            continue
        answer = person.types(f"/asc {line}", env.release)
        if env.slack.view_of(person) is not None:
            person.closes(everything=True)
        assert answer.status == 200, line
        assert (OUTSIDER in answer.body) == (held is Role.NOBODY), line
        refused = wording.TAKES_ROLE in answer.body and "Nothing was done" in answer.body
        assert refused == (held is not Role.NOBODY and not held.covers(needed)), (line, answer.body)
        if held is Role.NOBODY:
            assert not any(secret in answer.body for secret in SECRETS), line
    if held is Role.NOBODY:
        assert not env.apple.calls


@pytest.mark.parametrize("standing", STANDINGS)
def test_every_button_checks_the_role(env: Env, standing: str) -> None:
    person, held = person_of(env, standing), STANDINGS[standing]
    for action_id, needed in buttons.buttons().items():
        if not decides(held, needed):
            continue
        message = blocks.text_message("Old", blocks.actions(blocks.button("Old button", action_id, "long-gone")))
        ts = env.kit.slack.post(env.release.id, message, idempotency_key=f"{standing}.{action_id}")
        before = len(env.slack.ephemerals(person))
        assert person.clicks(env.release, ts, action_id).status == 200, action_id
        if env.slack.view_of(person) is not None:
            person.closes(everything=True)
        env.work()
        text = "\n".join(as_text(ephemeral) for ephemeral in env.slack.ephemerals(person)[before:])
        assert (OUTSIDER in text) == (held is Role.NOBODY), action_id
        refused = wording.TAKES_ROLE in text and "Nothing was done" in text
        assert refused == (held is not Role.NOBODY and not held.covers(needed)), (action_id, text)


def test_a_role_that_was_taken_away_counts_at_the_next_press_of_an_old_button(
    env: Env, shots: tuple[tuple[str, bytes], ...]
) -> None:
    grant(env.kit.redis, env.vera.id, Role.EDITOR)
    ts = env.says(env.vera, "@App Store Bot upload en-US APP_IPHONE_67", shots[:1])
    env.work()
    revoke(env.kit.redis, env.vera.id)
    grant(env.kit.redis, env.eddie.id, Role.EDITOR)
    env.vera.clicks(env.release, env.replies(ts)[0], "Undo")
    env.slack.settled()
    env.work()
    assert wording.UNDO_TAKES_EDITOR in env.ephemeral_text(env.vera)
    assert env.screenshots() == ["1.png"]


@pytest.mark.parametrize("only", ["subteam_members_changed", "subteam_updated"])
def test_a_new_member_of_a_group_has_its_role_at_once_and_one_who_left_has_not(env: Env, only: str) -> None:
    env.slack.subscriptions.difference_update({"subteam_members_changed", "subteam_updated"} - {only})
    group = env.slack.usergroup("support", [env.eddie])
    grant(env.kit.redis, group.id, Role.EDITOR)
    assert wording.TAKES_EDITOR_BOLD in env.vera.types("/asc promo en-US Hello --dry-run", env.release).body
    env.slack.usergroup("support", [env.eddie, env.vera])
    env.slack.settled()
    assert env.vera.types("/asc promo en-US Hello --dry-run", env.release).body == ""
    env.slack.usergroup("support", [env.eddie])
    env.slack.settled()
    assert wording.TAKES_EDITOR_BOLD in env.vera.types("/asc promo en-US Hello --dry-run", env.release).body
    assert {delivery.status for delivery in env.slack.deliveries} == {200}


def test_the_members_of_a_group_are_not_cached_while_it_changes(env: Env) -> None:
    group = env.slack.usergroup("support", [env.eddie])
    assert users.members(env.kit, group.id) == (env.eddie.id,)
    env.slack.usergroup("support", [env.vera])
    env.slack.settled()
    assert users.members(env.kit, group.id) == (env.vera.id,)
    env.slack.subscriptions.clear()
    env.slack.usergroup("support", [env.olive])
    assert users.members(env.kit, group.id) == (env.olive.id,)


def test_a_user_who_became_a_guest_is_refused(env: Env) -> None:
    grant(env.kit.redis, env.vera.id, Role.ADMIN)
    assert "Sorry" not in env.vera.types("/asc help", env.release).body
    env.slack.change(env.vera, guest="multi")
    people.PEOPLE.remove(env.kit.redis, env.vera.id)
    assert OUTSIDER in env.vera.types("/asc help", env.release).body
