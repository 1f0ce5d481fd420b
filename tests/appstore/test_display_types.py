"""Display types: names, sizes, and the choice of one for an image."""

from __future__ import annotations

import json
from typing import Any

import pytest

from appstore.catalog import display_types, preview_types
from appstore.catalog.display_types import DisplayType, Why
from appstore.library.groups import display_type_of, group_of, screenshot_type
from tests import SHARED

FACTS = SHARED / "appstoreconnect"
at_hand = pytest.mark.skipif(not FACTS.is_dir(), reason="Apple's facts are not at hand (../shared/appstoreconnect)")


def facts(name: str) -> Any:  # noqa: ANN401 - Apple's document, whatever it holds
    return json.loads((FACTS / name).read_text())


@at_hand
def test_the_display_types_are_those_of_apples_specification() -> None:
    specified = facts("openapi.json")["components"]["schemas"]["ScreenshotDisplayType"]["enum"]
    assert {item.value for item in DisplayType if not item.is_library_only} == set(specified)


@at_hand
def test_labels_platforms_and_sizes_are_those_of_the_tables() -> None:
    table = facts("tables.json")["display_types"]
    for item in [item for item in DisplayType if not item.is_library_only]:
        row = table[item.value]
        assert display_types.label(item) == row["label"]
        assert display_types.platform_of(item) == row["platform"]
        assert display_types.sizes(item) == {(width, height) for width, height in row["sizes"]}
        assert item.is_imessage is row["imessage"]


@at_hand
def test_groups_of_the_app_asset_library_and_their_sizes_are_those_of_the_tables() -> None:
    table = facts("tables.json")["asset_library"]["groups"]
    of_app = [item for item in DisplayType if not item.is_imessage]
    assert {group_of(item) for item in of_app} == set(table)
    for item in of_app:
        row, preview_type = table[group_of(item)], preview_types.beside(item)
        assert display_types.sizes(item) == {tuple(size) for size in row["screenshot_sizes"]}
        previews = preview_types.sizes(preview_type) if preview_type else frozenset()
        assert previews == {tuple(size) for size in row["preview_sizes"]}
        assert item.value.removeprefix("APP_") == (row["legacy_suffix"] or "IPHONE_DUO")
        assert item.is_library_only is (row["legacy_suffix"] is None)


@pytest.mark.parametrize("item", DisplayType)
def test_a_group_of_the_app_asset_library_tells_its_display_type(item: DisplayType) -> None:
    assert display_type_of(group_of(item)) is item
    assert (group_of(item).startswith("IMESSAGE_"), screenshot_type(item)) in {
        (True, "IMESSAGE_APP_SCREENSHOT"),
        (False, "APP_SCREENSHOT"),
    }


def test_groups_that_apple_adds_have_no_display_type() -> None:
    assert display_type_of("IPHONE_TRIO_PROFILE") is None
    assert display_type_of("IMESSAGE_IPHONE_DUO_PROFILE") is None


@at_hand
def test_only_the_sizes_of_the_tables_are_ambiguous() -> None:
    everything = {size for item in DisplayType for size in display_types.sizes(item)}
    ambiguous = {size for size in everything if len(display_types.for_size(*size)) > 1}
    assert ambiguous == {tuple(row["size"]) for row in facts("tables.json")["ambiguous_sizes"]}


@pytest.mark.parametrize("item", DisplayType)
def test_a_display_type_is_understood_by_its_own_name_and_label(item: DisplayType) -> None:
    short = item.value.replace("APP_", "", 1) if item.is_imessage else item.value.removeprefix("APP_")
    for words in (item.value, item.value.lower(), short, short.replace("_", " "), display_types.label(item)):
        assert display_types.named(words) is item


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("iphone 6.7", DisplayType.APP_IPHONE_67),
        ("iPhone 6.9", DisplayType.APP_IPHONE_67),
        ("6.9", DisplayType.APP_IPHONE_67),
        ("iPhone Duo", DisplayType.IPHONE_DUO),
        ("duo", DisplayType.IPHONE_DUO),
        ('6.9"', DisplayType.APP_IPHONE_67),
        ("6.9\u201d", DisplayType.APP_IPHONE_67),
        ("6.9\u2033", DisplayType.APP_IPHONE_67),
        ("iphone 6,9", DisplayType.APP_IPHONE_67),
        ("iphone-6.9-inch", DisplayType.APP_IPHONE_67),
        ('iPhone 6.9" Display', DisplayType.APP_IPHONE_67),
        ("6.9 inches,", DisplayType.APP_IPHONE_67),
        ("iphone6.9", DisplayType.APP_IPHONE_67),
        ("APP_IPHONE_69", DisplayType.APP_IPHONE_67),
        ("iphone\u00a069", DisplayType.APP_IPHONE_67),
        ("iphone 6.3", DisplayType.APP_IPHONE_61),
        ("app_iphone_61", DisplayType.APP_IPHONE_61),
        ("iphone 6.1", DisplayType.APP_IPHONE_58),
        ("ipad 13", DisplayType.APP_IPAD_PRO_3GEN_129),
        ("ipad 12.9", DisplayType.APP_IPAD_PRO_3GEN_129),
        ("ipad pro 12.9", DisplayType.APP_IPAD_PRO_3GEN_129),
        ("IPAD_PRO_129", DisplayType.APP_IPAD_PRO_129),
        ("ipad pro 12.9 (2nd generation)", DisplayType.APP_IPAD_PRO_129),
        ("ipad pro 11", DisplayType.APP_IPAD_PRO_3GEN_11),
        ("watch ultra", DisplayType.APP_WATCH_ULTRA),
        ("apple watch series 10", DisplayType.APP_WATCH_SERIES_10),
        ("series 9", DisplayType.APP_WATCH_SERIES_7),
        ("mac", DisplayType.APP_DESKTOP),
        ("macOS", DisplayType.APP_DESKTOP),
        ("desktop", DisplayType.APP_DESKTOP),
        ("tv", DisplayType.APP_APPLE_TV),
        ("apple tv", DisplayType.APP_APPLE_TV),
        ("tvOS", DisplayType.APP_APPLE_TV),
        ("vision", DisplayType.APP_APPLE_VISION_PRO),
        ("vision pro", DisplayType.APP_APPLE_VISION_PRO),
        ("imessage iphone 6.7", DisplayType.IMESSAGE_APP_IPHONE_67),
        ("iMessage 12.9", DisplayType.IMESSAGE_APP_IPAD_PRO_3GEN_129),
    ],
)
def test_common_names_are_understood(words: str, meant: DisplayType) -> None:
    assert display_types.named(words) is meant


