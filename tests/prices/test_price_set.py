"""`price set` and `price adjust`: every change is shown first, made once, and undone."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta

import pytest

from appstore.catalog import pacific
from appstore.catalog.territories import CODES
from records.analytics.statistics import Span
from records.dispatch.app_cache import KnownApp
from sandbox.appstore import Fault
from sandbox.appstore.storefronts import STOREFRONTS
from sandbox.slack.people import Person
from sandbox.slack.rendering import as_text
from tasks.analytics.marks import marks
from tests.releases.submitting import later, posted
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import requested

Spans = list[tuple[str, str, str | None, str | None]]


@pytest.fixture
def priced(env: Env) -> Env:
    """Tide costs 4.99 USD, and 3.99 EUR in Germany."""
    env.apple.set_price(env.app_id, "4.99")
    env.apple.set_price(env.app_id, "3.99", "DEU")
    return env


def schedule(env: Env) -> Spans:
    """The prices set by hand: territory, price, first day and the day after the last."""
    return sorted(env.apple.prices(env.app_id), key=lambda span: (span[0] != "USA", span[0], span[2] or ""))


def day(env: Env, days: int = 0) -> date:
    """Apple's date of today, or so many days later."""
    return pacific.today(env.kit.clock()) + timedelta(days=days)


def press(env: Env, label: str, person: Person | None = None) -> str:
    """Press a button of the newest message with it that this person sees; returns what all read in the channel."""
    presser = person or env.eddie
    seen = [*env.slack.messages(env.release), *env.slack.ephemerals(presser)]
    found = next(each for each in reversed(seen) if any(button.label == label for button in each.buttons))
    presser.clicks(env.release, found, label)
    env.slack.settled()
    env.work()
    return posted(env)


def posts(env: Env) -> int:
    """How often a schedule was replaced."""
    return env.writes().count("POST /v1/appPriceSchedules")


def test_the_base_price_is_set_once_its_button_is_pressed_and_every_other_manual_price_stays(priced: Env) -> None:
    offer = requested(priced, "/asc price set 5.99")
    assert wording.PRICE_OFFERED in offer
    assert "United States (USA): 4.99 USD → 5.99 USD (+20.0 %)" in offer
    assert "Germany" not in offer
    assert wording.PRICE_FILE_IN_PRIVATE in offer
    assert posts(priced) == 0
    text = press(priced, "Apply")
    assert wording.PRICE_CHANGED_BY_EDDIE in text
    assert schedule(priced) == [("USA", "5.99", None, None), ("DEU", "3.99", None, None)]


def test_the_csv_of_an_offer_has_every_territory_that_follows(priced: Env) -> None:
    requested(priced, "/asc price set 5.99")
    (file,) = [file for message in priced.slack.messages(priced.slack.dm(priced.eddie)) for file in message.files]
    data = priced.slack.workspace.files[file["id"]].data.decode("utf-8-sig")
    found = {row["code"]: row for row in csv.DictReader(data.splitlines())}
    assert set(found) == set(STOREFRONTS) - {"DEU"}
    japan = found["JPN"]
    assert (japan["currency"], japan["follows the base territory"]) == ("JPY", "yes")
    assert float(japan["new price"]) > float(japan["old price"])


def test_a_first_price_is_that_of_the_base_and_can_not_be_undone(env: Env) -> None:
    assert wording.PRICE_FIRST_OF_BASE in requested(env, "/asc price set 4.99 --territory DEU")
    assert wording.PRICE_FIRST_OF_BASE in requested(env, f"/asc price set 4.99 --on {day(env, 3)}")
    requested(env, "/asc price set 4.99")
    assert "no price → 4.99 USD" in press(env, "Apply")
    assert schedule(env) == [("USA", "4.99", None, None)]
    assert "Undo" not in posted(env)


