"""Shows the audit trail of a channel and of its app, and sends it as a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from appstore.errors import AppStoreError
from cards.audit import messages
from kit import roles
from kit.jobs.define import NOW, job
from kit.slack.files import post_file
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records import audit, invocations
from records.audit import AuditEntry
from records.invocations import Invocation, Origin
from tasks import failures, resolve

USUAL = 20


@job(NOW, on_failure=failures.report_failure)
def show_trail(kit: Kit, invocation: Invocation) -> None:
    """The newest changes, as many as were asked for."""
    options = invocation.options or {}
    count, locale = int(options.get("count") or USUAL), options.get("locale")
    entries = audit.newest(
        kit.redis, count, locale, _app(kit, invocation), "" if invocation.app else invocation.channel
    )
    reply(kit, invocation, messages.trail(entries, _names(kit, entries), invocation.id, locale))


@job(NOW, on_failure=failures.report_failure)
def send_trail(kit: Kit, invocation: Invocation, shown_id: str) -> None:
    """Post every entry of a shown trail as a file; in private where the trail was shown in private."""
    shown = invocations.get(kit.redis, shown_id)
    if shown is None:
        raise UserError(messages.too_old())
    locale = (shown.options or {}).get("locale")
    wanted = audit.matching(locale, _app(kit, shown), "" if shown.app else shown.channel)
    entries = [entry for entry in audit.everything(kit.redis) if wanted(entry)]
    in_private = shown.private or shown.origin in {Origin.COMMAND, Origin.BUTTON}
    post_file(
        kit,
        f"audit-{datetime.fromtimestamp(kit.clock(), UTC):%Y-%m-%d}.csv",
        messages.table(entries, _names(kit, entries)),
        channel="" if in_private else shown.channel,
        user=invocation.user,
        idempotency_key=invocation.id,
        thread_ts=shown.thread_ts,
        says=messages.sent(len(entries)),
    )


def _app(kit: Kit, invocation: Invocation) -> frozenset[str]:
    """Return the ids of the app that the invocation is about; none when it is unclear which."""
    named = resolve.named_app(kit, invocation.app, invocation.channel)
    try:
        app = resolve.resolve_app(kit, kit.apple, invocation.app, invocation.channel)
    except (UserError, AppStoreError):
        return frozenset({named} if named else ())
    return frozenset({app.id, app.bundle_id})


def _names(kit: Kit, entries: Iterable[AuditEntry]) -> dict[str, str]:
    home = roles.team_id_of_bot(kit)
    return {user: roles.person(kit, user, home).name for user in {entry.user for entry in entries} if user}
