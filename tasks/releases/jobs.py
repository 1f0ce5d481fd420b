"""The job of the command `status`."""

from appstore import versions
from appstore.versions import LIVE
from cards.releases import status
from kit.jobs import touches
from kit.jobs.define import NOW, job
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from tasks import failures, resolve


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.read_app)
def show_status(kit: Kit, invocation: Invocation) -> None:
    """Show versions and their states, phased releases, and what is left of the hourly allowance."""
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel, fresh=True)
    apple = kit.apple_of(app.account)
    phased = {
        version.id: release
        for version in app.versions[: status.MOST_VERSIONS]
        if version.state in LIVE and (release := versions.phased_release(apple, version.id)) is not None
    }
    reply(kit, invocation, status.status(app, phased, apple.budget.allowance()))
