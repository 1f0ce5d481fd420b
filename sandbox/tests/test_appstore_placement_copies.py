"""Placements of the App Asset Library where the stand-in copies, replaces, reviews and submits store pages."""

from __future__ import annotations

from sandbox import pictures
from sandbox.submittable import make_submittable
from sandbox.tests.appstore_visitor import Visitor, codes
from sandbox.tests.custom_pages import create, localization
from sandbox.tests.experiments import promote, review
from sandbox.tests.library_calls import (
    WATCH,
    picture,
    place_asset,
    placed,
    reserve_asset,
    upload_asset,
)
from sandbox.tests.submissions import add, draft

PHONE = "IPHONE_DYNAMIC_ISLAND_LARGE_PROFILE"


def test_a_new_version_copies_placements_and_shares_the_files(eddie: Visitor, app_id: str, version_id: str) -> None:
    eddie.apple.fill_set(version_id, "en-US", "APP_WATCH_SERIES_3", [("set.png", picture(1))])
    eddie.apple.place_files(version_id, "en-US", WATCH, [("placed.png", picture(2))])
    before = eddie.apple.placements(version_id, "en-US", WATCH)
    eddie.apple.set_version_state(version_id, "READY_FOR_DISTRIBUTION")
    after = eddie.apple.placements(eddie.apple.add_version(app_id, "1.1"), "en-US", WATCH)
    assert [placement.asset.id for placement in after] == [placement.asset.id for placement in before]
    assert [placement.from_set for placement in after] == [True, False]
    assert {placement.state for placement in after} == {"PARENT_PREPARE_FOR_SUBMISSION"}
    assert {asset.state for asset in eddie.apple.assets(app_id)} == {"APPROVED"}


def test_pages_have_placements_and_copy_those_of_templates_and_former_versions(
    eddie: Visitor, app_id: str, version_id: str, library_id: str
) -> None:
    eddie.apple.place_files(version_id, "en-US", WATCH, [("app.png", picture(1))])
    template = ("appStoreVersionTemplate", "appStoreVersions", version_id)
    page_id = create(eddie, app_id, template=template).json()["data"]["id"]
    eddie.apple.place_on_page(page_id, "en-US", WATCH, [("page.png", picture(2))])
    eddie.apple.set_page_state(page_id, "APPROVED")
    locale = ("appCustomProductPageLocalizations", localization(eddie, page_id))
    refused = place_asset(eddie, locale, upload_asset(eddie, library_id, "late.png", picture(3)))
    assert refused.json()["errors"][0]["meta"]["feature"] == "ASC_FEATURE_CUSTOM_PRODUCT_PAGES"
    eddie.apple.add_page_version(page_id)
    shown = eddie.apple.page_placements(page_id, "en-US", WATCH)
    assert [(placement.asset.name, placement.state) for placement in shown] == [
        ("app.png", "PARENT_PREPARE_FOR_SUBMISSION"),
        ("page.png", "PARENT_PREPARE_FOR_SUBMISSION"),
    ]


def test_a_promoted_treatment_replaces_what_is_in_its_groups(eddie: Visitor, app_id: str, version_id: str) -> None:
    eddie.apple.fill_set(version_id, "en-US", "APP_WATCH_SERIES_3", [("set.png", picture(1))])
    eddie.apple.place_files(version_id, "en-US", WATCH, [("app.png", picture(2))])
    other = ("APP_SCREENSHOT", "WATCH_SERIES_4_PROFILE")
    eddie.apple.place_files(version_id, "en-US", other, [("kept.png", pictures.png(368, 448, seed=1))])
    eddie.apple.set_version_state(version_id, "READY_FOR_DISTRIBUTION")
    experiment_id = eddie.apple.add_experiment(app_id, "Waves")
    eddie.apple.place_on_treatment(experiment_id, "Treatment A", "en-US", WATCH, [("waves.png", picture(3))])
    (shown,) = eddie.apple.treatment_placements(experiment_id, "Treatment A", "en-US", WATCH)
    assert (shown.asset.name, shown.state) == ("waves.png", "PARENT_PREPARE_FOR_SUBMISSION")
    assert review(eddie, app_id, experiment_id).status_code == 201
    eddie.apple.set_experiment_state(experiment_id, "ACCEPTED")
    eddie.apple.start_experiment(experiment_id)
    (stored,) = eddie.apple.experiments(app_id)
    assert promote(eddie, stored.treatments[0].id, version_id).status_code == 201
    assert eddie.apple.placed(version_id, "en-US", WATCH) == ("waves.png",)
    assert eddie.apple.placed(version_id, "en-US", other) == ("kept.png",)
    assert eddie.apple.screenshots(version_id, "en-US", "APP_WATCH_SERIES_3") == ()


def test_what_is_placed_counts_in_a_submission(eddie: Visitor, app_id: str, version_id: str, library_id: str) -> None:
    make_submittable(eddie.apple, version_id)
    eddie.apple.delete_set(version_id, "en-US", "APP_IPHONE_67")
    eddie.apple.place_files(version_id, "en-US", (WATCH[0], PHONE), [("app.png", pictures.png(1290, 2796, seed=1))])
    waiting = reserve_asset(eddie, library_id, "late.png", 10).json()["data"]["id"]
    locale = ("appStoreVersionLocalizations", eddie.locale(version_id))
    placement_id = placed(eddie, locale, waiting)
    submission = draft(eddie, app_id)
    assert codes(add(eddie, submission, version_id)) == [("STATE_ERROR.SCREENSHOT_UPLOADS_IN_PROGRESS", "")]
    eddie.apple.unplace(placement_id)
    assert add(eddie, submission, version_id).status_code == 201
