"""The message about a nomination, and the decisions behind its buttons: of several presses the first counts."""

from collections.abc import Mapping
from dataclasses import replace

from appstore.catalog import pacific
from appstore.releases.nominations import Nomination, NominationState
from appstore.releases.nominations_content import NominationContent
from appstore.versions import RELEASED
from cards.dispatch.decisions import dry_run
from cards.releases.nominations import messages
from kit.slack.replies import post_or_dm, reply
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from records.dispatch.decisions import DECISIONS, DecisionState, ReleaserDecision
from records.invocations import Invocation
from records.releases.nominations import dump

# The kinds of the decisions that a report offers.
SUBMIT, REMOVE, ARCHIVE = "submit_nomination", "remove_nomination", "archive_nomination"


def report_new(kit: Kit, invocation: Invocation, app: KnownApp, made: Nomination) -> None:
    """Post a new draft in the channel: everybody sees the buttons, and those may press them who hold the role."""
    decision = offer(kit, _about(kit, invocation, app), made)
    channel, ts = post_or_dm(
        kit,
        invocation.channel,
        invocation.user,
        messages.created(decision, made, pacific.today(decision.created_at), released=_released(app)),
        idempotency_key=f"{invocation.id}.nomination",
        thread_ts=invocation.thread_ts,
    )
    attach(kit, decision.id, channel, ts)


def show(kit: Kit, invocation: Invocation, app: KnownApp, found: Nomination) -> None:
    """Reply with one nomination and its buttons; a dry run has none."""
    decision = offer(kit, _about(kit, invocation, app), found)
    message = messages.detail(decision, found, pacific.today(kit.clock()), released=_released(app))
    ts = reply(kit, invocation, dry_run(message) if invocation.dry_run else message)
    if ts:
        attach(kit, decision.id, invocation.channel, ts)


def _released(app: KnownApp) -> bool:
    return any(version.state in RELEASED for version in app.versions)


def _about(kit: Kit, invocation: Invocation, app: KnownApp) -> ReleaserDecision:
    return ReleaserDecision(
        id=invocation.id,
        kind=SUBMIT,
        user=invocation.user,
        channel=invocation.channel,
        thread_ts=invocation.thread_ts,
        account=app.account,
        app_id=app.id,
        app_name=app.name,
        target_id="",
        created_at=kit.clock(),
    )


def offer(kit: Kit, about: ReleaserDecision, found: Nomination) -> ReleaserDecision:
    """Store the decisions about a nomination, and return the one that its report belongs to."""
    content = found.content
    decision = replace(
        about,
        target_id=found.id,
        shown=messages.shown(found, ()),
        details=details(content),
    )
    if found.state is NominationState.SUBMITTED:
        decision = replace(decision, kind=ARCHIVE)
    DECISIONS.add(kit.redis, decision.id, decision)
    if found.state is NominationState.DRAFT:
        about_removal = {**decision.details, "report": decision.id}
        removal = replace(decision, id=messages.removal_of(decision.id), kind=REMOVE, details=about_removal)
        DECISIONS.add(kit.redis, removal.id, removal)
    return decision


def details(content: NominationContent) -> Mapping[str, str]:
    """Return what decisions about a nomination remember of it; texts apart, for workers of an earlier release."""
    return {
        "name": content.name,
        "description": content.description,
        "notes": content.notes,
        "content": dump(content),
    }


def next_of(kit: Kit, decision: ReleaserDecision, found: Nomination) -> ReleaserDecision:
    """Store the decisions that the report of a decision's result offers."""
    about = ReleaserDecision(
        id=next_id(decision.id),
        kind=SUBMIT,
        user=decision.user,
        channel=decision.channel,
        thread_ts=decision.thread_ts,
        account=decision.account,
        app_id=decision.app_id,
        app_name=decision.app_name,
        target_id=found.id,
        created_at=decision.created_at,
    )
    return offer(kit, about, found)


def attach_next(kit: Kit, decision_id: str) -> ReleaserDecision | None:
    """Have what is decided in the result of a decision replace it. Returns the decision if it was carried out."""
    done = DECISIONS.get(kit.redis, decision_id)
    if done is None or done.state is not DecisionState.DONE:
        return None
    attach(kit, next_id(decision_id), done.message_channel, done.message_ts)
    return done


def next_id(decision_id: str) -> str:
    """Return the id of the decision that the result of another one offers."""
    return f"{decision_id}.next"


def attach(kit: Kit, decision_id: str, channel: str, ts: str) -> None:
    """Have the result of whatever is decided replace the report."""
    for each in (decision_id, messages.removal_of(decision_id)):
        DECISIONS.change(
            kit.redis,
            each,
            lambda newest: (
                replace(newest, message_channel=channel, message_ts=ts) if newest.state is DecisionState.OPEN else None
            ),
        )


def close(kit: Kit, report_id: str, name: str, changed: ReleaserDecision) -> None:
    """Take the buttons off a report whose draft has another one since."""
    report = DECISIONS.get(kit.redis, report_id)
    if report is None or report.state is not DecisionState.OPEN:
        return
    if report.message_ts:
        message = messages.superseded(report, name, changed.decided_by, changed.decided_at)
        kit.slack.update(report.message_channel, report.message_ts, message)
    end(kit, report_id, changed)


def end(kit: Kit, report_id: str, by: ReleaserDecision) -> None:
    """End the other decisions of a report once one of them was carried out."""
    for each in (report_id, messages.removal_of(report_id)):
        DECISIONS.change(
            kit.redis,
            each,
            lambda newest: (
                replace(newest, state=DecisionState.DONE, decided_by=by.decided_by, decided_at=by.decided_at)
                if newest.state is DecisionState.OPEN
                else None
            ),
        )
