"""What an upload or a text can go to besides a version of the app: features register it under the option for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from appstore.client import AppStore
from appstore.media.slots import SlotKind
from kit.jobs.defer import deferring_clients
from kit.jobs.define import discover
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp, KnownLocale, KnownVersion
from records.invocations import Invocation
from records.jobs.order import subject
from tasks.dispatch import resolve

# Options that name a destination, each with the kind of subject that jobs touch which change it.
OPTIONS = {"page": "pages", "treatment": "experiments", "product": "products"}
# What may belong to the name, since it follows it without quotation marks: `sale` in `--page Summer sale`.
FOLLOWING = "following"
# Before the name, in what a request keeps of it.
_SEPARATOR = ":"
# The one that takes one picture, for Apple's reviewers.
_FOR_REVIEWERS = "product"


@dataclass(frozen=True, kw_only=True)
class Destination:
    """What has the sets, in the form of a version of the app: `version.version` is how users are told of it.

    `add_language` creates a language that it lacks; it raises AppStoreError.
    """

    version: KnownVersion
    locales: Mapping[str, KnownLocale]
    kind: SlotKind
    add_language: Callable[[str], KnownLocale]


class Use(StrEnum):
    """What a destination is looked up for: to show what it holds, to plan an upload, or to fill it."""

    SHOW = "show"
    PLAN = "plan"
    FILL = "fill"


# Finds the destination of a name; only to fill it, it may create something. Raises UserError.
Find = Callable[[Kit, AppStore, KnownApp, str, Use], Destination]

# Takes a name and what follows it. Raises UserError if the name may end later.
Require = Callable[[AppStore, KnownApp, str, str], None]

_finders: dict[str, Find] = {}
_requirements: dict[str, Require] = {}


def register(option: str, find: Find, require_clear: Require | None = None) -> None:
    """Register what an option such as `--page` names; called in a module that some `jobs.py` imports."""
    _finders[option] = find
    if require_clear is not None:
        _requirements[option] = require_clear


def named_in(options: Mapping[str, str]) -> str:
    """Return the destination that a request names, as an upload keeps it: `page:Summer`, "" for none."""
    return next((f"{name}{_SEPARATOR}{options[name]}" for name in OPTIONS if name in options), "")


def parts(into: str) -> tuple[str, str]:
    """Return the option that names a destination, and the name."""
    option, _, name = into.partition(_SEPARATOR)
    return option, name


def subject_of(into: str, app_id: str | None) -> str:
    """Return the subject that a job touches which changes the destination, or reads it."""
    return subject(OPTIONS[parts(into)[0]], app_id)


def is_for_reviewers(into: str) -> bool:
    """Whether the destination that an upload keeps takes one picture, which only Apple's reviewers see."""
    return parts(into)[0] == _FOR_REVIEWERS


def require_clear(kit: Kit, invocation: Invocation) -> None:
    """Raise UserError if it is unclear where the name after an option such as `--page` ends."""
    options = invocation.options or {}
    into, following = named_in(options), options.get(FOLLOWING, "")
    if not into or not following:
        return
    option, name = parts(into)
    if option not in _finders:
        discover()
    if option in _requirements:
        clients = deferring_clients(kit)
        app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel)
        _requirements[option](clients(app.account), app, name, following)


def find(kit: Kit, apple: AppStore, app: KnownApp, into: str, use: Use) -> Destination:
    """Return the destination that an upload keeps. Raises UserError."""
    option, name = parts(into)
    if option not in _finders:
        discover()
    return _finders[option](kit, apple, app, name, use)
