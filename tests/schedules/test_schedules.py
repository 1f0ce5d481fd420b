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
from tasks.schedules.runs import change_of
from tasks.texts import apply
from tests.support import wording
from tests.support.env import Stage
from tests.support.granting import grant

CHRISTMAS = "2035-12-24T09:00"


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@pytest.fixture
def advance(stage: Stage) -> Callable[[str], None]:
    """Make it a certain moment: two clocks tick, and every job is done."""
    stage.slack.change(stage.eddie, tz="Europe/Berlin")
    stage.apple.set_text(stage.version_id, "de-DE", promotionalText="Wie immer")

    def now(text: str) -> None:
        stage.kit = replace(stage.kit, clock=lambda: at(text))
        for _ in range(2):
            clock.tick(stage.kit)
        stage.work()

    return now


def promo(stage: Stage, locale: str = "de-DE") -> str | None:
    return stage.apple.texts(stage.version_id)[locale]["promotionalText"]


def ask(stage: Stage, text: str, person: Person | None = None) -> str:
    ts = stage.says(person or stage.eddie, f"@App Store Bot {text}")
    stage.work()
    return stage.read(ts)


def posts(stage: Stage) -> list[Message]:
    """What the bot said in the channel by itself, outside of threads."""
    return [
        message
        for message in stage.slack.messages(stage.release)
        if message.user == stage.slack.bot.id and message.thread_ts in {"", message.ts}
    ]


def told(stage: Stage) -> list[str]:
    """The same as a person reads it."""
    return [as_text(post) for post in posts(stage)]


def only(stage: Stage) -> schedules.Schedule:
    (schedule,) = schedules.all_open(stage.kit.redis)
    return schedule


Advance = Callable[[str], None]


def test_a_text_changes_at_its_moment_in_the_askers_time_zone_and_the_channel_is_told(
    stage: Stage, advance: Advance
) -> None:
    read = ask(stage, f"schedule promo german {CHRISTMAS} Frohe Feiertage & Grüße!")
    assert "Scheduled" in read
    assert wording.SCHEDULE_OF_GERMAN_PROMO in read
    assert wording.ON_CHRISTMAS in read
    assert wording.GERMAN_LENGTH in read
    advance("2035-12-24T08:59:59+01:00")
    assert promo(stage) == "Wie immer"
    advance("2035-12-24T09:00:00+01:00")
    assert promo(stage) == "Frohe Feiertage & Grüße!"
    (message,) = told(stage)
    assert "Wie immer" in message
    assert "Frohe Feiertage & Grüße!" in message
    assert "1.2.0" in message
    assert wording.SCHEDULED_BY_EDDIE in message
    assert "made up" not in message
    advance("2035-12-24T09:00:05+01:00")
    assert len(stage.writes()) == 1
    assert schedules.all_open(stage.kit.redis) == []


def test_until_puts_back_what_was_there_before(stage: Stage, advance: Advance) -> None:
    read = ask(stage, f"schedule promo de-DE {CHRISTMAS} until 2035-12-27 Frohe Feiertage!")
    assert wording.RESTORED_ON in read
    advance("2035-12-24T09:00:01+01:00")
    assert promo(stage) == "Frohe Feiertage!"
    advance("2035-12-27T00:00:00+01:00")
    assert promo(stage) == "Wie immer"
    assert "brought back" in told(stage)[-1]
    assert wording.RESTORED_AS_SCHEDULED in told(stage)[-1]
    assert schedules.all_open(stage.kit.redis) == []


def test_what_somebody_wrote_meanwhile_is_not_overwritten_at_the_end(stage: Stage, advance: Advance) -> None:
    ask(stage, f"schedule promo de-DE {CHRISTMAS} until 2035-12-27T12:00 Frohe Feiertage!")
    advance("2035-12-24T09:00:01+01:00")
    stage.apple.set_text(stage.version_id, "de-DE", promotionalText="Von Hand")
    advance("2035-12-27T12:00:00+01:00")
    assert promo(stage) == "Von Hand"
    assert wording.CHANGED_MEANWHILE in told(stage)[-1]


