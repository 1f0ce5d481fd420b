"""The 50 locales of the App Store: Apple's codes and other names for them."""

import unicodedata

from appstore.catalog import fuzzy

# Apple's code: the English name, the native name, and other names and codes, separated by commas.
# https://developer.apple.com/documentation/appstoreconnectapi/managing-metadata-in-your-app-by-using-locale-shortcodes
# `pt` and `zh` are ambiguous and so in no row; the closest locales are suggested instead.
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
    """Return the English name of a locale in App Store Connect. Raises KeyError for an unknown code."""
    return DETAILS[locale][0]


def find(word: str) -> str | None:
    """Find Apple's code by a code (in any case, with `_` or `-`), an English or native name, or another name."""
    return NAMES.get(_spelled(word))


def similar(word: str) -> list[tuple[float, str]]:
    """Return every code with its similarity to the word, from 1 down to 0."""
    return fuzzy.ranked(_spelled(word), NAMES)


def closest(word: str, count: int = 3) -> tuple[str, ...]:
    """Return the codes whose spelling or name is most similar to the word, the closest first."""
    return tuple(locale for _, locale in similar(word)[:count])


def _spelled(word: str) -> str:
    """Normalize `pt_br`, `PT-BR` and `pt br` to letters and digits without accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", word.casefold()) if char.isalnum())


NAMES = {
    _spelled(name): locale
    for locale, (english, native, others) in DETAILS.items()
    for name in (locale, english, native, *others.split(","))
    if name
}
