"""`product PRODUCT_ID [LOCALE]`: the form, the version that its texts go to, before and after, and Undo."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from appstore.products import versions as versions_of_product
from appstore.products.families import Family
from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from tests.releases.submitting import later
from tests.support import wording
from tests.support.env import Env

TEXTS = {"en-US": ("Tide Pro", "Every harbour"), "de-DE": ("Tide Pro", "Alle Häfen")}
FAMILIES = pytest.mark.parametrize("product_id", ["tide.pro", "tide.monthly"])


@pytest.fixture
def shop(env: Env) -> Env:
    """Tide sells a purchase and a subscription, both approved in two languages."""
    env.apple.add_purchase(env.app_id, "tide.pro", "Pro", texts=TEXTS)
    env.apple.add_subscription(env.app_id, "tide.monthly", "Monthly", texts=TEXTS)
    return env


def apples_id(env: Env, product_id: str) -> str:
    rows = [*env.apple._store.rows["inAppPurchases"].values(), *env.apple._store.rows["subscriptions"].values()]  # noqa: SLF001 - Apple's ids are not shown elsewhere
    return next(row.id for row in rows if row["productId"] == product_id)


def versions(env: Env, product_id: str) -> list[tuple[str, dict[str, tuple[str, str | None]]]]:
    return list(env.apple.product(apples_id(env, product_id)).versions)


def form(env: Env, line: str) -> str:
    env.eddie.types(f"/asc {line}", env.release)
    env.work()
    return as_text(env.slack.wait_for_view(env.eddie))


def block(env: Env, product_id: str, part: str, locale: str = "en-US") -> str:
    return f"{apples_id(env, product_id)}/{locale}/{part}"


def submit(env: Env, product_id: str, name: str, description: str, locale: str = "en-US") -> Mapping[str, str] | None:
    entered = {
        block(env, product_id, "name", locale): name,
        block(env, product_id, "description", locale): description,
    }
    errors = env.eddie.submits(entered).errors
    env.work()
    return errors


def posted(env: Env) -> str:
    return "\n".join(as_text(message) for message in env.slack.messages(env.release))


def press_undo(env: Env) -> None:
    message = next(message for message in env.slack.messages(env.release) if message.buttons)
    env.eddie.clicks(env.release, message, "Undo")
    env.slack.settled()
    env.work()


@FAMILIES
def test_texts_of_an_approved_product_go_to_a_new_version(shop: Env, product_id: str) -> None:
    shown = form(shop, f"product {product_id}")
    assert "Every harbour" in shown
    assert wording.PRODUCT_AFTER_REVIEW in shown
    assert submit(shop, product_id, "Tide Plus :tada:", "Every harbour") is None
    (live, old), (ahead, new) = versions(shop, product_id)
    assert (live, old["en-US"]) == ("APPROVED", TEXTS["en-US"])
    assert (ahead, new) == ("PREPARE_FOR_SUBMISSION", TEXTS | {"en-US": ("Tide Plus 🎉", "Every harbour")})
    for expected in (wording.PRODUCT_CHANGED, wording.PRODUCT_AFTER_REVIEW, "Tide Pro", f"product submit {product_id}"):
        assert expected in posted(shop)
    assert wording.PRODUCT_BOTH_CHANGED not in posted(shop)


@FAMILIES
def test_a_version_in_preparation_gets_the_texts(shop: Env, product_id: str) -> None:
    shop.apple.add_product_version(apples_id(shop, product_id), "REJECTED")
    form(shop, f"product {product_id} german")
    assert submit(shop, product_id, "Gezeiten", "", "de-DE") is None
    assert len(versions(shop, product_id)) == 2
    assert versions(shop, product_id)[1][1]["de-DE"] == ("Gezeiten", None)
    assert wording.PRODUCT_BOTH_CHANGED in posted(shop)


@FAMILIES
def test_a_language_without_a_text_is_added_and_undo_removes_it(shop: Env, product_id: str) -> None:
    form(shop, f"product {product_id} fr-FR")
    assert submit(shop, product_id, "Marées", "Tous les ports", "fr-FR") is None
    assert versions(shop, product_id)[1][1]["fr-FR"] == ("Marées", "Tous les ports")
    press_undo(shop)
    assert versions(shop, product_id)[1][1] == TEXTS


def test_undo_restores_the_old_texts_once(shop: Env) -> None:
    form(shop, "product tide.pro")
    submit(shop, "tide.pro", "Tide Plus", "All of it")
    message = next(message for message in shop.slack.messages(shop.release) if message.buttons)
    for person in (shop.eddie, shop.olive):
        person.clicks(shop.release, message, "Undo")
    shop.slack.settled()
    shop.work()
    assert versions(shop, "tide.pro")[1][1] == TEXTS
    assert wording.PRODUCT_RESTORED in shop.read(message.ts)
    assert wording.decided_first("Eddie") in shop.ephemeral_text(shop.olive)
    assert not any(message.buttons for message in shop.slack.messages(shop.release))
    trail = shop.eddie.types("/asc audit", shop.release).body
    shop.work()
    assert wording.PRODUCT_IN_TRAIL in trail + shop.ephemeral_text(shop.eddie)


def test_undo_leaves_what_was_changed_since(shop: Env) -> None:
    form(shop, "product tide.pro")
    submit(shop, "tide.pro", "Tide Plus", "All of it")
    shop.apple.set_product_text(apples_id(shop, "tide.pro"), "en-US", "On the web", "All of it")
    press_undo(shop)
    assert versions(shop, "tide.pro")[1][1]["en-US"][0] == "On the web"
    (message, *_) = shop.slack.messages(shop.release)
    assert wording.PRODUCT_CHANGED_MEANWHILE in shop.read(message.ts)


def test_what_was_changed_while_the_form_was_open_is_not_overwritten(shop: Env) -> None:
    form(shop, "product tide.pro")
    shop.apple.set_product_text(apples_id(shop, "tide.pro"), "en-US", "On the web", "Every harbour")
    submit(shop, "tide.pro", "Tide Plus", "All of it")
    assert wording.PRODUCT_CHANGED_MEANWHILE in posted(shop)
    assert "On the web" in posted(shop)
    assert shop.writes() == []


def test_the_form_says_at_the_field_what_apple_would_refuse(shop: Env) -> None:
    form(shop, "product tide.pro")
    name, description = (block(shop, "tide.pro", part) for part in ("name", "description"))
    assert submit(shop, "tide.pro", "x" * 36, "ö" * 56) == {
        name: wording.PRODUCT_NAME_TOO_LONG,
        description: wording.PRODUCT_DESCRIPTION_TOO_LONG,
    }
    assert submit(shop, "tide.pro", "x", "") == {name: wording.PRODUCT_NAME_TOO_SHORT}
    assert submit(shop, "tide.pro", *TEXTS["en-US"]) == {name: wording.PRODUCT_SAME}
    assert shop.writes() == []
    assert submit(shop, "tide.pro", "e\u0301" * 35, "ö" * 55) is None
    assert versions(shop, "tide.pro")[1][1]["en-US"] == ("é" * 35, "ö" * 55)


@pytest.mark.parametrize(
    ("state", "advice"),
    [
        ("READY_FOR_REVIEW", wording.PRODUCT_DRAFTED),
        ("WAITING_FOR_REVIEW", wording.PRODUCT_WAITS),
        ("IN_REVIEW", wording.PRODUCT_REVIEWED),
        ("ACCEPTED", wording.PRODUCT_ACCEPTED),
    ],
)
def test_a_state_that_takes_no_texts_is_told_with_what_to_do(shop: Env, state: str, advice: str) -> None:
    shop.apple.add_product_version(apples_id(shop, "tide.pro"), state)
    shown = form(shop, "product tide.pro")
    assert wording.PRODUCT_LOCKED in shown
    assert advice in shown


def test_a_product_that_was_submitted_while_the_form_was_open_is_not_changed(shop: Env) -> None:
    shop.apple.add_product_version(apples_id(shop, "tide.pro"))
    form(shop, "product tide.pro")
    shop.apple.set_product_state(apples_id(shop, "tide.pro"), "WAITING_FOR_REVIEW")
    submit(shop, "tide.pro", "Tide Plus", "All of it")
    assert wording.PRODUCT_WAITS in posted(shop)
    assert shop.writes() == []


@FAMILIES
def test_where_products_have_no_versions_the_older_texts_are_written(shop: Env, product_id: str) -> None:
    shop.apple.product_versions = False
    form(shop, f"product {product_id}")
    submit(shop, product_id, "Tide Plus", "All of it")
    assert versions(shop, product_id)[0][1]["en-US"] == ("Tide Plus", "All of it")
    assert wording.PRODUCT_SUBMIT_IN_ASC in posted(shop)
    press_undo(shop)
    assert versions(shop, product_id)[0][1] == TEXTS
    form(shop, f"product {product_id} fr-FR")
    submit(shop, product_id, "Marées", "", "fr-FR")
    assert versions(shop, product_id)[0][1]["fr-FR"] == ("Marées", None)


def test_texts_of_a_product_before_its_first_review_reach_nobody_yet(shop: Env) -> None:
    shop.apple.add_purchase(shop.app_id, "tide.charts", "Charts", state="READY_TO_SUBMIT")
    form(shop, "product tide.charts")
    submit(shop, "tide.charts", "Sea charts", "All")
    assert len(versions(shop, "tide.charts")) == 1
    assert wording.PRODUCT_FIRST_REVIEW in posted(shop)


def test_a_mention_gets_a_button_that_opens_the_form(shop: Env) -> None:
    ts = shop.says(shop.eddie, "<@BOT> product tide.pro de-DE")
    shop.work()
    shop.eddie.clicks(shop.release, shop.replies(ts)[0], "Open the form")
    shop.work()
    shop.slack.wait_for_view(shop.eddie)
    submit(shop, "tide.pro", "Gezeiten", "Alle Häfen", "de-DE")
    assert versions(shop, "tide.pro")[1][1]["de-DE"] == ("Gezeiten", "Alle Häfen")
    assert wording.PRODUCT_CHANGED in shop.read(ts)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("product tide.por", "Did you mean tide.pro (Pro)?"),
        ("product TIDE.PRO", "Every harbour"),
        ("product Monthly", "Did you mean tide.monthly (Monthly)?"),
        ("product tide.pro Klingon", wording.PRODUCT_LANGUAGE_AFTER_ID),
        ("product nothing.like.it", wording.PRODUCT_UNKNOWN),
    ],
)
def test_an_id_that_no_product_has_is_answered_with_near_ones(shop: Env, line: str, answer: str) -> None:
    assert answer in form(shop, line)


def test_without_an_id_the_form_asks_for_it(shop: Env) -> None:
    shop.eddie.types("/asc product", shop.release)
    assert wording.PRODUCT_WHICH in as_text(shop.slack.wait_for_view(shop.eddie))
    assert shop.eddie.submits({"word": "tide.pro german"}).errors is None
    shop.work()
    shop.eddie.clicks(shop.release, shop.slack.ephemerals(shop.eddie)[-1], "Open the form")
    shop.work()
    assert "Alle Häfen" in as_text(shop.slack.wait_for_view(shop.eddie))


def test_where_apple_does_not_respond_the_change_goes_on_later_and_can_be_undone(shop: Env) -> None:
    shop.retry_at_once()
    shop.apple.faults.add(Fault.status(503, method="PATCH", path="/inAppPurchaseLocalizations"))
    form(shop, "product tide.pro")
    submit(shop, "tide.pro", "Tide Plus", "All of it")
    assert len(versions(shop, "tide.pro")) == 2
    shop.apple.faults.clear()
    later(shop, 31)
    assert [texts["en-US"] for _, texts in versions(shop, "tide.pro")] == [
        TEXTS["en-US"],
        ("Tide Plus", "All of it"),
    ]
    assert wording.PRODUCT_BOTH_CHANGED in posted(shop)
    press_undo(shop)
    assert versions(shop, "tide.pro")[1][1] == TEXTS


@FAMILIES
def test_two_requests_at_the_same_moment_share_one_new_version(shop: Env, product_id: str) -> None:
    family = Family.PURCHASE if product_id == "tide.pro" else Family.SUBSCRIPTION
    apple, identity = shop.kit.apple_of(""), apples_id(shop, product_id)
    assert {versions_of_product.create(apple, family, identity).id for _ in range(2)} == {
        versions_of_product.read(apple, family, identity)[-1].id
    }


def test_a_response_that_is_lost_makes_no_second_version(shop: Env) -> None:
    shop.retry_at_once()
    shop.apple.faults.add(Fault.lost(504, method="POST", path="/inAppPurchaseVersions$", nth=1))
    shop.apple.faults.add(Fault.lost(504, method="POST", path="/inAppPurchaseLocalizations$", nth=1))
    form(shop, "product tide.pro fr-FR")
    submit(shop, "tide.pro", "Marées", "Tous les ports", "fr-FR")
    assert [state for state, _ in versions(shop, "tide.pro")] == ["APPROVED", "PREPARE_FOR_SUBMISSION"]
    assert versions(shop, "tide.pro")[1][1]["fr-FR"] == ("Marées", "Tous les ports")
    assert wording.PRODUCT_CHANGED in posted(shop)
