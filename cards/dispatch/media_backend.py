"""Replies where the pictures of an app are to go to its App Asset Library, and it has none."""

from cards.blocks import escape, text_message
from records.dispatch.app_cache import KnownApp
from records.messages import Message

LIBRARY = "App Asset Library"


def no_library(app: KnownApp) -> Message:
    """Reply for an app to which Apple gives no library."""
    return text_message(
        f"*{escape(app.name)}* has no {LIBRARY} at Apple, and this bot uses nothing else (`ASC_MEDIA=library`). "
        "Nothing was changed. Ask whoever runs the bot to set `ASC_MEDIA=auto`: such apps then use their sets."
    )


def library_forbidden(app: KnownApp) -> Message:
    """Reply for an app whose library the key may not use."""
    return text_message(
        f"The App Store Connect key may not use the {LIBRARY} of *{escape(app.name)}*: its role must be Admin or App "
        "Manager. Nothing was changed. Ask whoever runs the bot for a key with that role, or to set `ASC_MEDIA=auto`: "
        "such apps then use their sets."
    )
