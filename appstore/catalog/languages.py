"""Detects the language of a review from its text and country; Apple does not report it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

FALLBACK = "en"

# The languages of the App Store (appstore/catalog/locales.py) under the model's codes.
KNOWN = (
    *("ar", "bn", "ca", "cs", "da", "de", "el", "en", "es", "fi", "fr", "gu", "he", "hi", "hr", "hu", "id", "it", "ja"),
    *("kn", "ko", "ml", "mr", "ms", "nl", "no", "or", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "ta", "te", "th"),
    *("tr", "uk", "ur", "vi", "zh"),
)
# Each language and the stores of countries where it is spoken.
_TABLE = """
de DEU AUT CHE LIE LUX; fr FRA BEL CHE LUX CAN MCO SEN CIV CMR MAR DZA TUN; es ESP MEX ARG COL PER CHL ECU GTM DOM HND
PRY SLV NIC CRI PAN URY VEN BOL CUB PRI; it ITA CHE SMR; pt BRA PRT AGO MOZ CPV; nl NLD BEL SUR; ja JPN; ko KOR; zh
CHN TWN HKG MAC SGP; ru RUS BLR KAZ KGZ; uk UKR; tr TUR CYP; pl POL; sv SWE FIN; da DNK GRL FRO; no NOR; fi FIN; cs
CZE; sk SVK; hu HUN; ro ROU MDA; el GRC CYP; he ISR; ar SAU ARE EGY KWT QAT BHR OMN JOR LBN IRQ MAR DZA TUN LBY YEM
PSE; th THA; vi VNM; id IDN; ms MYS BRN SGP; hi IND; hr HRV BIH; sl SVN; ca AND
"""
_STORES = {language: stores for language, *stores in (row.split() for row in _TABLE.split(";"))}
# Added to the model's log-likelihoods: the country decides for a short text, the words for a long one.
_LOCAL_BONUS, _ENGLISH_BONUS = 8.0, 4.0

# Below this the model has recognized nothing.
_UNRECOGNIZED = -1e30

_TRADITIONAL = frozenset("這個們國說時來對為會學過還開關點體應實發當無與邊機錯裝後東車長門間問題請謝讓")
_SIMPLIFIED = frozenset("这个们国说时来对为会学过还开关点体应实发当无与边机错装后东车长门间问题请谢让")
_TRADITIONAL_STORES = {"TWN", "HKG", "MAC"}


def of_review(text: str, territory: str) -> str:
    """Return `en`, `de`, `pt`, …; Chinese as `zh-Hans` or `zh-Hant`. English if undetected."""
    scores = {language: score + _hint(language, territory) for language, score in _model().rank(text[:4000])}
    likeliest = max(scores, key=lambda language: scores[language])
    if scores[likeliest] < _UNRECOGNIZED:
        likeliest = next((language for language, stores in _STORES.items() if territory in stores), FALLBACK)
    return _chinese(text, territory) if likeliest == "zh" else likeliest


def _hint(language: str, territory: str) -> float:
    if territory in _STORES.get(language, ()):
        return _LOCAL_BONUS
    return _ENGLISH_BONUS if language == FALLBACK else 0.0


def _chinese(text: str, territory: str) -> str:
    traditional, simplified = (sum(char in chars for char in text) for chars in (_TRADITIONAL, _SIMPLIFIED))
    if traditional == simplified:
        return "zh-Hant" if territory in _TRADITIONAL_STORES else "zh-Hans"
    return "zh-Hant" if traditional > simplified else "zh-Hans"


@cache
def _model() -> LanguageIdentifier:
    """Load the model. It takes half a second and 80 MB, so only processes that draft a reply load it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - with numpy a tenth of a second more

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages(KNOWN)
    return model
