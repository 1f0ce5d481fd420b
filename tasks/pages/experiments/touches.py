"""What the jobs about experiments touch: all experiments of an app."""

from kit.jobs import queues
from kit.jobs.define import of_its_app
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation
from records.jobs.order import Touched, subject

EXPERIMENTS = "experiments"

read = of_its_app(EXPERIMENTS, reads=True)
_write = of_its_app(EXPERIMENTS)


def change(kit: Kit, invocation: Invocation, *rest: str) -> Touched:
    """Return what a job touches that creates an experiment, unless it is a dry run."""
    return read(kit, invocation, *rest) if invocation.dry_run else _write(kit, invocation, *rest)


def narrow(kit: Kit, app: KnownApp, *, writes: bool) -> None:
    """Note which app it is, before its experiments are read."""
    experiments = (subject(EXPERIMENTS, app.id),)
    queues.touch(kit, Touched(writes=experiments) if writes else Touched(reads=experiments))
