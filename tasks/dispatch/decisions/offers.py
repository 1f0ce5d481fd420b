"""Offers a decision to the user who asked for it, and to nobody else."""

from collections.abc import Mapping
from dataclasses import replace

from cards.dispatch.decisions import dry_run
from kit.slack.replies import reply
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.dispatch.decisions import DECISIONS, ReleaserDecision
from records.invocations import Invocation
from records.jobs.handled_messages import mark_refused
from records.messages import Message
from tasks.dispatch.decisions.kinds import DecisionKind


def decision_for(
    kit: Kit, invocation: Invocation, kind: DecisionKind, app: KnownApp, version: KnownVersion, **details: str
) -> ReleaserDecision:
    """Return the decision that the invocation asks for, about a version of the app; what it shows is to be added."""
    return decision_about(
        kit, invocation, kind, app, version.id, details, platform=version.platform, version=version.version
    )


def decision_about(
    kit: Kit,
    invocation: Invocation,
    kind: DecisionKind,
    app: KnownApp,
    target_id: str,
    details: Mapping[str, str] | None = None,
    *,
    platform: str = "",
    version: str = "",
) -> ReleaserDecision:
    """Return the decision that the invocation asks for, about something else of the app, by Apple's id of it."""
    return ReleaserDecision(
        id=invocation.id,
        kind=kind.name,
        user=invocation.user,
        channel=invocation.channel,
        thread_ts=invocation.thread_ts,
        account=app.account,
        app_id=app.id,
        app_name=app.name,
        platform=platform,
        version=version,
        target_id=target_id,
        details=details or {},
        created_at=kit.clock(),
    )


def offer(
    kit: Kit, invocation: Invocation, decision: ReleaserDecision, shown: Mapping[str, str], message: Message
) -> None:
    """Store a decision with what it shows, and post its message, which only the user sees; a dry run has no buttons."""
    if invocation.dry_run:
        reply(kit, invocation, dry_run(message))
        return
    DECISIONS.add(kit.redis, decision.id, replace(decision, shown=shown))
    reply(kit, replace(invocation, private=True), message)
    mark_refused(kit.redis, invocation.id)
