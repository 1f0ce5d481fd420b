"""What an import changes: the texts of products, before and after."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter


@dataclass(frozen=True, kw_only=True)
class ImportedText:
    """Name and description of a product in a language, old and new; without an old name the language is added.

    `product` is Apple's id, `line` that of the file.
    """

    line: int
    product: str
    product_id: str
    family: str
    locale: str
    old_name: str
    old_description: str
    name: str
    description: str

    @property
    def is_new(self) -> bool:
        """Whether the product has no text in this language yet."""
        return not self.old_name


_TEXTS = TypeAdapter(tuple[ImportedText, ...])


def dump(texts: Sequence[ImportedText]) -> str:
    """Return texts as JSON."""
    return _TEXTS.dump_json(tuple(texts)).decode()


def load(text: str) -> tuple[ImportedText, ...]:
    """Return texts from JSON."""
    return _TEXTS.validate_json(text)