def test_a_planned_price_with_an_end_returns_to_what_was(priced: Env) -> None:
    start, end = day(priced, 5), day(priced, 9)
    offer = requested(priced, f"/asc price set 5,99 € --territory DEU,FRA --on {start} --until {end}")
    assert wording.PRICE_STAYS_UNTIL in offer
    assert wording.PRICE_RETURNS in offer
    assert wording.PRICE_PLANNED_BY_EDDIE in press(priced, "Apply")
    first, last = start.isoformat(), end.isoformat()
    assert schedule(priced) == [
        ("USA", "4.99", None, None),
        ("DEU", "3.99", None, first),
        ("DEU", "5.99", first, last),
        ("DEU", "3.99", last, None),
        ("FRA", "4.99", None, first),
        ("FRA", "5.99", first, last),
    ]


def test_undo_restores_the_old_timeline_once(priced: Env) -> None:
    change = day(priced, 10).isoformat()
    priced.apple.set_price(priced.app_id, "5.99", "FRA", start=None, end=change)
    before = schedule(priced)
    requested(priced, f"/asc price set 9.99 --territory FRA,DEU --on {day(priced, 2)}")
    press(priced, "Apply")
    assert schedule(priced) != before
    result = priced.slack.messages(priced.release)[-1]
    for person in (priced.eddie, priced.olive):
        person.clicks(priced.release, result, "Undo")
    priced.slack.settled()
    priced.work()
    assert schedule(priced) == before
    assert posts(priced) == 2
    (thread,) = [as_text(reply) for reply in priced.slack.thread(priced.release, result.ts)[1:]]
    assert wording.PRICE_RESTORED_BY_EDDIE in thread.replace("@Olive", "@Eddie")
    assert "Undo" not in posted(priced)


def test_undo_after_another_change_changes_nothing_and_can_be_pressed_again(priced: Env) -> None:
    requested(priced, "/asc price set 9.99 --territory DEU")
    press(priced, "Apply")
    changed = schedule(priced)
    priced.apple.set_price(priced.app_id, "1.99", "FRA")
    press(priced, "Undo")
    assert posts(priced) == 1
    result = next(each for each in priced.slack.messages(priced.release) if each.buttons)
    thread = "\n".join(as_text(each) for each in priced.slack.thread(priced.release, result.ts))
    assert wording.PRICE_UNDO_OVERTAKEN in thread
    priced.apple.clear_prices(priced.app_id)
    for territory, amount, start, end in changed:
        priced.apple.set_price(priced.app_id, amount, territory, start=start, end=end)
    press(priced, "Undo")
    assert ("DEU", "3.99", None, None) in schedule(priced)


def test_what_changed_after_it_was_shown_is_not_overwritten(priced: Env) -> None:
    requested(priced, "/asc price set 5.99 --territory DEU")
    priced.apple.set_price(priced.app_id, "1.99", "FRA")
    assert wording.PRICE_HAS_CHANGED in press(priced, "Apply")
    assert posts(priced) == 0


def test_an_offer_that_is_pressed_after_midnight_still_begins_today(priced: Env) -> None:
    requested(priced, f"/asc price set 5.99 --territory DEU --on {day(priced, 1)} --until {day(priced, 4)}")
    end = day(priced, 4).isoformat()
    later(priced, 2 * 86_400)
    press(priced, "Apply")
    assert schedule(priced)[1:] == [("DEU", "5.99", None, end), ("DEU", "3.99", end, None)]


def test_a_price_that_is_over_before_it_is_confirmed_is_not_set(priced: Env) -> None:
    requested(priced, f"/asc price set 5.99 --territory DEU --until {day(priced, 1)}")
    later(priced, 2 * 86_400)
    assert wording.PRICE_OVER in press(priced, "Apply")
    assert posts(priced) == 0


@pytest.mark.parametrize("code", [504, 500])
def test_a_schedule_whose_response_is_lost_is_looked_up_and_not_replaced_again(priced: Env, code: int) -> None:
    priced.retry_at_once()
    priced.apple.faults.add(Fault.lost(code, method="POST", path="appPriceSchedules", times=1))
    requested(priced, "/asc price set 5.99 --territory DEU")
    assert wording.PRICE_CHANGED_BY_EDDIE in press(priced, "Apply")
    assert posts(priced) == 1
    assert ("DEU", "5.99", None, None) in schedule(priced)


