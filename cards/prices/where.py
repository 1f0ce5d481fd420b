"""Where an app is sold, where it is not, and why."""

from collections import Counter

from appstore.prices.availability import Availability, TerritorySale
from appstore.texts.tables import csv_of
from cards.blocks import Block, bullets, context, escape, header, join_words, message, rich, section, spans
from cards.prices import wording
from cards.wording.sale_statuses import not_sold_words, not_yet_words
from records.messages import Message

MOST_TERRITORIES = 20
# What Apple says of every territory that was not chosen.
_GENERAL = frozenset({"CANNOT_SELL", "PROCESSING_TO_NOT_AVAILABLE"})
_COLUMNS = ("territory", "code", "sold", "note")


def never_chosen(app_title: str) -> Message:
    """Say that nobody has chosen territories yet."""
    text = escape(
        f"Where {app_title} is sold was never set. Choose its countries and regions in App Store Connect under Pricing "
        "and Availability."
    )
    return message(text, section(text))


def where(app_title: str, availability: Availability, territories: tuple[str, ...] = (), *, file: str = "") -> Message:
    """List where it is sold and where not, in these territories or in all; `file` says where the CSV is."""
    known = shown(availability, territories)
    sold, unsold = [each for each in known if each.is_sold], [each for each in known if not each.is_sold]
    head = f"{app_title}: where it is sold"
    facts = [f"Sold in {len(sold)} of {wording.territory_count(len(known))}"]
    for note, count in Counter(filter(None, map(_note, sold))).items():
        facts.append(f"{count} of them {note}")
    if not territories:
        also = "also" if availability.in_new_territories else "not"
        facts.append(f"In territories that Apple adds it will {also} be sold")
    if absent := [code for code in territories if code not in {each.territory for each in known}]:
        facts.append(f"Not set for {join_words([wording.territory_name(code) for code in absent])}")
    blocks: list[Block] = [header(head), _list(facts)]
    text = [escape(head), *(f"• {escape(fact)}" for fact in facts)]
    for title, found in (("Not sold", unsold), ("Sold", sold)):
        lines = [_line(each) for each in found[:MOST_TERRITORIES]]
        if rest := len(found) - len(lines):
            lines.append(f"and {rest} more, in the CSV")
        if found:
            blocks += [section(f"*{title}*"), _list(lines)]
            text += [f"{title}:", *(f"• {escape(line)}" for line in lines)]
    if file:
        text.append(file)
        blocks.append(context(file))
    return message("\n".join(text), *blocks)


def shown(availability: Availability, territories: tuple[str, ...]) -> tuple[TerritorySale, ...]:
    """Return these territories, or all, by name."""
    found = [each for each in availability.territories if not territories or each.territory in territories]
    return tuple(sorted(found, key=lambda each: wording.territory_name(each.territory)))


def table(availability: Availability, territories: tuple[str, ...]) -> bytes:
    """Return a row for each territory."""
    rows = [
        (wording.plain_name(each.territory), each.territory, "yes" if each.is_sold else "no", _note(each))
        for each in shown(availability, territories)
    ]
    return csv_of([_COLUMNS, *rows])


def file_says(app_title: str) -> str:
    """Return the text of the message with the CSV."""
    return f"{escape(app_title)}: all territories, and where it is sold."


def _line(each: TerritorySale) -> str:
    note = _note(each)
    return f"{wording.territory_name(each.territory)}: {note}" if note else wording.territory_name(each.territory)


def _note(each: TerritorySale) -> str:
    if each.is_sold:
        return "; ".join(filter(None, map(not_yet_words, each.statuses)))
    chosen = [] if each.chosen else ["not chosen in App Store Connect"]
    reasons = [status for status in each.reasons if each.chosen or status not in _GENERAL]
    return "; ".join([*chosen, *map(not_sold_words, reasons)])


def _list(lines: list[str]) -> Block:
    return rich(bullets([spans(escape(line)) for line in lines]))
