"""The 50 languages of the App Store, by Apple's codes and by the names that people give them."""

from __future__ import annotations

import unicodedata

from appstore.catalog import fuzzy

# Apple's code: the English name, the native one, and what else people and other stores write, parted by commas.
# https://developer.apple.com/documentation/appstoreconnectapi/managing-metadata-in-your-app-by-using-locale-shortcodes
# Bare `pt` and `zh` are in no row: two audiences share each of them, so the closest are offered instead.
DETAILS: dict[str, tuple[str, str, str]] = {
    "ar-SA": ("Arabic", "العربية", "ar"),
    "bn-BD": ("Bangla", "বাংলা", "bn, bn-IN, Bengali"),
    "ca": ("Catalan", "Català", "ca-ES"),
    "cs": ("Czech", "Čeština", "cs-CZ, cz"),
    "da": ("Danish", "Dansk", "da-DK"),
    "de-DE": ("German", "Deutsch", "de, de-AT, de-CH"),
    "el": ("Greek", "Ελληνικά", "el-GR"),
    "en-AU": ("English (Australia)", "", "Australian English, Australian"),
    "en-CA": ("English (Canada)", "", "Canadian English"),
    "en-GB": ("English (U.K.)", "", "en-UK, British English, British, UK English, English GB"),
    "en-US": ("English (U.S.)", "", "en, English, American English, American, US English, English USA"),
    "es-ES": ("Spanish (Spain)", "Español (España)", "es, Spanish, Español, Castilian, European Spanish"),
    "es-MX": ("Spanish (Mexico)", "Español (México)", "es-419, Mexican Spanish, Mexican, Latin American Spanish"),
    "fi": ("Finnish", "Suomi", "fi-FI"),
    "fr-CA": ("French (Canada)", "Français (Canada)", "Canadian French"),
    "fr-FR": ("French", "Français", "fr, French (France), Français (France)"),
    "gu-IN": ("Gujarati", "ગુજરાતી", "gu"),
    "he": ("Hebrew", "עברית", "he-IL, iw, iw-IL"),
    "hi": ("Hindi", "हिन्दी", "hi-IN"),
    "hr": ("Croatian", "Hrvatski", "hr-HR"),
    "hu": ("Hungarian", "Magyar", "hu-HU"),
    "id": ("Indonesian", "Bahasa Indonesia", "id-ID, in-ID"),
    "it": ("Italian", "Italiano", "it-IT"),
    "ja": ("Japanese", "日本語", "ja-JP, jp"),
    "kn-IN": ("Kannada", "ಕನ್ನಡ", "kn"),
    "ko": ("Korean", "한국어", "ko-KR, kr"),
    "ml-IN": ("Malayalam", "മലയാളം", "ml"),
    "mr-IN": ("Marathi", "मराठी", "mr"),
    "ms": ("Malay", "Bahasa Melayu", "ms-MY"),
    "nl-NL": ("Dutch", "Nederlands", "nl, nl-BE"),
    "no": ("Norwegian", "Norsk", "no-NO, nb, nb-NO, Bokmål"),
    "or-IN": ("Odia", "ଓଡ଼ିଆ", "or, Oriya"),
    "pa-IN": ("Punjabi", "ਪੰਜਾਬੀ", "pa"),
    "pl": ("Polish", "Polski", "pl-PL"),
    "pt-BR": ("Portuguese (Brazil)", "Português (Brasil)", "Brazilian Portuguese, Brazilian, Português do Brasil"),
    "pt-PT": ("Portuguese (Portugal)", "Português (Portugal)", "European Portuguese"),
    "ro": ("Romanian", "Română", "ro-RO"),
    "ru": ("Russian", "Русский", "ru-RU"),
    "sk": ("Slovak", "Slovenčina", "sk-SK"),
    "sl-SI": ("Slovenian", "Slovenščina", "sl, Slovene"),
    "sv": ("Swedish", "Svenska", "sv-SE"),
    "ta-IN": ("Tamil", "தமிழ்", "ta"),
    "te-IN": ("Telugu", "తెలుగు", "te"),
    "th": ("Thai", "ไทย", "th-TH"),
    "tr": ("Turkish", "Türkçe", "tr-TR"),
    "uk": ("Ukrainian", "Українська", "uk-UA, ua"),
    "ur-PK": ("Urdu", "اردو", "ur"),
    "vi": ("Vietnamese", "Tiếng Việt", "vi-VN"),
    "zh-Hans": ("Chinese (Simplified)", "简体中文", "zh-CN, zh-SG, zh-Hans-CN, Simplified Chinese"),
    "zh-Hant": ("Chinese (Traditional)", "繁體中文", "zh-TW, zh-HK, zh-MO, zh-Hant-TW, Traditional Chinese"),
}

LOCALES: tuple[str, ...] = tuple(DETAILS)


def name(locale: str) -> str:
    """The English name that App Store Connect shows for one of Apple's codes; KeyError for any other."""
    return DETAILS[locale][0]


def find(word: str) -> str | None:
    """Apple's code for a locale in any case, with `_` for `-`, by its English or own name, or as others write it."""
    return NAMES.get(_spelled(word))


def similar(word: str) -> list[tuple[float, str]]:
    """Every code with its likeness to the word, from 1 down to 0."""
    return fuzzy.ranked(_spelled(word), NAMES)


def closest(word: str, count: int = 3) -> tuple[str, ...]:
    """The codes whose spelling or name is most like the word, the closest first."""
    return tuple(locale for _, locale in similar(word)[:count])


def _spelled(word: str) -> str:
    """One spelling for `pt_br`, `PT-BR` and `pt br`: letters and digits alone, without accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", word.casefold()) if char.isalnum())


def _names() -> dict[str, str]:
    rows = ((locale, (locale, english, own, *others.split(","))) for locale, (english, own, others) in DETAILS.items())
    return {_spelled(name): locale for locale, names in rows for name in names if name}


NAMES = _names()
