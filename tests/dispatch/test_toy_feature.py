"""A feature touches only its own files: a toy in packages of its own works through the whole stack."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

import bot
import cards
import tasks
from bot.dispatch import buttons, commands
from cards.dispatch.help import markdown_table
from records.people import Role
from sandbox.slack.rendering import as_text
from tests.access import test_roles
from tests.support.env import Env

FILES = {
    "bot/toy/commands.py": """
        from slack_bolt import App

        from bot.dispatch.commands import COMMON_OPTIONS, Command, register_channel_line, register_command
        from bot.dispatch.context import enqueue
        from bot.dispatch.command_line import Option
        from cards.dispatch.help import Group
        from records.people import Role
        from tasks.toy import jobs


        def beat(ctx):
            enqueue(ctx, jobs.beat_drum)


        def register(app: App) -> None:
            register_channel_line("toy", lambda kit, channel: "Drum: quiet.")
            register_command(Command(
                name="drum",
                group=Group.RELEASES,
                rank=0,
                usage="drum [--volume 11]",
                summary="beats the drum",
                examples=("drum --volume 11",),
                role=Role.VIEWER,
                roles=(("loudly", Role.EDITOR),),
                options=(*COMMON_OPTIONS, Option("volume", "11")),
                run=beat,
            ))
    """,
    "bot/toy/buttons.py": """
        from slack_bolt import App

        from bot.dispatch.buttons import button
        from cards.toy import messages
        from records.people import Role


        def register(app: App) -> None:
            button(app, messages.STOP, Role.EDITOR, lambda ctx, value: messages.stopped())
    """,
    "tasks/toy/jobs.py": """
        from cards.toy import messages
        from cards.toy.audit_tags import DRUM_BEATEN
        from kit.jobs.define import NOW, job
        from kit.slack.replies import reply
        from kit.wiring import Kit
        from records.invocations import Invocation
        from tasks.dispatch import audit_log


        @job(NOW)
        def beat_drum(kit: Kit, invocation: Invocation) -> None:
            volume = (invocation.options or {}).get("volume", "1")
            audit_log.record(kit, DRUM_BEATEN, invocation, idempotency_key=invocation.id, field="volume", new=volume)
            reply(kit, invocation, messages.beaten(volume))
    """,
    "cards/toy/messages.py": """
        from cards.blocks import actions, button, text_message

        STOP = "toy.stop"


        def beaten(volume):
            return text_message(f"Boom at volume {volume}.", actions(button("Stop", STOP)))


        def stopped():
            return text_message("The drum is silent.")
    """,
    "cards/toy/audit_tags.py": """
        from cards.wording.audit_tags import audit_tag

        DRUM_BEATEN = audit_tag("toy:drum:beaten", "beat the drum, changing the")
    """,
}


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[None]:
    """The toy's packages, in rooms of their own that are searched after the real ones."""
    for name, source in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text("from __future__ import annotations\n" + dedent(source), encoding="utf-8")
    rooms = (bot, tasks, cards)
    for room in rooms:
        room.__path__.append(str(tmp_path / room.__name__))
    yield
    for room in rooms:
        room.__path__.pop()
        if hasattr(room, "toy"):
            del room.toy
    for name in [name for name in sys.modules if name.split(".")[1:2] == ["toy"]]:
        del sys.modules[name]


@pytest.fixture
def toy_env(toy: None, env: Env) -> Env:
    """The environment, with the toy among the features when the app was built."""
    return env


def answer(env: Env, line: str) -> str:
    """What Eddie reads after a slash command."""
    before = len(env.slack.ephemerals(env.eddie))
    env.eddie.types(f"/asc {line}", env.release)
    env.work()
    return "\n".join(as_text(message) for message in env.slack.ephemerals(env.eddie)[before:])


def test_its_command_becomes_a_job_with_a_reply_and_an_audit_entry_that_reads_as_a_sentence(toy_env: Env) -> None:
    env = toy_env
    assert "Boom at volume 3." in answer(env, "--volume 3 drum")
    assert "eddie beat the drum, changing the volume: (empty) → “3”, by command" in answer(env, "audit")
    ts = env.says(env.eddie, "@App Store Bot drum")
    env.work()
    assert "Boom at volume 1." in env.read(ts)
    env.eddie.clicks(env.release, env.replies(ts)[0], "Stop")
    env.work()
    assert "The drum is silent." in env.ephemeral_text(env.eddie)


def test_its_options_are_parsed_and_checked(toy_env: Env) -> None:
    assert commands.parse("drum --volume 11").options == {"volume": "11"}
    assert "drum has no option --volum. Did you mean --volume?" in answer(toy_env, "drum --volum 3")
    assert "--volume needs a value, for example --volume 11." in answer(toy_env, "drum --volume")
    assert "apps has no option --volume." in answer(toy_env, "apps --volume 3")


def test_it_is_in_the_help_and_in_the_table_of_the_readme(toy_env: Env) -> None:
    assert "drum beats the drum" in answer(toy_env, "help")
    assert "/asc drum --volume 11" in answer(toy_env, "help drum")
    assert "Did you mean drum?" in answer(toy_env, "drumm")
    assert "| `drum [--volume 11]` | beats the drum | viewer |" in markdown_table(commands.everything())
    assert commands.channel_lines(toy_env.kit, toy_env.release.id)[-1] == "Drum: quiet."


def test_it_is_in_the_matrix_of_roles(toy_env: Env) -> None:
    assert {("drum", Role.VIEWER), ("drum loudly", Role.EDITOR)} <= set(test_roles.lines())
    assert buttons.buttons()["toy.stop"] is Role.EDITOR
    test_roles.test_every_command_checks_the_role(toy_env, "viewer")
    test_roles.test_every_button_checks_the_role(toy_env, "viewer")
