"""Locales are found by code, name and common misspelling."""

from __future__ import annotations

import json

import pytest

from appstore.catalog import display_types, locales
from tests import SHARED

TABLES = SHARED / "appstoreconnect" / "tables.json"


@pytest.mark.skipif(not TABLES.is_file(), reason="Apple's facts are not at hand (../shared/appstoreconnect)")
def test_the_locales_and_their_names_are_those_of_the_tables() -> None:
    table = {row["code"]: row["name"] for row in json.loads(TABLES.read_text())["locales"]}
    assert {code: locales.name(code) for code in locales.LOCALES} == table


def test_there_are_fifty_locales() -> None:
    assert len(set(locales.LOCALES)) == 50


@pytest.mark.parametrize("locale", locales.LOCALES)
def test_a_locale_is_found_by_its_code_in_any_spelling_and_by_its_name(locale: str) -> None:
    for word in (locale, locale.lower(), locale.upper(), locale.replace("-", "_"), locales.name(locale)):
        assert locales.find(word) == locale


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("german", "de-DE"),
        ("Deutsch", "de-DE"),
        ("de", "de-DE"),
        ("english", "en-US"),
        ("en", "en-US"),
        ("english uk", "en-GB"),
        ("en-UK", "en-GB"),
        ("fr", "fr-FR"),
        ("french (canada)", "fr-CA"),
        ("francais", "fr-FR"),
        ("es-419", "es-MX"),
        ("brazilian portuguese", "pt-BR"),
        ("pt_br", "pt-BR"),
        ("chinese simplified", "zh-Hans"),
        ("traditional chinese", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("ja-JP", "ja"),
        ("日本語", "ja"),
        ("no-NO", "no"),
        ("nb", "no"),
        ("fi-FI", "fi"),
        ("ko_KR", "ko"),
        ("iw", "he"),
        ("Türkçe", "tr"),
        ("हिन्दी", "hi"),
    ],
)
def test_common_names_and_codes_of_other_stores_are_understood(word: str, meant: str) -> None:
    assert locales.find(word) == meant


@pytest.mark.parametrize(
    ("word", "offered"),
    [("pt", {"pt-BR", "pt-PT"}), ("zh", {"zh-Hans", "zh-Hant"}), ("portuguese", {"pt-BR", "pt-PT"})],
)
def test_a_language_of_two_audiences_is_asked_about(word: str, offered: set[str]) -> None:
    assert locales.find(word) is None
    assert set(locales.closest(word, 2)) == offered


def test_a_misspelled_locale_gets_the_closest() -> None:
    assert locales.closest("germn", 1) == ("de-DE",)
    assert set(locales.closest("chinese", 2)) == {"zh-Hans", "zh-Hant"}
    assert "en-AU" in locales.closest("en-AX")
    assert len(locales.closest("")) == 3


def test_no_word_names_both_a_locale_and_a_device() -> None:
    assert not locales.NAMES.keys() & display_types.NAMES.keys()


def test_no_name_belongs_to_two_locales() -> None:
    for code, (english, own, others) in locales.DETAILS.items():
        for name in {code, english, own, *others.split(",")} - {""}:
            assert locales.find(name) == code
