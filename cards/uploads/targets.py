"""How users are told where the files of an upload go: to a version of an app, in its sets or in its library."""

from cards.blocks import escape
from cards.dispatch.media_backend import LIBRARY
from cards.wording.accounts import title_of
from cards.wording.states import platform_words
from records.uploads.uploads import Upload


def version_name(upload: Upload) -> str:
    """Return `Tide 1.2.0 (iOS)`, escaped, without a platform where there is none; "" while the version is unknown."""
    target = upload.target
    if target is None:
        return ""
    platform = f" ({platform_words(target.platform)})" if target.platform else ""
    return f"{escape(title_of(target))} {escape(target.version)}{platform}"


def destination(upload: Upload) -> str:
    """Return where its files go: `Tide 1.2.0 (iOS)`, or `the App Asset Library for Tide 1.2.0 (iOS)`."""
    version = version_name(upload)
    return f"the {LIBRARY} for {version}" if version and is_in_library(upload) else version


def is_in_library(upload: Upload) -> bool:
    """Whether an upload fills the App Asset Library instead of sets."""
    return any(plan.kind.is_library for plan in upload.sets)
