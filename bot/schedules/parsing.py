"""Parses `schedule`: which text, where, when and until when; or raises what is unclear."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from appstore import fields
from appstore.catalog import locales
from appstore.fields import Field
from appstore.texts.keywords import COMMA, separated
from appstore.versions import platform_named
from bot.dispatch.command_line import CommandLine
from bot.dispatch.plain_text import Plain, field_to_plain, slack_to_plain
from cards.schedules import errors, modal
from cards.schedules.modal import ScheduleInput
from cards.wording.texts import fault as fault_words
from records.messages import Message
from records.schedules import cron as schedule_cron
from records.times import dates, zones
from records.times.dates import InvalidDate, Moment

_FIELDS = {"promo": Field.PROMO, "keywords": Field.KEYWORDS}
_LONGEST_LANGUAGE = 5
_LONGEST_ZONE = 4
# Of the day, after a time; German texts begin with `am`.
_HALVES = {"AM", "PM", "a.m.", "p.m."}
_UNTIL, _LIKE_UNTIL = {"until", "till", "til"}, {"untill", "through", "thru"}


class Unclear(Exception):  # noqa: N818 - names what the input is
    """Raised for input that can't be scheduled.

    `part`: the modal's block it is about; `lacking`: it is missing; `is_question`: words may be text or not.
    """

    def __init__(
        self, message: Message, part: str = modal.TEXT, *, lacking: bool = False, is_question: bool = False
    ) -> None:
        super().__init__(message.text)
        self.message = message
        self.part = part
        self.lacking = lacking
        self.is_question = is_question


@dataclass(frozen=True)
class When:
    """When the text changes: once at `start`, or by a cron line; the old text is restored at `until`."""

    start: Moment
    cron: str = ""
    until: Moment | None = None


@dataclass(frozen=True)
class ScheduleRequest:
    """A parsed request; `warnings` are sentences."""

    field: Field
    locales: tuple[str, ...]
    when: When
    texts: tuple[str, ...]
    zone: ZoneInfo
    platform: str | None = None
    warnings: tuple[str, ...] = ()
    version: str | None = None


def read(
    line: CommandLine,
    timezone: str,
    now: float,
    text_of: Callable[[str], Plain] = slack_to_plain,
    *,
    no_questions: bool = False,
) -> ScheduleRequest:
    """Parse `promo|keywords LOCALE WHEN [until DATE] …text`. Raises Unclear.

    `timezone` is the user's in Slack, `now` epoch seconds; `text_of` converts the text as Slack sent it.
    With `no_questions`, words after the date that may be its end or its zone are text.
    """
    words = line.words
    field = _FIELDS.get(words[0].lower()) if words else None
    if field is None:
        raise Unclear(errors.unknown_field(words[0]) if words else errors.usage(), lacking=not words)
    zone, platform = _zone(line.options.get("tz"), timezone, now), _platform(line.options.get("platform"))
    date_index = _date_index(words)
    found = _languages(words[1:date_index])
    when, used = _when(words[date_index:], zone, now)
    following = words[date_index + used :]
    if following and not no_questions:
        if when.until is None and (end := _may_be_end(following)):
            raise Unclear(errors.end_or_text(end), is_question=True)
        if not line.options.get("tz") and (name := _may_be_zone(following, now)):
            raise Unclear(errors.zone_or_text(name, zones.locations(name, now, timezone), now), is_question=True)
        if following[0] in _HALVES:
            raise Unclear(errors.no_moment(f"{words[date_index]} {following[0]}", date_only=False), is_question=True)
    plain = text_of(line.sent_after(date_index + used))
    texts, warnings = _texts(field, plain, several=bool(when.cron))
    return ScheduleRequest(field, found, when, texts, zone, platform, warnings, line.options.get("version"))


def read_form(
    values: ScheduleInput, timezone: str, now: float, text_of: Callable[[str], Plain] = field_to_plain
) -> ScheduleRequest:
    """Parse the submitted values of the modal; `text_of` converts the text. Raises Unclear."""
    zone = _zone(None, timezone, now)
    start = _seen(values.at, zone) if values.at else _regular(values.cron, zone, now)
    if start.at <= now:
        raise Unclear(errors.past(start.local, dates.local(now, zone), zone.key), modal.WHEN)
    when = When(start, values.cron, _ending(_seen(values.until, zone), start) if values.until else None)
    texts, warnings = _texts(values.field, text_of(values.text), several=bool(values.cron))
    return ScheduleRequest(values.field, (values.locale,), when, texts, zone, warnings=warnings)


def known_parts(words: Sequence[str]) -> tuple[Field | None, str | None]:
    """Return what an incomplete line says of the field and the language, for the modal."""
    field = _FIELDS.get(words[0].lower()) if words else None
    return field, locales.find(words[1]) if field and len(words) > 1 else None


def _zone(typed: str | None, own: str, now: float) -> ZoneInfo:
    """Return the zone that was typed, else the user's own in Slack."""
    found = zones.read(typed, now) if typed else dates.zone(own)
    if found is None:
        raise Unclear(errors.unclear_zone(typed or own, zones.locations(typed or own, now, own), now))
    return found


def _platform(name: str | None) -> str | None:
    found = platform_named(name) if name else None
    if name and found is None:
        raise Unclear(errors.unknown_platform(name))
    return found


