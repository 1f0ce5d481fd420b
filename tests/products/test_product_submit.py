"""`product submit`: new texts go to review once, on their own, or with the app's version where they are the first."""

from __future__ import annotations

import pytest

from records.people import Role
from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from sandbox.submittable import make_submittable
from tests.releases.submitting import later
from tests.support import wording
from tests.support.env import Env
from tests.support.granting import grant

FAMILIES = pytest.mark.parametrize("product_id", ["tide.pro", "tide.monthly"])


@pytest.fixture
def shop(env: Env) -> Env:
    """Tide sells an approved purchase and an approved subscription, each with new texts; Olive may submit them."""
    grant(env.kit.redis, env.olive.id, Role.RELEASER)
    pro = env.apple.add_purchase(env.app_id, "tide.pro", "Pro")
    monthly = env.apple.add_subscription(env.app_id, "tide.monthly", "Monthly")
    for product in (pro, monthly):
        env.apple.add_product_version(product)
        env.apple.set_product_text(product, "en-US", "Tide Plus", "All of it")
    return env


@pytest.fixture
def first(env: Env) -> str:
    """Tide has one product, which was never approved."""
    grant(env.kit.redis, env.olive.id, Role.RELEASER)
    return env.apple.add_purchase(env.app_id, "tide.pro", "Pro", state="READY_TO_SUBMIT")


def apples_id(env: Env, product_id: str) -> str:
    rows = [*env.apple._store.rows["inAppPurchases"].values(), *env.apple._store.rows["subscriptions"].values()]  # noqa: SLF001 - Apple's ids are not shown elsewhere
    return next(row.id for row in rows if row["productId"] == product_id)


def states(env: Env, product_id: str) -> list[str]:
    return [state for state, _ in env.apple.product(apples_id(env, product_id)).versions]


def offered(env: Env, line: str = "product submit tide.pro") -> str:
    env.olive.types(f"/asc {line}", env.release)
    env.work()
    return env.ephemeral_text(env.olive)


def press(env: Env, label: str = "Submit for review") -> None:
    env.olive.clicks(env.release, env.slack.ephemerals(env.olive)[-1], label)
    env.slack.settled()
    env.work()


def posted(env: Env) -> str:
    return "\n".join(as_text(message) for message in env.slack.messages(env.release))


def submissions(env: Env) -> list[tuple[str, bool, tuple[str, ...]]]:
    return [(found.state, found.sent, found.items) for found in env.apple.submissions(env.app_id)]


@FAMILIES
def test_new_texts_are_submitted_on_their_own(shop: Env, product_id: str) -> None:
    shown = offered(shop, f"product submit {product_id}")
    assert "Tide Plus" in shown
    assert shop.writes() == []
    press(shop)
    assert states(shop, product_id) == ["APPROVED", "WAITING_FOR_REVIEW"]
    assert submissions(shop) == [("WAITING_FOR_REVIEW", True, ("READY_FOR_REVIEW",))]
    assert wording.PRODUCT_WAS_SUBMITTED in posted(shop)
    trail = shop.eddie.types("/asc audit", shop.release).body
    shop.work()
    assert wording.PRODUCT_SUBMITTED_IN_TRAIL in trail + shop.ephemeral_text(shop.eddie)


def test_a_second_press_submits_nothing(shop: Env) -> None:
    offered(shop)
    message = shop.slack.ephemerals(shop.olive)[-1]
    for _ in range(2):
        shop.olive.clicks(shop.release, message, "Submit for review")
    shop.slack.settled()
    shop.work()
    assert len(submissions(shop)) == 1
    assert sum("reviewSubmissionItems" in call for call in shop.writes()) == 1


def test_texts_that_have_changed_since_the_offer_are_not_submitted(shop: Env) -> None:
    offered(shop)
    shop.apple.set_product_text(apples_id(shop, "tide.pro"), "en-US", "On the web", "All of it")
    press(shop)
    assert wording.PRODUCT_SUBMIT_OVERTAKEN in posted(shop)
    assert shop.writes() == []


def test_a_dry_run_and_a_cancelled_offer_send_nothing(shop: Env) -> None:
    offered(shop, "product submit tide.pro --dry-run")
    assert not shop.slack.ephemerals(shop.olive)[-1].buttons
    offered(shop)
    press(shop, "Cancel")
    assert shop.writes() == []


def test_a_rejected_product_is_sent_again_after_a_change(shop: Env) -> None:
    offered(shop)
    press(shop)
    shop.apple.review_product(apples_id(shop, "tide.pro"), approved=False)
    shop.apple.set_product_text(apples_id(shop, "tide.pro"), "en-US", "Corrected", "All of it")
    offered(shop)
    press(shop)
    assert states(shop, "tide.pro") == ["APPROVED", "WAITING_FOR_REVIEW"]
    assert len(submissions(shop)) == 1


