"""The job of the command `checklist`."""

from cards.releases import checklist
from cards.wording.accounts import app_title
from kit.jobs.define import NOW, job, read_app
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.dispatch import failures, resolve
from tasks.releases.checklist import readiness


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def show_checklist(kit: Kit, invocation: Invocation) -> None:
    """Show what would make a submission fail or look bad. Nothing is sent."""
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel, fresh=True)
    version = readiness.choose_version(app, invocation)
    found = readiness.check(kit, kit.apple_of(app.account), app, version)
    reply(kit, invocation, checklist.checklist(app_title(app), found))
