"""Finds the features: every module of `bot` that defines `register(app)`."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

from slack_bolt import App

import bot
from bot.dispatch import buttons, commands


def register_all(app: App) -> None:
    """Let every feature register its commands, buttons and modals, after removing those of an earlier app."""
    commands.clear()
    buttons.clear()
    for feature in features():
        feature.register(app)


def features() -> Iterator[ModuleType]:
    """Every feature's module, by name.

    Other modules are not imported: some start a process or need a library that a web process lacks.
    """
    return map(import_module, _names(tuple(bot.__path__)))


@cache
def _names(folders: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the modules that define `register(app)`, read once: every module of `bot` is opened for it."""
    names = sorted(found.name for found in walk_packages(folders, "bot."))
    return tuple(name for name in names if _defines_register(name))


def _defines_register(name: str) -> bool:
    spec = find_spec(name)
    return bool(spec and spec.origin and "\ndef register(" in Path(spec.origin).read_text(encoding="utf-8"))