def test_the_first_product_is_added_to_the_draft_of_the_apps_version(env: Env, first: str) -> None:
    make_submittable(env.apple, env.version_id)
    env.apple.add_submission(env.app_id, version_id=env.version_id)
    assert wording.PRODUCT_FIRST_WITH_VERSION in offered(env)
    press(env)
    assert env.apple.product(first).versions[0][0] == "READY_FOR_REVIEW"
    assert submissions(env) == [("READY_FOR_REVIEW", False, ("READY_FOR_REVIEW", "READY_FOR_REVIEW"))]
    assert wording.PRODUCT_ADDED in posted(env)


def test_without_a_draft_the_version_is_put_into_one_first(env: Env, first: str) -> None:
    make_submittable(env.apple, env.version_id)
    offered(env)
    press(env)
    (draft,) = env.apple.submissions(env.app_id)
    assert (draft.sent, draft.versions[0], len(draft.items)) == (False, env.version_id, 2)
    assert env.apple.product(first).versions[0][0] == "READY_FOR_REVIEW"


def test_a_version_that_apple_refuses_leaves_nothing_behind(env: Env, first: str) -> None:
    offered(env)
    press(env)
    assert env.apple.product(first).versions[0][0] == "PREPARE_FOR_SUBMISSION"
    assert [state for state, *_ in submissions(env)] == ["COMPLETE"]
    assert "❌" in posted(env)


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        ("APPROVED", wording.PRODUCT_NOTHING_NEW),
        ("WAITING_FOR_REVIEW", wording.PRODUCT_IN_REVIEW),
        ("MISSING_METADATA", wording.PRODUCT_INCOMPLETE),
    ],
)
def test_what_can_not_be_submitted_is_said(shop: Env, state: str, answer: str) -> None:
    shop.apple.add_purchase(shop.app_id, "tide.charts", "Charts", state=state, screenshot=False)
    assert answer in offered(shop, "product submit tide.charts")
    assert "Submit for review" not in shop.ephemeral_text(shop.olive)


def test_the_first_product_needs_a_version_in_preparation(env: Env, first: str) -> None:
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    assert wording.PRODUCT_NEEDS_VERSION in offered(env)


def test_where_products_have_no_versions_app_store_connect_submits_them(shop: Env) -> None:
    shop.apple.product_versions = False
    assert wording.PRODUCT_ONLY_IN_ASC in offered(shop)


def test_a_draft_of_others_is_left_alone(shop: Env) -> None:
    shop.apple.add_submission(shop.app_id, version_id=shop.version_id)
    offered(shop)
    press(shop)
    assert states(shop, "tide.pro") == ["APPROVED", "WAITING_FOR_REVIEW"]
    assert sorted(sent for _, sent, _ in submissions(shop)) == [False, True]


def test_responses_that_are_lost_send_it_once(shop: Env) -> None:
    shop.retry_at_once()
    for path in ("/reviewSubmissions$", "/reviewSubmissionItems$"):
        shop.apple.faults.add(Fault.lost(504, method="POST", path=path, nth=1))
    shop.apple.faults.add(Fault.lost(504, method="PATCH", path="/reviewSubmissions/", nth=1))
    offered(shop)
    press(shop)
    assert submissions(shop) == [("WAITING_FOR_REVIEW", True, ("READY_FOR_REVIEW",))]
    assert wording.PRODUCT_SUBMITTED in posted(shop)


def test_beside_a_submission_that_is_with_apple_nothing_is_sent(shop: Env) -> None:
    make_submittable(shop.apple, shop.version_id)
    other = shop.apple.add_submission(shop.app_id, version_id=shop.version_id)
    shop.apple.send_submission(other)
    offered(shop)
    press(shop)
    assert wording.PRODUCT_OTHER_IN_PROGRESS in posted(shop)
    assert [state for state, *_ in submissions(shop)] == ["WAITING_FOR_REVIEW", "COMPLETE"]
    assert states(shop, "tide.pro") == ["APPROVED", "PREPARE_FOR_SUBMISSION"]


def test_what_apple_has_not_finished_preparing_is_sent_later(shop: Env) -> None:
    shop.apple.settling = 10.0
    offered(shop)
    press(shop)
    assert wording.PRODUCT_SETTLING in posted(shop)
    later(shop, 31)
    assert submissions(shop) == [("WAITING_FOR_REVIEW", True, ("READY_FOR_REVIEW",))]
    assert wording.PRODUCT_SUBMITTED in posted(shop)


def test_only_a_releaser_may_submit(shop: Env) -> None:
    assert wording.PRODUCT_TAKES_RELEASER in shop.eddie.types("/asc product submit tide.pro", shop.release).body
