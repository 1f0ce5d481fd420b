"""Creates a nomination once, as a draft, and reports it with the button that submits it."""

from dataclasses import replace
from datetime import date

from appstore.catalog import pacific
from appstore.client import AppStore
from appstore.errors import Refused
from appstore.releases import nominations
from appstore.releases.nominations import Nomination, NominationContent, NominationState, NominationType
from cards.releases import audit_tags
from cards.releases import nominations as messages
from cards.wording.accounts import app_title
from kit.jobs import queues
from kit.jobs.defer import deferring_client, deferring_clients
from kit.slack.replies import UserError, post_or_dm
from kit.wiring import Kit
from records.dispatch import decisions
from records.dispatch.app_cache import KnownApp
from records.dispatch.decisions import DECISIONS, DecisionState, ReleaserDecision
from records.invocations import Invocation
from records.jobs.order import Touched, subject
from records.releases.nominations import NOMINATIONS, NominationRequest
from tasks.dispatch import audit_log, resolve
from tasks.releases.nominations.decisions import SUBMIT_NOMINATION, shown

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
    made = _created(kit, deferring_client(kit, app.account), app, request, invocation)
    _record(kit, invocation, app, request)
    _report(kit, invocation, app, made)


def _created(
    kit: Kit, apple: AppStore, app: KnownApp, request: NominationRequest, invocation: Invocation
) -> Nomination:
    drafts = nominations.of_app(apple, app.id, NominationState.DRAFT)
    same = next((each for each in drafts if each.content.name == request.name), None)
    if same is not None and request.begun:
        return same
    if same is not None:
        raise UserError(messages.name_used(app_title(app), request.name))
    NOMINATIONS.change(kit.redis, request.id, lambda newest: replace(newest, begun=True))
    try:
        return nominations.create(apple, app.id, _content(request))
    except Refused as refused:
        _record(kit, invocation, app, request, answer=refused.code)
        raise UserError(messages.refused(request.name, refused)) from refused


def _content(request: NominationRequest) -> NominationContent:
    return NominationContent(
        name=request.name,
        type=NominationType(request.type),
        description=request.description,
        start=date.fromisoformat(request.start),
        end=date.fromisoformat(request.end) if request.end else None,
        notes=request.notes,
    )


def _report(kit: Kit, invocation: Invocation, app: KnownApp, made: Nomination) -> None:
    """Post the draft in the channel: everybody sees the button, and releasers may press it."""
    content = made.content
    decision = ReleaserDecision(
        id=invocation.id,
        kind=SUBMIT_NOMINATION.name,
        user=invocation.user,
        channel=invocation.channel,
        thread_ts=invocation.thread_ts,
        account=app.account,
        app_id=app.id,
        app_name=app.name,
        target_id=made.id,
        shown=shown(made, content.description, content.notes),
        details={"name": content.name, "description": content.description, "notes": content.notes},
        created_at=kit.clock(),
    )
    DECISIONS.add(kit.redis, decision.id, decision)
    channel, ts = post_or_dm(
        kit,
        invocation.channel,
        invocation.user,
        messages.created(decision, content, pacific.today(decision.created_at)),
        idempotency_key=f"{invocation.id}.nomination",
        thread_ts=invocation.thread_ts,
    )
    newest = DECISIONS.get(kit.redis, decision.id)
    if newest is not None and newest.state is DecisionState.OPEN:
        # The result replaces the report.
        decisions.change(kit.redis, decision, message_channel=channel, message_ts=ts)


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
