"""Writes name and description of a product in a language, in a new version where customers see the newest one."""

from appstore.client import AppStore
from appstore.products import texts, versions
from appstore.products.families import Family
from appstore.products.texts import ProductTexts


def writable(apple: AppStore, family: Family, product: str, found: ProductTexts) -> ProductTexts:
    """Return the texts that can be written: those of the next version, where customers see the newest ones."""
    if found.version is None or not found.version.is_finished:
        return found
    version = versions.create(apple, family, product)
    return ProductTexts(version=version, texts=texts.of_version(apple, family, version.id))


def write(
    apple: AppStore, family: Family, product: str, found: ProductTexts, locale: str, *, name: str, description: str
) -> ProductTexts:
    """Write both texts unless they are so already; without a name, remove the language. Returns what was written to."""
    text = found.of(locale)
    old = (text.name, text.description) if text is not None else ("", "")
    if old == (name, description):
        return found
    found = writable(apple, family, product, found)
    text = found.of(locale)
    if not name:
        if text is not None:
            texts.remove(apple, family, text.id)
    elif text is None:
        texts.add(apple, family, product, found, locale, name=name, description=description)
    else:
        texts.change(apple, family, found.version, text.id, name=name, description=description)
    return found
