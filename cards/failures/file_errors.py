"""Sentences about a file that could not be downloaded, and about what is wrong with a zip or a file in it."""

from collections.abc import Sequence

from appstore.media.fastlane import SkipReason
from appstore.media.zips import ArchiveFault, ArchiveFaultCode
from cards.blocks import escape, file_name, join_words, text_message
from records.messages import Message

_ARCHIVE = {
    ArchiveFaultCode.NOT_A_ZIP: "is not a zip, despite its name",
    ArchiveFaultCode.DAMAGED: "is damaged: create it again",
    ArchiveFaultCode.NO_PICTURES: "contains no PNG or JPEG",
    ArchiveFaultCode.UNSAFE_NAME: "has a name that could leave its folder, so it was not opened",
    ArchiveFaultCode.ENCRYPTED: "is encrypted: create it without a password",
    ArchiveFaultCode.NESTED: "is an archive inside the archive: unpack it first",
    ArchiveFaultCode.LINK: "is a link, not a file",
    ArchiveFaultCode.COMPRESSION: "uses a compression that I can't read: use an ordinary zip",
    ArchiveFaultCode.DUPLICATE: "is in the zip twice",
    ArchiveFaultCode.NO_LOCALE: "is not in a language folder: put it into one such as en-US/",
    ArchiveFaultCode.TOO_DEEP: "is in too many folders: use LOCALE/DISPLAY_TYPE/picture.png",
}
_DOWNLOAD = {
    "login_page": "can't be downloaded, perhaps because it comes from a private channel. Attach it here again",
    "foreign": "is a link to another service. Attach the file itself",
    "too_large": "is larger than 500 MB. Attach it in smaller parts",
    "gone": "was deleted in Slack. Attach it again",
    "unreachable": "could not be downloaded: Slack's file host does not answer. Press Retry in a minute",
    "not_visible": "is not visible to me in Slack. Attach it here again",
    "no_scope": (
        "can't be read: the bot's token lacks the scope `files:read`. Ask a manager of the Slack app to add it under "
        "OAuth & Permissions and to reinstall the app"
    ),
    "hidden": "is hidden by Slack because this workspace is over its limit. Attach it again",
}


_MOST_NAMES = 10
_SKIPPED = {
    SkipReason.ANDROID: "for Google Play",
    SkipReason.UNFRAMED: "without a frame, where others have one",
    SkipReason.DEFAULT: "for no language: name the one to send it to, as in upload en-US",
    SkipReason.TEXTS: "for texts: send the zip with listing import to set them",
    SkipReason.OTHER: "no screenshot",
}


def skipped(values: Sequence[str]) -> str:
    """Say which files are not used: a `SkipReason` or "", then their names."""
    reason, *names = values
    more = ["more"] * (len(names) > _MOST_NAMES)
    shown = join_words([*(f"`{escape(file_name(name))}`" for name in names[:_MOST_NAMES]), *more])
    why = f" ({_SKIPPED[SkipReason(reason)]})" if reason in SkipReason.__members__.values() else ""
    return f"Not used: {shown}{why}."


def archive_problem(fault: ArchiveFault) -> str:
    """Return the sentence, without the name of the file."""
    if fault.code in _ARCHIVE:
        return _ARCHIVE[fault.code]
    if fault.code is ArchiveFaultCode.SKIPPED:
        return f"is {_SKIPPED[SkipReason(fault.what)]}"
    if fault.code is ArchiveFaultCode.TOO_MANY_ENTRIES:
        found = f" {fault.found:,}" if fault.found else ""
        return f"contains too many files{found}: at most {fault.limit:,}"
    if fault.code is ArchiveFaultCode.TOO_LARGE:
        return f"is more than {fault.limit / 1_000_000:,.0f} MB unpacked"
    if fault.code is ArchiveFaultCode.TOO_DENSE:
        return f"claims to grow {fault.found:,} times when unpacked, more than any picture does, so it was not opened"
    kind = "language" if fault.code is ArchiveFaultCode.UNKNOWN_LOCALE else "display type"
    near = f". Did you mean {join_words(fault.closest, 'or')}?" if fault.closest else ""
    return f"is not the name of a {kind} that I know{near}"


def not_taken(name: str) -> Message:
    """Say that Slack did not take a file of ours."""
    return text_message(f"Slack does not take {escape(name)} now. Ask for it again in a minute.")


def not_shown(name: str) -> Message:
    """Say that Slack took a file of ours and did not show it."""
    return text_message(f"Slack took {escape(name)} but does not show it, twice. Ask for it again in a minute.")


def download_problem(trouble: str) -> str:
    """Return the sentence, without the file's name."""
    return _DOWNLOAD.get(trouble, "can't be downloaded from Slack. Attach it here again")
