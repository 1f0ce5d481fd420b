"""Help in Slack: the menu of groups, and "What can I do here?" for the user's role and the channel."""

from __future__ import annotations

import pytest

from cards.dispatch.help import OPEN_GROUP
from records.people import Role
from sandbox.slack.people import Person
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tests.support.env import Env
from tests.support.granting import grant


def ask_help(env: Env, person: Person, text: str = "@App Store Bot help") -> Message:
    """The help that this person gets after a mention."""
    env.says(person, text)
    env.work()
    return env.slack.ephemerals(person)[-1]


def press(env: Env, person: Person, message: Message, what: str, value: str | None = None) -> str:
    """The answer to a press on a button, or to a choice in a menu, of that help."""
    before = len(env.slack.ephemerals(person))
    assert person.clicks(env.release, message, what, value).status == 200
    env.work()
    return "\n".join(as_text(answer) for answer in env.slack.ephemerals(person)[before:])


def test_the_menu_opens_a_group_with_examples_for_the_user_alone(env: Env) -> None:
    answer = press(env, env.vera, ask_help(env, env.vera), OPEN_GROUP, "TEXTS")
    assert "Texts" in answer
    assert "/asc promo LOCALE …text" in answer
    assert "For example /asc keywords de-DE gezeiten,meer,surfen" in answer
    assert "upload" not in answer
    assert [message.user for message in env.slack.messages(env.release)] == [env.vera.id]


def test_a_group_that_no_longer_exists_is_answered(env: Env) -> None:
    blocks = [{"type": "actions", "elements": [{
        "type": "button", "text": {"type": "plain_text", "text": "Old"}, "action_id": OPEN_GROUP, "value": "GAMES"
    }]}]  # fmt: skip
    posted = env.kit.slack.client.chat_postMessage(channel=env.release.id, text="Old", blocks=blocks)
    env.vera.clicks(env.release, str(posted["ts"]), "Old")
    env.work()
    assert "That group of commands no longer exists" in env.ephemeral_text(env.vera)


def test_what_a_user_can_do_here_depends_on_the_role_and_the_channel(env: Env) -> None:
    answer = press(env, env.vera, ask_help(env, env.vera), "What can I do here?")
    assert "Your role is viewer" in answer
    assert "Reviews: alerts digest reviews" in answer
    assert "promo" not in answer
    assert "This channel has no app yet" in answer
    assert "Alerts: off." in answer
    assert "Digest: off." in answer
    for line in ("use com.example.tide", "alerts on --max-rating 2", "digest daily 09:00"):
        env.eddie.types(f"/asc {line}", env.release)
        env.work()
    grant(env.kit.redis, env.vera.id, Role.EDITOR)
    answer = press(env, env.vera, ask_help(env, env.vera), "What can I do here?")
    assert "Your role is editor" in answer
    assert "Texts: promo keywords listing schedule" in answer
    assert "This channel works on Tide" in answer
    assert "Alerts: new reviews of Tide with at most 2 of 5 stars." in answer
    assert "Digest: every day at 09:00 (Europe/London, UTC+" in answer


@pytest.mark.parametrize("text", ["help", "help promo"])
def test_help_is_given_in_a_direct_message_too(env: Env, text: str) -> None:
    env.vera.says(env.vera.dm, text)
    env.slack.settled()
    env.work()
    assert "promo" in "\n".join(as_text(answer) for answer in env.slack.ephemerals(env.vera, env.vera.dm))