def _date_index(words: Sequence[str]) -> int:
    """Return the index of the date: the first date or quoted cron line after the language, else the third word."""
    for index, word in enumerate(words[1 : _LONGEST_LANGUAGE + 1], 1):
        if dates.looks_like_moment(word) or " " in word:
            if index == 1 and locales.find(word):
                continue
            return index
    return 2


def _languages(words: Sequence[str]) -> tuple[str, ...]:
    codes = {name.strip(): locales.find(name.strip()) for name in " ".join(words).split(",") if name.strip()}
    if not codes:
        raise Unclear(errors.usage("Which language?"), lacking=True)
    for name, code in codes.items():
        if code is None:
            if len(words) > 1 and locales.find(words[0]):
                raise Unclear(errors.no_moment(words[1], date_only=False))
            raise Unclear(errors.unknown_language(name, locales.closest(name)))
    return tuple(dict.fromkeys(code for code in codes.values() if code))


def _when(words: Sequence[str], zone: ZoneInfo, now: float) -> tuple[When, int]:
    """Return the dates, and how many words they took."""
    if not words:
        raise Unclear(errors.usage("When?"), lacking=True)
    if " " in words[0]:
        start = _regular(cron := " ".join(dates.plain(words[0]).split()), zone, now)
    else:
        start, cron = _once(words, zone, now), ""
    used = 1
    if len(words) > used + 1 and _is_until(words[used]) and dates.looks_like_moment(words[used + 1]):
        return When(start, cron, _until(words[used + 1 :], zone, start)), used + 2
    return When(start, cron), used


def _is_until(word: str, names: Container[str] = _UNTIL) -> bool:
    return word.lower().strip(":'’") in names


def _may_be_end(words: Sequence[str]) -> str:
    """Return the words that may be an end: `until someday`, `bis 2026-12-27`, `2026-12-27`; "" if they are text."""
    if _is_until(words[0], _UNTIL | _LIKE_UNTIL):
        return " ".join(words[:2])
    ends = [number for number, word in enumerate(words[:2], 1) if dates.looks_like_day(word)]
    return " ".join(words[: ends[0]]) if ends else ""


def _may_be_zone(words: Sequence[str], now: float) -> str:
    """Return the words that may be a zone: `EST`, `Pacific Time`, `(New York)`; "" if they are text."""
    longest = [" ".join(words[:count]) for count in range(min(_LONGEST_ZONE, len(words)), 0, -1)]
    return next((name for name in longest if zones.stands_for_zone(name, now)), "")


def _until(words: Sequence[str], zone: ZoneInfo, start: Moment) -> Moment:
    apart = len(words) > 1 and dates.looks_like_time(words[1])
    try:
        until = dates.read_moment(words[0], zone, date_alone=not apart)
    except InvalidDate:
        raise Unclear(errors.no_end(" ".join(words[: 1 + apart]))) from None
    return _ending(until, start)


def _ending(until: Moment, start: Moment) -> Moment:
    if until.at <= start.at:
        raise Unclear(errors.ends_too_early(until.local, start.local), modal.UNTIL)
    return until


def _regular(cron: str, zone: ZoneInfo, now: float) -> Moment:
    wrong = schedule_cron.fault(cron, now, zone)
    if wrong is not None:
        raise Unclear(errors.bad_cron(cron, wrong), modal.CRON)
    return _seen(schedule_cron.after(cron, now, zone), zone)


def _seen(at: float, zone: ZoneInfo) -> Moment:
    local = dates.local(at, zone)
    return Moment(at, local, local.replace(tzinfo=None))


def _once(words: Sequence[str], zone: ZoneInfo, now: float) -> Moment:
    if len(words) >= schedule_cron.FIELDS and all(map(schedule_cron.is_field, words[: schedule_cron.FIELDS])):
        raise Unclear(errors.quotes_needed(" ".join(words[: schedule_cron.FIELDS])))
    try:
        moment = dates.read_moment(words[0], zone)
    except InvalidDate as error:
        raise Unclear(errors.no_moment(words[0], date_only=error.date_only)) from None
    if moment.at <= now:
        raise Unclear(errors.past(moment.local, dates.local(now, zone), zone.key))
    return moment


def _texts(field: Field, plain: Plain, *, several: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the texts as Apple would get them, and warnings about them."""
    if plain.problem:
        raise Unclear(errors.unusable_text(plain.problem))
    if not plain.text:
        raise Unclear(errors.text_needed(field), lacking=True)
    texts = [text.strip() for text in plain.text.replace("\uff5c", "|").split("|")] if several else [plain.text]
    if field is Field.KEYWORDS:
        if unclear := next((text for text in texts if separated(text) and not COMMA.match(text[-1])), None):
            raise Unclear(errors.unseparated(unclear))
        texts = [fields.tidy_keywords(text) for text in texts]
    if "" in texts:
        raise Unclear(errors.empty_text(texts.index("") + 1))
    found = [
        (number if len(texts) > 1 else 0, fault)
        for number, text in enumerate(texts, 1)
        for fault in fields.faults(field, text)
    ]
    if wrong := [(number, fault) for number, fault in found if not fault.is_warning]:
        raise Unclear(errors.faulty(field, wrong))
    return tuple(texts), tuple(dict.fromkeys(fault_words(fault) for _, fault in found))
