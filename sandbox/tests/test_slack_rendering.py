"""Messages and views rendered as plain text."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.slack import Slack
from sandbox.slack.rendering import as_text
from sandbox.slack.text import of_markup
from sandbox.tests.slack_app import BOT_TOKEN, SECRET, button, call, connected, field_block, modal, newest_trigger, text

NAMES = {"U1": "@Ada", "C1": "#release", "S1": "@approvers"}


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("*Ada* said _yes_ and ~no~", "Ada said yes and no"),
        ("2 * 3 * 4, snake_case_name, *<@U1> did it*", "2 * 3 * 4, snake_case_name, @Ada did it"),
        ("&lt;!channel&gt; &amp; co", "<!channel> & co"),
        ("<!channel> <#C1|x> <!subteam^S1>", "@channel #release @approvers"),
        (
            "<https://a.example/_b_|the *page*> <https://a.example/_b_>",
            "the *page* (https://a.example/_b_) https://a.example/_b_",
        ),
        ("`*as it is* &lt;` :tada:", "*as it is* < 🎉"),
        ("<!date^1700000000^{date_short_pretty}|14 Nov>", "14 Nov"),
        ("&gt; quoted\nnot quoted", "│ quoted\nnot quoted"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
    ],
)
def test_markup_is_shown_as_a_person_reads_it(markup: str, words: str) -> None:
    assert of_markup(markup, NAMES) == words


BLOCKS: list[dict[str, Any]] = [
    {"type": "header", "text": text("Screenshots")},
    {"type": "section", "text": text("*3* of 10", "mrkdwn"), "accessory": button("stop", "Stop")},
    {"type": "section", "fields": [text("*Version*\n1.2", "mrkdwn"), text("*Set*\niPhone", "mrkdwn")]},
    {"type": "divider"},
    {
        "type": "context",
        "elements": [
            text("by <@USLACKBOT>", "mrkdwn"),
            {"type": "image", "image_url": "https://a.example/1.png", "alt_text": "a cake"},
        ],
    },
    {
        "type": "actions",
        "elements": [
            button("a", "Replace :tada:"),
            {
                "type": "static_select",
                "action_id": "s",
                "placeholder": text("Where"),
                "options": [{"text": text("Here"), "value": "h"}],
            },
        ],
    },
    {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": each} for each in row] for row in (("Set", "Files"), ("iPhone", "3"))],
    },
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "*literal* <!here>"}]},
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
            },
        ],
    },
]

SHOWN = """\
Screenshots
3 of 10
[ Stop ]
Version                               Set
1.2                                   iPhone
────────────────────────────────────────
by @Slackbot  🖼 a cake
[ Replace 🎉 ] [ Where ▾ ]
Set     Files
iPhone  3
│ *literal* <!here>
• one"""


def test_blocks_are_drawn_from_top_to_bottom() -> None:
    with connected() as (slack, _):
        eddie = slack.person("Eddie")
        release = slack.channel("release", members=[eddie])
        answer = call(slack, "chat.postMessage", channel=release.id, text="not shown", blocks=BLOCKS)
        assert as_text(slack.message(release, answer["ts"])) == SHOWN


def test_files_stand_below_the_text() -> None:
    slack = Slack(signing_secret=SECRET, bot_token=BOT_TOKEN)
    eddie = slack.person("Eddie")
    ts = eddie.says(eddie.dm, "Look, @App Store Bot", files=[("1.png", b"one")])
    assert as_text(slack.message(eddie.dm, ts)) == "Look, @App Store Bot\n📎 1.png"


def test_a_form_shows_what_is_entered() -> None:
    form = modal(
        field_block("note", "Note", {"type": "plain_text_input", "placeholder": text("Say it")}, optional=True),
        field_block("images", "Images", {"type": "file_input"}),
        close=text("Cancel"),
    )
    with connected() as (slack, _):
        eddie = slack.person("Eddie")
        eddie.types("/asc upload", slack.channel("release", members=[eddie]))
        call(slack, "views.open", trigger_id=newest_trigger(slack), view=form)
        eddie.fills({"Images": [("1.png", b"one")]})
        view = slack.wait_for_view(eddie)
        expected = "A form\nNote (optional)\n[ Say it ]\nImages\n[ 1.png ]\n[ Cancel ] [ Send ]"
        assert as_text(view) == expected
