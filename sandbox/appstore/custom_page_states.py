"""The states of a version of a custom product page: what can be changed in each, and what follows its approval."""

from __future__ import annotations

from sandbox.appstore.errors import Problem, RefusedError
from sandbox.appstore.store import Row, Store

VERSIONS = "appCustomProductPageVersions"
STATES = frozenset(
    {
        "PREPARE_FOR_SUBMISSION",
        "READY_FOR_REVIEW",
        "WAITING_FOR_REVIEW",
        "IN_REVIEW",
        "ACCEPTED",
        "APPROVED",
        "REPLACED_WITH_NEW_VERSION",
        "REJECTED",
    }
)
# States in which a version, its localizations and its screenshots can be changed.
EDITABLE = frozenset({"PREPARE_FOR_SUBMISSION", "REJECTED"})
# States of what is or was live.
ENDED = frozenset({"APPROVED", "REPLACED_WITH_NEW_VERSION"})


def require_editable(version: Row, action: str) -> None:
    """Refuses (409) an action, such as `Creating a localization`, on a version that cannot be changed."""
    if version["state"] not in EDITABLE:
        raise RefusedError(not_permitted(action, "AppCustomProductPageVersion", version["state"]))


def not_permitted(action: str, resource: str, state: str, feature: str = "CUSTOM_PRODUCT_PAGES") -> Problem:
    """Returns Apple's error, as it is documented for a placement on an approved page."""
    title = f"{action} is not permitted in {resource}'s current state"
    meta = {"state": state.lower(), "feature": f"ASC_FEATURE_{feature}"}
    return Problem(409, "STATE_ERROR.INVALID_STATE", title, meta=meta)


def set_state(store: Store, version: Row, state: str) -> None:
    """Sets a version's state; one that is approved replaces the one that was live."""
    if state not in STATES:
        raise ValueError(f"{state} is no state of a custom product page")
    if state == "APPROVED":
        for other in version.parent("appCustomProductPage").to_many[VERSIONS]:
            if other is not version and other["state"] == "APPROVED":
                other.attributes["state"] = "REPLACED_WITH_NEW_VERSION"
    version.attributes["state"] = state
    store.changed("custom_page.state")
