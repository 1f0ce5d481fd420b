"""Defines jobs: functions that workers run, in the order that what they touch demands."""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, partial, wraps
from inspect import signature
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, get_type_hints, overload

from redis.client import Pipeline

from kit import roles
from kit.jobs.former_names import FORMER_NAMES
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation
from records.jobs.order import Blocker, Touched, subject

# Queues by urgency: a user is waiting · uploads and reports · what is due by itself.
NOW, BULK, CLOCK = "now", "bulk", "clock"

P = ParamSpec("P")
Store = Callable[[Pipeline], None]
# Returns what a job with these arguments touches.
Touches = Callable[..., Touched | None]

# The id of the pending job that this process runs now.
running: ContextVar[str] = ContextVar("running", default="")


class RetryLater(Exception):  # noqa: N818 - not an error: the job is run again
    """Raised by a job that must wait: it is run again at `until` (epoch seconds)."""

    def __init__(self, until: float) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True)
class Job(Generic[P]):
    """A function that workers run, as declared with `@job`. `exclusive_by` names one of its parameters, or none."""

    run: Callable[Concatenate[Kit, P], None]
    queue: str
    on_failure: Callable[[Kit, str, BaseException], None] | None
    exclusive_by: str = ""
    touches: Touches | None = None
    hands_on: bool = False
    on_wait: Callable[[Kit, str, Blocker], None] | None = None

    @property
    def name(self) -> str:
        """The name under which the job is stored, `uploads:upload`: its feature and its function."""
        return f"{self.run.__module__.split('.')[1]}:{self.run.__name__}"

    def subjects(self, arguments: Sequence[str]) -> tuple[str, ...]:
        """Return what a worker takes the lease on: `review_id:1447`, and this job with its first argument.

        The latter under every name the job has had, so that workers of two releases exclude each other.
        """
        names = [self.name, *(former for former, name in FORMER_NAMES.items() if name == self.name)]
        subjects = [":".join((name, *arguments[:1])) for name in names]
        if self.exclusive_by and len(arguments) > (position := _position(self.run, self.exclusive_by)):
            subjects.append(f"{self.exclusive_by}:{arguments[position]}")
        return tuple(subjects)


_registered: dict[str, Job[Any]] = {}
_on_tick: list[Callable[[Kit], None]] = []


class _Declare(Protocol):
    @overload
    def __call__(self, run: Callable[Concatenate[Kit, Invocation, P], None], /) -> Job[Concatenate[str, P]]: ...

    @overload
    def __call__(self, run: Callable[Concatenate[Kit, P], None], /) -> Job[P]: ...


def job(
    queue: str,
    *,
    on_failure: Callable[[Kit, str, BaseException], None] | None = None,
    exclusive_by: str = "",
    ordered_by: str | Touches | None = None,
    hands_on: bool = False,
    on_wait: Callable[[Kit, str, Blocker], None] | None = None,
) -> _Declare:
    """Register a function as a job of `queue`. Its arguments are ids.

    A function whose second parameter is an `Invocation` is called with the stored invocation of that id, and not at
    all when it has expired. `on_failure(kit, first argument, error)` reports in Slack how a job failed.
    Jobs that name the same parameter in `exclusive_by` never run at the same time for the same value of it. Without
    it a job excludes only itself, for the same first argument.
    With `ordered_by` they also run in the order of their acknowledgement; a function there returns what it touches.
    With `hands_on` the jobs that it queues wait in its place. `on_wait(kit, first argument, blocker)` reports a wait in
    Slack; without it the user gets a reply.
    Raises ValueError for an unknown parameter, and for a second job of the same name.
    """

    def register(run: Callable[..., None]) -> Job[Any]:
        named = exclusive_by or (ordered_by if isinstance(ordered_by, str) else "")
        position = _position(run, named) if named else 0
        touches = partial(_touches_one, named, position) if isinstance(ordered_by, str) else ordered_by
        touches = _with_invocation(run, touches) if touches is not None else None
        defined: Job[Any] = Job(_with_invocation(run, run), queue, on_failure, named, touches, hands_on, on_wait)
        known = _registered.setdefault(defined.name, defined)
        if known.run.__module__ != run.__module__:
            raise ValueError(f"{known.run.__module__} and {run.__module__} both define the job {defined.name}")
        _registered[defined.name] = defined
        return defined

    return register


def _touches_one(parameter: str, position: int, _kit: Kit, *arguments: object) -> Touched:
    return Touched(writes=(subject(parameter, str(arguments[position])),))


def _with_invocation(run: Callable[..., None], function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function, called with the invocation instead of its id where the job `run` takes one."""
    if Invocation not in get_type_hints(run).values():
        return function

    @wraps(function)
    def loaded(kit: Kit, invocation: Invocation | str, *rest: str) -> Any:  # noqa: ANN401 - what the function returns
        found = invocations.get(kit.redis, invocation) if isinstance(invocation, str) else invocation
        if found is not None and function is run:
            kit = roles.limited(kit, found)
        return function(kit, found, *rest) if found is not None else None

    return loaded


def _position(run: Callable[..., None], parameter: str) -> int:
    """Return the place of a parameter among the arguments after the kit. Raises ValueError where there is none."""
    return list(signature(run).parameters)[1:].index(parameter)


def find(name: str) -> Job[Any] | None:
    """Return the job that is stored under this name, today or by an earlier release; None where this one has none."""
    name = FORMER_NAMES.get(name, name)
    if name not in _registered:
        discover()
    return _registered.get(name)


@cache
def discover() -> None:
    """Import the modules that define jobs: every `jobs.py` in `tasks`."""
    tasks = importlib.import_module("tasks")
    for module in pkgutil.walk_packages(tasks.__path__, "tasks."):
        if module.name.endswith(".jobs"):
            importlib.import_module(module.name)


def on_tick(enqueue_due: Callable[[Kit], None]) -> Callable[[Kit], None]:
    """Register a function that the clock calls every second. It only reads Redis and queues the jobs that are due."""
    _on_tick.append(enqueue_due)
    return enqueue_due


def tick_functions() -> tuple[Callable[[Kit], None], ...]:
    """Return every function that is registered with `on_tick`."""
    discover()
    return tuple(_on_tick)


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

    Once it knows, it must call `queues.touch`.
    """

    def touched(_kit: Kit, invocation: Invocation, *_: str) -> Touched:
        own = (subject(kind, None),)
        return Touched(reads=(*own, *_app(invocation))) if reads else Touched(writes=own, reads=_app(invocation))

    return touched


def _app(invocation: Invocation) -> tuple[str, ...]:
    return () if invocation.app else (subject("app", invocation.channel),)
