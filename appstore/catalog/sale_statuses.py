"""What Apple says of a territory in `contentStatuses`."""

# Of these, nothing keeps the app from being sold, or from being ordered in advance.
SOLD = frozenset(
    {
        "AVAILABLE",
        "AVAILABLE_FOR_PREORDER",
        "AVAILABLE_FOR_PREORDER_ON_DATE",
        "AVAILABLE_FOR_SALE_UNRELEASED_APP",
        "PREORDER_ON_UNRELEASED_APP",
        "PROCESSING_TO_AVAILABLE",
        "PROCESSING_TO_PRE_ORDER",
    }
)
