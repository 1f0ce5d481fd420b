"""Sentences about what is wrong with a zip, or with a file in it."""

from appstore.media.zips import ArchiveFault, ArchiveFaultCode
from cards.blocks import join_words

_PLAIN = {
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


def archive_problem(fault: ArchiveFault) -> str:
    """Return the sentence, without the name of the file."""
    if fault.code in _PLAIN:
        return _PLAIN[fault.code]
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
