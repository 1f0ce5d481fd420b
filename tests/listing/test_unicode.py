"""A letter is the same letter in one piece or in two: it is counted, compared, shown and sent in one (NFC)."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest

from cards.listing import errors
from sandbox.slack.rendering import as_text
from tasks import clock
from tests.support import wording
from tests.support.env import Env

IN_ONE = "Café à la crème, größer, 夏のが, 한국"
IN_TWO = unicodedata.normalize("NFD", IN_ONE)
ALONE = "Summer \u0301sale"
SHOWN = "Summer \u25cc\u0301sale"


def text_at_apple(env: Env, name: str = "promotionalText") -> str | None:
    return env.apple.texts(env.version_id)["en-US"][name]


def ask(env: Env, text: str, files: tuple[tuple[str, bytes], ...] = ()) -> str:
    ts = env.says(env.eddie, f"@App Store Bot {text}", files)
    env.work()
    return ts


def applied(env: Env, ts: str) -> None:
    question = next(reply for reply in env.replies(ts) if reply.buttons)
    env.eddie.clicks(env.release, question.ts, "Apply")
    env.work()


def table(text: str) -> tuple[tuple[str, bytes], ...]:
    return (("texts.csv", f'locale,promo\nen-US,"{text}"\n'.encode()),)


def archive(text: str, folder: str = "en-US") -> tuple[tuple[str, bytes], ...]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(f"metadata/{folder}/promotional_text.txt", text)
    return (("texts.zip", packed.getvalue()),)


def form(env: Env, text: str) -> str:
    env.eddie.types("/asc promo en-US", env.release)
    env.work()
    env.slack.wait_for_view(env.eddie)
    errors = env.eddie.submits({f"{env.app_id}/en-US/promo/0": text}).errors
    env.work()
    return str(errors)


def test_a_command_sends_composed_letters(env: Env) -> None:
    assert IN_TWO != IN_ONE
    assert IN_ONE in env.read(ask(env, f"promo en-US {IN_TWO}"))
    assert text_at_apple(env) == IN_ONE


def test_a_form_sends_composed_letters(env: Env) -> None:
    form(env, IN_TWO)
    assert text_at_apple(env) == IN_ONE


@pytest.mark.parametrize("file", [table, archive])
def test_a_file_sends_composed_letters(env: Env, file: object) -> None:
    ts = ask(env, "listing import", file(IN_TWO))  # type: ignore[operator]
    applied(env, ts)
    assert text_at_apple(env) == IN_ONE


def test_a_folder_that_a_mac_named_is_found(env: Env) -> None:
    ts = ask(env, "listing import", archive("Été", unicodedata.normalize("NFD", "Français")))
    assert wording.FRENCH_LEFT_OUT in env.read(ts)


def test_a_schedule_sends_composed_letters(env: Env) -> None:
    ask(env, f"schedule promo en-US 2035-12-24T09:00 {IN_TWO} --tz Europe/Berlin")
    env.kit = replace(env.kit, clock=lambda: datetime.fromisoformat("2035-12-24T09:00:01+01:00").timestamp())
    clock.tick(env.kit)
    env.work()
    assert text_at_apple(env) == IN_ONE


def test_the_limit_counts_composed_letters(env: Env) -> None:
    ask(env, "promo en-US " + unicodedata.normalize("NFD", "é" * 170))
    assert text_at_apple(env) == "é" * 170


def test_keywords_that_differ_in_composition_alone_are_the_same(env: Env) -> None:
    env.apple.set_text(env.version_id, "en-US", keywords="sea")
    ask(env, f"keywords en-US café,{unicodedata.normalize('NFD', 'café')},tide")
    assert text_at_apple(env, "keywords") == "café,tide"


def test_a_decomposed_text_at_apple_is_the_same_text(env: Env) -> None:
    env.apple.set_text(env.version_id, "en-US", promotionalText=IN_TWO)
    assert wording.NOTHING_TO_CHANGE in env.read(ask(env, f"promo en-US {IN_ONE}"))
    assert wording.NOTHING_TO_CHANGE in env.read(ask(env, "listing import", table(IN_TWO)))
    assert errors.NOTHING_CHANGED in form(env, IN_ONE)
    assert env.writes() == []


def test_undo_brings_a_decomposed_text_back(env: Env) -> None:
    env.apple.set_text(env.version_id, "en-US", promotionalText=IN_TWO)
    ts = ask(env, "promo en-US Hello")
    env.eddie.clicks(env.release, env.replies(ts)[0].ts, "Undo")
    env.work()
    assert unicodedata.normalize("NFC", text_at_apple(env) or "") == IN_ONE


@pytest.mark.parametrize(
    "line",
    [
        f"promo en-US {ALONE}",
        f"schedule promo en-US 2035-12-24T09:00 {ALONE}",
        f'schedule promo en-US "0 9 * * 1" Hello | {ALONE}',
        f"keywords en-US sea,{ALONE}",
    ],
)
def test_a_mark_on_no_character_is_refused_and_shown(env: Env, line: str) -> None:
    read = env.read(ask(env, line))
    assert "U+0301" in read
    assert SHOWN in read
    assert env.writes() == []


@pytest.mark.parametrize("line", ["promo en-US \u0301Summer", "keywords en-US sea,\u0301sun"])
def test_a_mark_at_the_start_of_a_text_or_keyword_is_refused(env: Env, line: str) -> None:
    assert "\u25cc\u0301" in env.read(ask(env, line))
    assert env.writes() == []


def test_a_mark_on_no_character_is_refused_in_a_form_and_in_files(env: Env) -> None:
    assert SHOWN in form(env, ALONE)
    assert SHOWN in env.read(ask(env, "listing import", table(ALONE)))
    assert SHOWN in env.read(ask(env, "listing import", archive(ALONE)))
    assert env.writes() == []


def test_a_mark_in_a_text_of_apple_does_not_keep_the_form_from_changing_another(env: Env) -> None:
    env.apple.set_text(env.version_id, "en-US", promotionalText=ALONE)
    env.eddie.types("/asc listing en-US", env.release)
    env.work()
    assert SHOWN not in as_text(env.slack.wait_for_view(env.eddie))
    sent = env.eddie.submits({f"{env.app_id}/en-US/keywords/0": "sea,sun"})
    assert sent.errors is None
