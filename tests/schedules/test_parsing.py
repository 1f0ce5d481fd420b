"""What people write after `schedule`, as it is understood."""

from __future__ import annotations

import contextlib
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from appstore.fields import Field
from bot.schedules.parsing import ScheduleRequest, Unclear, read
from tests.support import wording
from tests.support.registered import parse

NOW = datetime.fromisoformat("2026-11-22T06:00+00:00").timestamp()


def parsed(line: str, timezone: str = "Europe/Berlin") -> ScheduleRequest:
    return read(parse(line), timezone, NOW)


def refused(line: str, timezone: str = "Europe/Berlin") -> str:
    with pytest.raises(Unclear) as unclear:
        parsed(line, timezone)
    return unclear.value.message.text


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def test_a_line_is_understood_with_every_part() -> None:
    wanted = parsed("promo german 2026-12-24T09:00 until 2026-12-27T18:30 Frohe Feiertage | alle! --platform ios")
    assert (wanted.field, wanted.locales, wanted.platform) == (Field.PROMO, ("de-DE",), "IOS")
    assert wanted.when.start.at == at("2026-12-24T09:00+01:00")
    assert wanted.when.until is not None
    assert wanted.when.until.at == at("2026-12-27T18:30+01:00")
    assert wanted.texts == ("Frohe Feiertage | alle!",)


def test_several_languages_and_names_of_several_words_are_understood() -> None:
    assert parsed("promo en-US, en-GB 2026-12-24T09:00 Hi").locales == ("en-US", "en-GB")
    assert parsed("promo brazilian portuguese 2026-12-24T09:00 Hi").locales == ("pt-BR",)
    assert parsed("promo english (u.k.) 2026-12-24T09:00 Hi").locales == ("en-GB",)


def test_a_cron_line_rotates_its_texts() -> None:
    wanted = parsed('keywords en-US "0 9 * * 1" a1b, c2d|tea,sea ,tea')
    assert wanted.when.cron == "0 9 * * 1"
    assert wanted.when.start.at == at("2026-11-23T09:00+01:00")
    assert wanted.texts == ("a1b,c2d", "tea,sea")
    for quoted in ("“0 9 * * 1”", "„0 9 * * 1“", "”0 9 * * 1”", "«\u00a00 9 * * 1\u00a0»"):
        assert parsed(f"promo en-US {quoted} x").when.cron == "0 9 * * 1"
    assert parsed("promo en-US „0 9 * * 1“ „Neu“ ist es").texts == ("„Neu“ ist es",)


def test_the_text_arrives_as_it_is_seen_in_slack() -> None:
    assert parsed("promo en-US 2026-12-24T09:00 Tea &amp; cake :tada: &lt;3").texts == ("Tea & cake 🎉 <3",)


def test_the_time_zone_can_be_named_in_any_case() -> None:
    wanted = parsed("promo en-US 2026-12-24T09:00 Hi --tz america/new_york")
    assert wanted.zone.key == "America/New_York"
    assert wanted.when.start.at == at("2026-12-24T09:00-05:00")
    assert "Europe/Berlin" in refused("promo en-US 2026-12-24T09:00 Hi --tz Berlin")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "Schedule a text like this"),
        ("name de-DE 2026-12-24T09:00 x", "not `name`"),
        ("promo", "Which language?"),
        ("promo de-DE", "When?"),
        ("promo xx-YY 2026-12-24T09:00 x", "not an App Store language"),
        ("promo de-DE tomorrow x", "can't read `tomorrow`"),
        ("promo de-DE 2026-02-30T09:00 x", "can't read"),
        ("promo de-DE 2026-12-24 x", "At what time"),
        ("promo de-DE 2026-11-22T06:59 x", "in the past"),
        ("promo de-DE 2026-12-24T09:00 until 2026-12-24 x", "must come after"),
        ("promo de-DE 2026-12-24T09:00 until 2026-12-99 x", "can't read"),
        ("promo de-DE 2026-12-24T09:00 until 27.12.2026 x", "can't read `27.12.2026` after `until`"),
        ("promo de-DE 2026-12-24T09:00 until 12/27 x", "can't read `12/27` after `until`"),
        ("promo de-DE 2026-12-24T09:00 until 2026-12-27 18:00 x", "Write it like `2026-12-27` or `2026-12-27T18:00`"),
        ("promo de-DE 0 9 * * 1 x", "double quotes"),
        ('promo de-DE "0 9 * * 1"', "is missing"),
        ('promo de-DE "0 9 * * 1" a | | b', "Text 2"),
        ("promo de-DE 2026-12-24T09:00 " + "x" * 171, "171 characters"),
        ('promo de-DE "0 9 * * 1" a|' + "x" * 171, "text 2: 171 characters"),
        ("keywords de-DE 2026-12-24T09:00 " + "x" * 101, "101 characters"),
        ("promo de-DE 2026-12-24T09:00 Hi :our_own_emoji:", ":our_own_emoji:"),
        ("promo de-DE 2026-12-24T09:00 Hi --platform palm", "not a platform"),
    ],
)
def test_what_is_unclear_is_said_and_nothing_is_scheduled(line: str, why: str) -> None:
    reported = refused(line)
    assert why in reported
    assert not line or wording.NOT_SCHEDULED in reported


def test_bytes_over_a_hundred_only_warn() -> None:
    wanted = parsed("keywords ja 2026-12-24T09:00 " + "海" * 40)
    assert len(wanted.warnings) == 1
    assert "120 bytes" in wanted.warnings[0]


WORDS = some.sampled_from(
    ["promo", "keywords", "de-DE", "en-US,", "2026-12-24T09:00", '"0 9 * * 1"', '"', "until", "2026-12-27", "|", "--tz"]
)


@given(some.lists(WORDS | some.text(max_size=12), max_size=9).map(" ".join))
def test_whatever_is_written_it_is_understood_or_refused(line: str) -> None:
    with contextlib.suppress(Unclear):
        wanted = parsed(line)
        assert wanted.texts
        assert wanted.locales
        assert wanted.when.start.at > NOW
