"""The jobs of `release` and `phased`."""

from appstore.releases.phased_rules import PhasedAction
from appstore.releases.release_requests import ReleasePlan
from kit.jobs.define import NOW, job, read_app
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.dispatch import failures
from tasks.releases.rollout import phased, release, settings
from tasks.releases.rollout.targets import changes_a_version


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def show_release(kit: Kit, invocation: Invocation) -> None:
    """Say how the next version will be released."""
    release.show(kit, invocation)


@job(NOW, on_failure=failures.report_failure, ordered_by=changes_a_version)
def change_release(kit: Kit, invocation: Invocation, plan: str) -> None:
    """Set how the next version will be released: a `ReleasePlan` by its code."""
    release.change(kit, invocation, ReleasePlan.read(plan))


@job(NOW, on_failure=failures.report_failure, ordered_by=changes_a_version)
def offer_release(kit: Kit, invocation: Invocation) -> None:
    """Offer to release the version that waits for it."""
    release.offer_now(kit, invocation)


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def show_phased(kit: Kit, invocation: Invocation) -> None:
    """Show the phased releases."""
    phased.show(kit, invocation)


@job(NOW, on_failure=failures.report_failure, ordered_by=changes_a_version)
def change_phased(kit: Kit, invocation: Invocation, action: str) -> None:
    """Turn a phased release on or off, pause or resume it, or offer to release to everyone."""
    phased.act(kit, invocation, PhasedAction(action))


@job(NOW, on_failure=failures.report_failure, ordered_by="target_id")
def undo_setting(kit: Kit, invocation: Invocation, change_id: str, target_id: str) -> None:  # noqa: ARG001 - what the order is by
    """Restore what a change has replaced."""
    settings.undo(kit, invocation, change_id)