def test_a_refused_schedule_is_reported_and_nothing_is_lost(priced: Env) -> None:
    priced.apple.faults.add(Fault.status(403, method="POST", path="appPriceSchedules"))
    before = schedule(priced)
    requested(priced, "/asc price set 5.99 --territory DEU")
    assert wording.KEY_MAY_NOT in press(priced, "Apply")
    assert schedule(priced) == before


def test_percent_goes_to_the_nearest_points(priced: Env) -> None:
    offer = requested(priced, "/asc price adjust -20% --territory DEU,JPN")
    assert "Germany (DEU): 3.99 EUR → 3.19 EUR (-20.1 %)" in offer
    press(priced, "Apply")
    assert {territory for territory, *_ in schedule(priced)} == {"USA", "DEU", "JPN"}


def test_a_planned_base_change_that_is_replaced_is_named(priced: Env) -> None:
    change = day(priced, 10)
    priced.apple.clear_prices(priced.app_id)
    priced.apple.set_price(priced.app_id, "4.99", end=change.isoformat())
    priced.apple.set_price(priced.app_id, "9.99", start=change.isoformat())
    assert wording.PRICE_REPLACES_PLAN in requested(priced, "/asc price set 5.99")
    press(priced, "Apply")
    assert schedule(priced) == [("USA", "5.99", None, None)]


def test_the_nearest_prices_are_buttons_that_go_on_with_the_same_days(priced: Env) -> None:
    start = day(priced, 3)
    offer = requested(priced, f"/asc price set 4.97 --territory DEU --on {start}")
    assert wording.PRICE_NOT_OFFERED in offer
    priced.eddie.clicks(priced.release, priced.slack.ephemerals(priced.eddie)[-1], "4.89 EUR")
    priced.slack.settled()
    priced.work()
    press(priced, "Apply")
    assert ("DEU", "4.89", start.isoformat(), None) in schedule(priced)
    assert wording.PRICE_ONE_BY_ONE in requested(priced, "/asc price set 4.97 --territory DEU,JPN")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("set", wording.PRICE_USAGE),
        ("adjust", wording.PRICE_USAGE),
        ("--on 2030-01-01", wording.PRICE_USAGE),
        ("4.99", wording.PRICE_SURPLUS),
        ("set cheap", wording.PRICE_AMOUNT_UNCLEAR),
        ("set 4.99 5.99", wording.PRICE_AMOUNT_UNCLEAR),
        ("set -4.99", wording.PRICE_AMOUNT_UNCLEAR),
        ("set 4.99 DEU", wording.PRICE_TERRITORY_AS_WORD),
        ("set -20%", wording.PRICE_PERCENT_INSTEAD),
        ("adjust 20%", wording.PRICE_PERCENT_UNCLEAR),
        ("adjust 4.99", wording.PRICE_PERCENT_UNCLEAR),
        ("adjust -100%", wording.PRICE_NOTHING_LEFT),
        ("adjust -120%", wording.PRICE_NOTHING_LEFT),
        ("adjust -1%", wording.PRICE_TOO_SMALL),
        ("set 4.99 € --territory JPN", wording.PRICE_WRONG_CURRENCY),
        ("set 4.99 --on 2020-01-01", wording.PRICE_DAY_PAST),
        ("set 4.99 --until 2020-01-01", wording.PRICE_DAY_PAST),
        ("set 4.99 --on 24.12.2026", wording.PRICE_DAY_UNCLEAR),
        ("set 4.99 --on 2030-02-30", wording.PRICE_DAY_UNCLEAR),
        ("set 4.99 --on 2030-01-01T09:00", wording.PRICE_DAY_UNCLEAR),
        ("set 4.99 --on 2030-01-05 --until 2030-01-05", wording.PRICE_DAYS_REVERSED),
        ("set 4.99 --until today", wording.PRICE_DAYS_REVERSED),
        ("set 4.99 --territory Atlantis", "Atlantis is not a country or region with an App Store."),
        (f"set 4.99 --territory {','.join(sorted(STOREFRONTS))}", wording.PRICE_TOO_MANY),
        ("set 4.99", wording.PRICE_SO_ALREADY),
    ],
)
def test_what_can_not_be_set_is_explained_and_nothing_changes(priced: Env, line: str, expected: str) -> None:
    before = schedule(priced)
    assert expected in requested(priced, f"/asc price {line}")
    assert not any(each.buttons for each in priced.slack.ephemerals(priced.eddie))
    assert schedule(priced) == before
    assert posts(priced) == 0


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("set 49.99", wording.PRICE_TWICE),
        ("set free", wording.PRICE_OF_NOTHING),
        ("set 4.99 --territory USA --until tomorrow", wording.PRICE_SO_ALREADY),
    ],
)
def test_changes_that_may_be_slips_carry_a_note(priced: Env, line: str, expected: str) -> None:
    assert expected in requested(priced, f"/asc price {line}")


