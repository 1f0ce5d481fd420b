"""Registers the features without a workspace, for tests of the command line and the help."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from bot.dispatch import commands, features
from bot.dispatch.command_line import CommandLine, Option, read
from bot.dispatch.commands import Command


@cache
def registered() -> tuple[tuple[Command, ...], Mapping[str, Option]]:
    """Every command, and every option by its name."""
    features.register_all(
        App(signing_secret="made-up", authorize=lambda: AuthorizeResult(enterprise_id="", team_id="T1"))
    )
    return commands.everything(), dict(commands.options())


def parse(text: str) -> CommandLine:
    """A command line, as the bot reads it."""
    return read(text, registered()[1])
