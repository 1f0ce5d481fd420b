"""Time zones as people write them: places are understood, and what may be several places is asked about."""

from __future__ import annotations

import contextlib
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cards.schedules import errors
from cards.wording import zones as wording_zones
from records.schedules import schedules
from records.times import zones
from tests.support import wording
from tests.support.env import Env

WINTER = datetime.fromisoformat("2026-11-28T12:00+00:00").timestamp()
SUMMER = datetime.fromisoformat("2027-07-01T12:00+00:00").timestamp()
PLACE = re.compile(r"(\w+/[\w/+-]+|UTC|CET) \((UTC[+-][\d:]+) now")

# What people write, and a place that must be offered.
OFFERED = {
    "EST": ["America/New_York"],
    "EDT": ["America/New_York"],
    "et": ["America/New_York"],
    "Eastern": ["America/New_York"],
    "Eastern Time": ["America/New_York"],
    "Eastern Standard Time": ["America/New_York"],
    "PST": ["America/Los_Angeles"],
    "PDT": ["America/Los_Angeles"],
    "PT": ["America/Los_Angeles"],
    "Pacific Time": ["America/Los_Angeles"],
    "Pacific Time (US & Canada)": ["America/Los_Angeles"],
    "MST": ["America/Denver", "America/Phoenix"],
    "CST": ["America/Chicago", "Asia/Shanghai"],
    "CDT": ["America/Chicago"],
    "HST": ["Pacific/Honolulu"],
    "AKST": ["America/Anchorage"],
    "IST": ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"],
    "BST": ["Europe/London", "Asia/Dhaka"],
    "GMT": ["Europe/London", "UTC"],
    "CEST": ["Europe/Berlin"],
    "MEZ": ["Europe/Berlin"],
    "Central European Time": ["Europe/Berlin"],
    "EEST": ["Europe/Athens"],
    "MSK": ["Europe/Moscow"],
    "JST": ["Asia/Tokyo"],
    "KST": ["Asia/Seoul"],
    "HKT": ["Asia/Hong_Kong"],
    "SGT": ["Asia/Singapore"],
    "PKT": ["Asia/Karachi"],
    "AEST": ["Australia/Sydney", "Australia/Brisbane"],
    "AEDT": ["Australia/Sydney"],
    "NZST": ["Pacific/Auckland"],
    "AST": ["America/Halifax", "Asia/Riyadh"],
    "SAST": ["Africa/Johannesburg"],
    "GMT+2": ["Europe/Berlin", "Europe/Athens"],
    "gmt +2": ["Europe/Berlin", "Europe/Athens"],
    "UTC+2": ["Europe/Berlin", "Europe/Athens"],
    "GMT+0200": ["Europe/Berlin", "Europe/Athens"],
    "+02:00": ["Europe/Berlin", "Europe/Athens"],
    "GMT-5": ["America/New_York", "America/Chicago"],
    "GMT−5": ["America/New_York", "America/Chicago"],
    "UTC–05:00": ["America/New_York", "America/Chicago"],
    "UTC+5:30": ["Asia/Kolkata"],
    "UTC+0545": ["Asia/Kathmandu"],
    "GMT+0": ["Europe/London", "UTC"],
    "GMT0": ["Europe/London", "UTC"],
    "Greenwich": ["Europe/London"],
    "India": ["Asia/Kolkata"],
    "Germany": ["Europe/Berlin"],
    "London time": ["Europe/London"],
    "new york": ["America/New_York"],
    "Berlin": ["Europe/Berlin"],
    "Europe/Berlni": ["Europe/Berlin"],
}
UNDERSTOOD = {
    "europe/berlin": "Europe/Berlin",
    "America/New York": "America/New_York",
    "US/Pacific": "US/Pacific",
    "UTC": "UTC",
    "Z": "UTC",
    "Etc/GMT+2": "Etc/GMT+2",
    "etc/gmt-3": "Etc/GMT-3",
    "CET": "CET",
    "EST5EDT": "EST5EDT",
    "PRC": "PRC",
    "Japan": "Japan",
    "GB": "GB",
}


