"""The jobs about versions and builds."""

from kit.jobs.define import NOW, job, read_app
from kit.wiring import Kit
from records.invocations import Invocation
from tasks.dispatch import failures
from tasks.releases.versions import attach, create, encryption, listing, rename, touches


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def show_versions(kit: Kit, invocation: Invocation) -> None:
    """Show the newest version of each platform."""
    create.show_versions(kit, invocation)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.requested)
def create_version(kit: Kit, invocation: Invocation, number: str) -> None:
    """Create the next version, or offer to rename the one in preparation."""
    create.new_version(kit, invocation, number)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.offered)
def rename_version(kit: Kit, invocation: Invocation, offer_id: str) -> None:
    """Rename a version. Of several presses the first counts; the others learn who was first."""
    rename.rename(kit, invocation, offer_id)


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def show_builds(kit: Kit, invocation: Invocation) -> None:
    """Show the builds for the version in preparation."""
    listing.show_builds(kit, invocation)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.requested)
def attach_build(kit: Kit, invocation: Invocation, number: str) -> None:
    """Attach a build to the version in preparation."""
    attach.attach(kit, invocation, number)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.of_change)
def restore_build(kit: Kit, invocation: Invocation, change_id: str) -> None:
    """Attach the build again that was attached before."""
    attach.restore(kit, invocation, change_id)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.of_change)
def answer_encryption(kit: Kit, invocation: Invocation, change_id: str, stated: str) -> None:
    """Tell Apple whether the build uses encryption that needs documents."""
    encryption.answer(kit, invocation, change_id, stated)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.of_change)
def declare_encryption(kit: Kit, invocation: Invocation, change_id: str, declaration_id: str) -> None:
    """Give the build an encryption declaration."""
    encryption.declare(kit, invocation, change_id, declaration_id)
