"""Requests about one thing are carried out in the order of their acknowledgement by real workers; others don't wait."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pytest

from records import people
from records.digests import subscriptions
from records.dispatch import channels
from records.people import Role
from records.reviews import alerts
from sandbox.appstore import Fault
from sandbox.appstore.faults import When
from sandbox.slack.faults import Fault as SlackFault
from sandbox.slack.people import Channel, Person
from tests.chaos.world import wait_until
from tests.support import wording
from tests.support.processes import RunningBot, start_bot

PATCH: When = {"method": "PATCH", "path": "appStoreVersionLocalizations", "nth": 1}
APPS: When = {"method": "GET", "path": r"^/v1/apps", "nth": 1}
SLOW = 1.5


@pytest.fixture(scope="module")
def processes() -> Iterator[RunningBot]:
    """Web, clock and two workers, and Carl, who is also in a user group."""
    with start_bot(start=("web", "worker", "worker", "clock")) as bot:
        bot.slack.usergroup("support", [bot.slack.person("Carl")])
        yield bot


@pytest.fixture
def bot(processes: RunningBot) -> Iterator[RunningBot]:
    """The processes, with nothing pending, before a test and after it."""
    processes.redis.delete("asc:grants", *(processes.redis.keys("asc:channel:*") or ["asc:none"]))
    processes.apple.set_version_state(processes.version_id, "READY_FOR_DISTRIBUTION")
    yield processes
    idle(processes)
    processes.apple.faults.clear()
    processes.slack.faults.clear()
    assert not processes.redis.exists("asc:order", "asc:order:touched")


def idle(bot: RunningBot, seconds: float = 60) -> None:
    """Wait until every job has ended."""
    bot.slack.settled()
    until = time.monotonic() + seconds
    while bot.redis.hlen("asc:owed"):
        assert time.monotonic() < until, bot.logs()[-4000:]
        time.sleep(0.05)


def promo(bot: RunningBot, locale: str = "en-US", version_id: str = "") -> str | None:
    return bot.apple.texts(version_id or bot.version_id)[locale]["promotionalText"]


def types(bot: RunningBot, *lines: str, person: Person | None = None, channel: Channel | None = None) -> None:
    """Send the commands one after the other; each is acknowledged before the next."""
    for line in lines:
        reply = (person or bot.eddie).types(f"/asc {line}", channel or bot.release)
        assert reply.status == 200, reply


def app_of_channel(bot: RunningBot) -> str:
    chosen = channels.app_of(bot.redis, bot.release.id)
    return chosen.bundle_id if chosen else ""


def ephemerals(bot: RunningBot, before: int) -> str:
    return "\n".join(message.text for message in bot.slack.ephemerals(bot.eddie)[before:])


@pytest.fixture(scope="module")
def second_app(processes: RunningBot) -> str:
    """Another app of the account, with a live version; returns the version's id."""
    app_id = processes.apple.add_app("com.example.second", "Second")
    return processes.apple.add_version(app_id, "9.0", state="READY_FOR_DISTRIBUTION", locales=["en-US", "de-DE"])


TIDE = "--app com.example.tide"


@pytest.mark.parametrize("first", ["en-US", "english", "de-DE,en-US"])
def test_the_text_that_was_requested_last_is_what_stands(bot: RunningBot, first: str) -> None:
    bot.apple.faults.add(Fault.slow(SLOW, **PATCH))
    before = len(bot.slack.ephemerals(bot.eddie))
    types(bot, f"promo {first} {TIDE} Asked first", f"promo en-US {TIDE} Asked last")
    idle(bot)
    assert promo(bot) == "Asked last"
    assert wording.WAITS_TEXT in ephemerals(bot, before)


def test_the_last_of_two_people_in_two_channels_wins(bot: RunningBot) -> None:
    olive = bot.slack.person("Olive", owner=True)
    market = bot.slack.channel("market", members=[olive])
    bot.apple.faults.add(Fault.slow(SLOW, **PATCH))
    first = bot.eddie.says(bot.release, f"@App Store Bot promo de-DE {TIDE} Zuerst")
    bot.slack.settled()
    second = olive.says(market, f"@App Store Bot promo de-DE {TIDE} Zuletzt")
    idle(bot)
    assert promo(bot, "de-DE") == "Zuletzt"
    assert wording.WAITS_TEXT not in bot.read(first)
    assert [wording.WAITS_TEXT in message.text for message in bot.slack.thread(market, second)[1:]] == [True, False]


def test_a_text_from_a_form_waits_for_one_from_a_command(bot: RunningBot) -> None:
    types(bot, f"promo en-US {TIDE}")
    bot.slack.wait(lambda: (view := bot.slack.view_of(bot.eddie)) and "promo/0" in str(view), 20)
    bot.apple.faults.add(Fault.slow(SLOW, **PATCH))
    types(bot, f"promo en-US {TIDE} From the command")
    assert bot.eddie.submits({f"{bot.app_id}/en-US/promo/0": "From the form"}).errors is None
    idle(bot)
    # The form was not filled with the text of the command: its user is asked, and nothing is overwritten unseen.
    assert promo(bot) == "From the command"
    assert "From the form" in bot.slack.messages(bot.release)[-1].text