@pytest.mark.parametrize("now", [WINTER, SUMMER])
@pytest.mark.parametrize("word", OFFERED)
def test_what_may_be_several_places_is_no_zone_and_the_places_are_offered(word: str, now: float) -> None:
    assert zones.read(word, now) is None
    offered = zones.locations(word, now)
    assert {*OFFERED[word]} <= {*offered}
    assert len({*offered}) == len(offered) <= zones.MOST_OFFERED


@pytest.mark.parametrize("now", [WINTER, SUMMER])
@pytest.mark.parametrize("word", UNDERSTOOD)
def test_the_name_of_a_place_is_its_zone(word: str, now: float) -> None:
    found = zones.read(word, now)
    assert found is not None
    assert found.key == UNDERSTOOD[word]
    assert zones.locations(word, now) == (found.key,)


@pytest.mark.parametrize("word", ["Mars/Olympus", "nonsense", "UTC+3:15", "UTC+99", "9", "09:00", ""])
def test_what_no_place_has_is_told(word: str) -> None:
    assert zones.read(word, WINTER) is None
    assert zones.locations(word, WINTER) == ()


@pytest.mark.parametrize("hours", range(-11, 15))
def test_an_offset_is_never_offered_with_the_opposite_sign(hours: int) -> None:
    for location in zones.locations(f"GMT{hours:+}", WINTER):
        assert hours * 3600 in zones.offsets(location, WINTER)


@pytest.mark.parametrize("now", [WINTER, SUMMER])
def test_no_word_stands_for_an_offset_that_a_place_with_summer_time_has(now: float) -> None:
    for name in available_timezones():
        found = zones.read(name, now)
        if found is None or "/" in name or len(zones.offsets(name, now)) > 1:
            continue
        at = datetime.fromtimestamp(now, ZoneInfo(name))
        assert at.tzname() == "UTC" or at.tzname() != name, name


def test_the_users_own_place_is_offered_first() -> None:
    assert zones.locations("GMT+8", WINTER, "Asia/Shanghai") == ("Asia/Shanghai",)
    assert zones.locations("CEST", WINTER, "Europe/Rome") == ("Europe/Rome",)
    assert "Europe/Rome" in zones.locations("GMT+2", WINTER, "Europe/Rome")
    assert "Europe/Dublin" in zones.locations("IST", WINTER, "Europe/London")
    assert zones.locations("EST", WINTER, "Europe/Rome")[0] == "America/New_York"
    assert zones.locations("EST", WINTER, "Mars/Olympus")[0] == "America/New_York"


@given(some.text(max_size=30))
def test_no_words_at_all_break_the_reader(word: str) -> None:
    zones.read(word, WINTER)
    zones.locations(word, WINTER)
    zones.stands_for_zone(word, WINTER)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "UTC+0"), (3600, "UTC+1"), (-12600, "UTC-3:30"), (20700, "UTC+5:45"), (-18000, "UTC-5")]
)
def test_an_offset_is_shown_as_people_write_it(seconds: float, shown: str) -> None:
    assert wording_zones.offset(seconds) == shown


def ask(env: Env, text: str) -> str:
    ts = env.says(env.eddie, f"@App Store Bot {text}")
    env.work()
    return env.read(ts)


def at_its_offset(read: str, now: float) -> list[str]:
    """The places that a reply offers, each shown with the offset that it has now."""
    found = PLACE.findall(read)
    for location, offset in found:
        seconds = (datetime.fromtimestamp(now, ZoneInfo(location)).utcoffset() or timedelta()).total_seconds()
        assert wording_zones.offset(seconds) == offset
    return [location for location, _ in found]


