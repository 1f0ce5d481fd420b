"""The built-in reply templates: for praise, complaints, crashes, sign-in and price, in the commonest languages."""

import tomllib
from functools import lru_cache
from pathlib import Path

from records.reviews.templates import Template

_TEXTS = Path(__file__).with_name("reply_texts.toml")


@lru_cache(maxsize=1)
def built_in() -> tuple[Template, ...]:
    """Every built-in template, from the data file; its id is its language and topic."""
    data = tomllib.loads(_TEXTS.read_text(encoding="utf-8"))
    stars: dict[str, tuple[int, int]] = data["stars"]
    return tuple(
        Template(
            id=f"{language}.{topic}",
            language=language,
            lowest=stars[topic][0],
            highest=stars[topic][1],
            words=tuple(found.get("words", ())),
            text=found["text"],
        )
        for language, topics in data["templates"].items()
        for topic, found in topics.items()
    )
