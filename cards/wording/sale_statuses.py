"""Why an app is not sold in a territory, or not yet."""

_WORDS = {
    "MISSING_RATING": "an age rating is missing",
    "ICP_NUMBER_MISSING": "the ICP number is missing",
    "ICP_NUMBER_INVALID": "the ICP number is not valid",
    "MISSING_GRN": "the game registration number is missing",
    "UNVERIFIED_GRN": "the game registration number is not verified",
    "TRADER_STATUS_NOT_PROVIDED": "your trader status is not provided",
    "TRADER_STATUS_VERIFICATION_FAILED": "your trader status could not be verified",
    "TRADER_STATUS_VERIFICATION_STATUS_MISSING": "your trader status is not verified yet",
    "BRAZIL_REQUIRED_TAX_ID": "a Brazilian tax ID is missing",
    "BRAZIL_GAMBLING_NOT_VERIFIED": "the Brazilian gambling license is not verified",
    "PROCESSING_TO_NOT_AVAILABLE": "it is being removed from sale",
    "CANNOT_SELL": "it can't be sold there",
}
_NOT_YET = {
    "AVAILABLE_FOR_PREORDER": "for pre-order",
    "AVAILABLE_FOR_PREORDER_ON_DATE": "for pre-order from a later day on",
    "PREORDER_ON_UNRELEASED_APP": "for pre-order once Apple has approved it",
    "AVAILABLE_FOR_SALE_UNRELEASED_APP": "once the app is released",
    "PROCESSING_TO_AVAILABLE": "once Apple has processed it",
    "PROCESSING_TO_PRE_ORDER": "for pre-order once Apple has processed it",
}
_CONTENT = "CANNOT_SELL_"


def not_sold_words(status: str) -> str:
    """Return `an age rating is missing` for MISSING_RATING, and something readable for what Apple added later."""
    if status in _WORDS:
        return _WORDS[status]
    if status.startswith(_CONTENT):
        return f"it can't be sold there because of its content ({_plain(status.removeprefix(_CONTENT))})"
    return f"Apple says {_plain(status)}"


def not_yet_words(status: str) -> str:
    """Return `once the app is released` where it will be sold, "" where it is."""
    return _NOT_YET.get(status, "")


def _plain(status: str) -> str:
    return status.replace("_", " ").lower()
