"""Says what is wrong with a zip, or with one file in it."""

from __future__ import annotations

from appstore.media.archive_errors import ArchiveFault, ArchiveFaultCode
from cards.blocks import join_words

_PLAIN = {
    ArchiveFaultCode.NOT_A_ZIP: "is no zip, whatever its name says",
    ArchiveFaultCode.DAMAGED: "is damaged: pack it again",
    ArchiveFaultCode.NO_PICTURES: "holds no PNG or JPEG",
    ArchiveFaultCode.UNSAFE_NAME: "has a name that could leave its folder, so it was not opened",
    ArchiveFaultCode.ENCRYPTED: "is encrypted: pack it without a password",
    ArchiveFaultCode.NESTED: "is an archive inside the archive: unpack it first",
    ArchiveFaultCode.LINK: "is a link, not a file",
    ArchiveFaultCode.COMPRESSION: "is packed in a way that I can't read: use an ordinary zip",
    ArchiveFaultCode.DUPLICATE: "stands in the zip twice",
    ArchiveFaultCode.NO_LOCALE: "lies outside any language folder: put it into one such as en-US/",
    ArchiveFaultCode.TOO_DEEP: "lies too deep: LOCALE/DISPLAY_TYPE/picture.png is as deep as it goes",
}


def archive_trouble(fault: ArchiveFault) -> str:
    """Return the sentence, without the name of the file."""
    if fault.code in _PLAIN:
        return _PLAIN[fault.code]
    if fault.code is ArchiveFaultCode.TOO_MANY_ENTRIES:
        found = f" {fault.found:,}" if fault.found else ""
        return f"holds too many files{found}: at most {fault.limit:,}"
    if fault.code is ArchiveFaultCode.TOO_LARGE:
        return f"is more than {fault.limit / 1_000_000:,.0f} MB unpacked"
    if fault.code is ArchiveFaultCode.TOO_DENSE:
        return f"claims to grow {fault.found:,} times when unpacked, more than any picture does. It was not opened"
    kind = "language" if fault.code is ArchiveFaultCode.UNKNOWN_LOCALE else "display type"
    near = f". Did you mean {join_words(fault.closest, 'or')}?" if fault.closest else ""
    return f"is a folder whose name is no {kind} that I know{near}".rstrip("?") + ("?" if near else "")
