"""The jobs of the command `audit`."""

from cards.audit import messages
from kit.jobs.define import NOW, job, read_app
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation
from tasks.audit import trail
from tasks.dispatch import failures

DEFAULT_COUNT = 20


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def show_trail(kit: Kit, invocation: Invocation) -> None:
    """Show the newest changes."""
    options = invocation.options or {}
    locale = options.get("locale")
    entries = trail.newest(kit, invocation, int(options.get("count") or DEFAULT_COUNT), locale)
    reply(kit, invocation, messages.trail(entries, trail.names(kit, entries), invocation.id, locale))


@job(NOW, on_failure=failures.report_failure)
def send_trail(kit: Kit, invocation: Invocation, shown_id: str) -> None:
    """Post every entry of a shown trail as a file."""
    shown = invocations.get(kit.redis, shown_id)
    if shown is None:
        raise UserError(messages.too_old())
    trail.send_file(kit, invocation, shown)
