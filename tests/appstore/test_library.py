"""The App Asset Library: its catalog, its assets and their reference names, and groups as slots."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import httpx
import pytest

from appstore import localizations
from appstore.calls.auth import Key
from appstore.calls.budget import Budget
from appstore.catalog.display_types import DisplayType
from appstore.catalog.slot_kinds import SlotKind
from appstore.client import AppStore
from appstore.library import assets, catalog
from appstore.library.catalog import Catalog
from appstore.library.libraries import library_of
from appstore.library.library import Library
from appstore.library.slot import OTHER_SPEC
from appstore.media import slots
from appstore.media.slots import Slot
from appstore.media.transfers import AssetState
from sandbox import pictures
from sandbox.appstore import AppStoreConnect
from tests.appstore.scripted_apple import ScriptedApple, answer, resource

WATCH, LARGE = DisplayType.APP_WATCH_SERIES_3, DisplayType.APP_WATCH_SERIES_7
PICTURE = pictures.png(312, 390, seed=1)
MD5 = hashlib.md5(PICTURE, usedforsecurity=False).hexdigest()


@pytest.fixture
def account() -> AppStoreConnect:
    return AppStoreConnect(seed=1)


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=5) as client:
        yield client


@pytest.fixture
def apple(account: AppStoreConnect, http: httpx.Client) -> Iterator[AppStore]:
    issued = account.add_key()
    key = Key(issued.key_id, issued.private_key_pem, issued.issuer_id)
    with account.serve() as url:
        yield AppStore(key, Budget(), base_url=url, http=http, random=lambda: 0.0, sleep=lambda _: None)


@pytest.fixture
def app_id(account: AppStoreConnect) -> str:
    return account.add_app("com.example.nightsky", "Night Sky")


@pytest.fixture
def languages(account: AppStoreConnect, apple: AppStore, app_id: str) -> dict[str, str]:
    """The ids of a version's languages."""
    version_id = account.add_version(app_id, "1.1", locales=["en-US", "de-DE"])
    return {found.locale: found.id for found in localizations.of_version(apple, version_id)}


@pytest.fixture
def library(apple: AppStore, app_id: str) -> Library:
    return Library(apple, library_of(apple, app_id), lambda _: catalog.read(apple))


def slot(
    library: Library, localization_id: str, display_type: DisplayType = WATCH, http: httpx.Client | None = None
) -> Slot:
    """The group of a language; `http` sends its files."""
    kind, http = SlotKind.LIBRARY_SCREENSHOTS, http or httpx.Client()
    return slots.make(kind, library.apple, http, localization_id, display_type, "", library=library)


def asset(**attributes: Any) -> assets.Asset:  # noqa: ANN401
    return assets.read(ScriptedApple(answer(resource("appAssetLibraryImages", "1", attributes))).apple.get("/").first)


@pytest.mark.parametrize(
    ("state", "spec", "meant"),
    [
        ("AWAITING_UPLOAD", None, "AWAITING_UPLOAD"),
        ("UPLOAD_COMPLETE", None, "UPLOAD_COMPLETE"),
        ("PREPARE_FOR_SUBMISSION", None, "PROCESSING"),
        ("PREPARE_FOR_SUBMISSION", "s1", "COMPLETE"),
        ("APPROVED", "s1", "COMPLETE"),
        ("ARCHIVED", "s1", "COMPLETE"),
        ("FAILED", None, "FAILED"),
        ("POLISHED", "s1", "UNKNOWN"),
    ],
)
def test_an_asset_can_be_shown_once_its_spec_is_known(state: str, spec: str | None, meant: str) -> None:
    assert asset(state=state, specId=spec).file.state == AssetState(meant)


def test_a_reference_name_tells_the_checksum_whatever_the_file_is_called() -> None:
    for name in ("1.png", "a, b · c.png", "x" * 300, ""):
        reference = assets.reference_name(name, MD5)
        assert len(reference) <= 80
        assert "," not in reference
        assert asset(referenceName=reference).file.checksum == MD5
    assert asset(referenceName="Made by hand").file.checksum == ""
    assert asset().file.checksum == ""


def test_the_catalog_knows_how_many_files_of_which_sizes_a_group_takes(apple: AppStore) -> None:
    found = catalog.read(apple)
    group = slots.placement_group(SlotKind.LIBRARY_PAGE_SCREENSHOTS, "1", DisplayType.IPHONE_DUO)
    assert (group.type, group.name) == ("APP_SCREENSHOT", "IPHONE_DUO_PROFILE")
    assert found.most(group.owner, group.type, group.name) == 10
    specs = found.specs_of(group.type, group.name)
    assert any(spec.takes((2007, 2853)) for spec in specs)
    assert not any(spec.takes((2008, 2853)) for spec in specs)
    assert found.most(group.owner, "APP_PREVIEW", "WATCH_ULTRA_PROFILE") == 0
    assert found.specs_of(group.type, "IPHONE_TRIO_PROFILE") == ()


