"""Reply templates: which text answers a review of so many stars, in which language, about what."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from redis import Redis

from records.storage.documents import Documents

# A template of this language answers reviews in every language.
ANY = "any"

PLACEHOLDERS = ("nickname", "app", "rating")
# Templates that a team may keep: Slack's forms have room for 100 blocks.
MOST = 60

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# The marks that make は to ば and ぱ: they are no accents, without them it is another word.
_VOICED = frozenset("\u3099\u309a")
_NICKNAME = re.compile(r"[^\S\n]?\{nickname\}")


@dataclass(frozen=True, kw_only=True)
class Template:
    """A reply for reviews of `lowest` to `highest` stars that hold one of `words` (none: any review)."""

    id: str
    language: str
    lowest: int
    highest: int
    words: tuple[str, ...]
    text: str

    def suits(self, rating: int, review: str) -> bool:
        """Whether this answers a review with that many stars and that text, in whatever language."""
        if not self.lowest <= rating <= self.highest:
            return False
        return not self.words or any(is_in(word, review) for word in self.words)


TEMPLATES = Documents("templates", tuple[Template, ...], seconds=None)
_TEAM = "team"


def of_team(redis: Redis) -> tuple[Template, ...]:
    """The templates that the team wrote, in the order in which they were first saved."""
    return TEMPLATES.get(redis, _TEAM) or ()


def find(known: Iterable[Template], template_id: str) -> Template | None:
    """Return the template with this id."""
    return next((template for template in known if template.id == template_id), None)


def with_template(known: tuple[Template, ...], template: Template) -> tuple[Template, ...] | None:
    """Return the templates with this one added, or in place of the one with its id; None when there are too many."""
    if any(other.id == template.id for other in known):
        return tuple(template if other.id == template.id else other for other in known)
    return (*known, template) if len(known) < MOST else None


def without(known: tuple[Template, ...], template_id: str) -> tuple[Template, ...]:
    """Return the other templates."""
    return tuple(template for template in known if template.id != template_id)


def save(redis: Redis, template: Template) -> bool:
    """Store a template, in place of the one with its id; False when there are too many already."""
    TEMPLATES.add(redis, _TEAM, ())
    return TEMPLATES.change(redis, _TEAM, lambda known: with_template(known, template)) is not None


def remove(redis: Redis, template_id: str) -> None:
    """Remove a template, if it is there."""
    TEMPLATES.change(redis, _TEAM, lambda known: without(known, template_id))


def as_options(template: Template) -> dict[str, str]:
    """Return the fields of a template as an invocation carries them."""
    return {
        "language": template.language,
        "lowest": str(template.lowest),
        "highest": str(template.highest),
        "words": "\n".join(template.words),
        "text": template.text,
    }


def from_options(template_id: str, options: Mapping[str, str]) -> Template:
    """Return the template that an invocation carries."""
    words = tuple(word for word in options.get("words", "").split("\n") if word)
    lowest, highest = int(options["lowest"]), int(options["highest"])
    return Template(
        id=template_id, language=options["language"], lowest=lowest, highest=highest, words=words, text=options["text"]
    )


def suitable(known: Iterable[Template], language: str, rating: int, review: str) -> list[Template]:
    """The templates that answer such a review, the best first: about its topic before about its stars alone.

    Among equals the order of `known` counts. In a language without a template those in English answer.
    """
    suiting = [template for template in known if template.suits(rating, review)]
    chosen = [template for template in suiting if template.language in {language, ANY}]
    if not any(template.language == language for template in chosen):
        chosen += [template for template in suiting if template.language == "en"]
    return sorted(chosen, key=lambda template: (not template.words, template.highest - template.lowest))


def fill(template: Template, *, nickname: str, app: str, rating: int) -> str:
    """The reply for one review. The name of its author is kept to one short line; without one no gap is left."""
    line = " ".join(nickname.split())
    name = "".join(char for char in line if unicodedata.category(char)[0] != "C" or char == "\u200d")
    text = template.text if name else _NICKNAME.sub("", template.text).lstrip(" ,，、")
    values = {"nickname": name[:40], "app": app, "rating": str(rating)}
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def unknown_placeholders(text: str) -> Sequence[str]:
    """What stands in braces and means nothing."""
    return tuple(dict.fromkeys(name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS))


def is_in(word: str, text: str) -> bool:
    """Whether a text holds the word, in any case, with or without accents.

    A word stands by itself, or begins a longer one; in writings without spaces it may stand anywhere.
    """
    word, text = _folded(word), _folded(text)
    if not word:
        return False
    start = r"\b" if word.isascii() else ""
    return re.search(start + re.escape(word), text) is not None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    kept = (char for char in plain if char in _VOICED or not unicodedata.combining(char))
    return "".join(char for char in kept if unicodedata.category(char) != "Cf")
