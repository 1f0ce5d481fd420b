"""Slack's formatting is not text: Apple gets the words, and a formatted command is a command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from bot.dispatch.markup import of_message, of_text
from bot.dispatch.plain_text import slack_to_plain
from sandbox.slack.rendering import as_text
from tests.support.env import Env
from tests.support.uploads import BOT, WATCH, held, requested, watch

Json = dict[str, Any]


def text(words: str, *styles: str) -> Json:
    """Words of a message, as Slack's composer styled them."""
    return {"type": "text", "text": words, **({"style": dict.fromkeys(styles, True)} if styles else {})}


def section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def quote(*elements: Json) -> Json:
    return {"type": "rich_text_quote", "elements": list(elements)}


def code(words: str) -> Json:
    return {"type": "rich_text_preformatted", "elements": [text(words)], "border": 0}


def items(*words: str, style: str = "bullet", **more: int) -> Json:
    return {"type": "rich_text_list", "style": style, "elements": [section(text(each)) for each in words], **more}


def plain(parts: Sequence[Json], words: str = "") -> str:
    """What the bot makes of a message with these parts."""
    return slack_to_plain(of_message({"text": words, "blocks": [{"type": "rich_text", "elements": parts}]})).text


FORMATTED: dict[str, tuple[str, list[Json], str]] = {
    "bold and italic": (
        "*Spring sale* ends _Sunday_",
        [section(text("Spring sale", "bold"), text(" ends "), text("Sunday", "italic"))],
        "Spring sale ends Sunday",
    ),
    "bold, italic and struck": (
        "*_~Spring~_* sale",
        [section(text("Spring", "bold", "italic", "strike"), text(" sale"))],
        "Spring sale",
    ),
    "inside a word": ("*S*pring sale", [section(text("S", "bold"), text("pring sale"))], "Spring sale"),
    "typed asterisks": (
        "*Spring sale* ends _Sunday_",
        [section(text("*Spring sale* ends _Sunday_"))],
        "*Spring sale* ends _Sunday_",
    ),
    "inline code": ("`Spring` sale", [section(text("Spring", "code"), text(" sale"))], "Spring sale"),
    "a code block": ("```Spring\nsale```", [code("Spring\nsale")], "Spring\nsale"),
    "a quote": ("&gt; Spring\n&gt; sale", [quote(text("Spring\nsale"))], "Spring\nsale"),
    "a list": ("• Spring\n• sale", [items("Spring", "sale")], "• Spring\n• sale"),
    "numbers": ("1. Spring\n2. sale", [items("Spring", "sale", style="ordered")], "1. Spring\n2. sale"),
    "numbers that go on": ("3. Spring", [items("Spring", style="ordered", offset=2)], "3. Spring"),
    "a list in a list": (
        "• Spring\n    ◦ sale",
        [items("Spring"), items("sale", indent=1)],
        "• Spring\n    ◦ sale",
    ),
    "a list with a heading": ("New:\n• Tides", [section(text("New:\n")), items("Tides")], "New:\n• Tides"),
    "a blank line": ("New:\n\nTides", [section(text("New:\n\nTides"))], "New:\n\nTides"),
    "a formula": ("5 * 3 = 15", [section(text("5 * 3 = 15"))], "5 * 3 = 15"),
    "a name": ("snake_case_name", [section(text("snake_case_name"))], "snake_case_name"),
    "signs that Slack escapes": ("R&amp;D &lt;b&gt;", [section(text("R&D <b>"))], "R&D <b>"),
    "an entity in words": ("&amp;amp;", [section(text("&amp;"))], "&amp;"),
    "a link": (
        "<http://tide.app|tide.app>",
        [section({"type": "link", "url": "http://tide.app", "text": "tide.app"})],
        "tide.app",
    ),
    "a bold address": (
        "*<https://tide.app/a_b?c=1&amp;d=2>*",
        [section({"type": "link", "url": "https://tide.app/a_b?c=1&d=2", "style": {"bold": True}})],
        "https://tide.app/a_b?c=1&d=2",
    ),
    "an emoji": (
        ":tada: 50:100: :wave::skin-tone-3:",
        [
            section(
                {"type": "emoji", "name": "tada", "unicode": "1f389"},
                text(" 50"),
                {"type": "emoji", "name": "100"},
                text(" "),
                {"type": "emoji", "name": "wave", "skin_tone": 3},
            )
        ],
        "🎉 50💯 👋🏼",
    ),
    "two tones": (
        ":people_holding_hands::skin-tone-2-3:",
        [section({"type": "emoji", "name": "people_holding_hands::skin-tone-2-3"})],
        "🧑🏻\u200d🤝\u200d🧑🏼",
    ),
    "a group": (
        "thanks <!subteam^S1|@texters>",
        [section(text("thanks "), {"type": "usergroup", "usergroup_id": "S1"})],
        "thanks @texters",
    ),
    "a channel": (
        "in <#C012|release>",
        [section(text("in "), {"type": "channel", "channel_id": "C012"})],
        "in #release",
    ),
    "everybody": ("<!here>", [section({"type": "broadcast", "range": "here"})], "@here"),
    "a date": (
        "until <!date^1767139200^{date}|31 December>",
        [
            section(
                text("until "), {"type": "date", "timestamp": 1767139200, "format": "{date}", "fallback": "31 December"}
            )
        ],
        "until 31 December",
    ),
    "a colour": ("#FF8800", [section({"type": "color", "value": "#FF8800"})], "#FF8800"),
    "something new from Slack": (
        "*Spring* sale",
        [section({"type": "hologram", "of": "Spring"}, text(" sale"))],
        "Spring sale",
    ),
}


