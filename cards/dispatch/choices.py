"""Buttons that run a command again, with the answer to a question in it."""

from collections.abc import Sequence

from cards.blocks import Block, actions, button, escape, text_message
from records.messages import Message

# Slack wants a different action id for each button of a message.
RUN = tuple(f"releases.run_{number}" for number in range(5))


def run_buttons(invocation_id: str, lines: Sequence[tuple[str, str]]) -> Block:
    """Return a row of buttons, at most five: (label, the command line that it runs) each.

    The line is run where the invocation was made and with its options, by the user who presses the button.
    """
    return actions(
        *(
            button(label, action_id, f"{invocation_id}|{line}")
            for (label, line), action_id in zip(lines, RUN, strict=False)
        )
    )


def read_value(value: str) -> tuple[str, str]:
    """Return the id of the invocation and the command line in a button's value."""
    invocation_id, _, line = value.partition("|")
    return invocation_id, line


def expired(line: str) -> Message:
    """Reply to a button whose question is forgotten; `line` is the command that it would run."""
    return text_message(f"This is more than a week old, so nothing was done. Write `/asc {escape(line)}` instead.")
