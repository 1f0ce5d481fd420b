"""The jobs of the commands `nominations` and `nominate`."""

from appstore.releases import nominations
from cards.releases import nominations as messages
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_clients
from kit.jobs.define import NOW, job, of_its_app
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.dispatch import failures, resolve
from tasks.releases.nominations import create


@job(NOW, on_failure=failures.report_failure, ordered_by=of_its_app(create.NOMINATIONS_OF, reads=True))
def show_nominations(kit: Kit, invocation: Invocation) -> None:
    """List the nominations of the app: three calls."""
    clients = deferring_clients(kit)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel)
    create.narrow(kit, app, writes=False)
    found = nominations.everything(clients(app.account), app.id)
    reply(kit, invocation, messages.listed(app_title(app), found))


@job(NOW, on_failure=failures.report_failure, ordered_by=of_its_app(create.NOMINATIONS_OF))
def create_nomination(kit: Kit, invocation: Invocation) -> None:
    """Create the nomination that was entered, as a draft, and offer to submit it."""
    create.create(kit, invocation)
