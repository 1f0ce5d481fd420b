"""The form of `nominate`: empty, with the values of a draft, or with what was typed in a form that failed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from appstore.catalog import territories
from appstore.catalog.locales import LOCALES
from appstore.catalog.locales import name as locale_name
from appstore.catalog.pacific import PACIFIC
from appstore.releases.nominations import NOTICE_DAYS
from appstore.releases.nominations_content import (
    MOST_IN_DESCRIPTION,
    MOST_IN_NAME,
    NominationContent,
    NominationType,
)
from cards.blocks import Block, actions, button, context, escape, message, option, section
from cards.modals import (
    checkboxes,
    chosen,
    chosen_several,
    day_input,
    entered,
    input_block,
    modal,
    multi_select,
    select,
    text_input,
    typed,
)
from cards.releases.nominations.wording import DEVICES, MARKETS_FIRST, PLANNED, PRE_ORDER, TYPES, quoted
from cards.wording.dates import day_words, span_words
from records.messages import Message
from records.releases.nominations import NominationForm, OfferedEvent, TypedNomination

FORM, OPEN_FORM, REOPEN_FORM = "nominations.form", "nominations.open_form", "nominations.reopen_form"
NAME, TYPE, DESCRIPTION, START, END, NOTES = "name", "type", "description", "start", "end", "notes"
APPS, EVENTS, TERRITORIES, DEVICE_FAMILIES = "apps", "events", "territories", "devices"
LANGUAGES, LINKS, MORE = "locales", "links", "more"
# Options of a menu: https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element
MOST_OPTIONS = 100

_MORE = {"pre_order": PRE_ORDER, "markets_first": MARKETS_FIRST, "has_events": PLANNED}
_UNREAD = "The in-app events could not be read: the role of the key may not allow it. Those of a draft stay."
_TITLE, _CHANGE_TITLE = "Nominate for featuring", "Change a nomination"


def loading() -> dict[str, Any]:
    """Return the form before App Store Connect is asked for the app and its in-app events."""
    return modal(FORM, _TITLE, [section("Loading the app and its in-app events from App Store Connect…")])


def failed(reason: str) -> dict[str, Any]:
    """Show why there is nothing to fill in."""
    return modal(FORM, _TITLE, [section(reason)], close="Close")


def form(shown: NominationForm, values: TypedNomination, today: date) -> dict[str, Any]:
    """Return the form of `nominate` with these values."""
    head = f"*{escape(shown.app_name)}*"
    changes = bool(shown.nomination)
    blocks = [section(f"The draft {quoted(values.name)} of {head}" if changes else head)]
    blocks += [*_about(values, today), *_offered(shown, values), *_where(values), *_more(values)]
    if shown.events_unread:
        blocks.append(context(_UNREAD))
    after = "This changes the draft." if changes else "This creates a draft."
    blocks.append(context(f"{after} A releaser submits it to Apple."))
    title, submit = (_CHANGE_TITLE, "Change draft") if changes else (_TITLE, "Create draft")
    return modal(FORM, title, blocks, submit=submit, metadata=shown.id)


def _about(values: TypedNomination, today: date) -> Iterable[Block]:
    types = [option(words, each.value) for each, words in TYPES.items()]
    chosen_type = values.type or NominationType.NEW_CONTENT.value
    early = day_words(today + timedelta(days=NOTICE_DAYS))
    hint = f"Apple asks for at least two weeks, so {early} or later; three months are better."
    what = f"What is new, and why people will like it. Up to {MOST_IN_DESCRIPTION:,} characters."
    name = text_input(values.name, most=MOST_IN_NAME)
    description = text_input(values.description, most=MOST_IN_DESCRIPTION, multiline=True)
    yield input_block(NAME, "Name", name, "For your team and Apple's editors.")
    yield input_block(TYPE, "Type", select(types, chosen_type))
    yield input_block(DESCRIPTION, "Description", description, what)
    yield input_block(START, "Publish date", day_input(values.start), hint)
    yield input_block(END, "Publish end date", day_input(values.end), optional=True)


def _offered(shown: NominationForm, values: TypedNomination) -> Iterable[Block]:
    """The apps and events to choose from; a menu that could offer nothing is left out."""
    if len(shown.apps) > 1:
        apps = [option(app.title, app.id) for app in shown.apps[:MOST_OPTIONS]]
        yield input_block(APPS, "Apps", multi_select(apps, values.apps), "Every app that the nomination is about.")
    if shown.events:
        several = len({event.app_id for event in shown.events}) > 1
        titles = {app.id: app.title for app in shown.apps} if several else {}
        events = [_event_option(event, titles.get(event.app_id, "")) for event in shown.events[:MOST_OPTIONS]]
        yield input_block(EVENTS, "In-app events", multi_select(events, values.events), optional=True)


def _event_option(event: OfferedEvent, app: str) -> dict[str, Any]:
    days = [datetime.fromtimestamp(moment, UTC).astimezone(PACIFIC).date() for moment in (event.start, event.end)]
    when = (
        "is over" if event.is_over else span_words(days[0], days[1]) if event.start and event.end else "without a date"
    )
    return option(f"{event.name}, {when}", event.id, app)


def _where(values: TypedNomination) -> Iterable[Block]:
    devices = [option(words, code) for code, words in DEVICES.items()]
    locales = [option(locale_name(locale), locale) for locale in sorted(LOCALES, key=locale_name)]
    hint = "Names or codes with commas, such as Germany, FR, USA. Leave it empty if it is about all of them."
    territories = text_input(values.territories, multiline=True)
    yield input_block(TERRITORIES, "Countries and regions", territories, hint, optional=True)
    yield input_block(DEVICE_FAMILIES, "Devices", checkboxes(devices, values.devices), optional=True)
    yield input_block(LANGUAGES, "Languages", multi_select(locales, values.locales), optional=True)


def _more(values: TypedNomination) -> Iterable[Block]:
    hint = "A press kit, a video or pictures: each on a line, beginning with https://."
    links = text_input(values.links, multiline=True)
    boxes = checkboxes([option(words, name) for name, words in _MORE.items()], values.more)
    notes = text_input(values.notes, most=MOST_IN_DESCRIPTION, multiline=True)
    yield input_block(LINKS, "Links", links, hint, optional=True)
    yield input_block(MORE, "More", boxes, optional=True)
    yield input_block(NOTES, "Notes for Apple", notes, optional=True)


def read_form(view: Mapping[str, Any]) -> TypedNomination:
    """Return the submitted values as they were typed."""
    start, end = (str(entered(view, block).get("selected_date") or "") for block in (START, END))
    return TypedNomination(
        name=typed(view, NAME),
        type=chosen(view, TYPE),
        description=typed(view, DESCRIPTION),
        start=start,
        end=end,
        apps=chosen_several(view, APPS),
        events=chosen_several(view, EVENTS),
        territories=typed(view, TERRITORIES),
        devices=chosen_several(view, DEVICE_FAMILIES),
        locales=chosen_several(view, LANGUAGES),
        links=typed(view, LINKS),
        more=chosen_several(view, MORE),
        notes=typed(view, NOTES),
    )


def values_of(content: NominationContent) -> TypedNomination:
    """Return the values with which the form shows a draft."""
    return TypedNomination(
        name=content.name,
        type=content.type.value,
        description=content.description,
        start=content.start.isoformat() if content.start else "",
        end=content.end.isoformat() if content.end else "",
        apps=content.apps,
        events=content.events,
        territories=_territories(content.territories),
        devices=content.devices,
        locales=content.locales,
        links="\n".join(content.links),
        more=tuple(name for name in _MORE if getattr(content, name)),
        notes=content.notes,
    )


def _territories(codes: Sequence[str]) -> str:
    """Return their names; the code where a name has a comma, which separates them. All of them fit into the field."""
    return ", ".join(sorted(code if "," in territories.name(code) else territories.name(code) for code in codes))


def offer_form(invocation_id: str) -> Message:
    """Offer a button that opens the form: a mention can't."""
    text = "A nomination is written in a form."
    return message(text, section(text), actions(button("Open the form", OPEN_FORM, invocation_id, style="primary")))
