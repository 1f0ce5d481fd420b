"""Commands as people copy them from help, a wiki or each other."""

from __future__ import annotations

import pytest

from records.reviews import drafts
from sandbox.slack.rendering import as_text
from tests.support.env import Env
from tests.support.uploads import BOT, requested, send, watch


@pytest.mark.parametrize(
    "line",
    [
        "status.",
        "status!",
        "/status",
        "STATUS",
        "Status, ",
        "“status”",
        "“status --app com.example.tide”",
        "'status'",
        "_status_",
        "**status**",
        "> status",
        "• status",
        "1. status",
        "- status",
        "/asc status",
        "@App Store Bot status",
        "@App Store Bot /asc status",
        "/asc @App Store Bot: status",
        "sta\u200btus",
        "\u200estatus",
        "status\u200b",
        "\ufeffstatus",
        "stat\u00adus",
        "\u2060status\u2060",
        "ｓｔａｔｕｓ",
        "/asc\u00a0status",
        "status --app com.example.tide.",
    ],
)
def test_a_command_is_understood_as_people_copy_it(env: Env, line: str) -> None:
    assert "Tide (com.example.tide)" in env.read(send(env, (), f"{BOT} {line}")), line


@pytest.mark.parametrize("line", ["status.", "/status", "\u200bstatus", "/asc status", "`status`"])
def test_a_copied_slash_command_or_direct_message_is_understood(env: Env, line: str) -> None:
    assert "Tide (com.example.tide)" in requested(env, f"/asc {line}")
    env.eddie.says(env.eddie.dm, line)
    env.slack.settled()
    env.work()
    assert "Tide (com.example.tide)" in as_text(env.slack.messages(env.eddie.dm)[-1])


@pytest.mark.parametrize(
    "line", ["/asc upload en-US {}", "upload\u00a0en-US\u200b {}", "upload en-US, {}.", "`/asc upload en-US {}`"]
)
def test_a_copied_upload_keeps_its_files(env: Env, line: str) -> None:
    ts = send(env, (watch(1),), f"{BOT} {line.format('APP_WATCH_SERIES_3')}")
    assert env.screenshots("en-US", "APP_WATCH_SERIES_3") == ["1.png"], env.read(ts)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("reply {}\ufeff Thanks", "Thanks"),
        ("reply `{}` Thanks", "Thanks"),
        ("reply {}: Thanks", "Thanks"),
        ("Reply *{}*, Thanks", "Thanks"),
        ("reply {}\u2060 \ufeffThanks\u200b", "Thanks"),
    ],
)
def test_an_id_is_read_without_invisible_characters_and_code_marks(env: Env, line: str, text: str) -> None:
    review = env.apple.add_review(env.app_id, 2, body="It crashes")
    send(env, (), f"{BOT} {line.format(review)}")
    draft = drafts.get(env.kit.redis, review)
    assert draft is not None
    assert draft.text == text


def test_characters_without_a_width_stay_inside_a_text(env: Env) -> None:
    requested(env, "/asc promo en-US می\u200cخواهم, soft\u200bware \u200eHello")
    assert env.apple.texts(env.version_id)["en-US"]["promotionalText"] == "می\u200cخواهم, soft\u200bware \u200eHello"
