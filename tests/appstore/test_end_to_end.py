"""The whole client against a server that behaves, and fails, as Apple's does."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from appstore import apps, localizations, versions
from appstore.calls.auth import Key
from appstore.calls.budget import Budget
from appstore.client import AppStore
from appstore.errors import RateLimited, Unauthorized
from appstore.media import transfers
from appstore.media.assets import SCREENSHOTS
from appstore.media.transfers import AssetState
from appstore.versions import AppVersionState
from sandbox.appstore import AppStoreConnect, Fault


@pytest.fixture
def account() -> AppStoreConnect:
    return AppStoreConnect(seed=1)


@pytest.fixture
def version_id(account: AppStoreConnect) -> str:
    app_id = account.add_app("com.example.nightsky", "Night Sky")
    account.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION", locales=["en-US"])
    return account.add_version(app_id, "1.1", locales=["en-US", "de-DE"])


@pytest.fixture
def key(account: AppStoreConnect) -> Key:
    issued = account.add_key()
    return Key(issued.key_id, issued.private_key_pem, issued.issuer_id)


@pytest.fixture
def apple(account: AppStoreConnect, key: Key) -> Iterator[AppStore]:
    with account.serve() as url, httpx.Client(timeout=5) as http:
        yield AppStore(key, Budget(), base_url=url, http=http, random=lambda: 0.0, sleep=nap)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "01.png"
    sheet = io.BytesIO()
    Image.new("RGB", (1290, 2796), "navy").save(sheet, "png")
    path.write_bytes(sheet.getvalue())
    return path


def nap(seconds: float) -> None:
    """A wait, ten times as short; a pause is looked at again after it."""
    time.sleep(seconds / 10)


def upload(apple: AppStore, set_id: str, path: Path) -> str:
    """Send one file from reservation to commit; gives its id."""
    data = path.read_bytes()
    known = {screenshot.id for screenshot in SCREENSHOTS.in_set(apple, set_id)}
    position = SCREENSHOTS.reserve(apple, set_id, path.name, len(data), known=known)
    with httpx.Client(timeout=5) as http:
        transfers.send(http, path, position.operations, sleep=nap)
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
    return SCREENSHOTS.commit(apple, position.id, md5).id


def german_set(apple: AppStore, version_id: str) -> str:
    """A new set in the German localization."""
    german = next(item for item in localizations.of_version(apple, version_id) if item.locale == "de-DE")
    return SCREENSHOTS.create_set(apple, german.id, "APP_IPHONE_67")[0]


def test_apps_come_with_their_versions(apple: AppStore, version_id: str) -> None:
    ((app, (newer, live)),) = apps.with_versions(apple, "com.example.nightsky")
    assert app == next(known for known in apps.all_apps(apple) if known.id == app.id)
    assert newer.id == version_id
    assert (newer.state, live.state) == (AppVersionState.PREPARE_FOR_SUBMISSION, AppVersionState.READY_FOR_DISTRIBUTION)
    assert versions.of_app(apple, app.id) == (newer, live)
    assert versions.phased_release(apple, version_id) is None


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([], id="no fault"),
        pytest.param([Fault.lost(500, method="POST", path="/appScreenshotSets$", nth=1)], id="new set lost"),
        pytest.param([Fault.lost(500, method="POST", path="/appScreenshots$", nth=1)], id="reservation lost"),
        pytest.param([Fault.drop(method="POST", path="/appScreenshots$", nth=1)], id="reservation cut off"),
        pytest.param([Fault.status(500, method="POST", path="/appScreenshots$", nth=1)], id="reservation failed"),
        pytest.param([Fault.status(429, method="POST", path="/appScreenshots$", nth=1)], id="too many calls"),
        pytest.param([Fault.reset(method="PUT", nth=1), Fault.status(503, method="PUT", nth=2)], id="bytes lost"),
        pytest.param([Fault.lost(504, method="PATCH", path="/appScreenshots/", nth=1)], id="commit lost"),
        pytest.param([Fault.lost(500, method="PATCH", path="/relationships/", nth=1)], id="order lost"),
        pytest.param([Fault.drop(method="GET", nth=2)], id="question cut off"),
    ],
)
def test_two_uploads_end_as_two_screenshots_in_the_wished_order(
    apple: AppStore, account: AppStoreConnect, version_id: str, picture: Path, faults: list[Fault]
) -> None:
    rules = [account.faults.add(fault) for fault in faults]
    set_id = german_set(apple, version_id)
    first = upload(apple, set_id, picture)
    second = upload(apple, set_id, picture)
    SCREENSHOTS.put_in_order(apple, set_id, [second, first])
    held = account.screenshots(version_id, "de-DE", "APP_IPHONE_67")
    assert [screenshot.id for screenshot in held] == [second, first]
    assert {screenshot.data for screenshot in held} == {picture.read_bytes()}
    assert all(rule.fired for rule in rules)
    assert {call.key_id for call in account.calls if call.kind == "upload"} == {None}


def test_a_set_that_exists_is_found_and_listed(
    apple: AppStore, account: AppStoreConnect, version_id: str, picture: Path
) -> None:
    (shot_id,) = account.fill_set(version_id, "de-DE", "APP_IPHONE_67", [("a.png", picture.read_bytes())])
    german = next(item for item in localizations.of_version(apple, version_id) if item.locale == "de-DE")
    assert german.sets
    assert SCREENSHOTS.create_set(apple, german.id, "APP_IPHONE_67") == (german.sets["APP_IPHONE_67"], False)
    set_id, (screenshot,) = SCREENSHOTS.sets_of(apple, german.id)["APP_IPHONE_67"]
    assert (screenshot.id, screenshot.state) == (shot_id, AssetState.COMPLETE)
    SCREENSHOTS.delete(apple, shot_id)
    SCREENSHOTS.delete(apple, shot_id)
    assert SCREENSHOTS.in_set(apple, set_id) == ()


def test_a_language_is_added_once_although_the_answer_was_lost(
    apple: AppStore, account: AppStoreConnect, version_id: str
) -> None:
    account.faults.add(Fault.lost(500, method="POST", nth=1))
    french = localizations.create(apple, version_id, "fr-FR")
    assert localizations.create(apple, version_id, "fr-FR").id == french.id
    assert set(account.texts(version_id)) == {"en-US", "de-DE", "fr-FR"}


def test_texts_are_changed_and_cleared(apple: AppStore, account: AppStoreConnect, version_id: str) -> None:
    english = next(item for item in localizations.of_version(apple, version_id) if item.locale == "en-US")
    changed = localizations.change(apple, english.id, keywords="stars,moon", promotional_text="New!")
    assert (changed.keywords, changed.promotional_text) == ("stars,moon", "New!")
    localizations.change(apple, english.id, promotional_text="")
    assert not account.texts(version_id)["en-US"]["promotionalText"]
    assert account.texts(version_id)["en-US"]["keywords"] == "stars,moon"


def test_a_revoked_key_is_told(apple: AppStore, account: AppStoreConnect, key: Key) -> None:
    assert apps.all_apps(apple) == ()
    account.revoke_key(key.key_id)
    with pytest.raises(Unauthorized):
        apps.all_apps(apple)


def test_an_empty_allowance_is_told_with_the_time_and_then_costs_no_call(
    apple: AppStore, account: AppStoreConnect
) -> None:
    account.allowance(limit=1, retry_after=5000)
    apps.all_apps(apple)
    began = time.time()
    for _ in range(2):
        with pytest.raises(RateLimited) as caught:
            apps.all_apps(apple)
        assert began + 5000 <= caught.value.again_at < began + 5060
    assert (known := apple.budget.allowance())
    assert (known.limit, known.left) == (1, 0)
    assert apple.calls == 2
