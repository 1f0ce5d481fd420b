"""Fills the forms of store texts with what stands at App Store Connect now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import structlog
from slack_sdk.errors import SlackApiError

from appstore.fields import Field
from appstore.versions import LIVE
from cards import app_errors
from cards.listing import modals
from cards.wording import texts
from kit.jobs.define import NOW, job
from kit.slack.replies import UserError
from kit.wiring import Kit
from records import invocations
from records.app_cache import KnownApp
from records.invocations import Invocation
from records.listing.open_modals import EVERY_LANGUAGE, FORMS, OpenModal, ShownField
from records.text_changes import TextChange
from tasks import failures, resolve
from tasks.texts.targets import TextOwner, TextReader

_TWO_FIELDS = {Field.DESCRIPTION, Field.WHATS_NEW}
log = structlog.get_logger()


def report_failure(kit: Kit, form_id: str, error: BaseException) -> None:
    """Say in the form itself why it can't be filled."""
    form = FORMS.get(kit.redis, form_id)
    if form is not None:
        _show(kit, form, modals.failed(form.field, failures.message_for(error, form_id).text))


@job(NOW, on_failure=report_failure)
def fill_form(kit: Kit, form_id: str) -> None:
    """Put today's texts into the form, or ask which app is meant."""
    form = FORMS.get(kit.redis, form_id)
    invocation = invocations.get(kit.redis, form.invocation_id) if form is not None else None
    if form is None or invocation is None:
        return
    apps = resolve.known_apps(kit, kit.apple, None)
    if not apps:
        raise UserError(app_errors.no_such_app(None, ()))
    app = _chosen(apps, form.app or resolve.named_app(kit, invocation.app, invocation.channel))
    filled = replace(form, apps=tuple((app.id, app.name) for app in apps))
    if app is not None:
        filled = _with_texts(replace(filled, app=app.id), TextReader(kit.apple, app), invocation)
    # Where another app or language was chosen meanwhile, another job fills the form.
    if FORMS.change(kit.redis, form.id, lambda now: filled if now == form else None) is not None:
        _show(kit, filled, modals.text_modal(filled))


def _chosen(apps: tuple[KnownApp, ...], named: str | None) -> KnownApp | None:
    if named:
        return next((app for app in apps if named.casefold() in {app.id, app.bundle_id.casefold()}), None)
    return apps[0] if len(apps) == 1 else None


def _with_texts(form: OpenModal, shelf: TextReader, invocation: Invocation) -> OpenModal:
    fields = tuple(Field) if form.field is None else (form.field,)
    owners = {field: shelf.owners(_nothing_yet(form, field, invocation)) for field in fields}
    languages = _languages(shelf, owners.values())
    first = shelf.app.primary_locale if shelf.app.primary_locale in languages else next(iter(languages), "")
    allowed = {*languages, EVERY_LANGUAGE} if form.field is not None else set(languages)
    locale = form.locale if form.locale in allowed else first
    wanted = languages if locale == EVERY_LANGUAGE else tuple(one for one in (locale,) if one)
    shown = tuple(
        one for code in wanted for field in fields if (one := _shown(shelf, owners[field], code, field)) is not None
    )
    missing = form.locale if form.locale and locale != form.locale else ""
    return replace(form, locale=locale, locales=languages, shown=shown, missing=missing)


def _nothing_yet(form: OpenModal, field: Field, invocation: Invocation) -> TextChange:
    return TextChange(
        id=form.id,
        user=invocation.user,
        channel=invocation.channel,
        thread_ts="",
        app=form.app,
        locales=(),
        field=field,
        text="",
        platform=invocation.platform,
        version=invocation.version,
    )


def _languages(shelf: TextReader, owners: Iterable[tuple[TextOwner, ...]]) -> tuple[str, ...]:
    every = [one for some in owners for one in some]
    if not every and shelf.app.versions:
        newest = shelf.app.versions[0]
        every = [TextOwner(newest.id, newest.version, newest.platform, newest.state)]
    return tuple(sorted({locale for owner in every for locale in shelf.texts(owner)}))


def _shown(shelf: TextReader, owners: tuple[TextOwner, ...], locale: str, field: Field) -> ShownField | None:
    there = [owner for owner in owners if locale in shelf.texts(owner)]
    if not there:
        where = "the next version: there is none in preparation now, and I can keep the text for it"
        return (
            ShownField(locale=locale, field=field, text="", where=where)
            if field is Field.KEYWORDS and not owners
            else None
        )
    # Today's promotional text is what the App Store shows.
    main = next((owner for owner in there if owner.state in LIVE), there[0])
    text = shelf.text(main, locale, field)
    expected = {shelf.texts(owner)[locale].id: shelf.text(owner, locale, field) for owner in there}
    where = texts.goes_to(
        [(owner.version, owner.platform, owner.state, shelf.text(owner, locale, field)) for owner in there], text
    )
    parts, joint = modals.halves(text) if field in _TWO_FIELDS else ((), "")
    return ShownField(locale=locale, field=field, text=text, where=where, expected=expected, halves=parts, joint=joint)


def _show(kit: Kit, form: OpenModal, view: dict[str, object]) -> None:
    try:
        kit.slack.client.views_update(view_id=form.view_id, view=view)
    except SlackApiError as error:
        # The person may have closed the form meanwhile.
        log.info("form not filled", error=error.response.get("error"))
