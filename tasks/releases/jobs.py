"""The job of the command `status`."""

from appstore.releases import standing
from cards.releases import status
from kit.jobs.define import NOW, job, read_app
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.dispatch import failures, resolve


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def show_status(kit: Kit, invocation: Invocation) -> None:
    """Show versions and submissions with their states, and what is left of the hourly allowance: three calls."""
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel, fresh=True)
    apple = kit.apple_of(app.account)
    reply(kit, invocation, status.status(app, standing.of_app(apple, app.id), apple.budget.allowance()))
