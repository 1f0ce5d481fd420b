"""Reads what was typed in the form of a nomination: what it says, or everything that is wrong with it, by block."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from appstore.catalog import territories
from appstore.releases.nominations_content import NominationContent, NominationType, emptied
from cards.releases.nominations import errors
from cards.releases.nominations import form as blocks
from cards.releases.nominations.form import values_of
from records.releases.nominations import NominationForm, TypedNomination, load

# What the fields of a nomination are called in an error about emptying them, and their blocks.
_RELATED = {
    "events": (blocks.EVENTS, "in-app events"),
    "territories": (blocks.TERRITORIES, "countries and regions"),
    "apps": (blocks.APPS, "apps"),
}


def read(
    typed: TypedNomination, form: NominationForm, today: date, now: float
) -> tuple[NominationContent, Mapping[str, str]]:
    """Return the content, and the errors by block. `now`, in epoch seconds, says which events are over."""
    codes, unknown = read_territories(typed.territories)
    links = read_links(typed.links)
    content = NominationContent(
        name=" ".join(typed.name.split()),
        type=NominationType(typed.type),
        description=typed.description.strip(),
        start=_day(typed.start),
        end=_day(typed.end),
        notes=typed.notes.strip(),
        apps=tuple(sorted(typed.apps)),
        events=tuple(sorted(typed.events)),
        territories=tuple(sorted(codes)),
        devices=tuple(sorted(typed.devices)),
        locales=tuple(sorted(typed.locales)),
        links=links,
        has_events=bool(typed.events) or "has_events" in typed.more,
        markets_first="markets_first" in typed.more,
        pre_order="pre_order" in typed.more,
    )
    if form.shown:
        content = _as_it_was(content, load(form.shown), typed)
    found = {
        **_empty(content),
        **_days(content, today),
        blocks.APPS: errors.NO_APP if len(form.apps) > 1 and not typed.apps else "",
        blocks.TERRITORIES: errors.wrong_territories(unknown) if unknown else "",
        blocks.LINKS: errors.wrong_links(wrong) if (wrong := [link for link in links if not is_https(link)]) else "",
        blocks.EVENTS: _events(content, form, now),
    }
    if form.shown:
        gone = emptied(load(form.shown), content)
        found |= {
            _RELATED[name][0]: errors.not_emptied(_RELATED[name][1])
            for name in gone
            if name != "territories" or not unknown
        }
    return content, {block: error for block, error in found.items() if error}


def read_territories(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes that a text names, and the words in it that are no country or region, each once."""
    codes, unknown = list[str](), list[str]()
    for word in filter(None, (word.strip(" .") for word in text.replace(";", ",").replace("\n", ",").split(","))):
        found = _territories(word)
        codes += found
        unknown += [] if found else [word]
    return tuple(dict.fromkeys(codes)), tuple(dict.fromkeys(unknown))


def _territories(word: str) -> list[str]:
    """Return the code of a name, or the codes of `Germany and France`; none if any part has none."""
    if code := territories.find(word):
        return [code]
    parts = [territories.find(part) for part in word.split(" and ")]
    return [code for code in parts if code] if all(parts) else []


def read_links(text: str) -> tuple[str, ...]:
    """Return the links in a text, each once, without the bullets before and the commas after them."""
    words = (word.rstrip(",;").strip("<>") for word in text.split())
    return tuple(dict.fromkeys(word for word in words if word.strip("-*•–")))


def is_https(link: str) -> bool:
    """Return whether a link is an https URL with a host that has a dot."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "").strip(".")


def with_hidden(typed: TypedNomination, form: NominationForm) -> TypedNomination:
    """Return what was typed, with the apps and events of the draft that the form did not offer."""
    before = values_of(load(form.shown)) if form.shown else TypedNomination(apps=(form.app_id,) if form.app_id else ())
    if len(form.apps) <= 1:
        typed = replace(typed, apps=before.apps)
    offered = {event.id for event in form.events}
    kept = tuple(event for event in before.events if event not in offered)
    return replace(typed, events=tuple(sorted({*typed.events, *kept})))


def _as_it_was(content: NominationContent, shown: NominationContent, typed: TypedNomination) -> NominationContent:
    """Return the content with the fields as the draft has them that the user has left alone.

    The form shows a draft in its own way: spaces around a text are no change, for example.
    """
    before = values_of(shown)
    same: dict[str, Any] = {
        field.name: getattr(shown, field.name)
        for field in fields(TypedNomination)
        if field.name != "more" and getattr(typed, field.name) == getattr(before, field.name)
    }
    if "events" in same and ("has_events" in typed.more) == shown.has_events:
        same["has_events"] = shown.has_events
    return replace(content, **same)


def _day(day: str) -> date | None:
    return date.fromisoformat(day) if day else None


def _empty(content: NominationContent) -> dict[str, str]:
    required = {blocks.NAME: content.name, blocks.DESCRIPTION: content.description, blocks.START: content.start}
    return {block: errors.EMPTY for block, value in required.items() if not value}


def _days(content: NominationContent, today: date) -> dict[str, str]:
    found = {}
    if content.start is not None and content.start < today:
        found[blocks.START] = errors.past_day(today)
    if content.start is not None and content.end is not None and content.end < content.start:
        found[blocks.END] = errors.wrong_order(content.start)
    return found


def _events(content: NominationContent, form: NominationForm, now: float) -> str:
    offered = {event.id: event for event in form.events}
    chosen = [offered[event] for event in content.events if event in offered]
    over = [event.name for event in chosen if event.is_over or 0 < event.end < now]
    strange = [
        (event.name, form.names.get(event.app_id, event.app_id)) for event in chosen if event.app_id not in content.apps
    ]
    return errors.wrong_events(over, strange) if over or strange else ""
