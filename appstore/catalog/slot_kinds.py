"""The kinds of slots that an upload fills: sets, and placement groups of the App Asset Library, of one owner each."""

from enum import StrEnum

from appstore.media.plan import MOST_IN_SLOT
from appstore.media.previews import MOST_IN_SET


class SlotKind(StrEnum):
    """The kinds of slots, as they are stored with an upload."""

    SCREENSHOTS = "screenshots"
    PAGE_SCREENSHOTS = "page_screenshots"
    TREATMENT_SCREENSHOTS = "treatment_screenshots"
    PREVIEWS = "previews"
    PAGE_PREVIEWS = "page_previews"
    TREATMENT_PREVIEWS = "treatment_previews"
    LIBRARY_SCREENSHOTS = "library_screenshots"
    LIBRARY_PAGE_SCREENSHOTS = "library_page_screenshots"
    LIBRARY_TREATMENT_SCREENSHOTS = "library_treatment_screenshots"
    LIBRARY_PREVIEWS = "library_previews"
    LIBRARY_PAGE_PREVIEWS = "library_page_previews"
    LIBRARY_TREATMENT_PREVIEWS = "library_treatment_previews"
    PURCHASE_REVIEW_SCREENSHOT = "purchase_review_screenshot"
    SUBSCRIPTION_REVIEW_SCREENSHOT = "subscription_review_screenshot"

    @property
    def holds_videos(self) -> bool:
        """Whether its slots hold app previews."""
        return self in _VIDEOS.values()

    @property
    def is_library(self) -> bool:
        """Whether its slots are placement groups of the App Asset Library."""
        return self in _IN_LIBRARY.values()

    @property
    def is_for_reviewers(self) -> bool:
        """Whether its slots are the screenshots of products, each of which has one at most."""
        return self in {SlotKind.PURCHASE_REVIEW_SCREENSHOT, SlotKind.SUBSCRIPTION_REVIEW_SCREENSHOT}

    @property
    def suffix(self) -> str:
        """What tells the key of a set of videos from that of the screenshots of the same device."""
        return "/previews" if self.holds_videos else ""

    @property
    def most(self) -> int:
        """The most files that a slot of this kind takes."""
        if self.is_for_reviewers:
            return 1
        return MOST_IN_SET if self.holds_videos else MOST_IN_SLOT

    @property
    def for_videos(self) -> "SlotKind":
        """The kind for the videos beside these screenshots."""
        return _VIDEOS.get(self, self)

    @property
    def in_library(self) -> "SlotKind":
        """The kind for the same files in the App Asset Library, itself if there is none."""
        return _IN_LIBRARY.get(self, self)


_VIDEOS = {
    SlotKind.SCREENSHOTS: SlotKind.PREVIEWS,
    SlotKind.PAGE_SCREENSHOTS: SlotKind.PAGE_PREVIEWS,
    SlotKind.TREATMENT_SCREENSHOTS: SlotKind.TREATMENT_PREVIEWS,
    SlotKind.LIBRARY_SCREENSHOTS: SlotKind.LIBRARY_PREVIEWS,
    SlotKind.LIBRARY_PAGE_SCREENSHOTS: SlotKind.LIBRARY_PAGE_PREVIEWS,
    SlotKind.LIBRARY_TREATMENT_SCREENSHOTS: SlotKind.LIBRARY_TREATMENT_PREVIEWS,
}
_IN_LIBRARY = {
    SlotKind.SCREENSHOTS: SlotKind.LIBRARY_SCREENSHOTS,
    SlotKind.PAGE_SCREENSHOTS: SlotKind.LIBRARY_PAGE_SCREENSHOTS,
    SlotKind.TREATMENT_SCREENSHOTS: SlotKind.LIBRARY_TREATMENT_SCREENSHOTS,
    SlotKind.PREVIEWS: SlotKind.LIBRARY_PREVIEWS,
    SlotKind.PAGE_PREVIEWS: SlotKind.LIBRARY_PAGE_PREVIEWS,
    SlotKind.TREATMENT_PREVIEWS: SlotKind.LIBRARY_TREATMENT_PREVIEWS,
}
