"""The words for custom product pages: how their versions stand, and what a template is called."""

from appstore.catalog.display_types import DisplayType, label
from appstore.pages.pages import CustomPage, PageState, PageVersion
from cards.blocks import escape
from cards.wording.states import state_words

MOST_OF_NAME = 80
# Why a version of a page can't be changed.
_LOCKED = {
    PageState.READY_FOR_REVIEW: "is in a submission that was not sent yet: remove it from there to change it",
    PageState.WAITING_FOR_REVIEW: "waits for review, and is locked until then",
    PageState.IN_REVIEW: "is being reviewed, and is locked until then",
    PageState.ACCEPTED: "is accepted, and waits for the rest of its submission",
}


def quoted(name: str) -> str:
    """Return `*Winter sale*`, in mrkdwn."""
    return f"*{escape(name)}*"


def as_version(page: CustomPage) -> str:
    """Return `page “Winter sale”`, which stands where an upload names a version; as plain text."""
    return f"page “{page.name}”"


def numbered(page: CustomPage, version: PageVersion) -> str:
    """Return `page “Winter sale”, version 2`, where a text is said to be changed; as plain text."""
    return f"{as_version(page)}, version {version.number}"


def version_words(version: PageVersion) -> str:
    """Return `version 2: In Review`."""
    state = version.state
    return f"version {version.number}: {'a state that is new to me' if state is PageState.UNKNOWN else words(state)}"


def words(state: PageState) -> str:
    """Return `In Review`."""
    return state_words(state.value)


def standing(page: CustomPage) -> str:
    """Return how the newest version of a page stands, and which one is live."""
    newest, live = page.newest, page.live
    if newest is None:
        return "no version"
    if live is None:
        return f"{version_words(newest)}; none is live yet"
    if newest is live:
        return f"version {live.number} is live"
    return f"{version_words(newest)}; version {live.number} is live"


def shown(page: CustomPage) -> str:
    """Return whether people can see a page."""
    return "visible" if page.visible else "hidden"


def locked(version: PageVersion) -> str:
    """Return why a version can't be changed: `version 2 is being reviewed…`."""
    return f"version {version.number} {_LOCKED.get(version.state, 'is in a state in which Apple takes no changes')}"


def device(display_type: str) -> str:
    """Return the name of a display type; one that Apple adds as it is."""
    return label(DisplayType(display_type)) if display_type in DisplayType.__members__ else display_type
