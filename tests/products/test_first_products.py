"""The first products of an app: `product submit` puts them into the draft of its version, and `submit` sends both."""

from __future__ import annotations

import pytest

from records.people import Role
from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from sandbox.submittable import make_submittable
from tests.releases.submitting import SUBMIT, WITHDRAW, later, posted, press, state, submissions
from tests.support import wording
from tests.support.env import Env
from tests.support.granting import grant


@pytest.fixture
def first(env: Env) -> str:
    """Tide 1.2.0 is ready, and sells one product, which was never approved; Olive may submit both."""
    grant(env.kit.redis, env.olive.id, Role.RELEASER)
    make_submittable(env.apple, env.version_id)
    return env.apple.add_purchase(env.app_id, "tide.pro", "Pro", state="READY_TO_SUBMIT")


@pytest.fixture
def draft(env: Env, first: str) -> str:
    """The product is in the draft of the version; the id of the draft."""
    add_to_draft(env, "tide.pro")
    return env.apple.submissions(env.app_id)[0].id


def typed(env: Env, line: str) -> str:
    """Olive types a command; returns what only she sees then."""
    env.olive.types(f"/asc {line}", env.release)
    env.work()
    return as_text(env.slack.ephemerals(env.olive)[-1])


def add_to_draft(env: Env, product_id: str) -> None:
    """Olive puts a product into the draft of the version."""
    typed(env, f"product submit {product_id}")
    press(env, SUBMIT, env.olive)


def submit(env: Env) -> str:
    """Olive submits the version; returns what the channel reads."""
    typed(env, "submit")
    return press(env, SUBMIT, env.olive)


def page_version(env: Env) -> str:
    """A new custom page; the id of its version."""
    env.apple.add_custom_page(env.app_id, "Summer")
    return env.apple.custom_pages(env.app_id)[-1].versions[0].id


def of_product(env: Env, product: str) -> str:
    """The state of a product's newest version."""
    return env.apple.product(product).versions[-1][0]


def test_the_first_purchase_goes_to_review_with_the_version(env: Env, first: str) -> None:
    assert wording.FIRST_PRODUCT_STAYS in typed(env, "checklist")
    add_to_draft(env, "tide.pro")
    assert wording.PRODUCT_THEN_SUBMIT in posted(env)
    assert wording.FIRST_PRODUCT_STAYS not in typed(env, "checklist")
    assert wording.GOES_WITH_IT in typed(env, "submit")
    press(env, SUBMIT, env.olive)
    assert (state(env), of_product(env, first)) == ("WAITING_FOR_REVIEW", "WAITING_FOR_REVIEW")
    assert submissions(env) == ["WAITING_FOR_REVIEW"]
    assert wording.SUBMITTED_WITH_IT in posted(env)


def test_a_subscription_and_a_page_go_with_it_too(env: Env, first: str) -> None:
    monthly = env.apple.add_subscription(env.app_id, "tide.monthly", "Monthly", state="READY_TO_SUBMIT")
    assert wording.FIRST_PRODUCTS_STAY in typed(env, "checklist")
    add_to_draft(env, "tide.pro")
    add_to_draft(env, "tide.monthly")
    assert wording.FIRST_PRODUCT_STAYS not in typed(env, "checklist")
    env.apple.add_to_submission(env.apple.submissions(env.app_id)[0].id, page_version(env))
    assert wording.THREE_GO_WITH_IT in typed(env, "submit")
    press(env, SUBMIT, env.olive)
    assert [state(env), of_product(env, first), of_product(env, monthly)] == ["WAITING_FOR_REVIEW"] * 3
    assert submissions(env) == ["WAITING_FOR_REVIEW"]


def test_what_was_added_since_it_was_shown_is_not_sent(env: Env, draft: str) -> None:
    typed(env, "submit")
    env.apple.add_to_submission(draft, page_version(env))
    assert wording.PAGE_IS_IN_THE_DRAFT_NOW in press(env, SUBMIT, env.olive)
    assert submissions(env) == ["READY_FOR_REVIEW"]


def test_what_was_removed_since_it_was_shown_is_said(env: Env, draft: str) -> None:
    typed(env, "submit")
    env.apple.remove_from_submission(draft, env.apple.submissions(env.app_id)[0].versions[1])
    assert wording.PRO_LEFT_THE_DRAFT in press(env, SUBMIT, env.olive)
    assert submissions(env) == ["READY_FOR_REVIEW"]


def test_what_is_added_or_removed_while_apple_settles_is_not_sent(env: Env, first: str) -> None:
    env.apple.settling = 5.0
    add_to_draft(env, "tide.pro")
    draft = env.apple.submissions(env.app_id)[0].id
    typed(env, "submit")
    assert wording.NOT_SETTLED in press(env, SUBMIT, env.olive)
    env.apple.remove_from_submission(draft, env.apple.submissions(env.app_id)[0].versions[1])
    later(env, 6)
    assert wording.LEFT_MEANWHILE in posted(env)
    assert submissions(env) == ["READY_FOR_REVIEW"]


