"""Apple's states of a version in words, and why each prevents changes."""

_WORDS = {
    "PREPARE_FOR_SUBMISSION": "Prepare for Submission",
    "READY_FOR_REVIEW": "Ready for Review",
    "WAITING_FOR_REVIEW": "Waiting for Review",
    "IN_REVIEW": "In Review",
    "PENDING_DEVELOPER_RELEASE": "Pending Developer Release",
    "PENDING_APPLE_RELEASE": "Pending Apple Release",
    "PROCESSING_FOR_DISTRIBUTION": "Processing for Distribution",
    "READY_FOR_DISTRIBUTION": "Ready for Distribution",
    "REPLACED_WITH_NEW_VERSION": "Replaced with New Version",
    "DEVELOPER_REJECTED": "Developer Rejected",
    "METADATA_REJECTED": "Metadata Rejected",
    "REJECTED": "Rejected",
    "INVALID_BINARY": "Invalid Binary",
    "ACCEPTED": "Accepted",
    "WAITING_FOR_EXPORT_COMPLIANCE": "Waiting for Export Compliance",
    "DEVELOPER_REMOVED_FROM_SALE": "Developer Removed from Sale",
    "PREORDER_READY_FOR_SALE": "Pre-Order Ready for Sale",
    "REMOVED_FROM_SALE": "Removed from Sale",
}
_MEANING = {
    "READY_FOR_REVIEW": "it is in a submission that was not sent yet: remove it from there to change it",
    "WAITING_FOR_REVIEW": "it is locked until the review; remove it from review to change it",
    "IN_REVIEW": "it is locked while Apple reviews it",
    "PENDING_DEVELOPER_RELEASE": "it is approved and waits for you to release it",
    "PENDING_APPLE_RELEASE": "it is approved and waits for Apple",
    "READY_FOR_DISTRIBUTION": "it is live",
    "PROCESSING_FOR_DISTRIBUTION": "it is on its way to the store",
    "INVALID_BINARY": "its build was refused: choose another build first",
}
# The states in which screenshots can be changed, and languages added.
_CHANGEABLE = "Prepare for Submission, Rejected, Metadata Rejected or Developer Rejected"
SCREENSHOTS_NEED = f"Screenshots can be changed, and languages added, while a version is in {_CHANGEABLE}."
LANGUAGES_NEED = f"Languages can be added while a version is in {_CHANGEABLE}."
_PLATFORMS = {"IOS": "iOS", "MAC_OS": "macOS", "TV_OS": "tvOS", "VISION_OS": "visionOS"}


def state_words(state: str) -> str:
    """`Prepare for Submission` for `PREPARE_FOR_SUBMISSION`; a state that Apple adds is shown as it is."""
    return _WORDS.get(state, state.replace("_", " ").title())


def state_meaning(state: str) -> str:
    """Return why a version in this state can't be changed, or ""."""
    return _MEANING.get(state, "")


def platform_words(platform: str) -> str:
    """`iOS` for `IOS`."""
    return _PLATFORMS.get(platform, platform)
