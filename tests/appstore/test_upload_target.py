"""The locale and the display type of an upload are parsed from a typed command."""

from __future__ import annotations

import pytest

from appstore.catalog.display_types import DisplayType
from appstore.catalog.upload_target import ParsedTarget, read_target


@pytest.mark.parametrize(
    ("text", "locale", "display_type"),
    [
        ("en-US iphone 6.9", "en-US", DisplayType.APP_IPHONE_67),
        ("german ipad 13", "de-DE", DisplayType.APP_IPAD_PRO_3GEN_129),
        ("APP_IPHONE_67 en-US", "en-US", DisplayType.APP_IPHONE_67),
        ("ipad pro 12.9 2nd generation english uk", "en-GB", DisplayType.APP_IPAD_PRO_129),
        ("en-US, iPhone 6,9″", "en-US", DisplayType.APP_IPHONE_67),
        ("imessage iphone 6.7 pt br", "pt-BR", DisplayType.IMESSAGE_APP_IPHONE_67),
        ("watch series 10 chinese traditional", "zh-Hant", DisplayType.APP_WATCH_SERIES_10),
        ("german", "de-DE", None),
        ("6.9", None, DisplayType.APP_IPHONE_67),
        ("", None, None),
    ],
)
def test_locale_and_display_type_are_read_in_any_order(
    text: str, locale: str | None, display_type: DisplayType | None
) -> None:
    assert read_target(text.split()) == ParsedTarget(locale, display_type)


def test_the_longest_name_wins() -> None:
    assert read_target(["ipad", "pro", "11"]).display_type is DisplayType.APP_IPAD_PRO_3GEN_11
    assert read_target(["english", "canada"]) == ParsedTarget("en-CA")


def test_unknown_words_come_back_with_the_closest_of_both_kinds() -> None:
    target = read_target(["germn", "iphone", "6.9"])
    assert target.display_type is DisplayType.APP_IPHONE_67
    assert [unknown.word for unknown in target.unknown] == ["germn"]
    assert target.unknown[0].closest[0] == "de-DE"


def test_unknown_words_that_belong_together_are_told_together() -> None:
    (unknown,) = read_target(["en-US", "iphone", "6.8"]).unknown
    assert unknown.word == "iphone 6.8"
    assert all(name.startswith("APP_IPHONE_") for name in unknown.closest)
    assert [unknown.word for unknown in read_target(["germn", "dekstop"]).unknown] == ["germn", "dekstop"]


def test_a_second_locale_or_display_type_is_told_and_not_taken() -> None:
    assert read_target(["en-US", "german", "mac", "apple", "tv"]) == ParsedTarget(
        "en-US", DisplayType.APP_DESKTOP, surplus=("german", "apple tv")
    )
    assert read_target(["de", "german"]) == ParsedTarget("de-DE")
