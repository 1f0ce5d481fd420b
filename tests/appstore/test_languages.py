"""The language of a review is detected from its text, with its country as a hint."""

from __future__ import annotations

import pytest

from appstore.catalog import languages, territories
from appstore.catalog.locales import LOCALES


@pytest.mark.parametrize(
    ("text", "territory", "language"),
    [
        ("It crashes whenever I open it since the last update.", "DEU", "en"),
        ("Seit dem Update stürzt die App ständig ab, sehr schade.", "USA", "de"),
        ("Impossible de se connecter depuis la mise à jour.", "CAN", "fr"),
        ("No me deja iniciar sesión y nadie responde.", "USA", "es"),
        ("Não consigo entrar na minha conta.", "BRA", "pt"),
        ("Non riesco più ad accedere, peccato.", "ITA", "it"),
        ("アップデートしてから起動できません。", "JPN", "ja"),
        ("업데이트 후 로그인이 안 돼요", "KOR", "ko"),
        ("После обновления приложение вылетает", "RUS", "ru"),
        ("更新之后一直闪退，希望修复", "CHN", "zh-Hans"),
        ("更新之後一直閃退，希望修復", "TWN", "zh-Hant"),
        ("很好", "TWN", "zh-Hant"),
        ("Werkt helaas niet meer na de update", "NLD", "nl"),
        ("Great app", "DEU", "en"),
        ("Super App", "DEU", "de"),
        ("Toll!", "DEU", "de"),
        ("👍👍👍", "FRA", "fr"),
        ("", "ITA", "it"),
        ("", "ZZZ", "en"),
        ("\u200b\ud83d", "USA", "en"),
    ],
)
def test_a_review_is_answered_in_the_language_that_it_is_written_in(text: str, territory: str, language: str) -> None:
    assert languages.of_review(text, territory) == language


def test_every_language_of_the_app_store_can_be_told() -> None:
    fallback = {locale.partition("-")[0] for locale in LOCALES}
    assert fallback == set(languages.KNOWN)


def test_territories_have_names_flags_and_are_found_by_what_people_write() -> None:
    assert (territories.name("DEU"), territories.flag("DEU")) == ("Germany", "🇩🇪")
    assert [territories.find(word) for word in ("deu", "DE", "germany", " usa ", "uk", "Atlantis")] == [
        "DEU",
        "DEU",
        "DEU",
        "USA",
        "GBR",
        None,
    ]
    assert (territories.name("QQQ"), territories.flag("QQQ")) == ("QQQ", "")
    assert all(len(territories.flag(code)) == 2 for code in territories.CODES)