def test_an_item_that_can_not_be_named_keeps_the_draft_from_being_sent(env: Env, draft: str) -> None:
    env.apple.add_to_submission(draft)
    assert wording.GOES_WITH_IT not in typed(env, "submit")
    assert wording.WITH_TWO_OTHER_ITEMS in press(env, SUBMIT, env.olive)
    assert submissions(env) == ["READY_FOR_REVIEW"]


def test_where_apple_knows_no_products_in_submissions_nothing_is_named_and_sent(env: Env, draft: str) -> None:
    env.apple.faults.add(Fault.status(400, path="/items$", nth=1))
    offered = typed(env, "submit")
    assert wording.CAN_BE_SUBMITTED in offered
    assert wording.GOES_WITH_IT not in offered
    env.apple.faults.clear()
    env.apple.faults.add(Fault.status(400, path="/items$", nth=1))
    env.apple.faults.add(Fault.status(400, path="/items$", nth=3))
    assert wording.WITH_OTHER_ITEMS in press(env, SUBMIT, env.olive)
    assert submissions(env) == ["READY_FOR_REVIEW"]


def test_a_refusal_takes_nothing_out_that_others_have_added(env: Env, first: str, draft: str) -> None:
    env.apple.faults.add(Fault.status(409, REFUSED, method="PATCH", path="/v1/reviewSubmissions/"))
    assert wording.OF_A_PURCHASE in submit(env)
    assert [len(found.items) for found in env.apple.submissions(env.app_id)] == [2]
    assert (state(env), of_product(env, first)) == ("READY_FOR_REVIEW", "READY_FOR_REVIEW")


REFUSED = b"""{"errors": [{"status": "409", "code": "STATE_ERROR.ENTITY_STATE_INVALID", "title": "No", "meta":
{"associatedErrors": {"/v2/inAppPurchases/1": [{"status": "409", "code": "STATE_ERROR.ENTITY_STATE_INVALID",
"title": "No", "detail": "Metadata is missing"}]}}}]}"""


def test_a_lost_response_sends_both_once(env: Env, first: str) -> None:
    env.retry_at_once()
    for path in ("/reviewSubmissions$", "/reviewSubmissionItems$"):
        env.apple.faults.add(Fault.lost(504, method="POST", path=path, nth=1))
    env.apple.faults.add(Fault.lost(504, method="PATCH", path="/reviewSubmissions/", nth=1))
    add_to_draft(env, "tide.pro")
    submit(env)
    (sent,) = env.apple.submissions(env.app_id)
    assert (sent.state, len(sent.items)) == ("WAITING_FOR_REVIEW", 2)
    assert wording.SUBMITTED_WITH_IT in posted(env)


def test_a_product_that_apple_refuses_takes_the_version_out_again(env: Env, first: str) -> None:
    env.apple.add_submission(env.app_id)
    env.apple.faults.add(Fault.status(409, REFUSED, method="POST", path="/reviewSubmissionItems", nth=2))
    add_to_draft(env, "tide.pro")
    assert [(found.state, found.items) for found in env.apple.submissions(env.app_id)] == [("READY_FOR_REVIEW", ())]
    assert state(env) == "PREPARE_FOR_SUBMISSION"


@pytest.mark.usefixtures("draft")
def test_where_apple_rejects_the_product_and_not_its_version_that_is_said(env: Env) -> None:
    submit(env)
    env.apple.add_purchase(env.app_id, "tide.plus", "Plus", state="READY_TO_SUBMIT")
    assert wording.FIRST_PRODUCT_WITHDRAW_FIRST in typed(env, "product submit tide.plus")
    product_version = env.apple.submissions(env.app_id)[0].versions[1]
    env.apple.start_review(env.version_id)
    env.apple.reject(product_version)
    assert state(env) == "ACCEPTED"
    assert wording.FIRST_PRODUCT_REJECTED_ALONE in typed(env, "product submit tide.pro")
    assert wording.FIRST_PRODUCT_AFTER_RELEASE in typed(env, "product submit tide.plus")
    assert submissions(env) == ["UNRESOLVED_ISSUES"]


def test_withdraw_names_what_is_taken_back_with_the_version(env: Env, first: str, draft: str) -> None:
    submit(env)
    assert wording.WITHDRAWN_TOO in typed(env, "withdraw")
    assert wording.WITHDRAWN_WITH_IT in press(env, WITHDRAW, env.olive)
    assert (state(env), of_product(env, first)) == ("DEVELOPER_REJECTED", "DEVELOPER_REJECTED")
