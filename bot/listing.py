"""Changing store texts: what is typed after `promo`, `keywords` and `listing`."""

from __future__ import annotations

from collections.abc import Sequence

from slack_bolt import App

from appstore import listing as limits
from appstore import locales
from appstore.listing import Field
from bot import access, clicks, listing_clicks, listing_forms
from bot.asking import Asked
from bot.commands import command
from bot.decoding import slack_to_plain
from bot.enqueueing import wish_for
from bot.revising import begin, tidied
from cards import listing as cards
from cards import listing_refusals as refusals
from records import wishes
from records.changes import TextChange
from records.people import Role
from records.wishes import Card, Way
from tasks import listing_files

_PLATFORMS = {"ios": "IOS", "macos": "MAC_OS", "mac": "MAC_OS", "tvos": "TV_OS", "visionos": "VISION_OS"}


def promo(asked: Asked) -> Card | None:
    """`promo LOCALE …text`."""
    return _one_text(asked, Field.PROMO)


def keywords(asked: Asked) -> Card | None:
    """`keywords LOCALE a,b,c`."""
    return _one_text(asked, Field.KEYWORDS)


def _one_text(asked: Asked, field: Field) -> Card | None:
    named = asked.wish.options or {}
    platform = _PLATFORMS.get(named["platform"].lower().replace("_", "")) if "platform" in named else None
    if "platform" in named and platform is None:
        return refusals.unknown_platform(named["platform"])
    count, wanted = _languages(asked.words)
    codes = {word: locales.find(word) for word in wanted}
    if unknown := next((word for word, code in codes.items() if code is None), None):
        return refusals.unknown_language(unknown, locales.closest(unknown))
    found = tuple(code for code in codes.values() if code)
    plain = slack_to_plain(asked.typed.sent_after(count), lambda user: _name_of(asked, user))
    if not plain.text:
        return listing_forms.offer_or_open(asked, field, found[0] if found else "")
    if plain.unknown:
        return refusals.unknown_signs(plain.unknown)
    text, notes = tidied(field, plain.text)
    faults = limits.faults(field, text)
    if wrong := [(", ".join(found), field, one) for one in faults if not one.is_warning]:
        return refusals.faulty(wrong)
    change = TextChange(
        f"{asked.wish.id}.0",
        asked.wish.user,
        asked.wish.channel,
        asked.wish.thread_ts,
        asked.wish.app,
        found,
        field,
        text,
        platform,
        version=asked.wish.version,
    )
    begin(asked, (change,), notes=notes, private=asked.wish.way is Way.COMMAND)
    return None


def _languages(words: Sequence[str]) -> tuple[int, list[str]]:
    """How many words name the languages, and which: `en-US,en-GB` or `en-US, en-GB`."""
    count = 0
    while count < len(words):
        count += 1
        if not words[count - 1].endswith(","):
            break
    return count, [one for one in "".join(words[:count]).split(",") if one]


def _name_of(asked: Asked, user: str) -> str:
    if user[:1] not in {"U", "W"}:
        return ""
    found = access.person(asked.kit, user, asked.wish.team)
    return found.name if found.name != user else ""


def all_texts(asked: Asked) -> Card | None:
    """`listing [LOCALE]`, `listing import`, `listing export`."""
    word = asked.words[0].lower() if asked.words else ""
    if word == "export":
        wish_for(asked, listing_files.export_texts)
        return None
    if word == "import":
        if asked.wish.way is Way.COMMAND:
            return listing_forms.open_import(asked)
        wish_for(asked, listing_files.import_texts)
        return None
    locale = locales.find(" ".join(asked.words)) if asked.words else ""
    if locale is None:
        return refusals.unknown_language(asked.words[0], locales.closest(asked.words[0]))
    return listing_forms.offer_or_open(asked, None, locale)


def open_form(asked: Asked, wish_id: str) -> Card | None:
    """The button that a mention got which lacked something."""
    wish = wishes.get(asked.kit.redis, wish_id)
    return listing_forms.open_for(asked, wish) if wish else refusals.decided_already("", None)


def register(app: App) -> None:
    """What can be typed, and by whom."""
    command("promo", Role.EDITOR, promo)
    command("keywords", Role.EDITOR, keywords)
    command("listing", Role.EDITOR, all_texts, roles=(("export", Role.VIEWER),))
    clicks.button(app, cards.OPEN_FORM, Role.EDITOR, open_form)
    listing_clicks.register(app)
    listing_forms.register(app)
