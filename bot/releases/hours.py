"""Reads WHEN of `release at`: a date and a whole hour, at which Apple releases versions."""

from collections.abc import Sequence
from datetime import datetime

from cards.releases import hours as errors
from records.messages import Message
from records.times import dates, zones
from records.times.dates import InvalidDate, Moment

HOUR = 3600


def read_hour(words: Sequence[str], typed: str | None, own: str, now: float) -> tuple[Moment, str] | Message:
    """Return the date of `2026-12-24T09:00` or `2026-12-24 09:00` with its time zone, or what is wrong with it.

    It may be no whole hour.

    The zone is the `typed` one (`--tz`) or else the user's `own` in Slack; `now` is in epoch seconds.
    """
    zone = zones.read(typed, now) if typed else dates.zone(own)
    if zone is None:
        name = typed or own
        return errors.unclear_zone(name, zones.locations(name, now, own), now)
    apart = len(words) > 1 and dates.looks_like_time(words[1])
    word, rest = ("T".join(words[:2]), words[2:]) if apart else (words[0], words[1:])
    if rest:
        return errors.too_much(rest, is_zone=zones.stands_for_zone(" ".join(rest), now))
    try:
        moment = dates.read_moment(word, zone)
    except InvalidDate as error:
        return errors.no_hour(" ".join(words), date_only=error.date_only)
    if moment.at <= now:
        return errors.past(moment.local, dates.local(now, zone), zone.key)
    return moment, zone.key


def nearest_hours(moment: Moment, now: float) -> tuple[datetime, ...]:
    """Return the whole hours before and after a date, of those that are ahead; none if it is a whole hour itself."""
    before = moment.at - moment.at % HOUR
    around = (before, before + HOUR) if moment.at % HOUR else ()
    return tuple(datetime.fromtimestamp(at, moment.local.tzinfo) for at in around if at > now)
