"""The jobs of the commands `experiments` and `experiment`."""

from datetime import UTC, datetime

from cards.pages.experiments import messages
from kit.jobs.define import NOW, job
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.dispatch import destinations, failures
from tasks.pages.experiments import create, destination, find, offers, promotion, touches

PROMOTE = "promote"

destinations.register("treatment", destination.find_treatment)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.read)
def show_experiments(kit: Kit, invocation: Invocation) -> None:
    """List the experiments of the app: one call."""
    known = find.read(kit, invocation)
    here = [found for found in known.experiments if invocation.platform in {None, found.platform}]
    if not here:
        reply(kit, invocation, messages.none(known.title))
        return
    now = datetime.fromtimestamp(kit.clock(), UTC)
    reply(kit, invocation, messages.overview(known.title, known.app.id, here, now))


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.change)
def create_experiment(kit: Kit, invocation: Invocation, name: str, traffic: str, treatments: str) -> None:
    """Create an experiment with so many treatments, for so many percent of people."""
    create.create_experiment(kit, invocation, name, int(traffic), int(treatments))


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.read)
def offer_experiment(kit: Kit, invocation: Invocation, verb: str, name: str) -> None:
    """Offer to submit, start or stop an experiment, or to promote a treatment, or say why that is not possible."""
    if verb == PROMOTE:
        promotion.offer_promotion(kit, invocation, name)
    else:
        offers.offer_decision(kit, invocation, verb, name)
