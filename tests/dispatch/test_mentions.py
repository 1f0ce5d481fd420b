"""What of a message is meant for the bot."""

from __future__ import annotations

import pytest

from bot.dispatch.incoming import addressed_text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<@U1> upload en-US", " upload en-US"),
        ("Please, <@U1|bot>: upload", "upload"),
        ("upload en-US <@U1>", "upload en-US "),
        ("/asc upload", " upload"),
        ("/asc\nupload", "\nupload"),
        ("/asc\u00a0upload", "\u00a0upload"),
        ("/asc", ""),
        ("/ascend", None),
        ("<@U2> upload", None),
        ("upload", None),
    ],
)
def test_a_mention_and_the_command_are_for_the_bot_and_nothing_else(text: str, wanted: str | None) -> None:
    found = addressed_text(text, "U1", direct=False)
    assert (found.strip() if found else found) == (wanted.strip() if wanted else wanted)


@pytest.mark.parametrize("bot_user", ["U1", ""])
def test_any_mention_counts_in_an_app_mention_event(bot_user: str) -> None:
    assert addressed_text("<@W9> upload", bot_user, direct=False, mentioned=True) == "upload"
    assert addressed_text("upload", bot_user, direct=False, mentioned=True) == "upload"
