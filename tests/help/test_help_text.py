"""Help: what a command registers fits on a phone, and the README's table is the one that is registered."""

from __future__ import annotations

import re

import pytest

from cards.dispatch.help import CommandHelp, Group, about_group, grouped, markdown_table, overview, what_here
from records.people import Role
from tests import ROOT
from tests.support.registered import registered

README = (ROOT / "README.md").read_text(encoding="utf-8")
SCREEN_LINES, SCREEN_COLUMNS = 25, 40
"""A screen of 390 x 844 points shows so much of a message, beside the header and the composer of Slack."""


def command(name: str, group: Group = Group.TEXTS) -> CommandHelp:
    return CommandHelp(name=name, group=group, usage=name, summary="does something")


def shown_lines(text: str) -> list[str]:
    return text.replace("`", "").replace("*", "").splitlines()


def test_the_overview_fits_on_one_screen_of_a_phone() -> None:
    commands, _ = registered()
    lines = shown_lines(overview(commands).text)
    assert len(lines) <= SCREEN_LINES
    assert [line for line in lines if len(line) > SCREEN_COLUMNS] == []


def test_the_overview_names_or_counts_every_command_but_itself() -> None:
    commands, _ = registered()
    text = overview(commands).text
    named = [found.name for found in commands if f"\n`{found.name}` " in text]
    counted = sum(map(int, re.findall(r" and (\d+) more$", text, re.MULTILINE)))
    assert "help" not in named
    assert len(named) + counted == len(commands) - 1


def test_many_commands_are_cut_to_what_fits_and_the_rest_is_counted() -> None:
    commands = [command(f"{group.name.lower()}{number}", group) for group in Group for number in range(6)]
    lines = shown_lines(overview(commands).text)
    assert lines[1] == "Screenshots and videos and 3 more"
    assert "/asc screenshots5" in shown_lines(about_group(Group.SCREENSHOTS, commands).text)


def test_a_group_without_commands_is_not_offered() -> None:
    assert list(grouped([command("promo")])) == [Group.TEXTS]


@pytest.mark.parametrize(
    ("role", "able"), [(Role.VIEWER, "*Texts*: `listing export`"), (Role.EDITOR, "*Texts*: `listing`")]
)
def test_what_a_user_can_do_follows_from_the_role(role: Role, able: str) -> None:
    found = CommandHelp(
        name="listing",
        group=Group.TEXTS,
        usage="listing",
        summary="edits texts",
        role=Role.EDITOR,
        roles=(("export", Role.VIEWER),),
    )
    assert able in what_here([found], role, "Tide", ["No alerts."]).text.splitlines()


def test_the_roles_of_a_command_are_named_in_its_help() -> None:
    found = CommandHelp(
        name="alerts",
        group=Group.REVIEWS,
        usage="alerts [on|off]",
        summary="posts reviews",
        roles=(("on", Role.EDITOR), ("off", Role.EDITOR)),
    )
    assert found.role_names() == "viewer; editor for on and off"
    assert markdown_table([found]).endswith("| `alerts [on\\|off]` | posts reviews | viewer |")


def test_the_table_in_the_readme_is_the_one_that_is_registered() -> None:
    table = README.partition("<!-- commands -->\n")[2].partition("\n<!-- /commands -->")[0]
    assert table == markdown_table(registered()[0])
