"""The jobs of the commands `nominations` and `nominate`."""

from appstore.releases import nominations
from cards.releases.nominations import listing
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_clients
from kit.jobs.define import NOW, job, of_its_app
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.dispatch import failures, resolve
from tasks.dispatch.decisions.jobs import report_failure
from tasks.releases.nominations import change, create, forms, reports
from tasks.releases.nominations.find import find


@job(NOW, on_failure=failures.report_failure, ordered_by=of_its_app(create.NOMINATIONS_OF, reads=True))
def show_nominations(kit: Kit, invocation: Invocation) -> None:
    """List the nominations of the app, or show the one that was named: three calls."""
    clients = deferring_clients(kit)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel)
    create.narrow(kit, app, writes=False)
    found = nominations.everything(clients(app.account), app.id)
    named = (invocation.options or {}).get("nomination", "")
    if named:
        reports.show(kit, invocation, app, find(found, named))
    else:
        reply(kit, invocation, listing.listed(app_title(app), app.id, found))


@job(NOW, on_failure=forms.report_failure, ordered_by=forms.touched)
def fill_nomination_form(kit: Kit, form_id: str) -> None:
    """Show the app, its in-app events and the draft, if it is about one, in the open form."""
    forms.fill(kit, form_id)


@job(NOW, on_failure=failures.report_failure, ordered_by=of_its_app(create.NOMINATIONS_OF))
def create_nomination(kit: Kit, invocation: Invocation) -> None:
    """Create the nomination that was entered, as a draft, and offer to submit it."""
    create.create(kit, invocation)


@job(NOW, on_failure=report_failure, ordered_by="target_id")
def change_nomination(kit: Kit, invocation: Invocation, target_id: str) -> None:  # noqa: ARG001 - what the order is by
    """Change a draft as it was entered."""
    change.apply(kit, invocation)


@job(NOW, on_failure=report_failure, ordered_by="target_id")
def undo_nomination(kit: Kit, invocation: Invocation, done_id: str, target_id: str) -> None:  # noqa: ARG001 - what the order is by
    """Undo the change of a draft, or its removal."""
    change.undo(kit, invocation, done_id)
