"""Uploads into the App Asset Library when answers are lost, workers die, or Apple refuses something."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from appstore.catalog.slot_kinds import SlotKind
from appstore.library import assets, placements
from appstore.library.catalog import Catalog, Spec
from appstore.library.slot import LibrarySlot
from appstore.media.plan import WantedImage
from records.messages import SlackFile
from records.uploads.library_catalogs import CATALOGS
from records.uploads.uploads import SetPlan, UploadImage
from sandbox import pictures
from sandbox.appstore import Fault
from tasks.uploads.filling import libraries
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import UPLOAD, press, send, watch
from tests.uploads.library_env import ASSETS, PLACEMENTS, in_library, made, shown, states
from tests.uploads.test_worker_death import dies_after, go_on

GROUP, LIMIT = "APP_SCREENSHOT/WATCH_SERIES_3_PROFILE", "APP_STORE_VERSIONS/APP_SCREENSHOT/WATCH_SERIES_3_PROFILE"
SPEC = Spec(width=(312, 312), height=(390, 390))


@pytest.fixture
def env(env: Env) -> Iterator[Env]:
    with in_library(env):
        yield env


def test_what_took_effect_though_its_answer_was_lost_is_found_again(env: Env) -> None:
    send(env, (watch(3),))
    env.retry_at_once()
    for path in ("appAssetLibraryImages", "appAssetLibraryPlacements", "appAssetLibraryPlacementOrderingRequests"):
        env.apple.faults.add(Fault.lost(method="POST", path=path, times=1))
    env.apple.faults.add(Fault.lost(method="PATCH", path="appAssetLibraryImages", times=1))
    send(env, (watch(1), watch(2), watch(3)), f"{UPLOAD} --append")
    assert shown(env) == ["1.png", "2.png", "3.png"]
    assert states(env) == ["PREPARE_FOR_SUBMISSION"] * 3


@pytest.mark.parametrize("goes_on", [True, False])
@pytest.mark.parametrize("dies", [(LibrarySlot, "reserve"), (LibrarySlot, "commit"), (placements, "create")])
def test_an_upload_whose_worker_died_ends_with_what_was_wanted_or_leaves_nothing_behind(
    env: Env, monkeypatch: pytest.MonkeyPatch, dies: tuple[object, str], *, goes_on: bool
) -> None:
    send(env, (watch(9),))
    monkeypatch.setattr(*dies, dies_after(getattr(*dies)))
    ts = env.says(env.eddie, f"{UPLOAD} --replace", (watch(1), watch(2)))
    env.work()
    assert made(env, ASSETS) > 1
    if not goes_on:
        env.eddie.clicks(env.release, env.replies(ts)[0], "Cancel")
        env.work()
    go_on(env)
    assert shown(env) == (["1.png", "2.png"] if goes_on else ["9.png"])
    assert set(states(env)) == {"PREPARE_FOR_SUBMISSION"}
    if goes_on:
        assert len(states(env)) == 3


def test_a_placement_that_apple_refuses_leaves_the_group_as_it_was_and_is_retried_without_sending(env: Env) -> None:
    send(env, (watch(9),))
    env.apple.faults.add(Fault.status(409, method="POST", path="appAssetLibraryPlacements", nth=2))
    ts = send(env, (watch(1), watch(2)), f"{UPLOAD} --replace")
    assert shown(env) == ["9.png"]
    env.apple.faults.clear()
    press(env, ts, "Retry")
    assert shown(env) == ["1.png", "2.png"]
    assert (made(env, ASSETS), made(env, PLACEMENTS)) == (3, 5)


def test_a_size_that_is_new_at_apple_is_taken_for_a_named_device_and_one_of_another_device_is_not(env: Env) -> None:
    env.apple.faults.add(Fault.processing_fails())
    spec = Spec(width=(320, 320), height=(400, 400))
    CATALOGS.put(env.kit.redis, "default", Catalog(specs={"s1": spec}, groups={GROUP: ("s1",)}, limits={LIMIT: 9}))
    send(env, (("1.png", pictures.png(320, 400, seed=1)),))
    assert made(env, ASSETS) > 0
    assert wording.SIZE_OF_ANOTHER_WATCH in env.read(send(env, (("1.png", pictures.png(396, 484, seed=1)),)))


def test_a_catalog_that_is_older_than_a_group_is_read_again(env: Env) -> None:
    CATALOGS.put(env.kit.redis, "default", Catalog())
    send(env, (watch(1),))
    assert shown(env) == ["1.png"]


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (Catalog(), wording.NOT_IN_CATALOG),
        (Catalog(specs={"s1": SPEC}, groups={GROUP: ("s1",)}, limits={LIMIT: 1}), wording.TOO_MANY_FOR_GROUP),
        (Catalog(specs={"s1": SPEC}, groups={GROUP: ()}, limits={LIMIT: 9}), wording.SIZE_NOT_IN_CATALOG),
        (Catalog(specs={"s1": SPEC}, groups={GROUP: ("s1",)}, limits={LIMIT: 2}), None),
    ],
)
def test_what_apple_does_not_take_is_said_by_its_catalog(known: Catalog, sentence: str | None) -> None:
    images = tuple(
        UploadImage(file=SlackFile(id=name), wanted=WantedImage(name, name, 1), width=312, height=390) for name in "ab"
    )
    plan = SetPlan(
        locale="en-US",
        display_type="APP_WATCH_SERIES_3",
        localization_id="1",
        set_id="",
        images=images,
        kind=SlotKind.LIBRARY_SCREENSHOTS,
    )
    found = libraries.problems(known, plan)
    assert all(sentence and sentence in text for _, text in found)
    assert bool(found) is (sentence is not None)


def test_an_asset_that_others_have_deleted_is_sent_again_by_undo(env: Env) -> None:
    send(env, (watch(9),))
    ts = send(env, (watch(1),), f"{UPLOAD} --replace")
    (old,) = [asset for asset in env.apple.assets(env.app_id) if asset.name == "9.png"]
    assets.delete(env.kit.apple_of(""), assets.IMAGES, old.id)
    press(env, ts, "Undo")
    assert shown(env) == ["9.png"]
    assert made(env, ASSETS) == 3
    assert wording.NOT_RESTORED not in env.read(ts)
