"""Every command: its name, the role it takes, and what happens; however it was given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bot import access
from bot.asking import Asked
from bot.enqueueing import wish_for
from bot.typed import VALUES, misspelled
from cards import help as cards
from records.people import Role
from records.wishes import Card, Way
from tasks import talk

Run = Callable[[Asked], Card | None]
"""Does what a command says; a card it returns is the answer, without one a job will answer."""


@dataclass(frozen=True)
class Command:
    """One command. `role` may depend on its first words, as for `access` and `access grant`.

    `rehearses`: with `--dry-run` it says what it would do.
    """

    name: str
    role: Role
    run: Run
    roles: tuple[tuple[str, Role], ...] = ()
    rehearses: bool = False

    def role_for(self, asked: Asked) -> Role:
        """The role that these very words take."""
        first = asked.words[0].lower() if asked.words else ""
        return next((role for word, role in self.roles if word == first), self.role)


_commands: dict[str, Command] = {}


def command(
    name: str, role: Role, run: Run, *, roles: tuple[tuple[str, Role], ...] = (), rehearses: bool = False
) -> None:
    """Make a command known; called by each feature's `register`."""
    _commands[name] = Command(name, role, run, roles, rehearses)


def names() -> tuple[str, ...]:
    """Every command, in the order of registration."""
    return tuple(_commands)


def everything() -> tuple[Command, ...]:
    """Every command with the roles it takes."""
    return tuple(_commands.values())


def obey(asked: Asked, team: str) -> Card | None:
    """Do what was typed, if the person may. Returns the card for whoever asked by slash command, else None."""
    name = asked.words[0].lower() if asked.words else "help"
    known = _commands.get(name)
    rest = replace(asked, typed=asked.typed.rest())
    held = access.role(asked.kit, asked.wish.user, team, comes_again=asked.comes_again)
    if isinstance(held, Card):
        return answer(asked.in_private(), held)
    if held is Role.NOBODY:
        return answer(asked.in_private(), cards.outsider())
    if known is None:
        close = get_close_matches(name, names(), n=2, cutoff=0.55)
        return answer(asked, cards.unknown_command(name, close))
    needed = known.role_for(rest)
    if not held.covers(needed):
        return answer(asked.in_private(), cards.role_needed(known.name, needed, held))
    said = _options_unclear(asked, known.name)
    if said is None and asked.wish.dry_run and needed.covers(Role.EDITOR) and not known.rehearses:
        said = cards.no_rehearsal(known.name)
    said = said or known.run(replace(rest, role=held))
    return None if said is None else answer(asked, said)


def _options_unclear(asked: Asked, name: str) -> Card | None:
    empty = [option for option, value in asked.typed.options.items() if option in VALUES and not value]
    if empty:
        return cards.value_needed(empty[0])
    wrong = misspelled(asked.typed)
    return cards.options_unclear(name, wrong) if wrong else None


def answer(asked: Asked, said: Card) -> Card | None:
    """Give an answer that needs nobody: with a slash command's acknowledgement, else by a job."""
    if asked.wish.way is Way.COMMAND:
        return said
    wish_for(replace(asked, wish=replace(asked.wish, answer=said)), talk.say)
    return None