@pytest.mark.parametrize("other", [f"promo fr-FR {TIDE} quick", "promo en-US --app com.example.second quick"])
def test_nothing_waits_for_what_it_does_not_touch(bot: RunningBot, second_app: str, other: str) -> None:
    slow = bot.apple.faults.add(Fault.slow(4, **PATCH))
    for version_id in (bot.version_id, second_app):
        bot.apple.set_text(version_id, "en-US", promotionalText="")
    types(bot, f"promo en-US {TIDE} Slow one")
    assert wait_until(lambda: slow.fired > 0, 10)
    types(bot, other)
    until = time.monotonic() + 3
    while "quick" not in {promo(bot, "fr-FR"), promo(bot, version_id=second_app)}:
        assert time.monotonic() < until, bot.logs()[-4000:]
        time.sleep(0.02)
    assert promo(bot) == ""


def test_a_text_goes_to_the_app_that_was_chosen_before(bot: RunningBot, second_app: str) -> None:
    types(bot, "use com.example.tide")
    idle(bot)
    bot.apple.faults.add(Fault.slow(2, **APPS))
    before = len(bot.slack.ephemerals(bot.eddie))
    types(bot, "use com.example.second", "promo en-US Meant for the second app", "use com.example.tide")
    idle(bot)
    assert promo(bot, version_id=second_app) == "Meant for the second app"
    assert promo(bot) != "Meant for the second app"
    assert app_of_channel(bot) == "com.example.tide"
    assert wording.WAITS_APP in ephemerals(bot, before)


def test_the_last_app_that_was_chosen_is_the_channels(bot: RunningBot, second_app: str) -> None:
    bot.apple.faults.add(Fault.slow(SLOW, **APPS))
    types(bot, "use com.example.tide", "use com.example.second")
    idle(bot)
    assert app_of_channel(bot) == "com.example.second"


@pytest.mark.parametrize(("holder", "method"), [("@Carl", "users.info"), ("@support", "usergroups.users.list")])
def test_a_role_that_is_taken_right_after_it_was_given_is_gone(bot: RunningBot, holder: str, method: str) -> None:
    types(bot, f"promo en-US {TIDE} Slack has been asked who Eddie is")
    idle(bot)
    bot.slack.faults.add(SlackFault(method, "slow", seconds=1))
    before = len(bot.slack.ephemerals(bot.eddie))
    types(bot, f"access grant {holder} approver", f"access revoke {holder}")
    idle(bot)
    assert people.grants(bot.redis) == {bot.eddie.id: Role.ADMIN}, ephemerals(bot, before)
    assert wording.WAITS_ROLE in ephemerals(bot, before)


def test_alerts_and_digests_that_are_turned_off_right_after_on_are_off(bot: RunningBot) -> None:
    bot.apple.faults.add(Fault.slow(2, method="GET", path="customerReviews", nth=1))
    bot.apple.faults.add(Fault.slow(2, **APPS))
    types(bot, f"alerts on {TIDE}", "digest daily 09:00 --app com.example.tide", "alerts off", "digest off")
    idle(bot)
    assert alerts.of_channel(bot.redis, bot.release.id) == []
    assert subscriptions.get(bot.redis, bot.release.id) is None


def test_a_pause_that_apple_asks_for_keeps_the_turn_of_the_first(bot: RunningBot) -> None:
    bot.apple.faults.add(Fault.status(429, headers={"Retry-After": "12"}, **PATCH))
    before = len(bot.slack.ephemerals(bot.eddie))
    types(bot, f"promo en-US {TIDE} First, then paused", f"promo en-US {TIDE} After the pause")
    idle(bot)
    assert promo(bot) == "After the pause"
    assert wording.WAITS_TEXT in ephemerals(bot, before)


@pytest.mark.timeout(240)
def test_with_random_delays_and_kills_the_last_request_about_each_text_wins(bot: RunningBot) -> None:
    dice = random.Random(int(os.environ.get("SEED", "20261128")))  # noqa: S311 - chance, not a secret
    for round_number in range(int(os.environ.get("KILLS", "3"))):
        for nth in range(1, 12):
            bot.apple.faults.add(Fault.slow(dice.uniform(0, 1.2), method=dice.choice(["GET", "PATCH"]), nth=nth))
        last: dict[str, str] = {}
        for number in range(10):
            locale, text = dice.choice(["en-US", "de-DE", "fr-FR"]), f"{round_number}.{number}"
            last[locale] = text
            types(bot, f"promo {locale} {TIDE} {text}")
            time.sleep(dice.uniform(0, 0.2))  # the instant of the next request, and of the kill, is under test
        worker = next(p for p in bot.processes if "tasks.worker" in str(p.args) and p.poll() is None)
        bot.kill(worker)
        for name in bot.redis.keys("asc:lease:*"):
            bot.redis.delete(name)
        bot.start("worker")
        idle(bot, 100)
        assert {locale: promo(bot, locale) for locale in last} == last
        bot.apple.faults.clear()