@pytest.mark.parametrize("word", ["GMT+2", "GMT-5", "EST", "PST", "IST", "CST", "JST", "BST", "CEST", "AEST", "SGT"])
def test_a_schedule_with_a_zone_that_is_not_clear_asks_for_the_place(env: Env, word: str) -> None:
    read = ask(env, f"schedule promo en-US 2035-07-24T09:00 --tz {word} Hello")
    assert {*OFFERED[word]} <= {*at_its_offset(read, env.kit.clock())}
    assert schedules.all_open(env.kit.redis) == []


@pytest.mark.parametrize("word", ["EST", "UTC+2", "+02:00", "GMT", "CET", "Europe/Berlin"])
@pytest.mark.parametrize(
    "line", ["2035-07-24T09:00 {} Hello", "2035-07-24T09:00 until 2035-07-25T09:00 {} Hello", '"0 9 * * 1" {} A | B']
)
def test_a_zone_after_the_time_does_not_become_part_of_the_text(env: Env, line: str, word: str) -> None:
    read = ask(env, f"schedule promo en-US {line.format(word)}")
    assert at_its_offset(read, env.kit.clock())
    assert wording.NOT_SCHEDULED in read
    assert schedules.all_open(env.kit.redis) == []


@pytest.mark.parametrize(
    "text", ["EST is a season", "CAT food", "sale: -20 % on all", "SALE", "Est, est, est!", "24/7"]
)
def test_a_text_may_begin_like_a_zone(env: Env, text: str) -> None:
    ask(env, f"schedule promo en-US 2035-07-24T09:00 --tz Europe/Berlin {text}")
    (schedule,) = schedules.all_open(env.kit.redis)
    assert (schedule.texts, schedule.timezone) == ((text,), "Europe/Berlin")


@pytest.mark.parametrize("text", ["SALE now", "sale", "-20 % on all", "+100 coins", "24/7 Europe", "US only", "est is"])
def test_a_text_that_does_not_is_not_asked_about(env: Env, text: str) -> None:
    ask(env, f"schedule promo en-US 2035-07-24T09:00 {text}")
    (schedule,) = schedules.all_open(env.kit.redis)
    assert schedule.texts == (text,)


def test_a_schedule_shows_the_offset_of_its_day(env: Env) -> None:
    read = ask(env, "schedule promo en-US 2035-07-24T09:00 until 2035-12-24T09:00 --tz europe/berlin Hello")
    assert "Europe/Berlin, UTC+2" in read
    assert "Europe/Berlin, UTC+1" in read
    assert "Etc/GMT+2, UTC-2" in ask(env, "schedule promo en-US 2035-07-24T09:00 --tz Etc/GMT+2 Hello")
    past = errors.past(datetime.fromisoformat("2026-07-01"), datetime.fromtimestamp(WINTER, ZoneInfo("UTC")), "CET")
    assert "CET, UTC+1" in past.text
    with contextlib.suppress(KeyError):
        assert "UTC" in ask(env, "schedule list")


@pytest.mark.parametrize("word", ["EST", "Pacific Time", "GMT+2", "IST", "AEST"])
@pytest.mark.parametrize("line", ["digest daily 09:00 {}", "digest weekly Monday 09:00 {}"])
def test_a_digest_with_a_zone_that_is_not_clear_asks_for_the_place(env: Env, line: str, word: str) -> None:
    read = ask(env, line.format(word))
    assert {*OFFERED[word]} <= {*at_its_offset(read, env.kit.clock())}
    assert wording.NO_DIGEST in ask(env, "digest")


def test_a_digest_at_z_is_in_utc(env: Env) -> None:
    assert "(UTC, UTC+0)" in ask(env, "digest daily 09:00 Z")


def test_the_form_of_a_digest_asks_for_the_place_too(env: Env) -> None:
    env.eddie.types("/asc digest daily", env.release)
    env.slack.wait_for_view(env.eddie)
    wrong = str(env.eddie.submits({"Time": "09:00", "Time zone": "EST"}).errors)
    assert "America/New_York (UTC-" in wrong
    assert env.eddie.submits({"Time zone": "America/New_York"}).errors is None
    env.work()
    assert "(America/New_York, UTC-" in ask(env, "digest")
