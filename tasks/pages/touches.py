"""What the jobs about custom product pages touch: all pages of an app."""

from kit.jobs import queues
from kit.jobs.define import of_its_app
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation
from records.jobs.order import Touched, subject
from tasks.dispatch import destinations

PAGES = destinations.OPTIONS["page"]

read = of_its_app(PAGES, reads=True)
_write = of_its_app(PAGES)


def change(kit: Kit, invocation: Invocation, *rest: str) -> Touched:
    """Return what a job touches that changes a page, unless it is a dry run."""
    return read(kit, invocation, *rest) if invocation.dry_run else _write(kit, invocation, *rest)


def narrow(kit: Kit, app: KnownApp, *, writes: bool) -> None:
    """Note which app it is, before its pages are read."""
    pages = (subject(PAGES, app.id),)
    queues.touch(kit, Touched(writes=pages) if writes else Touched(reads=pages))
