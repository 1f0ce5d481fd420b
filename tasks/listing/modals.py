"""Fills the modals of store texts with the texts now in App Store Connect."""

from collections.abc import Iterable
from dataclasses import replace

from appstore.fields import Field
from appstore.versions import LIVE
from cards.failures import app_errors
from cards.listing import modals
from cards.modals import split
from cards.wording import texts
from cards.wording.accounts import app_title
from kit.slack.replies import UserError
from kit.wiring import Kit
from records import invocations
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation
from records.listing.open_modals import EVERY_LANGUAGE, FORMS, OpenModal, ShownField
from records.text_changes import change_for
from tasks.dispatch import failures, resolve
from tasks.dispatch.modals import fill_modal
from tasks.texts.targets import TextOwner, TextReader, is_first, owner_of, takes_language

# A longer text than this is split into two fields, so that each has room for more.
HALF = 2500

_TWO_FIELDS = {Field.DESCRIPTION, Field.WHATS_NEW}


def report_failure(kit: Kit, modal_id: str, error: BaseException) -> None:
    """Show in the modal itself why it can't be filled."""
    modal = FORMS.get(kit.redis, modal_id)
    if modal is not None:
        fill_modal(kit, modal.view_id, modals.failed(modal.field, failures.message_for(error, modal_id).text))


def fill(kit: Kit, modal_id: str) -> None:
    """Show the current texts, or ask for the app. Raises UserError if there is no app."""
    modal = FORMS.get(kit.redis, modal_id)
    invocation = invocations.get(kit.redis, modal.invocation_id) if modal is not None else None
    if modal is None or invocation is None:
        return
    accounts = resolve.accounts_of(kit, invocation.channel)
    apps = resolve.known_apps(kit, kit.apple_of, None, accounts)
    if not apps:
        raise UserError(app_errors.no_such_app(None, ()))
    app = _chosen(apps, modal.app or resolve.named_app(kit, invocation.app, invocation.channel))
    filled = replace(modal, apps=tuple((app.id, app_title(app)) for app in apps))
    if app is not None:
        filled = _with_texts(
            replace(filled, app=app.id, account=app.account), TextReader(kit.apple_of(app.account), app), invocation
        )
    # If the user has chosen another app or language meanwhile, another job fills the modal.
    if FORMS.change(kit.redis, modal.id, lambda now: filled if now == modal else None) is not None:
        fill_modal(kit, filled.view_id, modals.text_modal(filled))


def _chosen(apps: tuple[KnownApp, ...], named: str | None) -> KnownApp | None:
    found = [app for app in apps if named is None or named.casefold() in {app.id, app.bundle_id.casefold()}]
    return found[0] if len(found) == 1 else None


def _with_texts(modal: OpenModal, reader: TextReader, invocation: Invocation) -> OpenModal:
    fields = tuple(Field) if modal.field is None else (modal.field,)
    owners = {field: reader.owners(change_for(invocation, 0, (), field, "")) for field in fields}
    taking, first = _without_first(reader.app, owners.get(Field.WHATS_NEW, ()))
    if first and not taking:
        # Apple refuses the text there, and the form would only collect what can't be sent.
        fields = tuple(field for field in fields if field is not Field.WHATS_NEW)
    elif first:
        owners[Field.WHATS_NEW] = taking
    languages = _languages(reader, owners.values())
    first = reader.app.primary_locale if reader.app.primary_locale in languages else next(iter(languages), "")
    allowed = {*languages, EVERY_LANGUAGE} if modal.field is not None else set(languages)
    locale = modal.locale if modal.locale in allowed else first
    locales = languages if locale == EVERY_LANGUAGE else (locale,) if locale else ()
    found = [_shown(reader, owners[field], locale, field) for locale in locales for field in fields]
    missing = modal.locale if locale != modal.locale else ""
    shown = tuple(field for field in found if field is not None)
    locked = _locked(reader.app) if missing else ""
    return replace(modal, locale=locale, locales=languages, shown=shown, missing=missing, locked=locked, first=first)


def _without_first(app: KnownApp, owners: tuple[TextOwner, ...]) -> tuple[tuple[TextOwner, ...], str]:
    """Return the versions that take What's New, and the name of one that does not as its platform's first."""
    first = [owner for owner in owners if is_first(app, owner.platform)]
    name = texts.owner(first[0].version, first[0].platform) if first else ""
    return tuple(owner for owner in owners if owner not in first), name


def _locked(app: KnownApp) -> str:
    """Return the state of the newest version if no version takes a language now."""
    owners = [owner_of(version) for version in app.versions]
    return "" if any(map(takes_language, owners)) or not owners else owners[0].state


def _languages(reader: TextReader, owners: Iterable[tuple[TextOwner, ...]]) -> tuple[str, ...]:
    found = [owner for group in owners for owner in group]
    found = found or [owner_of(version) for version in reader.app.versions[:1]]
    return tuple(sorted({locale for owner in found for locale in reader.texts(owner)}))


def _shown(reader: TextReader, owners: tuple[TextOwner, ...], locale: str, field: Field) -> ShownField | None:
    having = [owner for owner in owners if locale in reader.texts(owner)]
    if not having:
        if field not in {Field.KEYWORDS, Field.WHATS_NEW} or owners:
            return None
        return ShownField(locale=locale, field=field, text="", where=modals.NEXT_VERSION)
    # Users expect the promotional text that the App Store shows.
    main = next((owner for owner in having if owner.state in LIVE), having[0])
    text = reader.text(main, locale, field)
    expected = {reader.texts(owner)[locale].id: reader.text(owner, locale, field) for owner in having}
    where = texts.goes_to(
        [(owner.version, owner.platform, owner.state, reader.text(owner, locale, field)) for owner in having], text
    )
    shown = ShownField(locale=locale, field=field, text=text, where=where, expected=expected)
    if field not in _TWO_FIELDS:
        return shown
    first, joint, second = split(text, HALF)
    return replace(shown, halves=(first, second), joint=joint)