@pytest.mark.parametrize("words", ["", "iphone", "iphone 13", "iphone 6.8", "ipad", "6", "67", "watch", "\u00b2", "."])
def test_what_names_no_one_device_names_none(words: str) -> None:
    assert display_types.named(words) is None


def test_an_unknown_name_gets_the_closest_as_they_can_be_typed() -> None:
    assert display_types.closest("APP_IPHONE_77")[0] == 'APP_IPHONE_67 (iPhone 6.9")'
    assert display_types.closest("apple wach ultra", 1) == ("APP_WATCH_ULTRA (Apple Watch Ultra)",)
    assert display_types.closest("ipad 12", 2) == (
        'APP_IPAD_PRO_3GEN_129 (iPad 13")',
        'APP_IPAD_PRO_129 (iPad 12.9" (2nd gen))',
    )
    assert len(display_types.closest("x" * 5000)) == 3


def test_the_size_of_an_image_tells_its_device() -> None:
    assert display_types.for_size(1284, 2778) == (DisplayType.APP_IPHONE_65,)
    assert display_types.for_size(2778, 1284) == (DisplayType.APP_IPHONE_65,)
    assert display_types.for_size(800, 1280) == ()
    assert display_types.settle(1284, 2778, None, ()).display_type is DisplayType.APP_IPHONE_65
    assert display_types.settle(100, 100, "IOS", ()) == display_types.Settled(None, Why.UNKNOWN_SIZE)


@pytest.mark.parametrize(
    ("existing", "meant", "why"),
    [
        ((), DisplayType.APP_IPAD_PRO_3GEN_129, Why.NEWEST),
        ((DisplayType.APP_IPHONE_67,), DisplayType.APP_IPAD_PRO_3GEN_129, Why.NEWEST),
        ((DisplayType.APP_IPAD_PRO_129,), DisplayType.APP_IPAD_PRO_129, Why.EXISTING),
        ((DisplayType.APP_IPAD_PRO_3GEN_129,), DisplayType.APP_IPAD_PRO_3GEN_129, Why.EXISTING),
        (
            (DisplayType.APP_IPAD_PRO_129, DisplayType.APP_IPAD_PRO_3GEN_129),
            DisplayType.APP_IPAD_PRO_3GEN_129,
            Why.NEWEST,
        ),
    ],
)
def test_two_ipads_of_one_size_are_told_apart_by_what_the_version_has(
    existing: tuple[DisplayType, ...], meant: DisplayType, why: Why
) -> None:
    for width, height in ((2048, 2732), (2732, 2048)):
        settled = display_types.settle(width, height, "IOS", existing)
        assert (settled.display_type, settled.why) == (meant, why)


def test_a_4k_image_is_for_the_platform_of_its_version() -> None:
    both = (DisplayType.APP_APPLE_TV, DisplayType.APP_APPLE_VISION_PRO)
    assert display_types.settle(3840, 2160, "TV_OS", ()).display_type is DisplayType.APP_APPLE_TV
    assert display_types.settle(3840, 2160, "VISION_OS", ()).display_type is DisplayType.APP_APPLE_VISION_PRO
    assert display_types.settle(3840, 2160, None, ()) == display_types.Settled(None, Why.AMBIGUOUS, both)
    assert display_types.settle(3840, 2160, "IOS", ()) == display_types.Settled(None, Why.OTHER_PLATFORM, both)
    assert display_types.settle(3840, 2160, None, {DisplayType.APP_APPLE_TV}).display_type is DisplayType.APP_APPLE_TV


def test_the_nearest_sizes_keep_the_orientation() -> None:
    assert display_types.nearest_sizes(DisplayType.APP_IPHONE_67, 1284, 2778)[0] == (1290, 2796)
    assert display_types.nearest_sizes(DisplayType.APP_IPHONE_67, 2778, 1284)[0] == (2796, 1290)
    assert all(width > height for width, height in display_types.nearest_sizes(DisplayType.APP_DESKTOP, 800, 1280))
