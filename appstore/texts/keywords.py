"""Finds keywords that are not separated by commas: Apple takes `tide wind; waves` as one keyword.

https://developer.apple.com/help/app-store-connect/reference/app-information/platform-version-information
"""

import re

# Those of Chinese, Japanese and Arabic keyboards, halfwidth and small ones, and cells of a table.
COMMA = re.compile(r"[,\uff0c\u3001\uff64\u060c\ufe50\ufe51\n\t]")

# Separates words also where others are separated by commas.
_SEPARATOR = re.compile(
    r"""[;；؛|¦｜•‣⁃◦▪■●○∙"“”„«»‚⸴→⇒►▶～\[\]{}]|(?<!\S)[#＃*](?=\S)|\s[-–—·/\\>~](?=\s)|^(?:[-–—+*]|\d+[.)])(?=\s)"""
)
# Separates words where nothing else does. `col·lecció`, `node.js` and `24/7` are one word each.
_LOOSER = re.compile(r"(?<![^\W\d]l)·|・|(?<=[^\W\d])[/\\:](?=[^\W\d])|[.:](?=\s)|(?<=[^\W_])_+(?=[^\W_])")
# A keyword in single quotes, as programs write lists: ['tide', 'wind'].
_SINGLE_QUOTED = re.compile(r"[\[{(]*['‘](.+)['’][\]})]*")
# `Keywords: tide, wind`
_LABEL = re.compile(r"^\s*[^\W\d]+\s*[:：]\s+")
# Words that a keyword among others may have.
_MOST_WORDS = 3


def separated(text: str) -> str:
    """Return the keywords with commas where they probably belong; "" if they have them."""
    keywords = _parts(text)
    unlabelled = _parts(_LABEL.sub("", text)) if keywords[1:] else keywords
    found = [word for keyword in unlabelled for word in _words(keyword, alone=len(keywords) == 1)]
    words = list(dict.fromkeys(word for word in found if any(map(str.isalnum, word))))
    return ",".join(words) if words and words != list(dict.fromkeys(keywords)) else ""


def _parts(text: str) -> list[str]:
    return [keyword.strip() for keyword in COMMA.split(text) if keyword.strip()]


def _words(keyword: str, *, alone: bool) -> list[str]:
    keyword = quoted[1] if (quoted := _SINGLE_QUOTED.fullmatch(keyword)) else keyword
    parts = [part.strip() for part in _SEPARATOR.split(keyword)]
    if alone and "://" not in keyword:
        parts = [part.strip() for whole in parts for part in _LOOSER.split(whole)]
    if len(parts) > 1:
        return parts
    return keyword.split() if alone or len(keyword.split()) > _MOST_WORDS else [keyword]
