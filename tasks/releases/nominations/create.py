"""Creates a nomination once, as a draft, and reports it with the buttons that submit, edit and remove it."""

from dataclasses import replace
from datetime import date

from appstore.client import AppStore
from appstore.errors import Refused
from appstore.releases import nominations
from appstore.releases.nominations import Nomination, NominationState
from appstore.releases.nominations_content import NominationContent, NominationType
from cards.releases import audit_tags
from cards.releases.nominations import errors
from cards.wording.accounts import app_title
from kit.jobs import queues
from kit.jobs.defer import deferring_client, deferring_clients
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation
from records.jobs.order import Touched, subject
from records.releases.nominations import FORMS, NOMINATIONS, NominationRequest, load
from tasks.dispatch import audit_log, resolve
from tasks.releases.nominations import reports

# What jobs about nominations touch: those of an app.
NOMINATIONS_OF = "nominations"


def narrow(kit: Kit, app: KnownApp, *, writes: bool) -> None:
    """Note which app it is, before its nominations are read."""
    touched = (subject(NOMINATIONS_OF, app.id),)
    queues.touch(kit, Touched(writes=touched) if writes else Touched(reads=touched))


def create(kit: Kit, invocation: Invocation) -> None:
    """Create it, or say why not. It is looked for first, so a restarted job creates no second one."""
    request = NOMINATIONS.get(kit.redis, invocation.id)
    if request is None:
        return
    app = resolve.resolve_app(kit, deferring_clients(kit), invocation.app, invocation.channel)
    narrow(kit, app, writes=True)
    content = _content(request, app)
    made = _created(kit, deferring_client(kit, app.account), app, request, content, invocation)
    _record(kit, invocation, app, request)
    form = FORMS.get(kit.redis, request.form)
    made = replace(made, names={**(form.names if form is not None else {}), **made.names})
    reports.report_new(kit, invocation, app, made)


def _created(
    kit: Kit,
    apple: AppStore,
    app: KnownApp,
    request: NominationRequest,
    content: NominationContent,
    invocation: Invocation,
) -> Nomination:
    drafts = nominations.of_app(apple, content.apps[0], NominationState.DRAFT)
    same = next((draft for draft in drafts if draft.content.name == content.name), None)
    if same is not None and request.begun:
        return same
    if same is not None:
        raise UserError(errors.name_used(app_title(app), content.name, request.form))
    NOMINATIONS.change(kit.redis, request.id, lambda newest: replace(newest, begun=True))
    try:
        made_id = nominations.create(apple, content)
    except Refused as refused:
        _record(kit, invocation, app, request, answer=refused.code)
        raise UserError(errors.refused(content.name, refused, request.form)) from refused
    return Nomination(id=made_id, state=NominationState.DRAFT, content=content)


def _content(request: NominationRequest, app: KnownApp) -> NominationContent:
    if request.content:
        content = load(request.content)
        return content if content.apps else replace(content, apps=(app.id,))
    return NominationContent(
        name=request.name,
        type=NominationType(request.type),
        description=request.description,
        start=date.fromisoformat(request.start),
        end=date.fromisoformat(request.end) if request.end else None,
        notes=request.notes,
        apps=(app.id,),
    )


def _record(kit: Kit, invocation: Invocation, app: KnownApp, request: NominationRequest, *, answer: str = "ok") -> None:
    audit_log.record(
        kit,
        audit_tags.NOMINATION_CREATED,
        invocation,
        idempotency_key=f"{invocation.id}.{answer}",
        account=app.account,
        app=app.bundle_id,
        new=request.name,
        answer=answer,
    )
