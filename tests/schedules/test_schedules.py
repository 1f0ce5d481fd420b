"""A text changes at its moment, once, and what was there before comes back when it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from appstore import localizations
from cards.schedules import modal as schedule_modal
from cards.schedules.audit_tags import SCHEDULE_ADDED, SCHEDULE_CANCELLED, SCHEDULE_STOPPED
from records import audit, people, text_changes
from records.people import Role
from records.schedules import schedules
from records.schedules.schedules import ScheduleState
from sandbox.appstore import Fault
from sandbox.slack import Fault as SlackFault
from sandbox.slack.people import Person
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tasks import clock
from tasks.dispatch import resolve
from tasks.schedules.runs import change_of
from tasks.texts import apply
from tasks.texts.targets import TextReader
from tests.support import wording
from tests.support.env import Env
from tests.support.granting import grant

CHRISTMAS = "2035-12-24T09:00"


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@pytest.fixture
def advance(env: Env) -> Callable[[str], None]:
    """Make it a certain moment: two clocks tick, and every job is done."""
    env.slack.change(env.eddie, tz="Europe/Berlin")
    env.apple.set_text(env.version_id, "de-DE", promotionalText="Wie immer")

    def now(text: str) -> None:
        env.kit = replace(env.kit, clock=lambda: at(text))
        for _ in range(2):
            clock.tick(env.kit)
        env.work()

    return now


def promo(env: Env, locale: str = "de-DE") -> str | None:
    return env.apple.texts(env.version_id)[locale]["promotionalText"]


def ask(env: Env, text: str, person: Person | None = None) -> str:
    ts = env.says(person or env.eddie, f"@App Store Bot {text}")
    env.work()
    return env.read(ts)


def posts(env: Env) -> list[Message]:
    """What the bot said in the channel by itself, outside of threads."""
    return [
        message
        for message in env.slack.messages(env.release)
        if message.user == env.slack.bot.id and message.thread_ts in {"", message.ts}
    ]


def reported(env: Env) -> list[str]:
    """The same as a person reads it."""
    return [as_text(post) for post in posts(env)]


def only(env: Env) -> schedules.Schedule:
    (schedule,) = schedules.all_open(env.kit.redis)
    return schedule


Advance = Callable[[str], None]


def test_a_text_changes_at_its_moment_in_the_askers_time_zone_and_the_channel_is_told(
    env: Env, advance: Advance
) -> None:
    read = ask(env, f"schedule promo german {CHRISTMAS} Frohe Feiertage & Grüße!")
    assert "Scheduled" in read
    assert wording.SCHEDULE_OF_GERMAN_PROMO in read
    assert wording.ON_CHRISTMAS in read
    assert wording.GERMAN_LENGTH in read
    advance("2035-12-24T08:59:59+01:00")
    assert promo(env) == "Wie immer"
    advance("2035-12-24T09:00:00+01:00")
    assert promo(env) == "Frohe Feiertage & Grüße!"
    (message,) = reported(env)
    assert "Wie immer" in message
    assert "Frohe Feiertage & Grüße!" in message
    assert "1.2.0" in message
    assert wording.SCHEDULED_BY_EDDIE in message
    assert "made up" not in message
    advance("2035-12-24T09:00:05+01:00")
    assert len(env.writes()) == 1
    assert schedules.all_open(env.kit.redis) == []


def test_until_puts_back_what_was_there_before(env: Env, advance: Advance) -> None:
    read = ask(env, f"schedule promo de-DE {CHRISTMAS} until 2035-12-27 Frohe Feiertage!")
    assert wording.RESTORED_ON in read
    advance("2035-12-24T09:00:01+01:00")
    assert promo(env) == "Frohe Feiertage!"
    advance("2035-12-27T00:00:00+01:00")
    assert promo(env) == "Wie immer"
    assert "restored" in reported(env)[-1]
    assert wording.RESTORED_AS_SCHEDULED in reported(env)[-1]
    assert schedules.all_open(env.kit.redis) == []


def test_what_somebody_wrote_meanwhile_is_not_overwritten_at_the_end(env: Env, advance: Advance) -> None:
    ask(env, f"schedule promo de-DE {CHRISTMAS} until 2035-12-27T12:00 Frohe Feiertage!")
    advance("2035-12-24T09:00:01+01:00")
    env.apple.set_text(env.version_id, "de-DE", promotionalText="Von Hand")
    advance("2035-12-27T12:00:00+01:00")
    assert promo(env) == "Von Hand"
    assert wording.CHANGED_MEANWHILE in reported(env)[-1]


def test_texts_take_turns_after_a_cron_line_beginning_with_the_first(env: Env, advance: Advance) -> None:
    read = ask(env, 'schedule promo de-DE "0 9 * * 1" Eins | Zwei --tz Europe/Berlin')
    assert wording.TEXTS_TAKE_TURNS in read
    seen = []
    for day in ("2035-12-03", "2035-12-10", "2035-12-17"):
        advance(f"{day}T09:00:00+01:00")
        seen.append(promo(env))
    # The first Monday is long over when the clock jumps: it is made up for once, and the rotation goes on.
    assert seen == ["Eins", "Zwei", "Eins"]
    assert wording.MADE_UP_FOR in reported(env)[0]
    assert wording.MADE_UP_FOR not in reported(env)[1]
    assert only(env).next_at == at("2035-12-24T09:00+01:00")


def test_a_line_for_every_minute_changes_the_text_every_minute_and_says_what_that_means(
    env: Env, advance: Advance
) -> None:
    assert wording.TOO_OFTEN in ask(env, 'schedule promo de-DE "* * * * *" Eins | Zwei')
    start = only(env).next_at
    seen = []
    for minute in range(3):
        advance(datetime.fromtimestamp(start + 60 * minute, UTC).isoformat())
        seen.append(promo(env))
    assert seen == ["Eins", "Zwei", "Eins"]


def test_a_missed_moment_is_made_up_for_once_and_says_so(env: Env, advance: Advance) -> None:
    ask(env, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    advance("2035-12-24T15:00:00+01:00")
    assert promo(env) == "Frohe Feiertage!"
    assert wording.MISSED in reported(env)[-1]
    assert len(env.writes()) == 1


def test_when_its_end_was_missed_too_nothing_is_changed(env: Env, advance: Advance) -> None:
    ask(env, f"schedule promo de-DE {CHRISTMAS} until 2035-12-27 Frohe Feiertage!")
    advance("2035-12-28T09:00:00+01:00")
    assert promo(env) == "Wie immer"
    assert env.writes() == []
    assert wording.PAST_ITS_END in reported(env)[-1]


def test_the_role_is_checked_again_when_it_is_due_and_an_editor_can_take_over(env: Env, advance: Advance) -> None:
    ask(env, f"schedule promo de-DE {CHRISTMAS} until 2035-12-27 Frohe Feiertage!")
    grant(env.kit.redis, env.olive.id, Role.ADMIN)
    advance("2035-12-24T09:00:00+01:00")
    assert promo(env) == "Wie immer"
    assert wording.NO_EDITOR_ANY_MORE in reported(env)[-1]
    assert SCHEDULE_STOPPED in {entry.tag for entry in audit.everything(env.kit.redis)}
    stopped = posts(env)[-1]
    env.vera.clicks(env.release, stopped, "Run now")
    env.work()
    assert promo(env) == "Wie immer"
    env.olive.clicks(env.release, stopped, "Run now")
    env.work()
    assert promo(env) == "Frohe Feiertage!"
    advance("2035-12-27T00:00:00+01:00")
    assert promo(env) == "Wie immer"


def test_a_change_that_apple_refuses_keeps_its_text_and_can_be_tried_again(env: Env, advance: Advance) -> None:
    ask(env, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    env.apple.faults.add(Fault.status(409, method="PATCH", nth=1))
    advance("2035-12-24T09:00:00+01:00")
    assert promo(env) == "Wie immer"
    assert wording.SCHEDULED_NOT_MADE in reported(env)[-1]
    assert "Frohe Feiertage!" in reported(env)[-1]
    assert only(env).state is ScheduleState.FAILED
    assert wording.SCHEDULED_NOT_MADE in ask(env, "schedule list")
    failed = posts(env)[-1]
    for person in (env.eddie, env.olive):
        person.clicks(env.release, failed, "Run now")
    env.work()
    assert promo(env) == "Frohe Feiertage!"
    assert len([write for write in env.writes() if "PATCH" in write]) == 2


def test_while_apple_is_away_it_is_tried_again_before_anybody_is_bothered(env: Env, advance: Advance) -> None:
    ask(env, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    env.apple.faults.add(Fault.status(429, headers={"Retry-After": "60"}))
    advance("2035-12-24T09:00:00+01:00")
    assert reported(env) == []
    env.apple.faults.clear()
    env.kit.redis.delete(f"asc:pause:{env.apple_key.key_id}")
    advance("2035-12-24T09:05:00+01:00")
    env.sweep()
    env.work()
    assert promo(env) == "Frohe Feiertage!"


@pytest.mark.timeout(60)
def test_a_text_that_apple_takes_no_answer_for_is_sent_again_by_itself(env: Env, advance: Advance) -> None:
    env.retry_at_once()
    ask(env, f"schedule promo de-DE,en-US {CHRISTMAS} Frohe Feiertage!")
    german = next(
        localization.id
        for localization in localizations.of_version(env.kit.apple_of(""), env.version_id)
        if localization.locale == "de-DE"
    )
    env.apple.faults.add(Fault.status(503, method="PATCH", path=german))
    advance("2035-12-24T09:00:00+01:00")
    assert reported(env) == []
    env.apple.faults.clear()
    advance("2035-12-24T09:00:31+01:00")
    env.sweep()
    env.work()
    assert promo(env) == promo(env, "en-US") == "Frohe Feiertage!"
    assert "Not changed" not in reported(env)[-1]
    assert len(env.writes()) == 6 + 2


def test_run_now_and_cancel_stand_in_the_calendar(env: Env, advance: Advance) -> None:
    ask(env, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    ask(env, 'schedule promo en-US "0 9 24 12 *" One | Two', env.olive)
    env.vera.types("/asc schedule list", env.release)
    env.work()
    listed = env.ephemeral_text(env.vera)
    assert wording.WHAT_COMES_NEXT in listed
    assert "by eddie" in listed
    assert "by olive" in listed
    assert listed.count("Two") >= 4
    shown = env.slack.ephemerals(env.vera)[-1]
    env.vera.clicks(env.release, shown, "Cancel")
    env.work()
    assert len(schedules.all_open(env.kit.redis)) == 2
    ts = env.says(env.eddie, "@App Store Bot schedule list")
    env.work()
    calendar = env.replies(ts)[0]
    first = next(schedule for schedule in schedules.all_open(env.kit.redis) if schedule.user == env.eddie.id)
    env.eddie.clicks(env.release, calendar, "Run now", f"{first.id}.0")
    env.work()
    assert promo(env) == "Frohe Feiertage!"
    other = only(env)
    env.eddie.clicks(env.release, calendar, "Cancel", f"{other.id}.0")
    env.work()
    assert schedules.all_open(env.kit.redis) == []
    assert "@Eddie cancelled" in env.read(ts)


def test_a_busy_rotation_hides_no_other_schedule_from_the_calendar(env: Env, advance: Advance) -> None:
    ask(env, 'schedule promo en-US "0 9 * * *" One | Two')
    ask(env, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    listed = ask(env, "schedule list")
    assert listed.count("09:00") == 11
    assert "Frohe Feiertage!" in listed
    assert listed.count("Cancel") == 2


def test_a_lost_answer_of_slack_changes_nothing_twice_and_tells_once(env: Env, advance: Advance) -> None:
    ask(env, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    env.slack.faults.add(SlackFault("chat.postMessage", "http_500", times=9))
    advance("2035-12-24T09:00:00+01:00")
    assert promo(env) == "Frohe Feiertage!"
    env.slack.faults.clear()
    advance("2035-12-24T09:01:00+01:00")
    env.sweep()
    env.work()
    assert len(env.writes()) == 1
    (message,) = reported(env)
    assert "Wie immer" in message


def test_a_version_narrows_it_and_a_mention_becomes_the_name_that_is_seen(env: Env, advance: Advance) -> None:
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    following = env.apple.add_version(env.app_id, "1.3.0")
    read = ask(env, f"schedule promo de-DE {CHRISTMAS} Von @Olive & <Co> --version 1.3.0")
    assert wording.SCHEDULE_OF_NEXT_VERSION in read
    advance("2035-12-24T09:00:01+01:00")
    assert promo(env) == "Wie immer"
    assert env.apple.texts(following)["de-DE"]["promotionalText"] == "Von @olive & <Co>"


def test_a_cancelled_schedule_never_runs(env: Env, advance: Advance) -> None:
    ask(env, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    schedule = only(env)
    assert wording.SCHEDULE_CANCELLED in ask(env, f"schedule cancel {schedule.id}", env.olive)
    assert wording.SCHEDULE_CANCELLED_ALREADY in ask(env, f"schedule cancel {schedule.id}")
    advance("2035-12-25T09:00:00+01:00")
    assert promo(env) == "Wie immer"
    tags = [entry.tag for entry in audit.everything(env.kit.redis)]
    assert tags == [SCHEDULE_ADDED, SCHEDULE_CANCELLED]


def test_the_result_can_be_undone_like_any_change_of_a_text(env: Env, advance: Advance) -> None:
    ask(env, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    advance("2035-12-24T09:00:00+01:00")
    env.eddie.clicks(env.release, posts(env)[-1], "Undo")
    env.work()
    assert promo(env) == "Wie immer"


def test_a_dry_run_keeps_nothing(env: Env, advance: Advance) -> None:
    read = ask(env, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage! --dry-run")
    assert "Dry run" in read
    assert "Frohe Feiertage!" in read
    assert schedules.all_open(env.kit.redis) == []


def test_one_delivery_more_schedules_nothing_twice(env: Env, advance: Advance) -> None:
    env.eddie.types(f"/asc schedule promo de-DE {CHRISTMAS} Frohe Feiertage!", env.release)
    env.work()
    env.work()
    assert "Scheduled" in env.ephemeral_text(env.eddie)
    assert only(env).texts == ("Frohe Feiertage!",)


def test_a_viewer_may_look_but_not_schedule(env: Env) -> None:
    assert wording.TAKES_ROLE in env.vera.types(f"/asc schedule promo de-DE {CHRISTMAS} Hi", env.release).body
    env.vera.types("/asc schedule list", env.release)
    env.work()
    assert wording.NOTHING_SCHEDULED_ANYWHERE in env.ephemeral_text(env.vera)


def test_what_a_slash_command_lacks_is_asked_in_a_form(env: Env, advance: Advance) -> None:
    env.eddie.types("/asc schedule promo german", env.release)
    form = env.slack.wait_for_view(env.eddie)
    assert form.title == wording.SCHEDULE_A_TEXT
    assert form.values["language"]["value"]["selected_option"]["value"] == "de-DE"
    moment = int(at("2035-12-24T09:00:00+01:00"))
    assert env.eddie.submits({"Text": "Frohe Feiertage!"}).errors == {"when": schedule_modal.WHEN_OR_CRON}
    wrong = env.eddie.submits({"When": moment, "Until": moment, "Text": "Frohe Feiertage!"})
    assert wording.MUST_COME_AFTER in (wrong.errors or {})["until"]
    wrong = env.eddie.submits({"When": moment, "Until": None, "Text": "x" * 171})
    assert "171 characters" in (wrong.errors or {})["text"]
    assert not env.eddie.submits({"When": moment, "Text": "Frohe Feiertage!"}).errors
    env.work()
    assert wording.ON_CHRISTMAS in env.ephemeral_text(env.eddie)
    advance("2035-12-24T09:00:00+01:00")
    assert promo(env) == "Frohe Feiertage!"


def test_a_mention_gets_a_button_for_the_form_and_a_cron_line_is_checked_there(env: Env, advance: Advance) -> None:
    ts = env.says(env.eddie, "@App Store Bot schedule")
    env.work()
    env.eddie.clicks(env.release, env.replies(ts)[0], "Open the form")
    env.slack.wait_for_view(env.eddie)
    cron, texts = "Or repeatedly (cron line)", {"Language": "de-DE", "Text": "Eins | Zwei"}
    wrong = env.eddie.submits({cron: "0 9 31 2 *", **texts})
    assert wording.NEVER_COMES in (wrong.errors or {})["cron"]
    assert not env.eddie.submits({cron: "„0 9 * * 1“", **texts}).errors
    env.work()
    assert only(env).texts == ("Eins", "Zwei")


def test_on_the_store_and_in_preparation_each_gets_its_own_text_back(env: Env, advance: Advance) -> None:
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    upcoming = env.apple.add_version(env.app_id, "1.3.0")
    env.apple.set_text(upcoming, "de-DE", promotionalText="Wie bald")
    ask(env, f"schedule promo de-DE {CHRISTMAS} until 2035-12-27 Frohe Feiertage!")
    advance("2035-12-24T09:00:00+01:00")
    assert promo(env) == env.apple.texts(upcoming)["de-DE"]["promotionalText"] == "Frohe Feiertage!"
    advance("2035-12-27T00:00:00+01:00")
    assert promo(env) == "Wie immer"
    assert env.apple.texts(upcoming)["de-DE"]["promotionalText"] == "Wie bald"


def test_a_version_that_began_meanwhile_gets_back_what_its_platform_had(env: Env, advance: Advance) -> None:
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    ask(env, f"schedule promo de-DE {CHRISTMAS} until 2035-12-27 Frohe Feiertage!")
    advance("2035-12-24T09:00:00+01:00")
    upcoming = env.apple.add_version(env.app_id, "1.3.0")
    advance("2035-12-27T00:00:00+01:00")
    assert promo(env) == env.apple.texts(upcoming)["de-DE"]["promotionalText"] == "Wie immer"


def test_keywords_that_no_version_takes_are_kept_and_said(env: Env, advance: Advance) -> None:
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    ask(env, f"schedule keywords de-DE {CHRISTMAS} meer,wellen")
    advance("2035-12-24T09:00:00+01:00")
    assert wording.SCHEDULED_NOT_MADE in reported(env)[-1]
    assert "meer,wellen" in reported(env)[-1]
    assert wording.NO_VERSION_IN_PREPARATION in reported(env)[-1]


def test_where_the_bot_is_not_in_the_channel_the_person_is_told(env: Env, advance: Advance) -> None:
    closed = env.slack.channel("elsewhere", members=[env.eddie], bot=False, private=True)
    env.eddie.types(f"/asc schedule promo de-DE {CHRISTMAS} Frohe Feiertage!", closed)
    env.work()
    assert wording.CHANGES_REPORTED_TO_YOU in env.ephemeral_text(env.eddie)
    advance("2035-12-24T09:00:00+01:00")
    assert "Frohe Feiertage!" in as_text(env.slack.messages(env.eddie.dm)[-1])


def test_a_run_that_was_killed_leaves_alone_what_somebody_wrote_since_and_says_so(env: Env, advance: Advance) -> None:
    ask(env, f"schedule promo de-DE,en-US {CHRISTMAS} Frohe Feiertage!")
    change = change_of(only(env))
    app = resolve.resolve_app(env.kit, env.kit.apple_of, change.app, change.channel, fresh=True)
    outlook = apply.outlook_of(TextReader(env.kit.apple_of(""), app), (change,))
    text_changes.PLANS.put(env.kit.redis, change.id, outlook.applied)
    env.apple.set_text(env.version_id, "de-DE", promotionalText="Von Hand")
    advance("2035-12-24T09:00:01+01:00")
    assert (promo(env), promo(env, "en-US")) == ("Von Hand", "Frohe Feiertage!")
    assert wording.LEFT_SINCE_CHANGED in reported(env)[-1]
    assert schedules.all_open(env.kit.redis) == []


def test_a_run_that_can_change_nothing_any_more_is_kept(env: Env, advance: Advance) -> None:
    ask(env, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    change = change_of(only(env))
    app = resolve.resolve_app(env.kit, env.kit.apple_of, change.app, change.channel, fresh=True)
    outlook = apply.outlook_of(TextReader(env.kit.apple_of(""), app), (change,))
    text_changes.PLANS.put(env.kit.redis, change.id, outlook.applied)
    env.apple.set_text(env.version_id, "de-DE", promotionalText="Von Hand")
    advance("2035-12-24T09:00:01+01:00")
    assert promo(env) == "Von Hand"
    assert wording.TEXT_IS_KEPT in reported(env)[-1]
    env.eddie.clicks(env.release, posts(env)[-1].ts, "Run now")
    env.work()
    assert promo(env) == "Frohe Feiertage!"


def test_keywords_that_are_locked_at_the_end_are_not_said_to_be_changed_by_somebody(env: Env, advance: Advance) -> None:
    env.apple.set_text(env.version_id, "de-DE", keywords="meer")
    ask(env, f"schedule keywords de-DE {CHRISTMAS} until 2035-12-27 advent")
    advance("2035-12-24T09:00:00+01:00")
    assert env.apple.texts(env.version_id)["de-DE"]["keywords"] == "advent"
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    advance("2035-12-27T00:00:00+01:00")
    assert wording.SCHEDULED_NOT_MADE in reported(env)[-1]
    assert wording.NO_VERSION_IN_PREPARATION in reported(env)[-1]


def test_where_the_text_stands_there_already_nothing_comes_back_later(env: Env, advance: Advance) -> None:
    ask(env, f"schedule promo de-DE {CHRISTMAS} until 2035-12-27 Wie immer")
    advance("2035-12-24T09:00:00+01:00")
    assert wording.SAYS_THAT_ALREADY in reported(env)[-1]
    assert env.writes() == []
    assert schedules.all_open(env.kit.redis) == []


def test_a_user_group_that_slack_does_not_list_just_now_stops_no_schedule(env: Env, advance: Advance) -> None:
    editors = env.slack.usergroup("editors", [env.eddie])
    grant(env.kit.redis, editors.id, Role.EDITOR)
    ask(env, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    people.GROUPS.remove(env.kit.redis, editors.id)
    env.slack.faults.add(SlackFault("usergroups.users.list", "http_500"))
    advance("2035-12-24T09:00:00+01:00")
    assert promo(env) == "Wie immer"
    assert reported(env) == []
    advance("2035-12-24T09:01:00+01:00")
    env.sweep()
    env.work()
    assert promo(env) == "Frohe Feiertage!"
