"""What people mean by a date and a time."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from records.times import dates
from records.times.dates import ClockChange, InvalidDate

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = some.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]
).map(ZoneInfo)
WRITTEN = some.datetimes(
    min_value=datetime.fromisoformat("2026-01-01"), max_value=datetime.fromisoformat("2035-01-01")
).map(lambda item: item.replace(microsecond=0))


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def test_minutes_are_enough_and_seconds_are_allowed() -> None:
    assert dates.read_moment("2026-12-24T09:00", BERLIN).at == at("2026-12-24T09:00+01:00")
    assert dates.read_moment("2026-12-24T09:00:07", BERLIN).at == at("2026-12-24T09:00:07+01:00")
    assert dates.read_moment("2026-7-4T9:05", BERLIN).at == at("2026-07-04T09:05+02:00")


@pytest.mark.parametrize(
    "word",
    ["2026\u201112\u201124T09:00", "2026\u201312\u201324T09:00", "２０２６-12-24T09：00", "2026-12-24T09:00:00.000"],
)
def test_a_copied_date_is_read_like_a_typed_one(word: str) -> None:
    tz = ZoneInfo("Europe/Berlin")
    assert dates.looks_like_moment(word)
    assert dates.looks_like_day(word)
    assert dates.read_moment(word, tz) == dates.read_moment("2026-12-24T09:00", tz)


@pytest.mark.parametrize("offset", ["+02:00", "+0200", "\uff0b02:00"])
def test_an_offset_is_read_as_mails_and_programs_write_it(offset: str) -> None:
    tz = ZoneInfo("Europe/London")
    assert dates.read_moment(f"2026-12-24T09:00{offset}", tz).at == dates.read_moment("2026-12-24T07:00", tz).at


def test_an_offset_of_its_own_counts_before_the_time_zone() -> None:
    assert dates.read_moment("2026-12-24T09:00Z", BERLIN).at == at("2026-12-24T09:00+00:00")
    assert dates.read_moment("2026-12-24T09:00-05:00", BERLIN).local.hour == 15


@pytest.mark.parametrize(
    "word",
    ["2026-02-30T09:00", "2026-13-01T09:00", "2026-12-24T25:00", "2026-12-24T09:60", "24.12.2026", "tomorrow", ""],
)
def test_what_is_no_date_is_refused(word: str) -> None:
    with pytest.raises(InvalidDate):
        dates.read_moment(word, BERLIN)


def test_a_day_alone_is_its_first_moment_where_that_is_enough() -> None:
    with pytest.raises(InvalidDate) as refused:
        dates.read_moment("2026-12-27", BERLIN)
    assert refused.value.date_only
    assert dates.read_moment("2026-12-27", BERLIN, date_alone=True).at == at("2026-12-27T00:00+01:00")


def test_a_time_that_the_clocks_leave_out_is_moved_on_and_says_so() -> None:
    moment = dates.read_moment("2027-03-28T02:30", BERLIN)
    assert (moment.odd, moment.local.hour, moment.local.minute) == (ClockChange.MISSING, 3, 30)
    assert moment.at == at("2027-03-28T03:30+02:00")


def test_of_a_time_that_comes_twice_the_first_is_meant_and_says_so() -> None:
    moment = dates.read_moment("2026-10-25T02:30", BERLIN)
    assert (moment.odd, moment.at) == (ClockChange.TWICE, at("2026-10-25T02:30+02:00"))


def test_a_time_zone_is_found_in_any_case() -> None:
    found = dates.zone("europe/berlin")
    assert found is not None
    assert found.key == "Europe/Berlin"
    assert [dates.zone(name) for name in ("Mars/Olympus", "../../etc/passwd", "", "localtime", "Factory")] == [None] * 5


@given(WRITTEN, ZONES)
def test_a_local_time_means_itself_unless_the_clocks_leave_it_out(written: datetime, tz: ZoneInfo) -> None:
    moment = dates.resolve(written, tz)
    if moment.odd is ClockChange.MISSING:
        assert timedelta(0) < moment.local.replace(tzinfo=None) - written <= timedelta(hours=24)
    else:
        assert moment.local.replace(tzinfo=None) == written
    if moment.odd is ClockChange.TWICE:
        assert moment.local.fold == 0


@given(WRITTEN, ZONES)
def test_what_is_written_is_read_back(written: datetime, tz: ZoneInfo) -> None:
    assert dates.read_moment(written.isoformat(), tz) == dates.resolve(written, tz)


@given(some.text(max_size=30))
def test_no_words_at_all_break_the_reader(word: str) -> None:
    with contextlib.suppress(InvalidDate):
        dates.read_moment(word, BERLIN, date_alone=True)
    dates.zone(word)
