"""Version states: what can be changed in each, and the states of other resources that follow."""

from __future__ import annotations

VERSION_STATES = frozenset(
    {
        "ACCEPTED",
        "DEVELOPER_REJECTED",
        "IN_REVIEW",
        "INVALID_BINARY",
        "METADATA_REJECTED",
        "PENDING_APPLE_RELEASE",
        "PENDING_DEVELOPER_RELEASE",
        "PREPARE_FOR_SUBMISSION",
        "PROCESSING_FOR_DISTRIBUTION",
        "READY_FOR_DISTRIBUTION",
        "READY_FOR_REVIEW",
        "REJECTED",
        "REPLACED_WITH_NEW_VERSION",
        "WAITING_FOR_EXPORT_COMPLIANCE",
        "WAITING_FOR_REVIEW",
    },
)
# States in which screenshots, locales and the version itself can be changed.
EDITABLE = frozenset({"PREPARE_FOR_SUBMISSION", "DEVELOPER_REJECTED", "REJECTED", "METADATA_REJECTED"})
# States in which texts can be changed.
TEXT_EDITABLE = EDITABLE | {"WAITING_FOR_REVIEW", "INVALID_BINARY"}
# States in which a version's number, copyright and build can be changed.
CHANGEABLE = EDITABLE | {"INVALID_BINARY"}
# States of app information in which names, categories and the age rating can be changed.
INFO_EDITABLE = frozenset({"PREPARE_FOR_SUBMISSION", "DEVELOPER_REJECTED", "REJECTED", "WAITING_FOR_REVIEW"})
ON_SALE = "READY_FOR_DISTRIBUTION"
LIVE = frozenset({ON_SALE, "PROCESSING_FOR_DISTRIBUTION"})
GONE = "REPLACED_WITH_NEW_VERSION"
RELEASED = LIVE | {GONE}

PLATFORMS = frozenset({"IOS", "MAC_OS", "TV_OS", "VISION_OS"})

PROCESSING_STATES = frozenset({"PROCESSING", "FAILED", "INVALID", "VALID"})
AUDIENCES = frozenset({"INTERNAL_ONLY", "APP_STORE_ELIGIBLE"})
DECLARATION_STATES = frozenset({"CREATED", "IN_REVIEW", "APPROVED", "REJECTED", "INVALID", "EXPIRED"})
# The values of a filter for a boolean.
TRUTH = frozenset({"true", "false"})

_OLD_NAMES = {
    "READY_FOR_DISTRIBUTION": "READY_FOR_SALE",
    "PROCESSING_FOR_DISTRIBUTION": "PROCESSING_FOR_APP_STORE",
}
STORE_STATES = frozenset(_OLD_NAMES.get(state, state) for state in VERSION_STATES)

_INFO_STATES = {
    "INVALID_BINARY": "PREPARE_FOR_SUBMISSION",
    "METADATA_REJECTED": "REJECTED",
    "PENDING_APPLE_RELEASE": "PENDING_RELEASE",
    "PENDING_DEVELOPER_RELEASE": "PENDING_RELEASE",
    "PROCESSING_FOR_DISTRIBUTION": "PENDING_RELEASE",
    "REPLACED_WITH_NEW_VERSION": "REPLACED_WITH_NEW_INFO",
    "WAITING_FOR_EXPORT_COMPLIANCE": "WAITING_FOR_REVIEW",
}


def store_state(version_state: str) -> str:
    """Returns the deprecated `appStoreState` for an `appVersionState`."""
    return _OLD_NAMES.get(version_state, version_state)


def info_state(version_state: str) -> str:
    """Returns the state of the app info for an `appVersionState`."""
    return _INFO_STATES.get(version_state, version_state)
