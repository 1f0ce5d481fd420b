"""Completes a version so that Apple reviews it: texts, a screenshot, and what else a submission needs."""

from __future__ import annotations

from functools import cache

from sandbox import pictures
from sandbox.appstore import AppStoreConnect

TEXTS = {"description": "Tides", "keywords": "sea", "supportUrl": "https://example.com/help", "whatsNew": "Fixes."}


CONTACT = {
    "contactFirstName": "Olive",
    "contactLastName": "Tide",
    "contactPhone": "+49 30 901820",
    "contactEmail": "olive@example.com",
}


def make_submittable(apple: AppStoreConnect, version_id: str) -> None:
    """Adds whatever a version of an iPhone app still lacks; texts, pictures, a build and a price that it has stay."""
    app, version = next((app, version) for app in apple.look() for version in app.versions if version.id == version_id)
    for locale, texts in apple.texts(version_id).items():
        apple.set_text(version_id, locale, **{name: texts[name] or text for name, text in TEXTS.items()})
        if not apple.screenshots(version_id, locale, "APP_IPHONE_67"):
            apple.fill_set(version_id, locale, "APP_IPHONE_67", [("1.png", _picture())])
        apple.set_name(app.id, locale, name=app.name, privacyPolicyUrl="https://example.com/privacy")
    apple.set_version(version_id, copyright="2026 Example")
    if apple.build(version_id) is None:
        apple.set_build(version_id, apple.add_build(app.id, version.name, "1", version.platform))
    apple.set_review_detail(version_id, **CONTACT)
    complete_app(apple, app.id)


def complete_app(apple: AppStoreConnect, app_id: str) -> None:
    """Adds what Apple wants to know of an app once: age rating, category, content rights, a price, where it is sold."""
    apple.set_age_rating(app_id)
    apple.set_category(app_id, "WEATHER")
    apple.set_content_rights(app_id, "DOES_NOT_USE_THIRD_PARTY_CONTENT")
    if not apple.is_priced(app_id):
        apple.set_price(app_id, "0.0")
    apple.set_territories(app_id, ("USA", "DEU", "FRA", "JPN", "GBR"))


@cache
def _picture() -> bytes:
    return pictures.png(1290, 2796, seed=1)
