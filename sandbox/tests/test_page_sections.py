"""The lists of the page's right side below the prices of an app."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sandbox.pictures import png
from sandbox.tests.page_visit import Visit, visiting
from sandbox.videos import Video, video


@pytest.fixture(scope="module")
def visit() -> Iterator[Visit]:
    with visiting() as visit:
        yield visit


def test_the_right_side_shows_products_with_names_states_and_prices(visit: Visit) -> None:
    def products() -> dict[str, Any]:
        tide, kettle = visit.http.get("/state/apple").json()["apps"]
        assert not kettle["products"]
        return {each["product_id"].rsplit(".", 1)[1]: each for each in tide["products"]}

    shown = products()
    assert [
        (name, each["kind"], each["group"], each["price"], each["currency"], each["state"])
        for name, each in shown.items()
    ] == [
        ("pro", "NON_CONSUMABLE", None, "19.99", "USD", "APPROVED"),
        ("charts", "NON_CONSUMABLE", None, "9.99", "USD", "READY_TO_SUBMIT"),
        ("yearly", "ONE_YEAR", "Tide Club", "29.99", "USD", "APPROVED"),
        ("monthly", "ONE_MONTH", "Tide Club", "3.49", "USD", "APPROVED"),
    ]
    assert shown["pro"]["names"] == {"en-US": "Tide Pro", "de-DE": "Tide Pro"}
    apple, club, day = visit.apple, shown["monthly"]["id"], visit.apple.analytics_today()
    apple.set_product_price(club, "4.49", start=str(day - timedelta(days=2)))
    apple.set_product_price(club, "9.99", start=str(day + timedelta(days=9)))
    apple.add_product_version(shown["pro"]["id"])
    apple.set_product_text(shown["pro"]["id"], "de-DE", "Tide Profi")
    free = apple.add_purchase(visit.world.tide, "com.example.tide.tip", "Tip", "CONSUMABLE")
    shown = products()
    assert (shown["monthly"]["price"], shown["tip"]["id"], shown["tip"]["price"]) == ("4.49", free, None)
    assert shown["pro"]["names"]["de-DE"] == "Tide Profi"
    assert (shown["pro"]["state"], shown["pro"]["version_state"]) == ("APPROVED", "PREPARE_FOR_SUBMISSION")


def test_the_right_side_shows_app_previews_with_length_and_state(visit: Visit) -> None:
    def previews() -> list[Any]:
        version = visit.http.get("/state/apple").json()["apps"][0]["versions"][0]
        german = next(each for each in version["locales"] if each["locale"] == "de-DE")
        return [(each["preview_type"], each["previews"]) for each in german["preview_sets"]]

    assert previews() == []
    apple, version = visit.apple, visit.world.tide_next
    (first, _) = apple.fill_preview_set(
        version, "de-DE", "IPHONE_67", [("a.mp4", video(Video(seconds=18.0))), ("b.mp4", video(Video(seed=2)))]
    )
    ((preview_type, shown),) = previews()
    assert preview_type == "IPHONE_67"
    assert [(each["name"], each["state"], each["seconds"]) for each in shown] == [
        ("a.mp4", "COMPLETE", 18.0),
        ("b.mp4", "COMPLETE", 20.0),
    ]
    apple.delete_preview(first)
    assert [each["name"] for each in previews()[0][1]] == ["b.mp4"]


def test_the_right_side_shows_what_is_placed_through_the_library(visit: Visit) -> None:
    apple, version, group = visit.apple, visit.world.tide_next, "IPHONE_DUO_PROFILE"
    apple.place_files(version, "de-DE", ("APP_SCREENSHOT", group), [("duo.png", png(1398, 2034, seed=1))])
    apple.place_files(version, "de-DE", ("APP_PREVIEW", group), [("duo.mp4", video(Video(seconds=18.0)))])
    shown = visit.http.get("/state/apple").json()["apps"][0]["versions"][0]["locales"]
    german = next(each for each in shown if each["locale"] == "de-DE")
    ((screenshot,),) = [each["shots"] for each in german["sets"] if each["display_type"] == group]
    assert (screenshot["name"], screenshot["state"]) == ("duo.png", "COMPLETE")
    assert visit.http.get(f"/shots/{screenshot['id']}").headers["content-type"] == "image/png"
    ((preview,),) = [each["previews"] for each in german["preview_sets"] if each["preview_type"] == group]
    assert (preview["name"], preview["seconds"]) == ("duo.mp4", 18.0)


def test_the_right_side_shows_custom_product_pages_and_experiments(visit: Visit) -> None:
    def shown(name: str) -> list[Any]:
        return list(visit.http.get("/state/apple").json()["apps"][0][name])

    def pages() -> list[tuple[str, str, int, bool]]:
        return [(each["name"], each["state"], each["screenshots"], each["visible"]) for each in shown("custom_pages")]

    surfing, sailing = ("Surfing 🏄", "APPROVED", 1, True), ("Sailing", "PREPARE_FOR_SUBMISSION", 0, False)
    assert pages() == [surfing, sailing]
    visit.apple.add_page_version(shown("custom_pages")[0]["id"])
    assert pages() == [("Surfing 🏄", "PREPARE_FOR_SUBMISSION", 1, True), sailing]
    (experiment,) = shown("experiments")
    assert (experiment["name"], experiment["state"], experiment["treatments"]) == ("Dark sea", "APPROVED", ["A", "B"])
    assert experiment["started"] is None
    visit.apple.start_experiment(experiment["id"])
    assert shown("experiments")[0]["started"]
    visit.apple.stop_experiment(experiment["id"])
    assert shown("experiments")[0]["state"] == "STOPPED"