def test_selling_a_free_app_names_the_agreement_and_percent_of_free_is_refused(env: Env) -> None:
    env.apple.set_price(env.app_id, "0.0")
    assert wording.PRICE_NEEDS_AGREEMENT in requested(env, "/asc price set 4.99")
    assert wording.PRICE_NOTHING_TO_ADJUST in requested(env, "/asc price adjust +10%")


def test_a_dry_run_shows_the_change_without_buttons(priced: Env) -> None:
    shown = requested(priced, "/asc price set 5.99 --territory DEU --dry-run")
    assert wording.PRICE_DRY_RUN in shown
    assert "Apply" not in shown


def test_only_releasers_see_an_offer_or_press_its_buttons(priced: Env) -> None:
    priced.says(priced.vera, "<@BOT> price set 5.99")
    priced.work()
    assert wording.TAKES_ROLE in priced.ephemeral_text(priced.vera)
    priced.says(priced.eddie, "<@BOT> price set 5.99")
    priced.work()
    assert wording.PRICE_OFFERED in priced.ephemeral_text(priced.eddie)
    assert wording.PRICE_OFFERED not in priced.ephemeral_text(priced.vera)
    press(priced, "Apply")
    priced.vera.clicks(priced.release, next(m for m in priced.slack.messages(priced.release) if m.buttons), "Undo")
    priced.slack.settled()
    priced.work()
    assert posts(priced) == 1


def test_the_trail_names_the_price_before_and_after(priced: Env) -> None:
    requested(priced, "/asc price set 5.99 --territory DEU")
    press(priced, "Apply")
    press(priced, "Undo")
    trail = requested(priced, "/asc audit")
    assert wording.PRICE_CHANGE_IN_TRAIL in trail
    assert wording.PRICE_RESTORED_IN_TRAIL in trail


def marked(env: Env) -> list[str]:
    """What the chart of analytics marks, in yesterday and the two days after, since midnight may pass."""
    today = datetime.fromtimestamp(env.kit.clock(), UTC).date()
    app = KnownApp(id=env.app_id, bundle_id="com.example.tide", name="Tide", primary_locale="en-US")
    found = marks(env.kit, app, Span(start=today - timedelta(days=1), end=today + timedelta(days=1)))
    return [name for names in found.values() for name in names]


def test_the_chart_of_analytics_marks_a_price_that_has_changed_and_no_planned_one(priced: Env) -> None:
    requested(priced, f"/asc price set 6.99 --on {day(priced, 3)}")
    press(priced, "Apply")
    press(priced, "Undo")
    assert posts(priced) == 2
    assert marked(priced) == []
    requested(priced, "/asc price set 5.99 --territory DEU")
    press(priced, "Apply")
    assert marked(priced) == ["price"]


@pytest.mark.parametrize(("territory", "offer", "button"), [("--territory DEU", 6, 6), ("", 7, 5)])
def test_the_calls_of_an_offer_and_of_its_button_are_few(priced: Env, territory: str, offer: int, button: int) -> None:
    """docs/prices.md states them; a territory of the stand-in has three pages of price points, Apple's has four."""
    requested(priced, "/asc price")
    before = len(priced.apple.calls)
    requested(priced, f"/asc price set 5.99 {territory}")
    offered = len(priced.apple.calls)
    assert offered - before == offer
    press(priced, "Apply")
    assert len(priced.apple.calls) - offered == button


def test_every_storefront_of_the_stand_in_has_a_name() -> None:
    assert set(STOREFRONTS) <= set(CODES)