@pytest.mark.parametrize("name", FORMATTED)
def test_a_formatted_text_is_what_the_user_sees(name: str) -> None:
    words, parts, seen = FORMATTED[name]
    assert plain(parts, words) == seen


@pytest.mark.parametrize("name", [name for name in FORMATTED if name not in {"typed asterisks", "inside a word"}])
def test_a_text_without_blocks_loses_the_marks_that_slack_would_show_as_formatting(name: str) -> None:
    words, _, seen = FORMATTED[name]
    assert slack_to_plain(of_text(words)).text == seen


@pytest.mark.parametrize(
    "words",
    [
        "2*3*4",
        "a * b * c",
        "Sale* ends soon. *Terms apply",
        "**loud**",
        "snake_case and other_case",
        "a_b and _c",
        "~20 minutes ~",
        "*",
        "``",
        "5 > 3",
        '"*/5 * * * *" a',
        '"0 */2 */3 * *" a',
        ":white_check_mark: a_b",
    ],
)
def test_marks_that_format_nothing_stay(words: str) -> None:
    assert of_text(words) == words


def test_an_emoji_of_the_workspace_is_named_wherever_it_stands() -> None:
    emoji = {"type": "emoji", "name": "parrot_party"}
    message = {"text": "", "blocks": [{"type": "rich_text", "elements": [section(text("a"), emoji, text("b"))]}]}
    assert slack_to_plain(of_message(message)).unknown == (":parrot_party:",)


def mentioned(env: Env, *elements: Json) -> Json:
    return section({"type": "user", "user_id": env.slack.bot.id}, *elements)


SENT = (
    "bold and italic",
    "typed asterisks",
    "inline code",
    "a code block",
    "a quote",
    "a list",
    "numbers",
    "a formula",
)


@pytest.mark.parametrize("name", SENT)
def test_apple_gets_the_words_that_the_user_sees(env: Env, name: str) -> None:
    words, parts, seen = FORMATTED[name]
    env.says(env.eddie, f"{BOT} promo en-US\n{words}", rich_text=[mentioned(env, text(" promo en-US\n")), *parts])
    env.work()
    assert env.apple.texts(env.version_id)["en-US"]["promotionalText"] == seen


