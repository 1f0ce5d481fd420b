"""Fills the form of `nominate`: with the app, its in-app events, and a draft or what was typed before."""

from dataclasses import fields, replace

import structlog

from appstore.catalog import pacific
from appstore.client import AppStore
from appstore.errors import Refused, Unauthorized
from appstore.releases import in_app_events, nominations
from appstore.releases.in_app_events import OVER, InAppEvent
from appstore.releases.nominations import Nomination, NominationState
from appstore.versions import RELEASED
from cards.releases.nominations import errors
from cards.releases.nominations import form as form_cards
from cards.wording.accounts import app_title
from kit.jobs import queues
from kit.jobs.define import of_its_app
from kit.slack.replies import UserError
from kit.wiring import Kit
from records import invocations
from records.dispatch.app_cache import KnownApp
from records.jobs.order import Touched, subject
from records.releases.nominations import FORMS, NominationForm, OfferedApp, OfferedEvent, TypedNomination, dump, load
from tasks.dispatch import failures, resolve
from tasks.dispatch.modals import fill_modal
from tasks.releases.nominations.create import NOMINATIONS_OF
from tasks.releases.nominations.find import find_draft

# Apps whose in-app events are offered: a call for each.
_MOST_APPS = 5
log = structlog.get_logger()


def touched(kit: Kit, form_id: str) -> Touched | None:
    """Return what a job touches that fills a form, before it knows the app."""
    form = FORMS.get(kit.redis, form_id)
    opener = invocations.get(kit.redis, form.invocation_id) if form is not None else None
    return of_its_app(NOMINATIONS_OF, reads=True)(kit, opener) if opener is not None else None


def report_failure(kit: Kit, form_id: str, error: BaseException) -> None:
    """Show in the form itself why it can't be filled."""
    form = FORMS.get(kit.redis, form_id)
    if form is not None:
        fill_modal(kit, form.view_id, form_cards.failed(failures.message_for(error, form_id).text))


def fill(kit: Kit, form_id: str) -> None:
    """Show the form. Raises UserError for no such app or draft."""
    form = FORMS.get(kit.redis, form_id)
    invocation = invocations.get(kit.redis, form.invocation_id) if form is not None else None
    if form is None or invocation is None:
        return
    app = resolve.resolve_app(kit, kit.apple_of, form.app_id or invocation.app, invocation.channel)
    queues.touch(kit, Touched(reads=(subject(NOMINATIONS_OF, app.id),)))
    apple = kit.apple_of(app.account)
    draft = _draft(apple, app, form)
    values = values_for(form, draft, app.id)
    events = _events(kit, apple, app, values)
    filled = replace(
        form,
        account=app.account,
        app_id=app.id,
        app_name=app.name,
        nomination=draft.id if draft is not None else "",
        shown=dump(draft.content) if draft is not None else "",
        apps=_apps(kit, app, values),
        events=events or (),
        events_unread=events is None,
    )
    FORMS.put(kit.redis, form.id, filled)
    fill_modal(kit, filled.view_id, form_cards.form(filled, values, pacific.today(kit.clock())))


def _draft(apple: AppStore, app: KnownApp, form: NominationForm) -> Nomination | None:
    if form.nomination:
        found = nominations.get(apple, form.nomination)
        if found.state is not NominationState.DRAFT:
            raise UserError(errors.no_such_draft(found.content.name, (), found.state))
        return found
    return find_draft(nominations.everything(apple, app.id), form.wanted) if form.wanted else None


def values_for(form: NominationForm, draft: Nomination | None, app_id: str) -> TypedNomination:
    """Return what the form holds: what was typed before, where that differs from the draft as it was shown then."""
    if draft is None:
        return form.typed or TypedNomination(apps=(app_id,))
    newest = form_cards.values_of(draft.content)
    if form.typed is None or not form.shown:
        return newest
    before = form_cards.values_of(load(form.shown))
    names = [field.name for field in fields(TypedNomination)]
    return replace(
        newest,
        **{name: getattr(form.typed, name) for name in names if getattr(form.typed, name) != getattr(before, name)},
    )


def _apps(kit: Kit, app: KnownApp, values: TypedNomination) -> tuple[OfferedApp, ...]:
    """Return the apps of the account, first those that are chosen."""
    known = resolve.known_apps(kit, kit.apple_of, None, (app.account,))
    ordered = sorted(known, key=lambda each: (each.id not in {app.id, *values.apps}, app_title(each).casefold()))
    return tuple(
        OfferedApp(
            id=each.id,
            title=app_title(each),
            released=any(version.state in RELEASED for version in each.versions),
        )
        for each in ordered
    )


def _events(kit: Kit, apple: AppStore, app: KnownApp, values: TypedNomination) -> tuple[OfferedEvent, ...] | None:
    """Return the events of the apps, the first to begin first; of those that are over only the chosen ones.

    None if Apple refuses them: it is unconfirmed which roles may read them, and a nomination needs none.
    """
    now, offered = kit.clock(), list[OfferedEvent]()
    for app_id in list(dict.fromkeys([app.id, *values.apps]))[:_MOST_APPS]:
        try:
            found = [_offered(event, app_id, now) for event in in_app_events.of_app(apple, app_id)]
        except (Refused, Unauthorized) as refused:
            log.warning("in-app events not read", request=refused.request, code=refused.code)
            return None
        offered += [event for event in found if not event.is_over or event.id in values.events]
    return tuple(sorted(offered, key=lambda event: (event.id not in values.events, event.start)))


def _offered(event: InAppEvent, app_id: str, now: float) -> OfferedEvent:
    start, end = (moment.timestamp() if moment is not None else 0.0 for moment in (event.start, event.end))
    is_over = event.state in OVER or 0 < end < now
    return OfferedEvent(id=event.id, name=event.name, app_id=app_id, start=start, end=end, is_over=is_over)
