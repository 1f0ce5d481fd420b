"""What the jobs about versions and builds touch: the versions of an app."""

from kit.jobs import queues
from kit.jobs.define import read_app
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation
from records.jobs.order import Touched, subject
from records.releases.build_changes import BUILD_CHANGES
from records.releases.new_versions import NEW_VERSIONS

VERSIONS = "versions"


def requested(kit: Kit, invocation: Invocation, *_: str) -> Touched:
    """Return what a job touches that changes a version of the app which the invocation names, or of the channel's."""
    app = invocation.app
    versions = subject(VERSIONS, app if app and app.isdecimal() else None)
    reads = read_app(kit, invocation).reads
    return Touched(reads=(versions, *reads)) if invocation.dry_run else Touched(writes=(versions,), reads=reads)


def offered(kit: Kit, _invocation: Invocation, record_id: str, *_: str) -> Touched | None:
    """Return what a job touches that renames a version."""
    offer = NEW_VERSIONS.get(kit.redis, record_id)
    return Touched(writes=(subject(VERSIONS, offer.app_id),)) if offer is not None else None


def of_change(kit: Kit, _invocation: Invocation, change_id: str, *_: str) -> Touched | None:
    """Return what a job touches that decides about an attached build."""
    change = BUILD_CHANGES.get(kit.redis, change_id)
    return Touched(writes=(subject(VERSIONS, change.app_id),)) if change is not None else None


def narrow(kit: Kit, invocation: Invocation, app: KnownApp) -> None:
    """Note which app it is, before anything is read that decides what is written."""
    versions = (subject(VERSIONS, app.id),)
    queues.touch(kit, Touched(reads=versions) if invocation.dry_run else Touched(writes=versions))