def test_keywords_and_replies_lose_the_marks_too(env: Env) -> None:
    bold = text("tide", "bold")
    env.says(
        env.eddie,
        f"{BOT} keywords en-US *tide*,wind",
        rich_text=[mentioned(env, text(" keywords en-US "), bold, text(",wind"))],
    )
    review = env.apple.add_review(env.app_id, 2, body="It crashes")
    parts = [mentioned(env, text(f" reply {review} "), text("Thank", "bold"), text(" you"))]
    ts = env.says(env.eddie, f"{BOT} reply {review} *Thank* you", rich_text=parts)
    env.work()
    assert env.apple.texts(env.version_id)["en-US"]["keywords"] == "tide,wind"
    assert "Thank you" in env.read(ts)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("*Spring sale* ends _Sunday_", "Spring sale ends Sunday"),
        ("`Spring` ~sale~", "Spring sale"),
        ("```Spring```", "Spring"),
        ("5 * 3 = 15, snake_case_name", "5 * 3 = 15, snake_case_name"),
    ],
)
def test_a_slash_command_has_no_blocks_so_its_marks_are_read(env: Env, typed: str, stored: str) -> None:
    requested(env, f"/asc promo en-US {typed}")
    assert env.apple.texts(env.version_id)["en-US"]["promotionalText"] == stored


COMMANDS: dict[str, tuple[str, Callable[[Json], list[Json]]]] = {
    "a bold word": (
        f"*upload* en-US {WATCH}",
        lambda bot: [section(bot, text(" "), text("upload", "bold"), text(f" en-US {WATCH}"))],
    ),
    "a bold line": (f"*upload en-US {WATCH}*", lambda bot: [section(bot, text(f" upload en-US {WATCH}", "bold"))]),
    "a bold mention": (
        f"*upload en-US {WATCH}*",
        lambda bot: [section({**bot, "style": {"bold": True}}, text(f" upload en-US {WATCH}", "bold"))],
    ),
    "code": (f"`upload en-US {WATCH}`", lambda bot: [section(bot, text(f"upload en-US {WATCH}", "code"))]),
    "a code block": (f"```upload en-US {WATCH}```", lambda bot: [section(bot), code(f"upload en-US {WATCH}\n")]),
    "a quote": (
        f"\n&gt; upload en-US {WATCH}",
        lambda bot: [section(bot, text("\n")), quote(text(f"upload en-US {WATCH}"))],
    ),
    "all of it quoted": (f"upload en-US {WATCH}", lambda bot: [quote(bot, text(f" upload en-US {WATCH}"))]),
    "a list": (f"• upload en-US {WATCH}", lambda bot: [section(bot), items(f"upload en-US {WATCH}")]),
    "code with `/asc`": (
        f"`/asc upload en-US {WATCH}`",
        lambda bot: [section(bot, text(f" /asc upload en-US {WATCH}", "code"))],
    ),
    "typed backticks": (f"`upload en-US {WATCH}`", lambda bot: [section(bot, text(f" `upload en-US {WATCH}`"))]),
    "options in code": (
        f"upload en-US {WATCH} `--append`",
        lambda bot: [section(bot, text(f" upload en-US {WATCH} "), text("--append", "code"))],
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_formatted_command_is_understood_with_its_files(env: Env, name: str) -> None:
    words, parts = COMMANDS[name]
    bot = {"type": "user", "user_id": env.slack.bot.id}
    ts = env.says(env.eddie, f"{BOT} {words}", files=(watch(1),), rich_text=parts(bot))
    env.work()
    assert held(env) == ["1.png"], env.read(ts)


@pytest.mark.parametrize("line", ["*status*", "`status`", "```status```", "> status", "_status_", "```\nstatus\n```"])
def test_a_formatted_command_without_blocks_is_understood(env: Env, line: str) -> None:
    assert "Tide (com.example.tide)" in requested(env, f"/asc {line}")
    env.eddie.says(env.eddie.dm, line, rich_text=[section(text(line.strip("*_`\n")))])
    env.slack.settled()
    env.work()
    assert "Tide (com.example.tide)" in as_text(env.slack.messages(env.eddie.dm)[-1])
