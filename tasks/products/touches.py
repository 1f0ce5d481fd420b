"""What the jobs about products touch."""

from kit.jobs.define import read_app
from kit.wiring import Kit
from records import invocations
from records.jobs.order import Touched
from records.products.forms import FORMS


def shown(kit: Kit, form_id: str) -> Touched | None:
    """Return what a job touches that fills a form: the app that the form is about, or else the channel's."""
    form = FORMS.get(kit.redis, form_id)
    opener = invocations.get(kit.redis, form.invocation_id) if form is not None else None
    return read_app(kit, opener) if opener is not None else None
