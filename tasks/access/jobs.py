"""The jobs of the command `access`."""

from cards.access import messages
from kit import roles
from kit.jobs.define import NOW, job
from kit.slack import users
from kit.slack.replies import reply
from kit.wiring import Kit
from records.dispatch import channels
from records.invocations import Invocation
from records.jobs.order import ANY, Touched, subject
from records.people import Role
from tasks.access import changes
from tasks.dispatch import failures
from tasks.slack.role_holders import higher_roles, holders


@job(NOW, on_failure=failures.report_failure, ordered_by=lambda *_: Touched(reads=(subject("holder_id", ANY),)))
def show_access(kit: Kit, invocation: Invocation) -> None:
    """Show who holds which role."""
    role = roles.role(kit, invocation.user, users.team_id_of_bot(kit))
    tie = channels.tie_of(kit.redis, invocation.channel)
    higher = higher_roles(kit, invocation.user, role, tie)
    reply(kit, invocation, messages.access_list(holders(kit, tie), role, higher))


@job(NOW, on_failure=failures.report_failure, ordered_by="holder_id")
def grant_role(kit: Kit, invocation: Invocation, holder_id: str, role: str, label: str) -> None:
    """Give a role to a user or a user group."""
    changes.grant(kit, invocation, holder_id, Role(role), label)


@job(NOW, on_failure=failures.report_failure, ordered_by="holder_id")
def revoke_role(kit: Kit, invocation: Invocation, holder_id: str, role: str, label: str) -> None:
    """Take a role away from a user or a user group."""
    changes.revoke(kit, invocation, holder_id, role, label)
