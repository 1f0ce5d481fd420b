"""Neither a command nor a mention of the bot is published in a text, and further lines are not dropped in silence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.dispatch import user_text
from records.reviews import drafts
from records.schedules import schedules
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, requested, send, watch

COMMANDS = (
    "promo en-US {}",
    "keywords en-US {}",
    "schedule promo en-US 2030-12-24T09:00 {}",
    "reply 1447 {}",
)
STRAYS = [
    "Hello\n/asc promo de-DE Hallo",
    "Hello /asc status",
    "Hello\n/status",
    "Hello\n`/asc status`",
    "Hello\n／asc status",
    "Hello\npromo de-DE Hallo",
    "Hello\nPromo de-DE Hallo",
    "Hello\nupload de-DE iphone 6.9",
    "Hello\nuse com.example.tide",
    "Hello\nalerts off",
    "Hello\nasc promo de-DE Hallo",
    "Hello\nhelp upload",
    "Hello\naudit 50",
    "Hello\ncancel 7k3m9x2p",
    "Hello\nreply 00000062-6bbc-7e13-88ea-7d1500000000 Thanks",
    "Hello\ndigest daily 09:00",
    "Hello\nschedule cancel a1b2c3",
    "Hello\n- promo de-DE Hallo",
    "Hello\n2. promo de-DE Hallo",
    "Hello; promo de-DE Hallo",
    "Hello && keywords de-DE meer",
    "Hello\nbot, please promo de-DE Hallo",
    f"Hello\n{BOT} status",
    f"Hello {BOT}",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_or_a_mention_of_the_bot_is_never_part_of_a_text(env: Env, command: str) -> None:
    for stray in STRAYS:
        ts = send(env, (), f"{BOT} {command.format(stray)}")
        assert wording.NOT_PART_OF_A_TEXT in env.read(ts) or wording.MENTIONS_ME in env.read(ts), stray
    assert not env.writes()
    assert not list(schedules.all_open(env.kit.redis))
    assert drafts.get(env.kit.redis, "1447") is None


@pytest.mark.parametrize("stray", STRAYS)
def test_a_form_refuses_commands_and_mentions_as_well(env: Env, stray: str) -> None:
    assert user_text.entered(env.kit, stray).problem


@pytest.mark.parametrize(
    "text",
    [
        "de-DE Hallo",
        "de-DE: Hallo",
        "and de-DE Hallo",
        "& de_DE Hallo",
        "Hello\nde-DE: Hallo\nfr-FR: Bonjour",
        "Hello\n• de‑DE – Hallo",
        "Hello\ntext de-DE Hallo",
    ],
)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_line_for_another_language_is_reported(env: Env, command: str, text: str) -> None:
    assert wording.NAMES_A_LANGUAGE in requested(env, f"/asc {command.format(text)}")
    assert not env.writes()
    assert not list(schedules.all_open(env.kit.redis))
    assert drafts.get(env.kit.redis, "1447") is None


@pytest.mark.parametrize(
    "text", ["Faster wi-fi\nNo-ads and in-app help", "We speak pt-BR now", "New:\n- reviews\n- help"]
)
def test_words_with_hyphens_and_items_of_lists_stay_text(env: Env, text: str) -> None:
    requested(env, f"/asc promo en-US {text}")
    assert env.apple.texts(env.version_id)["en-US"]["promotionalText"] == text


def test_a_text_that_names_a_language_may_be_entered_in_the_form(env: Env) -> None:
    assert user_text.entered(env.kit, "de-DE and fr-FR are new").problem == ""


@pytest.mark.parametrize("text", ["…text", "<text>", "[text]", "...your text"])
def test_the_placeholder_of_a_usage_is_no_text(env: Env, text: str) -> None:
    assert wording.STANDS_FOR_A_TEXT in requested(env, f"/asc promo en-US {text}")
    assert not env.writes()


@pytest.mark.parametrize("command", ["keywords en-US {}", "schedule keywords en-US 2030-12-24T09:00 {}"])
def test_a_line_without_commas_below_keywords_with_commas_is_reported(env: Env, command: str) -> None:
    reply = requested(env, f"/asc {command.format('tide,wind')}\nThanks!")
    assert wording.LINES_BELOW_KEYWORDS in reply
    assert "Thanks!" in reply
    assert not env.writes()
    assert not list(schedules.all_open(env.kit.redis))


def test_lines_of_keywords_that_go_on_after_a_comma_are_keywords(env: Env) -> None:
    requested(env, "/asc keywords en-US tide,wind,\nwaves,sun")
    assert env.apple.texts(env.version_id)["en-US"]["keywords"] == "tide,wind,waves,sun"


def test_the_name_of_a_command_alone_on_a_line_is_one_but_not_among_keywords(env: Env) -> None:
    for name in ("status", "Status", "Reviews."):
        assert wording.NOT_PART_OF_A_TEXT in requested(env, f"/asc promo en-US Hello\n{name}")
    assert not env.writes()
    requested(env, "/asc keywords en-US apps\nreviews\nstatus")
    assert env.apple.texts(env.version_id)["en-US"]["keywords"] == "apps,reviews,status"
    requested(env, "/asc schedule keywords en-US 2030-12-24T09:00 apps\nreviews\nstatus")
    assert [schedule.texts for schedule in schedules.all_open(env.kit.redis)] == [("apps,reviews,status",)]


def _promo_form(env: Env) -> dict[str, object]:
    env.eddie.types("/asc promo en-US", env.release)
    env.work()
    return {"Promotional text": TEXT_OF_A_FORM}


def _listing_form(env: Env) -> dict[str, object]:
    env.eddie.types("/asc listing en-US", env.release)
    env.work()
    return {"Description": TEXT_OF_A_FORM, "Keywords": TEXT_OF_A_FORM}


def _schedule_form(env: Env) -> dict[str, object]:
    env.eddie.types("/asc schedule promo en-US", env.release)
    return {"When": int(env.kit.clock()) + 86_400, "Text": TEXT_OF_A_FORM}


def _reply_form(env: Env) -> dict[str, object]:
    review = env.apple.add_review(env.app_id, 2, body="It crashes")
    env.eddie.types("/asc reply", env.release)
    return {"Review": review, "Reply": TEXT_OF_A_FORM}


def _edit_form(env: Env) -> dict[str, object]:
    review = env.apple.add_review(env.app_id, 2, body="It crashes")
    ts = send(env, (), f"{BOT} reply {review} Sorry")
    env.eddie.clicks(env.release, env.replies(ts)[-1], "Edit")
    return {"Reply": TEXT_OF_A_FORM}


def _template_form(env: Env) -> dict[str, object]:
    env.eddie.types("/asc templates", env.release)
    env.eddie.clicks_in_form("templates.add")
    return {"Reply": TEXT_OF_A_FORM}


TEXT_OF_A_FORM = "TEXT"
FORMS = [_promo_form, _listing_form, _schedule_form, _reply_form, _edit_form, _template_form]


@pytest.mark.parametrize("opened", FORMS, ids=lambda form: form.__name__.strip("_"))
def test_every_form_with_a_text_says_what_was_not_meant_as_text(
    env: Env, opened: Callable[[Env], dict[str, object]]
) -> None:
    values = opened(env)
    for stray in ("Spring sale —dry-run", "Spring sale\n/asc status", "Spring sale @App Store Bot"):
        filled = {label: stray if value == TEXT_OF_A_FORM else value for label, value in values.items()}
        assert env.eddie.submits(filled).errors, stray
    env.work()
    assert not env.writes()
    assert not list(schedules.all_open(env.kit.redis))


@pytest.mark.parametrize(
    "line", ["status", "upload en-US APP_WATCH_SERIES_3", "use com.example.tide", "alerts off", "schedule list", "help"]
)
@pytest.mark.parametrize("more", ["it looks good", "/asc promo en-US Hello", "\n\nThanks!"])
def test_further_lines_of_a_command_without_a_text_are_reported_and_nothing_is_done(
    env: Env, line: str, more: str
) -> None:
    ts = send(env, (watch(1),), f"{BOT} {line}\n{more}")
    text = env.read(ts)
    assert wording.SINGLE_LINE in text
    assert more.strip() in text
    assert not env.writes()


def test_a_command_may_begin_on_the_second_line(env: Env) -> None:
    assert "Tide (com.example.tide)" in env.read(send(env, (), f"{BOT}\n\nstatus\n\n"))
