"""Reads the audit trail of an app or a channel, and sends it as a file."""

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime

from appstore.errors import AppStoreError
from cards.audit import messages
from cards.wording.audit_tags import tags_everywhere
from kit.slack import users
from kit.slack.files import post_file
from kit.slack.replies import UserError
from kit.wiring import Kit
from records import audit
from records.audit import AuditEntry
from records.dispatch import channels
from records.invocations import Invocation
from tasks.dispatch import resolve


def newest(kit: Kit, invocation: Invocation, count: int, locale: str | None) -> list[AuditEntry]:
    """Return the newest entries about the invocation's app, from its channel if no app was named, or about the team."""
    return audit.newest(kit.redis, count, _matching(kit, invocation, locale))


def send_file(kit: Kit, invocation: Invocation, shown: Invocation) -> None:
    """Post every entry of a shown trail as a file; in private if the trail was shown in private."""
    matches = _matching(kit, shown, (shown.options or {}).get("locale"))
    entries = list(filter(matches, audit.everything(kit.redis)))
    post_file(
        kit,
        f"audit-{datetime.fromtimestamp(kit.clock(), UTC):%Y-%m-%d}.csv",
        messages.table(entries, names(kit, entries)),
        channel="" if shown.is_private else shown.channel,
        user=invocation.user,
        idempotency_key=invocation.id,
        thread_ts=shown.thread_ts,
        says=messages.sent(len(entries)),
    )


def names(kit: Kit, entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Return the name of every user in the entries, by id."""
    team_id = users.team_id_of_bot(kit)
    return {user: users.person(kit, user, team_id).name for user in {entry.user for entry in entries} if user}


def _matching(kit: Kit, invocation: Invocation, locale: str | None) -> Callable[[AuditEntry], bool]:
    tie = channels.tie_of(kit.redis, invocation.channel)
    about = audit.matching(locale, *_scope(kit, invocation), tags_everywhere())
    return lambda entry: about(entry) and audit.is_of(tie, entry)


def _scope(kit: Kit, invocation: Invocation) -> tuple[Collection[str], str]:
    """Return the ids of the app, none if it is unclear which, and the channel, "" if an app was named."""
    channel = "" if invocation.app else invocation.channel
    try:
        app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
    except (UserError, AppStoreError):
        named = resolve.named_app(kit, invocation.app, invocation.channel)
        return frozenset({named} if named else ()), channel
    return frozenset({app.id, app.bundle_id}), channel
