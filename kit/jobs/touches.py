"""What jobs about a channel touch: its app, its alerts, its digest."""

from collections.abc import Callable

from kit.wiring import Kit
from records.invocations import Invocation
from records.jobs.order import Touched, subject


def read_app(_kit: Kit, invocation: Invocation, *_: str) -> Touched:
    """Return what a job touches that is about the app after `--app`, or else the channel's, and changes neither."""
    return Touched(reads=_app(invocation))


def change_app(_kit: Kit, invocation: Invocation, *_: str) -> Touched:
    """Return what a job touches that sets the app of the channel."""
    return Touched(writes=(subject("app", invocation.channel),))


def of_channel(kind: str, *, reads: bool = False) -> Callable[..., Touched]:
    """Return what a job touches that changes, or `reads`, what the channel has of this kind, for its app."""

    def touched(_kit: Kit, invocation: Invocation, *_: str) -> Touched:
        own = (subject(kind, invocation.channel),)
        return Touched(reads=own) if reads else Touched(writes=own, reads=_app(invocation))

    return touched


def of_its_app(kind: str, *, reads: bool = False) -> Callable[..., Touched]:
    """Return what a job touches that changes, or `reads`, what its app has of this kind, before it knows the app.

    Once it knows, it must call `ordering.touch`.
    """

    def touched(_kit: Kit, invocation: Invocation, *_: str) -> Touched:
        own = (subject(kind, None),)
        return Touched(reads=(*own, *_app(invocation))) if reads else Touched(writes=own, reads=_app(invocation))

    return touched


def _app(invocation: Invocation) -> tuple[str, ...]:
    return () if invocation.app else (subject("app", invocation.channel),)
