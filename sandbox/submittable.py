"""Completes a version so that Apple reviews it: texts, a screenshot, and what else a submission needs."""

from __future__ import annotations

from functools import cache

from sandbox import pictures
from sandbox.appstore import AppStoreConnect

TEXTS = {"description": "Tides", "keywords": "sea", "supportUrl": "https://example.com/help", "whatsNew": "Fixes."}


def make_submittable(apple: AppStoreConnect, version_id: str) -> None:
    """Adds whatever a version of an iPhone app still lacks; what it has stays."""
    app_id, version = next(
        (app.id, version) for app in apple.look() for version in app.versions if version.id == version_id
    )
    for locale, texts in apple.texts(version_id).items():
        apple.set_text(version_id, locale, **{name: texts[name] or text for name, text in TEXTS.items()})
        if not apple.screenshots(version_id, locale, "APP_IPHONE_67"):
            apple.fill_set(version_id, locale, "APP_IPHONE_67", [("1.png", _picture())])
    apple.set_version(version_id, copyright="2026 Example")
    if apple.build(version_id) is None:
        apple.set_build(version_id, apple.add_build(app_id, version.name, "1", version.platform))


@cache
def _picture() -> bytes:
    return pictures.png(1290, 2796, seed=1)
