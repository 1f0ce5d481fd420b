"""What the jobs about store texts touch."""

from collections.abc import Sequence
from dataclasses import replace

from appstore.fields import Field
from kit.jobs.define import read_app
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation
from records.jobs.order import Touched
from records.listing import change_sets
from records.listing.open_modals import FORMS
from records.text_changes import TextChange
from tasks.dispatch import destinations
from tasks.listing.decisions import TextChoice
from tasks.texts.touches import text_subject, texts_touched

# The option of an invocation that names its texts, as `de-DE:promo fr-FR:promo`.
TEXTS = "texts"


def named(changes: Sequence[TextChange]) -> str:
    """Return the texts of the changes for the option TEXTS."""
    return " ".join(dict.fromkeys(f"{locale}:{change.field}" for change in changes for locale in change.locales))


def requested(kit: Kit, invocation: Invocation) -> Touched:
    """Return what a job touches that changes the texts which the invocation names."""
    options = invocation.options or {}
    if into := destinations.named_in(options):
        return replace(read_app(kit, invocation), writes=(destinations.subject_of(into, None),))
    pairs = [text.split(":") for text in options.get(TEXTS, "").split()]
    writes = tuple(text_subject(invocation.app, locale, Field(field), invocation.platform) for locale, field in pairs)
    return replace(read_app(kit, invocation), writes=writes)


def named_texts(kit: Kit, invocation: Invocation, *_: str) -> Touched:
    """Return what a job touches that shows the texts of what an option names."""
    app, into = read_app(kit, invocation).reads, destinations.named_in(invocation.options or {})
    return Touched(reads=(destinations.subject_of(into, None), *app))


def shown(kit: Kit, modal_id: str) -> Touched | None:
    """Return what a job touches that fills a modal: the channel's app, unless the user has chosen one in the modal."""
    modal = FORMS.get(kit.redis, modal_id)
    opener = invocations.get(kit.redis, modal.invocation_id) if modal is not None and not modal.app else None
    return read_app(kit, opener) if opener is not None else None


def decided(kit: Kit, _invocation: Invocation, change_set_id: str, choice: str = "") -> Touched | None:
    """Return what a job touches that carries out a decision; Cancel changes no text."""
    change_set = change_sets.CHANGE_SETS.get(kit.redis, change_set_id)
    if change_set is None or choice == TextChoice.CANCEL:
        return None
    return texts_touched(change_set.changes)


def deferred(kit: Kit, change_set_id: str) -> Touched | None:
    """Return what a job touches that applies deferred texts."""
    change_set = change_sets.CHANGE_SETS.get(kit.redis, change_set_id)
    return texts_touched(change_set.changes) if change_set is not None else None
