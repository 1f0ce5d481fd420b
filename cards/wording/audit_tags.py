"""The registry of audit tags: each feature defines its own in its `audit_tags`, next to how the trail words them."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

import cards


@dataclass(frozen=True)
class Wording:
    """The words for an entry: `did` is followed by its field. `shows_value`: one value, not old and new ones.

    `everywhere`: it matters to every app and channel, wherever it was done. `mark`: what customers may see change in
    the store, as a chart names it: `{field}` is that of the entry, `{version}` its version.
    """

    did: str
    shows_value: bool = False
    everywhere: bool = False
    mark: str = ""


_wordings: dict[str, Wording] = {}


def audit_tag(tag: str, did: str, *, shows_value: bool = False, everywhere: bool = False, mark: str = "") -> str:
    """Define a tag, `feature:object:action`; once used it is never renamed or removed.

    `did` stands between the user's name and the field of the entry: "Ada *published the* reply to review 1447".
    """
    _wordings[tag] = Wording(did, shows_value, everywhere, mark)
    return tag


def wording(tag: str) -> Wording:
    """Return the words for entries with this tag; for one of a newer release, the tag itself."""
    _import_all()
    return _wordings.get(tag, Wording(tag))


def tags_everywhere() -> frozenset[str]:
    """Return the tags of entries that every trail shows."""
    _import_all()
    return frozenset(tag for tag, words in _wordings.items() if words.everywhere)


@cache
def _import_all() -> None:
    for found in walk_packages(cards.__path__, "cards."):
        if found.name.endswith("audit_tags"):
            import_module(found.name)
