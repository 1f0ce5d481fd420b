"""Unicode in texts: one way to write each character, and marks that stand on none.

https://www.unicode.org/reports/tr15/ (normalization) · https://www.unicode.org/versions/latest/core-spec/chapter-3/
(D50 to D56: base characters, and combining sequences that have none)
"""

import unicodedata

_JOINERS = "\u200c\u200d"  # Indic scripts and emoji put them between a character and its mark
_NO_BASE = {"Zs", "Zl", "Zp", "Cc", "Cf"}  # spaces, line breaks, and what has no width
_SHOWN_ON = "\u25cc"  # the dotted circle, on which Unicode's own charts show a mark that has no character
_AROUND = 15  # characters of the text that are quoted before and after a mark


def normalized(text: str) -> str:
    """Return a text as it is counted, compared, shown and sent: NFC, LF as line break, nothing around it."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def lone_marks(text: str) -> tuple[str, ...]:
    """Describe each combining mark without a character before it: at the start, after a line break or a space.

    `U+0301 (combining acute accent) in “Summer ◌́sale”`: an excerpt, in which the mark stands on a dotted circle.
    """
    found: list[str] = []
    has_base = False
    for index, char in enumerate(text):
        is_mark = unicodedata.category(char)[0] == "M"
        if is_mark and not has_base:
            found.append(_described(text, index))
        if char not in _JOINERS:
            has_base = is_mark or unicodedata.category(char) not in _NO_BASE
    return tuple(dict.fromkeys(found))


def _described(text: str, index: int) -> str:
    mark = text[index]
    name = unicodedata.name(mark, "combining mark").lower()
    excerpt = " ".join(f"{text[:index][-_AROUND:]}{_SHOWN_ON}{text[index:][:_AROUND]}".split())
    return f"U+{ord(mark):04X} ({name}) in “{excerpt}”"
