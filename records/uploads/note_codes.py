"""What users should know about an upload besides its result, as it is stored with the upload."""

from enum import StrEnum


class NoteCode(StrEnum):
    """What users should know about an upload besides its result."""

    FLATTENED = "flattened"  # values: names of the images whose alpha channel was removed
    TAKEN_FOR = "taken_for"  # values: width, height, why, the display type taken, and the others of that size
    SKIPPED = "skipped"  # values: a `fastlane.SkipReason`, and the files or folders that are not used
    NOT_RESTORED = "not_restored"  # values: how many images could not be brought back
