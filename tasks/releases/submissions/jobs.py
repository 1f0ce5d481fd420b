"""The jobs of the commands `submit` and `withdraw`; what their buttons do is a kind of decision each."""

from kit.jobs.define import NOW, job, read_app
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.dispatch import failures
from tasks.releases.submissions import offers


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def offer_submission(kit: Kit, invocation: Invocation) -> None:
    """Show the checklist, and a button that submits the version unless something prevents that."""
    offers.offer_submission(kit, invocation)


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def offer_withdrawal(kit: Kit, invocation: Invocation) -> None:
    """Show what would be withdrawn from review, and a button that does so."""
    offers.offer_withdrawal(kit, invocation)