def test_texts_take_turns_after_a_cron_line_beginning_with_the_first(stage: Stage, advance: Advance) -> None:
    read = ask(stage, 'schedule promo de-DE "0 9 * * 1" Eins | Zwei --tz Europe/Berlin')
    assert wording.TEXTS_TAKE_TURNS in read
    seen = []
    for day in ("2035-12-03", "2035-12-10", "2035-12-17"):
        advance(f"{day}T09:00:00+01:00")
        seen.append(promo(stage))
    # The first Monday is long over when the clock jumps: it is made up for once, and the rotation goes on.
    assert seen == ["Eins", "Zwei", "Eins"]
    assert wording.MADE_UP_FOR in told(stage)[0]
    assert wording.MADE_UP_FOR not in told(stage)[1]
    assert only(stage).next_at == at("2035-12-24T09:00+01:00")


def test_a_line_for_every_minute_changes_the_text_every_minute_and_says_what_that_means(
    stage: Stage, advance: Advance
) -> None:
    assert wording.TOO_OFTEN in ask(stage, 'schedule promo de-DE "* * * * *" Eins | Zwei')
    start = only(stage).next_at
    seen = []
    for minute in range(3):
        advance(datetime.fromtimestamp(start + 60 * minute, UTC).isoformat())
        seen.append(promo(stage))
    assert seen == ["Eins", "Zwei", "Eins"]