def test_a_spec_that_is_new_is_looked_up_and_another_one_keeps_a_file_out_of_the_group(
    account: AppStoreConnect, library: Library, app_id: str, languages: dict[str, str]
) -> None:
    loaded: list[bool] = []

    def load(fresh: bool) -> Catalog:  # noqa: FBT001 - as the library calls it
        loaded.append(fresh)
        return catalog.read(library.apple) if fresh else Catalog()

    account.add_asset(app_id, "1.png", PICTURE, assets.reference_name("1.png", MD5))
    library = Library(library.apple, library.id, load)
    for display_type, state in ((WATCH, AssetState.COMPLETE), (LARGE, AssetState.FAILED)):
        group = slot(library, languages["en-US"], display_type)
        reserved = group.reserve("1.png", len(PICTURE), (), MD5)
        (image,) = group.show([reserved.id], ())
        assert (image.id, image.state) == (reserved.id, state)
    assert image.reasons == ((OTHER_SPEC, ""),)
    assert loaded[:2] == [False, True]


def test_two_slots_that_want_a_file_at_once_reserve_it_once_and_one_of_them_sends_it(
    account: AppStoreConnect, library: Library, app_id: str, languages: dict[str, str], tmp_path: Path
) -> None:
    path, ready = tmp_path / "1.png", Barrier(2)
    path.write_bytes(PICTURE)
    found = {}

    def want(locale: str) -> None:
        group = slot(library, languages[locale])
        ready.wait()
        found[locale] = group, group.reserve(f"{locale}.png", len(PICTURE), (), MD5)

    threads = [Thread(target=want, args=(locale,)) for locale in languages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(account.assets(app_id)) == 1
    sender, other = sorted(found.values(), key=lambda pair: pair[1].state is not AssetState.AWAITING_UPLOAD)
    assert (bool(sender[1].operations), bool(other[1].operations)) == (True, False)
    waiting = Thread(target=other[0].join, args=(other[1].id,))
    waiting.start()
    group = "en-US" if sender is found["en-US"] else "de-DE"
    library.leave(slots.placement_group(SlotKind.LIBRARY_SCREENSHOTS, languages[group], WATCH))
    waiting.join(5)
    assert not waiting.is_alive()
    # What the first has not sent is left to the other, which sees it unsent.
    (left,) = other[0].images()
    assert left.state is AssetState.AWAITING_UPLOAD
    assert left.operations


def test_two_uploads_that_send_a_file_at_once_end_with_one_asset(
    account: AppStoreConnect,
    http: httpx.Client,
    library: Library,
    app_id: str,
    languages: dict[str, str],
    tmp_path: Path,
) -> None:
    path = tmp_path / "1.png"
    path.write_bytes(PICTURE)
    of_another = Library(library.apple, library.id, lambda _: catalog.read(library.apple))
    groups = [slot(library, languages["en-US"], http=http), slot(of_another, languages["de-DE"], http=http)]
    reserved = [group.reserve("1.png", len(PICTURE), (), MD5) for group in groups]
    assert all(image.operations for image in reserved)
    for group, image in zip(groups, reserved, strict=True):
        group.send(image, path)
        group.commit(image.id, MD5)
    assert len(account.assets(app_id)) == 1


def test_iphone_duo_has_no_sets(library: Library, languages: dict[str, str]) -> None:
    with httpx.Client() as http:
        for kind in (SlotKind.SCREENSHOTS, SlotKind.PREVIEWS):
            duo = slots.make(kind, library.apple, http, languages["en-US"], DisplayType.IPHONE_DUO, "")
            with pytest.raises(ValueError, match="IPHONE_DUO"):
                duo.create()


def test_an_unfinished_file_is_deleted_when_its_last_slot_lets_go_of_it(
    account: AppStoreConnect, library: Library, app_id: str, languages: dict[str, str]
) -> None:
    groups = [slot(library, languages[locale]) for locale in languages]
    reserved = [group.reserve("1.png", len(PICTURE), (), MD5) for group in groups]
    groups[0].remove(reserved[0].id)
    assert len(account.assets(app_id)) == 1
    groups[1].remove(reserved[1].id)
    assert account.assets(app_id) == ()


def test_a_file_in_the_archive_is_taken_out_of_it_and_a_rejected_one_is_sent_anew(
    library: Library, languages: dict[str, str]
) -> None:
    reference = assets.reference_name("1.png", MD5)

    def row(state: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
        return resource("appAssetLibraryImages", "1", {"referenceName": reference, "state": state, **more})

    taken_out = answer(row("APPROVED", specId="s1"))
    scripted = ScriptedApple(answer([row("ARCHIVED", specId="s1")]), taken_out)
    kept = Library(scripted.apple, "l1", lambda _: Catalog())
    assert slot(kept, languages["en-US"]).reserve("1.png", 9, (), MD5).state is AssetState.COMPLETE
    assert scripted.script.sent(1)["data"]["attributes"] == {"archived": False}
    new = answer(replace_id(row("AWAITING_UPLOAD"), "2"), status=201)
    scripted = ScriptedApple(
        answer([row("REJECTED", specId="s1")]), new, answer(replace_id(row("AWAITING_UPLOAD"), "2"))
    )
    kept = Library(scripted.apple, "l1", lambda _: Catalog())
    assert slot(kept, languages["en-US"]).reserve("1.png", 9, (), MD5).id == "2"
    assert scripted.script.requested[1] == "POST /v1/appAssetLibraryImages"


def replace_id(row: dict[str, Any], identity: str) -> dict[str, Any]:
    return {**row, "id": identity}
