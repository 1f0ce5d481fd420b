"""Reviews, replies and names against a server that behaves, and fails, as Apple's does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from appstore import infos, reviews
from appstore.calls.auth import Key
from appstore.calls.budget import Budget
from appstore.client import AppStore
from appstore.errors import Refused, Unauthorized
from appstore.reviews import ResponseState
from appstore.versions import Platform
from sandbox.appstore import AppStoreConnect, Fault


@pytest.fixture
def account() -> AppStoreConnect:
    return AppStoreConnect(seed=1)


@pytest.fixture
def key(account: AppStoreConnect) -> Key:
    issued = account.add_key("ADMIN")
    return Key(issued.key_id, issued.private_key_pem, issued.issuer_id)


@pytest.fixture
def app_id(account: AppStoreConnect) -> str:
    app_id = account.add_app("com.example.nightsky", "Night Sky")
    account.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION", locales=["en-US"])
    account.add_version(app_id, "1.1")
    for day in range(1, 6):
        account.add_review(app_id, day, body=f"Day {day}", created=datetime(2026, 11, day, tzinfo=UTC))
    return app_id


@pytest.fixture
def apple(account: AppStoreConnect, key: Key) -> Iterator[AppStore]:
    with account.serve() as url, httpx.Client(timeout=5) as http:
        yield AppStore(key, Budget(), base_url=url, http=http, random=lambda: 0.0, sleep=lambda _: None)


def test_all_pages_of_reviews_are_read_newest_first(apple: AppStore, app_id: str) -> None:
    found = list(reviews.newest(apple, app_id, page=2))
    assert [review.body for review in found] == ["Day 5", "Day 4", "Day 3", "Day 2", "Day 1"]
    assert apple.calls == 3
    assert found[0].created == datetime(2026, 11, 5, tzinfo=UTC)
    assert [review.rating for review in reviews.newest(apple, app_id, ratings={1, 2})] == [2, 1]


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([], id="no fault"),
        pytest.param([Fault.lost(500, method="POST", nth=1)], id="answer lost"),
        pytest.param([Fault.drop(method="POST", nth=1)], id="cut off"),
        pytest.param([Fault.status(500, method="POST", nth=1)], id="failed"),
    ],
)
def test_a_reply_is_published_once_and_taken_back(
    apple: AppStore, account: AppStoreConnect, app_id: str, faults: list[Fault]
) -> None:
    for fault in faults:
        account.faults.add(fault)
    review = next(reviews.newest(apple, app_id))
    response = reviews.reply(apple, review.id, "Thank you.")
    assert response.state in {ResponseState.PENDING_PUBLISH, ResponseState.PUBLISHED}
    assert (stored := account.reply(review.id))
    assert (stored.id, stored.text) == (response.id, "Thank you.")
    assert (now := reviews.get(apple, review.id))
    assert now.response
    assert now.response.id == response.id
    assert len(list(reviews.newest(apple, app_id, unanswered=True))) == 4
    reviews.withdraw(apple, response.id)
    assert account.reply(review.id) is None
    with pytest.raises(Refused) as caught:
        reviews.withdraw(apple, response.id)
    assert caught.value.gone


def test_a_review_that_its_author_took_down_is_none(apple: AppStore, account: AppStoreConnect, app_id: str) -> None:
    review = next(reviews.newest(apple, app_id))
    account.remove_review(review.id)
    assert reviews.get(apple, review.id) is None


def test_a_key_without_the_role_may_not_reply(apple: AppStore, account: AppStoreConnect, key: Key, app_id: str) -> None:
    review = next(reviews.newest(apple, app_id))
    account.give_role(key.key_id, "CUSTOMER_SUPPORT")
    with pytest.raises(Unauthorized) as caught:
        reviews.reply(apple, review.id, "Thank you.")
    assert caught.value.status == 403


def test_apples_summaries_are_read(apple: AppStore, account: AppStoreConnect, app_id: str) -> None:
    account.add_summarization(app_id, "People like the stars.")
    (summary,) = reviews.summaries(apple, app_id, Platform.IOS)
    assert summary.text == "People like the stars."


def test_the_subtitle_is_changed_on_the_info_in_preparation(apple: AppStore, app_id: str) -> None:
    info = next((info for info in infos.of_app(apple, app_id) if info.state in infos.EDITABLE), None)
    assert info
    english = next(item for item in infos.localizations(apple, info.id) if item.locale == "en-US")
    assert english.name == "Night Sky"
    infos.change(apple, english.id, subtitle="Stars above")
    assert next(item.subtitle for item in infos.localizations(apple, info.id)) == "Stars above"
