"""Sentences about what is wrong with an image and what to do about it, and the notes of an upload."""

from collections.abc import Callable, Collection

from appstore.catalog.devices import Size
from appstore.catalog.display_types import (
    DisplayType,
    Settled,
    Why,
    for_size,
    label,
    nearest_sizes,
    platform_of,
    screens,
    sizes,
)
from appstore.library.catalog import Spec
from appstore.media.artwork import Colour, ImageFault, ImageFaultCode
from appstore.media.file_types import Format
from appstore.media.review_screenshots import LEAST_PIXELS
from cards.blocks import escape, file_name, join_words, plural
from cards.failures.file_errors import skipped
from cards.wording.states import platform_words
from records.storage.notes import Note
from records.uploads.note_codes import NoteCode
from records.uploads.uploads import Upload

_MOST_NAMES = 10
_MOST_SIZES = 4
_FORMATS = {
    Format.HEIC: "is a HEIC photo, as iPhones save them: export it as PNG or JPEG",
    Format.WEB_PAGE: "is a web page, not a picture: attach the picture itself",
    Format.TEXT: "is a text file, not a picture: attach the picture itself",
    Format.PDF: "is a PDF: export the page as PNG at the exact pixel size",
    Format.SVG: "is an SVG drawing: export it as PNG at the exact pixel size",
    Format.ARCHIVE: "is an archive: attach a .zip, or the pictures themselves",
    Format.VIDEO: "is a video: app previews can't be uploaded here yet",
    Format.XCODE_PNG: "is a PNG that Xcode rewrote for an app bundle: take the one from your design tool",
    Format.UNKNOWN: "is not a picture format I know: App Store Connect takes PNG and JPEG",
}
_COLOURS = {
    Colour.GREYSCALE: "is greyscale; App Store Connect takes RGB. Save it as RGB (sRGB)",
    Colour.PALETTE: "has indexed colours (a palette); App Store Connect takes RGB. Save it as 24-bit PNG",
    Colour.CMYK: "has print colours (CMYK); App Store Connect takes RGB. Export it for screens",
    Colour.DEEP: "has 16 bits a channel; App Store Connect takes 8. Save it as 24-bit PNG",
    Colour.OTHER: "has a colour format that App Store Connect does not take. Save it as RGB (sRGB)",
}


def pixels(size: Size) -> str:
    """`1290 × 2796`."""
    return f"{size[0]} × {size[1]}"


def sentence(fault: ImageFault, kind: DisplayType | None = None) -> str:
    """Say what is wrong with a file for that display type; the message puts its name before it."""
    return _size(fault, kind) if fault.code is ImageFaultCode.SIZE and kind else _SENTENCES[fault.code](fault)


def unsettled(size: Size, settled: Settled, platforms: Collection[str]) -> str:
    """Say why the size of an image does not decide its display type on a version of these platforms."""
    kinds = join_words([label(candidate) for candidate in settled.candidates], "or")
    if settled.why is Why.OTHER_PLATFORM:
        return (
            f"is {pixels(size)} pixels, the size for {kinds}; a version of {_this(platforms)} has no such set. "
            f"The nearest size that it takes is {_nearest(size, platforms)}"
        )
    return f"is {pixels(size)} pixels, which suits {kinds}. Add the display type you mean"


def unknown_size(size: Size, platforms: Collection[str], *, imessage: bool = False) -> str:
    """Say that no display type takes a size, and what the nearest one of these platforms takes; of any, if none is."""
    return (
        f"is {pixels(size)} pixels, which is not a screenshot size of the App Store. "
        f"The nearest is {_nearest(size, platforms, imessage=imessage)}"
    )


def for_reviewers(size: Size, kinds: Collection[DisplayType]) -> list[str]:
    """Say that Apple's reviewers are shown no picture of this size, if so; `kinds` are the display types it is for."""
    if kinds and all(own >= least for own, least in zip(sorted(size), LEAST_PIXELS, strict=True)):
        return []
    least = pixels(LEAST_PIXELS)
    return [f"is {pixels(size)} pixels. A review screenshot has the size of a device's, and at least {least}"]


def other_platform(kind: DisplayType, platform: str) -> str:
    """Say that a version of this platform has no set of the display type that was named."""
    return (
        f"is for {label(kind)}, and a version of {_this([platform])} has no such set. "
        "Upload it separately, to a version of its own platform"
    )


def library_only(kind: DisplayType) -> str:
    """Say that only the App Asset Library has a place for the display type, and how to use it."""
    return (
        f"is for {label(kind)}, which Apple has in its App Asset Library only, and this app uses screenshot sets. Ask "
        "whoever runs this bot to set ASC_MEDIA=auto; if someone has chosen the sets, press Ask again under "
        "/asc screenshots"
    )


def no_group(kind: DisplayType, *, of_videos: bool) -> str:
    """Say that Apple's catalog of the App Asset Library names no place for files of this display type."""
    what = "app previews" if of_videos else "screenshots"
    return f"would get {label(kind)} {what}, which Apple's App Asset Library has no place for here"


def too_many_for_group(found: int, most: int) -> str:
    """Say that more files are for one group of the App Asset Library than it takes."""
    return f"would get {found} files; Apple takes at most {most} there. Send the best {most}"


def size_of_no_spec(size: Size, specs: Collection[Spec], kind: DisplayType) -> str:
    """Say that Apple's catalog of the App Asset Library has no such size for this place, and which it has."""
    if size not in sizes(kind) and for_size(*size):
        return size_fault("", size, kind)
    accepted = [pixels((spec.width[0], spec.height[0])) for spec in specs][:_MOST_SIZES]
    return f"is {pixels(size)} pixels; Apple's App Asset Library takes {join_words(accepted, 'or')} there"


