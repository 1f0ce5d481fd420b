"""`upload --product ID`: the one picture of a product that Apple's reviewers see."""

from __future__ import annotations

import pytest

from appstore.media.slots import PurchaseReviewSlot
from sandbox import pictures
from sandbox.appstore import Fault
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, press, requested, send
from tests.uploads.test_worker_death import dies_after, go_on

UPLOAD = f"{BOT} upload --product tide.pro"
BOTH = pytest.mark.parametrize("product_id", ["tide.pro", "tide.monthly"])


def picture(name: str, seed: int = 1, size: tuple[int, int] = (640, 960)) -> tuple[str, bytes]:
    """A picture of the smallest phone whose screenshots reviewers are shown."""
    return name, pictures.png(*size, seed=seed)


@pytest.fixture
def shop(env: Env) -> dict[str, str]:
    """Tide sells a purchase and a subscription, both without a picture for the reviewers; Apple's ids by product id."""
    return {
        "tide.pro": env.apple.add_purchase(env.app_id, "tide.pro", "Pro", screenshot=False),
        "tide.monthly": env.apple.add_subscription(env.app_id, "tide.monthly", "Monthly", screenshot=False),
    }


def shown(env: Env, product: str) -> str:
    """The name of the picture that reviewers see, "" for none; it must be complete."""
    name, state = env.apple.review_screenshot(product)
    assert state in {"", "COMPLETE"}
    return name


@BOTH
def test_a_picture_is_sent_to_the_product_and_undone(env: Env, shop: dict[str, str], product_id: str) -> None:
    ts = send(env, (picture("pro.png"),), f"{BOT} upload --product {product_id}")
    assert shown(env, shop[product_id]) == "pro.png"
    assert wording.review_screenshot_uploaded(product_id) in env.read(ts)
    assert env.apple.product(shop[product_id]).versions[0][0] == "APPROVED"
    press(env, ts, "Undo")
    assert shown(env, shop[product_id]) == ""
    trail = requested(env, "/asc audit")
    assert wording.review_screenshot_in_trail(product_id) in trail


@pytest.mark.parametrize("size", [(1290, 2796), (2064, 2752), (1920, 1080)])
def test_it_may_be_of_any_device(env: Env, shop: dict[str, str], size: tuple[int, int]) -> None:
    send(env, (("pro.jpg", pictures.jpeg(*size, seed=1)),), UPLOAD)
    assert shown(env, shop["tide.pro"]) == "pro.jpg"


def test_the_language_and_device_that_were_typed_do_not_matter(env: Env, shop: dict[str, str]) -> None:
    send(env, (picture("pro.png"),), f"{BOT} upload de-DE APP_IPHONE_67 --product TIDE.PRO")
    assert shown(env, shop["tide.pro"]) == "pro.png"


def test_two_pictures_are_one_too_many(env: Env, shop: dict[str, str]) -> None:
    ts = send(env, (picture("1.png"), picture("2.png", 2)), UPLOAD)
    assert wording.ONE_REVIEW_SCREENSHOT in env.read(ts)
    assert env.writes() == []


@pytest.mark.parametrize("size", [(312, 390), (320, 480), (100, 100), (1000, 1000)])
def test_a_picture_that_is_too_small_or_of_no_device_is_not_sent(
    env: Env, shop: dict[str, str], size: tuple[int, int]
) -> None:
    ts = send(env, (picture("pro.png", size=size),), UPLOAD)
    assert wording.REVIEW_SCREENSHOT_SIZE in env.read(ts)
    assert env.writes() == []


def test_a_product_that_does_not_exist_is_answered_with_those_near(env: Env, shop: dict[str, str]) -> None:
    ts = send(env, (picture("pro.png"),), f"{BOT} upload --product tide.prro")
    assert wording.PRODUCT_NEAR in env.read(ts)
    assert env.writes() == []


def test_a_picture_that_is_there_is_asked_about_and_replaced(env: Env, shop: dict[str, str]) -> None:
    send(env, (picture("old.png"),), UPLOAD)
    ts = send(env, (picture("new.png", 2),), UPLOAD)
    assert wording.REVIEW_SCREENSHOT_THERE in env.read(ts)
    labels = [button.label for button in env.replies(ts)[-1].buttons]
    assert labels == ["Replace", "Cancel"]
    press(env, ts, "Replace")
    assert shown(env, shop["tide.pro"]) == "new.png"
    press(env, ts, "Undo")
    assert shown(env, shop["tide.pro"]) == "old.png"


def test_cancel_leaves_what_is_there(env: Env, shop: dict[str, str]) -> None:
    env.apple.set_review_screenshot(shop["tide.pro"], *picture("old.png"))
    ts = send(env, (picture("new.png", 2),), UPLOAD)
    press(env, ts, "Cancel")
    assert shown(env, shop["tide.pro"]) == "old.png"
    assert env.writes() == []


