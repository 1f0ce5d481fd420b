"""What files of the library are placed on: localizations of versions, custom pages, treatments and in-app events."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.appstore import custom_page_states, experiments_states, in_app_events
from sandbox.appstore.bodies import Wanted
from sandbox.appstore.custom_page_states import not_permitted
from sandbox.appstore.errors import RefusedError, bad_relationship, required_relationship
from sandbox.appstore.library.asset_types import PARENTS
from sandbox.appstore.states import EDITABLE
from sandbox.appstore.store import Row, Store

_NAMES = {kind: name for name, kind in PARENTS.items()}
_FEATURES = {
    "appStoreVersionLocalizations": "APP_STORE_VERSIONS",
    "appCustomProductPageLocalizations": "CUSTOM_PRODUCT_PAGES",
    experiments_states.LOCALIZATIONS: "PRODUCT_PAGE_OPTIMIZATIONS",
    in_app_events.LOCALIZATIONS: "IN_APP_EVENTS",
}
_OWNERS = {
    "appStoreVersionLocalizations": "appStoreVersion",
    "appCustomProductPageLocalizations": "appCustomProductPageVersion",
    in_app_events.LOCALIZATIONS: "appEvent",
}
# The attribute with the state of what a localization belongs to, unless it is `state`.
_STATE = {"appStoreVersions": "appVersionState", in_app_events.KIND: "eventState"}
_EDITABLE = {
    "appStoreVersions": EDITABLE,
    custom_page_states.VERSIONS: custom_page_states.EDITABLE,
    in_app_events.KIND: frozenset({"DRAFT", "REJECTED"}),
}
# The state of a placement by that of the version or experiment; in any other state it can be prepared.
_PREPARED = "PARENT_PREPARE_FOR_SUBMISSION"
_APPROVED = "PARENT_APPROVED"
_STATES = {
    "READY_FOR_REVIEW": "PARENT_READY_FOR_REVIEW",
    "WAITING_FOR_REVIEW": "PARENT_WAITING_FOR_REVIEW",
    "WAITING_FOR_EXPORT_COMPLIANCE": "PARENT_WAITING_FOR_REVIEW",
    "IN_REVIEW": "PARENT_IN_REVIEW",
    "ACCEPTED": _APPROVED,
    "APPROVED": _APPROVED,
    "PENDING_APPLE_RELEASE": _APPROVED,
    "PENDING_DEVELOPER_RELEASE": _APPROVED,
    "PROCESSING_FOR_DISTRIBUTION": _APPROVED,
    "READY_FOR_DISTRIBUTION": _APPROVED,
    # Observed, although Apple does not list it.
    "REPLACED_WITH_NEW_VERSION": "INACTIVE",
    "PUBLISHED": _APPROVED,
    "PAST": "INACTIVE",
    "ARCHIVED": "INACTIVE",
    "COMPLETED": "INACTIVE",
    "STOPPED": "INACTIVE",
}


def named(store: Store, wanted: Wanted) -> Row:
    """Returns the one localization that a body names; RefusedError (409) for none, several, or one that is missing."""
    given = wanted.links.keys() & PARENTS.keys()
    if not given:
        raise RefusedError(required_relationship(next(iter(PARENTS))))
    if len(given) > 1:
        raise RefusedError(bad_relationship(max(given), "Only one localization can be given"))
    name = given.pop()
    return store.related(PARENTS[name], wanted.links[name], name)


def link(locale: Row) -> dict[str, Row]:
    """Returns the relationship of a placement to a localization."""
    return {_NAMES[locale.kind.type]: locale}


def of(placement: Row) -> Row:
    """Returns what a file is placed on."""
    return next(row for name in PARENTS if (row := placement.to_one[name]) is not None)


def app(locale: Row) -> Row:
    """Returns the app of a localization."""
    owner = _owner(locale)
    return (owner.parent("appCustomProductPage") if owner.kind.type == custom_page_states.VERSIONS else owner).parent(
        "app"
    )


def feature(locale: Row) -> str:
    """Returns what the reference data calls this kind of parent."""
    return _FEATURES[locale.kind.type]


def state(locale: Row) -> str:
    """Returns the state of a placement whose file is processed."""
    owner = _owner(locale)
    return _STATES.get(_own_state(owner), _PREPARED)


def require_editable(locale: Row, action: str) -> None:
    """Refuses (409) an action, such as `Creating a placement`, on what cannot be changed."""
    owner = _owner(locale)
    if not _is_editable(owner):
        resource = owner.kind.type[0].upper() + owner.kind.type[1:].removesuffix("s")
        raise RefusedError(not_permitted(action, resource, _own_state(owner), feature(locale)))


def _is_editable(owner: Row) -> bool:
    if owner.kind.type == experiments_states.KIND:
        return experiments_states.is_editable(owner)
    return _own_state(owner) in _EDITABLE[owner.kind.type]


def _own_state(owner: Row) -> str:
    state: str = owner[_STATE.get(owner.kind.type, "state")]
    return state


def arrange(locale: Row, wanted: Sequence[Row]) -> None:
    """Puts placements in this order, in the places that they have among all of a localization."""
    placements = locale.to_many["placements"]
    positions = sorted(placements.index(row) for row in wanted)
    for position, row in zip(positions, wanted, strict=True):
        placements[position] = row


def _owner(locale: Row) -> Row:
    """Returns the version of an app or page, the experiment or the event that a localization belongs to."""
    if locale.kind.type == experiments_states.LOCALIZATIONS:
        return locale.parent("appStoreVersionExperimentTreatment").parent("appStoreVersionExperimentV2")
    return locale.parent(_OWNERS[locale.kind.type])
