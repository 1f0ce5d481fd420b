"""Only what was meant as text becomes text: an option is understood or refused, however it is typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dispatch import commands, user_text
from bot.dispatch.command_line import unknown_options
from records.reviews import drafts
from records.schedules import schedules
from tests.support import wording
from tests.support.env import Env
from tests.support.registered import parse, registered
from tests.support.uploads import BOT, requested, send, watch

# No dash of Unicode is beyond U+10EAD; looking at every character would take each test process 0.3 s.
DASHES = [chr(code) for code in range(0x11000) if unicodedata.category(chr(code)) == "Pd"] + ["\u2212"]
SPACES = [" ", "\u00a0", "\u2009", "\u202f", "\u3000"]
INVISIBLE = ["\u200b", "\u200e", "\u00ad", "\u2060", "\ufeff", "\u200d", "\u202a"]
COMMANDS = (
    "promo en-US {}",
    "keywords en-US {}",
    "schedule promo en-US 2030-12-24T09:00 {}",
    "reply 1447 {}",
)
TEXT = "Spring sale"

run_often = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
run_on_the_stack = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def misspelled(draw: st.DrawFn, name: str) -> str:
    """An option with any dashes, with spaces among them, with invisible and full-width characters in its name."""
    gaps = st.sampled_from(["", "", "", *SPACES, *INVISIBLE])
    dashes = "".join(draw(st.sampled_from(DASHES)) + draw(gaps) for _ in range(draw(st.integers(1, 5))))
    letters = []
    for letter in name:
        character = draw(st.sampled_from([*DASHES, " ", "_"])) if letter == "-" else letter
        if draw(st.integers(0, 9)) == 0 and character.isalpha():
            character = draw(st.sampled_from([character.upper(), chr(ord(character) + 0xFEE0)]))
        letters.append(character + draw(st.sampled_from([""] * 9 + INVISIBLE)))
    end = draw(st.sampled_from(["", "", ".", ",", "!", ";", "。"]))
    mark = draw(st.sampled_from(["", "", "`", '"']))
    return f"{mark}{dashes}{''.join(letters)}{mark}{end}"


@st.composite
def with_option(draw: st.DrawFn) -> str:
    """A text with an option of `promo` somewhere in it."""
    option = draw(misspelled("dry-run"))
    if draw(st.booleans()):
        name, value = draw(st.sampled_from([("app", "com.example.tide"), ("version", "1.2.0"), ("platform", "ios")]))
        option = draw(misspelled(name)).rstrip('`".,!;。') + draw(st.sampled_from([" ", "=", " = ", "\uff1d"])) + value
        option += draw(st.sampled_from(["", ".", ","]))
    space = draw(st.sampled_from(SPACES))
    return draw(
        st.sampled_from([f"{TEXT}{space}{option}", f"{option}{space}{TEXT}", f"Spring{space}{option}{space}sale"])
    )


def is_free_of_options(text: str) -> bool:
    return "".join(text.split()) == "".join(TEXT.split())


@run_often
@given(text=with_option())
def test_an_option_is_understood_or_reported_however_its_dashes_were_typed(text: str) -> None:
    line = parse(f"promo en-US {text}")
    promo = next(command for command in registered()[0] if command.name == "promo")
    if not unknown_options(line, {option.name for option in promo.options}, takes_text=True):
        assert line.options
        assert is_free_of_options(line.rest().after(1)), line


@run_on_the_stack
@given(text=with_option(), command=st.sampled_from(COMMANDS))
def test_no_option_reaches_apple_a_schedule_or_a_draft(env: Env, text: str, command: str) -> None:
    env.eddie.types(f"/asc {command.format(text)}", env.release)
    env.work()
    texts = env.apple.texts(env.version_id)["en-US"]
    stored = [texts["promotionalText"], texts["keywords"]]
    stored += [each for schedule in schedules.all_open(env.kit.redis) for each in schedule.texts]
    draft = drafts.get(env.kit.redis, "1447")
    stored += [draft.text] if draft else []
    assert all(is_free_of_options(each) for each in stored if each), (text, stored)


@run_often
@given(option=misspelled("dry-run"))
def test_a_form_refuses_what_can_only_be_an_option(env: Env, option: str) -> None:
    for text in (f"{TEXT} {option}", f"{option} {TEXT}", f"{TEXT}\n{option}"):
        assert "--dry-run" in user_text.entered(env.kit, text).problem, text


TEXTS = [
    "Now -20 % off",
    "Sale — up to 50 %",
    "Faster – and safer",
    "The best—and only—tide table",
    "Well-known, in-app and pre-release",
    "— the best",
    "10–12 o'clock, 24-7",
    "Our story - new chapters",
    "Applied --- mathematics",
    "https://tide.app/in-app-version#dry",
    "Laundry-dryer",
    "Replace the old - append the new",
    "a/asc/b and https://tide.app/asc",
    "The App, the Version, the Platform",
    "Tide is fun. Status updates are, too",
    "Use it anywhere",
    "Use iPhone15,3\nUse 2026\nuse version-2\nReply in 24 hours\nupload everything\nHelp us",
    "New:\n- app icons\n- version history\n- platform games",
    "New:\n• Reviews\n• Help",
    "Help\nStatus of the tides\nReply to everybody",
    "Ask us @tide or @app_store",
]


@pytest.mark.parametrize("text", TEXTS)
def test_an_ordinary_text_stays_a_text(env: Env, text: str) -> None:
    requested(env, f"/asc promo en-US {text}")
    assert env.apple.texts(env.version_id)["en-US"]["promotionalText"] == text
    assert user_text.entered(env.kit, text).problem == ""


@pytest.mark.parametrize(
    "text", ["Sale — app icons for all", "Neue Mac-Version und -App", "Faster – version 2 is here"]
)
def test_a_dash_before_a_word_that_names_an_option_is_text_in_a_form_alone(env: Env, text: str) -> None:
    reply = requested(env, f"/asc promo en-US {text}")
    assert wording.DID_YOU_MEAN in reply
    assert wording.MEANT_AS_TEXT in reply
    assert not env.writes()
    assert user_text.entered(env.kit, text).problem == ""


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("promo en-US Hello -- dry-run", "--dry-run"),
        ("promo en-US Hello --dry run", "--dry-run"),
        ("promo en-US Hello—dry-run", "--dry-run"),
        ("promo en-US Hello--platform ios", "--platform"),
        ("promo en-US Hello --verison 1.2.0", "--version"),
        ("promo en-US Hello --aps com.example.tide", "--app"),
        ("promo en-US Hello — platform ios", "--platform"),
        ("keywords en-US a,b - dry-run", "--dry-run"),
        ("reply 1447 Hello — dry run", "--dry-run"),
        ("schedule promo en-US 2030-12-24T09:00 Hello -- tz Europe/Berlin", "--tz"),
    ],
)
def test_an_option_that_is_not_clear_is_refused_with_its_spelling(env: Env, line: str, option: str) -> None:
    reply = requested(env, f"/asc {line}")
    assert wording.DID_YOU_MEAN in reply
    assert option in reply
    assert not env.writes()


DRY_RUNS = [
    "/dry-run",
    "~~dry-run",
    "__dry-run",
    "+dry_run",
    "…dry-run",
    "&mdash;dry-run",
    "--\ndry-run",
    "dry-run",
    "(dry run)",
    "\u4e00\u4e00dry-run",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_name_of_an_option_is_refused_whatever_became_of_its_dashes(env: Env, command: str) -> None:
    for typed in DRY_RUNS:
        assert "--dry-run" in requested(env, f"/asc {command.format(f'Hello {typed}')}"), typed
    assert not env.writes()
    assert not list(schedules.all_open(env.kit.redis))
    assert drafts.get(env.kit.redis, "1447") is None


@pytest.mark.parametrize("command", COMMANDS)
def test_an_option_that_no_command_has_is_refused_as_well(env: Env, command: str) -> None:
    for typed in ("--live", "---force", "--locale de-DE", "--until 2031-01-01", "--dry-run=false"):
        reply = requested(env, f"/asc {command.format(f'Hello {typed}')}")
        assert typed.split(maxsplit=1)[0] in reply
    assert not env.writes()
    assert not list(schedules.all_open(env.kit.redis))
    assert drafts.get(env.kit.redis, "1447") is None


@pytest.mark.parametrize(
    "option",
    [
        "—dry-run",
        "-dry-run",
        "---dry-run",
        "\u2010\u2011dry\u2011run",
        "－－ｄｒｙ－ｒｕｎ",
        "--dry_run",
        "--DRY-RUN.",
        "`--dry-run`",
        "(--dry-run)",
        "[--dry-run],",
        "\u00ad-\u200b-dry\u200b-run",
        "\u2212\u2212dry-run",
        "\u30fc\u30fcdry-run",
        "\uff70\uff70dry-run",
        "\u3161\u3161dry-run",
        "\u0640\u0640dry-run",
        "\uffe3\uffe3dry-run",
        "**--dry-run**",
        "\\--dry-run",
    ],
)
def test_a_clear_option_is_understood_with_or_without_a_text(env: Env, option: str) -> None:
    assert parse(f"promo en-US Hello {option} all").rest().after(1) == "Hello all"
    assert wording.DRY_RUN_IN_TIDE in requested(env, f"/asc promo en-US Hello {option}")
    assert wording.WATCH_WOULD_BE_SENT in env.read(
        send(env, (watch(1),), f"{BOT} upload en-US APP_WATCH_SERIES_3 {option}")
    )
    assert not env.writes()


@pytest.mark.parametrize("quoted", ['"Summer icons"', "“Summer icons”", "„Summer icons“"])
def test_a_word_in_quotation_marks_keeps_them_before_and_between_options(quoted: str) -> None:
    for options in ("--app a --version 1.2.0 --dry-run", "--dry-run", "--version 1.2.0"):
        assert parse(f"use {quoted} {options}").words == ("use", "Summer icons")
        assert parse(f"{options} use {quoted} --tz UTC").words == ("use", "Summer icons")


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("--app com.example.tide.", {"app": "com.example.tide"}),
        ("--app= com.example.tide,", {"app": "com.example.tide"}),
        ("--app： com.example.tide", {"app": "com.example.tide"}),
        ("—app＝com.example.tide", {"app": "com.example.tide"}),
        ("(--app com.example.tide)", {"app": "com.example.tide"}),
        ("**--app com.example.tide**", {"app": "com.example.tide"}),
        ("--tz UTC +2", {"tz": "UTC +2"}),
        ("--tz GMT \u2212 02:00", {"tz": "GMT \u2212 02:00"}),
        ("--tz UTC", {"tz": "UTC"}),
        ("--app `com.example.tide`", {"app": "com.example.tide"}),
        ("--app com\u200b.example.tide\ufeff", {"app": "com.example.tide"}),
        ("--app\u00a0<http://com.example.tide|com.example.tide>.", {"app": "com.example.tide"}),
        ("--app", {"app": ""}),
        ("--app --dry-run", {"app": "", "dry-run": ""}),
        ("--app\nWaves", {"app": ""}),
    ],
)
def test_the_value_of_an_option_ends_where_a_person_sees_it_end(typed: str, options: dict[str, str]) -> None:
    assert parse(f"promo en-US Hello {typed}").options == options


def test_an_option_between_lines_leaves_the_lines_as_they_are() -> None:
    assert parse("promo en-US One --dry-run\nTwo\n--platform ios\nThree").rest().after(1) == "One\nTwo\n\nThree"


@pytest.mark.parametrize(
    "line",
    ["upload en-US APP_WATCH_SERIES_3 -- append", "upload -append en-US APP_WATCH_SERIES_3", "upload en-US – append"],
)
def test_in_a_command_without_a_text_a_dash_is_always_an_option(line: str) -> None:
    registered()
    assert commands.parse(line).options == {"append": ""}