def test_the_same_picture_is_not_sent_again_and_none_can_be_added(env: Env, shop: dict[str, str]) -> None:
    env.apple.set_review_screenshot(shop["tide.pro"], *picture("pro.png"))
    ts = send(env, (picture("pro.png"),), UPLOAD)
    assert wording.THERE_ALREADY in env.read(ts)
    ts = send(env, (picture("new.png", 2),), f"{UPLOAD} --append")
    assert wording.NO_ROOM_IN_PRODUCT in env.read(ts)
    assert env.writes() == []


def test_a_dry_run_says_what_would_happen(env: Env, shop: dict[str, str]) -> None:
    env.apple.set_review_screenshot(shop["tide.pro"], *picture("old.png"))
    ts = send(env, (picture("new.png", 2),), f"{UPLOAD} --dry-run")
    assert wording.REVIEW_SCREENSHOT_DRY_RUN in env.read(ts)
    assert env.writes() == []


def test_a_picture_that_apple_can_not_process_is_tried_again(env: Env, shop: dict[str, str]) -> None:
    env.apple.faults.add(Fault.processing_fails())
    ts = send(env, (picture("pro.png"),), UPLOAD)
    assert shown(env, shop["tide.pro"]) == ""
    env.apple.faults.clear()
    press(env, ts, "Retry")
    assert shown(env, shop["tide.pro"]) == "pro.png"


def test_a_replacement_that_fails_can_be_undone(env: Env, shop: dict[str, str]) -> None:
    send(env, (picture("old.png"),), UPLOAD)
    env.apple.faults.add(Fault.processing_fails())
    ts = send(env, (picture("new.png", 2),), f"{UPLOAD} --replace")
    assert shown(env, shop["tide.pro"]) == ""
    env.apple.faults.clear()
    press(env, ts, "Undo")
    assert shown(env, shop["tide.pro"]) == "old.png"


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_lost_response_leaves_one_picture(env: Env, shop: dict[str, str], method: str) -> None:
    env.retry_at_once()
    env.apple.set_review_screenshot(shop["tide.pro"], *picture("old.png"))
    lost = env.apple.faults.add(Fault.lost(504, method=method, path="ReviewScreenshots", nth=1))
    ts = send(env, (picture("new.png", 2),), f"{UPLOAD} --replace")
    assert lost.fired == 1
    assert shown(env, shop["tide.pro"]) == "new.png"
    assert wording.review_screenshot_uploaded("tide.pro") in env.read(ts)


@pytest.mark.parametrize("dies", ["remove", "reserve", "send", "commit"])
def test_a_worker_that_dies_is_followed_by_one_that_goes_on(
    env: Env, shop: dict[str, str], monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    send(env, (picture("old.png"),), UPLOAD)
    monkeypatch.setattr(PurchaseReviewSlot, dies, dies_after(getattr(PurchaseReviewSlot, dies)))
    ts = send(env, (picture("new.png", 2),), f"{UPLOAD} --replace")
    assert wording.review_screenshot_uploaded("tide.pro") not in env.read(ts)
    go_on(env)
    assert shown(env, shop["tide.pro"]) == "new.png"
    assert wording.review_screenshot_uploaded("tide.pro") in env.read(ts)
    press(env, ts, "Undo")
    assert shown(env, shop["tide.pro"]) == "old.png"


@pytest.mark.parametrize("state", ["WAITING_FOR_REVIEW", "IN_REVIEW"])
def test_a_product_in_review_keeps_its_picture(env: Env, shop: dict[str, str], state: str) -> None:
    env.apple.set_product_state(shop["tide.pro"], state)
    ts = send(env, (picture("pro.png"),), UPLOAD)
    assert wording.REVIEW_SCREENSHOT_LOCKED in env.read(ts)
    assert env.writes() == []


def test_the_products_list_no_longer_misses_it(env: Env, shop: dict[str, str]) -> None:
    env.apple.add_purchase(env.app_id, "tide.charts", "Charts", state="READY_TO_SUBMIT", screenshot=False)
    assert wording.PRODUCT_NO_SCREENSHOT in requested(env, "/asc products")
    send(env, (picture("charts.png"),), f"{BOT} upload --product tide.charts")
    assert wording.PRODUCT_NO_SCREENSHOT not in requested(env, "/asc products")


def test_an_upload_to_a_product_takes_few_calls(env: Env, shop: dict[str, str]) -> None:
    """docs/products.md states them: for a purchase, without the parts."""
    requested(env, "/asc products")
    before = len(env.apple.calls)
    send(env, (picture("pro.png"),), UPLOAD)
    assert len([call for call in env.apple.calls[before:] if call.kind == "api"]) == 5