def _this(platforms: Collection[str]) -> str:
    names = join_words([platform_words(platform) for platform in sorted(platforms)], "or")
    return f"this platform ({names})" if names else "this platform"


def notes(upload: Upload) -> list[str]:
    """Return what users should know besides the result: one sentence for each note."""
    return [*upload.notes, *map(_note, upload.remarks)]


def _note(note: Note) -> str:
    """Return the sentence of a note; one of a newer release is shown as it is stored."""
    if note.code == NoteCode.FLATTENED:
        more = ["more"] * (len(note.values) > _MOST_NAMES)
        shown = join_words([escape(file_name(name)) for name in note.values[:_MOST_NAMES]] + more)
        return f"An alpha channel without a transparent pixel was removed from {shown}: App Store Connect refuses it."
    if note.code == NoteCode.TAKEN_FOR:
        width, height, reason, taken, *others = note.values
        why = "this version has that set" if reason == Why.EXISTING else "Apple asks for it today"
        also = join_words([label(DisplayType(other)) for other in others])
        size = pixels((int(width), int(height)))
        return f"{size} is also the size for {also}. I used {label(DisplayType(taken))}, since {why}."
    if note.code == NoteCode.SKIPPED:
        return skipped(note.values)
    if note.code == NoteCode.NOT_RESTORED:
        return (
            f"{plural(int(note.values[0]), 'old screenshot')} could not be restored: "
            "I can only restore what I uploaded myself, while Slack still has the file."
        )
    return escape(" ".join((note.code, *note.values)))


def _nearest(size: Size, platforms: Collection[str], *, imessage: bool = False) -> str:
    """Return what the display type takes whose sizes are most like this one in shape, then in area.

    That is the device of a screen of this size, if its platform is among those: a Mac's screens are shaped like iPads.
    """
    of_app = [kind for kind in DisplayType if kind.is_imessage is imessage and not kind.is_library_only]
    kinds = [kind for kind in of_app if platform_of(kind) in platforms] or of_app

    def distance(kind: DisplayType) -> tuple[bool, float, int]:
        width, height = nearest_sizes(kind, *size)[0]
        shape = round(abs(width / height - size[0] / size[1]), 2)
        return size not in screens(kind), shape, abs(width * height - size[0] * size[1])

    kind = min(kinds, key=distance)
    near, *others = map(pixels, nearest_sizes(kind, *size)[:_MOST_SIZES])
    return f"{near} ({label(kind)}){f', which also takes {join_words(others)}' if others else ''}"


def _format(fault: ImageFault) -> str:
    kind = Format(fault.what)
    name = kind.value.replace("_", " ")
    return _FORMATS.get(kind, f"is a {name} file: App Store Connect takes PNG and JPEG. Export it as one of these")


def _size(fault: ImageFault, kind: DisplayType | None = None) -> str:
    own_size = fault.size or (0, 0)
    accepted = join_words([pixels(size) for size in fault.accepted[:_MOST_SIZES]], "or")
    text = f"is {pixels(own_size)} pixels; {label(kind) if kind else 'this set'} takes {accepted}"
    if fault.suits:
        kinds = join_words([f"{label(suit)} ({suit.value})" for suit in fault.suits], "and")
        text += f". Its size is the one for {kinds}"
    return text


def _rotated(fault: ImageFault) -> str:
    stored, shown = pixels(fault.size or (0, 0)), pixels(fault.shown or (0, 0))
    return f"is stored as {stored} with a rotation mark, so it looks like {shown}. Export it upright"


_SENTENCES: dict[ImageFaultCode, Callable[[ImageFault], str]] = {
    ImageFaultCode.EMPTY: lambda _: "is empty (0 bytes). Export and attach it again",
    ImageFaultCode.TOO_LARGE: lambda fault: f"is {_megabytes(fault.found)}; the limit is {_megabytes(fault.limit)}",
    ImageFaultCode.FORMAT: _format,
    ImageFaultCode.DAMAGED: lambda _: "is damaged or incomplete. Export and attach it again",
    ImageFaultCode.TOO_MANY_PIXELS: lambda fault: (
        f"claims {pixels(fault.size or (0, 0))} pixels, more than any screenshot has, so it was not opened"
    ),
    ImageFaultCode.ANIMATED: lambda _: "is animated. Export a still picture",
    ImageFaultCode.COLOUR: lambda fault: _COLOURS.get(Colour(fault.what), _COLOURS[Colour.OTHER]),
    ImageFaultCode.TRANSPARENT: lambda fault: (
        f"has transparent pixels ({fault.found:,} of them), which App Store Connect refuses. "
        "Add a background and export it without transparency"
    ),
    ImageFaultCode.ROTATED: _rotated,
    ImageFaultCode.SIZE: _size,
    ImageFaultCode.DUPLICATE: lambda fault: f"is the same picture as {fault.what}. Remove one of them",
    ImageFaultCode.TOO_MANY: lambda fault: (
        f"would get {plural(fault.found, 'screenshot')}; App Store Connect takes at most {fault.limit} in a set. "
        f"Remove {fault.found - fault.limit}"
    ),
}


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:,.0f} MB"


def size_fault(name: str, size: Size, display_type: DisplayType) -> str:
    """Return the sentence for an image of a size that the display type does not take, or ""."""
    if size in sizes(display_type):
        return ""
    accepted = nearest_sizes(display_type, *size)
    return _size(
        ImageFault(name, ImageFaultCode.SIZE, size=size, suits=for_size(*size), accepted=accepted), display_type
    )
