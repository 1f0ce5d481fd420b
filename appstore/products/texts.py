"""Name and description of a product in each language: those of a version, or the older ones of the product itself."""

from dataclasses import dataclass

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Resource
from appstore.products import versions
from appstore.products.families import Family
from appstore.products.versions import ProductVersion


@dataclass(frozen=True, kw_only=True)
class ProductText:
    """A product in one language; a text that is not set is "". `state` is that of an older text, "" in a version."""

    id: str
    locale: str
    name: str
    description: str
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class ProductTexts:
    """The newest texts of a product, which `version` has; None where Apple has no versions of products."""

    version: ProductVersion | None
    texts: tuple[ProductText, ...]

    def of(self, locale: str) -> ProductText | None:
        """Return the text in a language."""
        return next((text for text in self.texts if text.locale == locale), None)


def newest(apple: AppStore, family: Family, product_id: str) -> ProductTexts:
    """Read the newest texts of a product: two calls."""
    found = versions.read(apple, family, product_id)
    if not found:
        names = family.names
        return ProductTexts(version=None, texts=_read(apple, f"{names.root}/{product_id}/{names.texts}"))
    return ProductTexts(version=found[-1], texts=of_version(apple, family, found[-1].id))


def of_version(apple: AppStore, family: Family, version_id: str) -> tuple[ProductText, ...]:
    """Read the texts of a version."""
    return _read(apple, f"/v1/{family.names.versions}/{version_id}/localizations")


def add(
    apple: AppStore, family: Family, product_id: str, found: ProductTexts, locale: str, *, name: str, description: str
) -> None:
    """Add a language to the version with the newest texts, or to the product where there are no versions."""
    names, version = family.names, found.version
    path = f"/{_api(version)}/{names.texts}"
    owner = (
        {names.of_text: (names.products, product_id)} if version is None else {"version": (names.versions, version.id)}
    )

    def find() -> Resource | None:
        added = newest(apple, family, product_id).of(locale)
        return Resource(names.texts, added.id) if added is not None else None

    attributes = {"locale": locale, "name": name, "description": description or None}
    apple.post(path, body(names.texts, attributes, parents=owner), find=find)


def change(
    apple: AppStore, family: Family, version: ProductVersion | None, text_id: str, *, name: str, description: str
) -> None:
    """Change name and description in a language."""
    kind = family.names.texts
    wanted = body(kind, {"name": name, "description": description or None}, identity=text_id)
    apple.patch(f"/{_api(version)}/{kind}/{text_id}", wanted)


def remove(apple: AppStore, family: Family, text_id: str) -> None:
    """Remove a language from a version; Apple keeps the last one."""
    apple.delete(f"/v2/{family.names.texts}/{text_id}")


def _api(version: ProductVersion | None) -> str:
    """Return the version of the API that has the texts."""
    return "v1" if version is None else "v2"


def _read(apple: AppStore, path: str) -> tuple[ProductText, ...]:
    return tuple(
        ProductText(
            id=row.id,
            locale=row.text("locale"),
            name=row.text("name"),
            description=row.text("description"),
            state=row.text("state"),
        )
        for row in apple.pages(path).data
    )