def test_a_missed_moment_is_made_up_for_once_and_says_so(stage: Stage, advance: Advance) -> None:
    ask(stage, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    advance("2035-12-24T15:00:00+01:00")
    assert promo(stage) == "Frohe Feiertage!"
    assert wording.MISSED in told(stage)[-1]
    assert len(stage.writes()) == 1


def test_when_its_end_was_missed_too_nothing_is_changed(stage: Stage, advance: Advance) -> None:
    ask(stage, f"schedule promo de-DE {CHRISTMAS} until 2035-12-27 Frohe Feiertage!")
    advance("2035-12-28T09:00:00+01:00")
    assert promo(stage) == "Wie immer"
    assert stage.writes() == []
    assert wording.PAST_ITS_END in told(stage)[-1]


def test_the_role_is_checked_again_when_it_is_due_and_an_editor_can_take_over(stage: Stage, advance: Advance) -> None:
    ask(stage, f"schedule promo de-DE {CHRISTMAS} until 2035-12-27 Frohe Feiertage!")
    grant(stage.kit.redis, stage.olive.id, Role.ADMIN)
    advance("2035-12-24T09:00:00+01:00")
    assert promo(stage) == "Wie immer"
    assert wording.NO_EDITOR_ANY_MORE in told(stage)[-1]
    assert SCHEDULE_STOPPED in {entry.tag for entry in audit.everything(stage.kit.redis)}
    stopped = posts(stage)[-1]
    stage.vera.clicks(stage.release, stopped, "Run now")
    stage.work()
    assert promo(stage) == "Wie immer"
    stage.olive.clicks(stage.release, stopped, "Run now")
    stage.work()
    assert promo(stage) == "Frohe Feiertage!"
    advance("2035-12-27T00:00:00+01:00")
    assert promo(stage) == "Wie immer"


def test_a_change_that_apple_refuses_keeps_its_text_and_can_be_tried_again(stage: Stage, advance: Advance) -> None:
    ask(stage, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    stage.apple.faults.add(Fault.status(409, method="PATCH", nth=1))
    advance("2035-12-24T09:00:00+01:00")
    assert promo(stage) == "Wie immer"
    assert wording.SCHEDULED_NOT_MADE in told(stage)[-1]
    assert "Frohe Feiertage!" in told(stage)[-1]
    assert only(stage).state is ScheduleState.FAILED
    assert wording.SCHEDULED_NOT_MADE in ask(stage, "schedule list")
    failed = posts(stage)[-1]
    for person in (stage.eddie, stage.olive):
        person.clicks(stage.release, failed, "Run now")
    stage.work()
    assert promo(stage) == "Frohe Feiertage!"
    assert len([write for write in stage.writes() if "PATCH" in write]) == 2


def test_while_apple_is_away_it_is_tried_again_before_anybody_is_bothered(stage: Stage, advance: Advance) -> None:
    ask(stage, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    stage.apple.faults.add(Fault.status(429, headers={"Retry-After": "60"}))
    advance("2035-12-24T09:00:00+01:00")
    assert told(stage) == []
    stage.apple.faults.clear()
    stage.kit.redis.delete(f"asc:pause:{stage.apple_key.key_id}")
    advance("2035-12-24T09:05:00+01:00")
    stage.sweep()
    stage.work()
    assert promo(stage) == "Frohe Feiertage!"


@pytest.mark.timeout(60)
def test_a_text_that_apple_takes_no_answer_for_is_sent_again_by_itself(stage: Stage, advance: Advance) -> None:
    ask(stage, f"schedule promo de-DE,en-US {CHRISTMAS} Frohe Feiertage!")
    german = next(
        localization.id
        for localization in localizations.of_version(stage.kit.apple, stage.version_id)
        if localization.locale == "de-DE"
    )
    stage.apple.faults.add(Fault.status(503, method="PATCH", path=german))
    advance("2035-12-24T09:00:00+01:00")
    assert told(stage) == []
    stage.apple.faults.clear()
    advance("2035-12-24T09:00:31+01:00")
    stage.sweep()
    stage.work()
    assert promo(stage) == promo(stage, "en-US") == "Frohe Feiertage!"
    assert "Not changed" not in told(stage)[-1]
    assert len(stage.writes()) == 6 + 2


def test_run_now_and_cancel_stand_in_the_calendar(stage: Stage, advance: Advance) -> None:
    ask(stage, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    ask(stage, 'schedule promo en-US "0 9 24 12 *" One | Two', stage.olive)
    stage.vera.types("/asc schedule list", stage.release)
    stage.work()
    listed = stage.whispers(stage.vera)
    assert wording.WHAT_COMES_NEXT in listed
    assert "by eddie" in listed
    assert "by olive" in listed
    assert listed.count("Two") >= 4
    shown = stage.slack.ephemerals(stage.vera)[-1]
    stage.vera.clicks(stage.release, shown, "Cancel")
    stage.work()
    assert len(schedules.all_open(stage.kit.redis)) == 2
    ts = stage.says(stage.eddie, "@App Store Bot schedule list")
    stage.work()
    calendar = stage.replies(ts)[0]
    first = next(schedule for schedule in schedules.all_open(stage.kit.redis) if schedule.user == stage.eddie.id)
    stage.eddie.clicks(stage.release, calendar, "Run now", f"{first.id}.0")
    stage.work()
    assert promo(stage) == "Frohe Feiertage!"
    other = only(stage)
    stage.eddie.clicks(stage.release, calendar, "Cancel", f"{other.id}.0")
    stage.work()
    assert schedules.all_open(stage.kit.redis) == []
    assert "@Eddie cancelled" in stage.read(ts)


def test_a_busy_rotation_hides_no_other_schedule_from_the_calendar(stage: Stage, advance: Advance) -> None:
    ask(stage, 'schedule promo en-US "0 9 * * *" One | Two')
    ask(stage, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    listed = ask(stage, "schedule list")
    assert listed.count("09:00") == 11
    assert "Frohe Feiertage!" in listed
    assert listed.count("Cancel") == 2


def test_a_lost_answer_of_slack_changes_nothing_twice_and_tells_once(stage: Stage, advance: Advance) -> None:
    ask(stage, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    stage.slack.faults.add(SlackFault("chat.postMessage", "http_500", times=9))
    advance("2035-12-24T09:00:00+01:00")
    assert promo(stage) == "Frohe Feiertage!"
    stage.slack.faults.clear()
    advance("2035-12-24T09:01:00+01:00")
    stage.sweep()
    stage.work()
    assert len(stage.writes()) == 1
    (message,) = told(stage)
    assert "Wie immer" in message


def test_a_version_narrows_it_and_a_mention_becomes_the_name_that_is_seen(stage: Stage, advance: Advance) -> None:
    stage.apple.set_version_state(stage.version_id, "READY_FOR_DISTRIBUTION")
    following = stage.apple.add_version(stage.app_id, "1.3.0")
    read = ask(stage, f"schedule promo de-DE {CHRISTMAS} Von @Olive & <Co> --version 1.3.0")
    assert wording.SCHEDULE_OF_NEXT_VERSION in read
    advance("2035-12-24T09:00:01+01:00")
    assert promo(stage) == "Wie immer"
    assert stage.apple.texts(following)["de-DE"]["promotionalText"] == "Von @olive & <Co>"


def test_a_cancelled_schedule_never_runs(stage: Stage, advance: Advance) -> None:
    ask(stage, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    schedule = only(stage)
    assert wording.SCHEDULE_CANCELLED in ask(stage, f"schedule cancel {schedule.id}", stage.olive)
    assert wording.SCHEDULE_CANCELLED_ALREADY in ask(stage, f"schedule cancel {schedule.id}")
    advance("2035-12-25T09:00:00+01:00")
    assert promo(stage) == "Wie immer"
    tags = [entry.tag for entry in audit.everything(stage.kit.redis)]
    assert tags == [SCHEDULE_ADDED, SCHEDULE_CANCELLED]


def test_the_result_can_be_undone_like_any_change_of_a_text(stage: Stage, advance: Advance) -> None:
    ask(stage, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    advance("2035-12-24T09:00:00+01:00")
    stage.eddie.clicks(stage.release, posts(stage)[-1], "Undo")
    stage.work()
    assert promo(stage) == "Wie immer"


def test_a_dry_run_keeps_nothing(stage: Stage, advance: Advance) -> None:
    read = ask(stage, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage! --dry-run")
    assert "Dry run" in read
    assert "Frohe Feiertage!" in read
    assert schedules.all_open(stage.kit.redis) == []


def test_one_delivery_more_schedules_nothing_twice(stage: Stage, advance: Advance) -> None:
    stage.eddie.types(f"/asc schedule promo de-DE {CHRISTMAS} Frohe Feiertage!", stage.release)
    stage.work()
    stage.work()
    assert "Scheduled" in stage.whispers(stage.eddie)
    assert only(stage).texts == ("Frohe Feiertage!",)


def test_a_viewer_may_look_but_not_schedule(stage: Stage) -> None:
    assert wording.TAKES_ROLE in stage.vera.types(f"/asc schedule promo de-DE {CHRISTMAS} Hi", stage.release).body
    stage.vera.types("/asc schedule list", stage.release)
    stage.work()
    assert wording.NOTHING_SCHEDULED_ANYWHERE in stage.whispers(stage.vera)


def test_what_a_slash_command_lacks_is_asked_in_a_form(stage: Stage, advance: Advance) -> None:
    stage.eddie.types("/asc schedule promo german", stage.release)
    form = stage.slack.wait_for_view(stage.eddie)
    assert form.title == wording.SCHEDULE_A_TEXT
    assert form.values["language"]["value"]["selected_option"]["value"] == "de-DE"
    moment = int(at("2035-12-24T09:00:00+01:00"))
    assert stage.eddie.submits({"Text": "Frohe Feiertage!"}).errors == {"when": schedule_modal.WHEN_OR_CRON}
    wrong = stage.eddie.submits({"When": moment, "Until": moment, "Text": "Frohe Feiertage!"})
    assert wording.MUST_COME_AFTER in (wrong.errors or {})["until"]
    wrong = stage.eddie.submits({"When": moment, "Until": None, "Text": "x" * 171})
    assert "171 characters" in (wrong.errors or {})["text"]
    assert not stage.eddie.submits({"When": moment, "Text": "Frohe Feiertage!"}).errors
    stage.work()
    assert wording.ON_CHRISTMAS in stage.whispers(stage.eddie)
    advance("2035-12-24T09:00:00+01:00")
    assert promo(stage) == "Frohe Feiertage!"


def test_a_mention_gets_a_button_for_the_form_and_a_cron_line_is_checked_there(stage: Stage, advance: Advance) -> None:
    ts = stage.says(stage.eddie, "@App Store Bot schedule")
    stage.work()
    stage.eddie.clicks(stage.release, stage.replies(ts)[0], "Open the form")
    stage.slack.wait_for_view(stage.eddie)
    cron, texts = "Or again and again (cron line)", {"Language": "de-DE", "Text": "Eins | Zwei"}
    wrong = stage.eddie.submits({cron: "0 9 31 2 *", **texts})
    assert wording.NEVER_COMES in (wrong.errors or {})["cron"]
    assert not stage.eddie.submits({cron: "„0 9 * * 1“", **texts}).errors
    stage.work()
    assert only(stage).texts == ("Eins", "Zwei")


def test_on_the_store_and_in_preparation_each_gets_its_own_text_back(stage: Stage, advance: Advance) -> None:
    stage.apple.set_version_state(stage.version_id, "READY_FOR_DISTRIBUTION")
    upcoming = stage.apple.add_version(stage.app_id, "1.3.0")
    stage.apple.set_text(upcoming, "de-DE", promotionalText="Wie bald")
    ask(stage, f"schedule promo de-DE {CHRISTMAS} until 2035-12-27 Frohe Feiertage!")
    advance("2035-12-24T09:00:00+01:00")
    assert promo(stage) == stage.apple.texts(upcoming)["de-DE"]["promotionalText"] == "Frohe Feiertage!"
    advance("2035-12-27T00:00:00+01:00")
    assert promo(stage) == "Wie immer"
    assert stage.apple.texts(upcoming)["de-DE"]["promotionalText"] == "Wie bald"


def test_a_version_that_began_meanwhile_gets_back_what_its_platform_had(stage: Stage, advance: Advance) -> None:
    stage.apple.set_version_state(stage.version_id, "READY_FOR_DISTRIBUTION")
    ask(stage, f"schedule promo de-DE {CHRISTMAS} until 2035-12-27 Frohe Feiertage!")
    advance("2035-12-24T09:00:00+01:00")
    upcoming = stage.apple.add_version(stage.app_id, "1.3.0")
    advance("2035-12-27T00:00:00+01:00")
    assert promo(stage) == stage.apple.texts(upcoming)["de-DE"]["promotionalText"] == "Wie immer"


def test_keywords_that_no_version_takes_are_kept_and_said(stage: Stage, advance: Advance) -> None:
    stage.apple.set_version_state(stage.version_id, "READY_FOR_DISTRIBUTION")
    ask(stage, f"schedule keywords de-DE {CHRISTMAS} meer,wellen")
    advance("2035-12-24T09:00:00+01:00")
    assert wording.SCHEDULED_NOT_MADE in told(stage)[-1]
    assert "meer,wellen" in told(stage)[-1]
    assert wording.NO_VERSION_IN_PREPARATION in told(stage)[-1]


def test_where_the_bot_is_not_in_the_channel_the_person_is_told(stage: Stage, advance: Advance) -> None:
    closed = stage.slack.channel("elsewhere", members=[stage.eddie], bot=False, private=True)
    stage.eddie.types(f"/asc schedule promo de-DE {CHRISTMAS} Frohe Feiertage!", closed)
    stage.work()
    advance("2035-12-24T09:00:00+01:00")
    assert "Frohe Feiertage!" in as_text(stage.slack.messages(stage.eddie.dm)[-1])


def test_a_run_that_was_killed_leaves_alone_what_somebody_wrote_since_and_says_so(
    stage: Stage, advance: Advance
) -> None:
    ask(stage, f"schedule promo de-DE,en-US {CHRISTMAS} Frohe Feiertage!")
    change = change_of(only(stage))
    app = apply.app_of(stage.kit, stage.kit.apple, change, fresh=True)
    text_changes.PLANS.put(stage.kit.redis, change.id, apply.read_targets(stage.kit.apple, (change,), app).applied)
    stage.apple.set_text(stage.version_id, "de-DE", promotionalText="Von Hand")
    advance("2035-12-24T09:00:01+01:00")
    assert (promo(stage), promo(stage, "en-US")) == ("Von Hand", "Frohe Feiertage!")
    assert wording.LEFT_SINCE_CHANGED in told(stage)[-1]
    assert schedules.all_open(stage.kit.redis) == []


def test_a_run_that_can_change_nothing_any_more_is_kept(stage: Stage, advance: Advance) -> None:
    ask(stage, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    change = change_of(only(stage))
    app = apply.app_of(stage.kit, stage.kit.apple, change, fresh=True)
    text_changes.PLANS.put(stage.kit.redis, change.id, apply.read_targets(stage.kit.apple, (change,), app).applied)
    stage.apple.set_text(stage.version_id, "de-DE", promotionalText="Von Hand")
    advance("2035-12-24T09:00:01+01:00")
    assert promo(stage) == "Von Hand"
    assert wording.TEXT_IS_KEPT in told(stage)[-1]
    stage.eddie.clicks(stage.release, posts(stage)[-1].ts, "Run now")
    stage.work()
    assert promo(stage) == "Frohe Feiertage!"


def test_keywords_that_are_locked_at_the_end_are_not_said_to_be_changed_by_somebody(
    stage: Stage, advance: Advance
) -> None:
    stage.apple.set_text(stage.version_id, "de-DE", keywords="meer")
    ask(stage, f"schedule keywords de-DE {CHRISTMAS} until 2035-12-27 advent")
    advance("2035-12-24T09:00:00+01:00")
    assert stage.apple.texts(stage.version_id)["de-DE"]["keywords"] == "advent"
    stage.apple.set_version_state(stage.version_id, "READY_FOR_DISTRIBUTION")
    advance("2035-12-27T00:00:00+01:00")
    assert wording.SCHEDULED_NOT_MADE in told(stage)[-1]
    assert wording.NO_VERSION_IN_PREPARATION in told(stage)[-1]


def test_where_the_text_stands_there_already_nothing_comes_back_later(stage: Stage, advance: Advance) -> None:
    ask(stage, f"schedule promo de-DE {CHRISTMAS} until 2035-12-27 Wie immer")
    advance("2035-12-24T09:00:00+01:00")
    assert wording.SAYS_THAT_ALREADY in told(stage)[-1]
    assert stage.writes() == []
    assert schedules.all_open(stage.kit.redis) == []


def test_a_user_group_that_slack_does_not_list_just_now_stops_no_schedule(stage: Stage, advance: Advance) -> None:
    editors = stage.slack.usergroup("editors", [stage.eddie])
    grant(stage.kit.redis, editors.id, Role.EDITOR)
    ask(stage, f"schedule promo de-DE {CHRISTMAS} Frohe Feiertage!")
    people.GROUPS.remove(stage.kit.redis, editors.id)
    stage.slack.faults.add(SlackFault("usergroups.users.list", "http_500"))
    advance("2035-12-24T09:00:00+01:00")
    assert promo(stage) == "Wie immer"
    assert told(stage) == []
    advance("2035-12-24T09:01:00+01:00")
    stage.sweep()
    stage.work()
    assert promo(stage) == "Frohe Feiertage!"
