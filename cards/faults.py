"""What is wrong with a picture, in a sentence each: what, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from appstore.artwork import Colour, Fault, FaultCode
from appstore.devices import Size
from appstore.display_types import DisplayType, Settled, Why, for_size, label, nearest_sizes, sizes
from appstore.formats import Format
from cards.parts import listed, many

_FORMATS = {
    Format.HEIC: "is a HEIC photo, as iPhones save them: export it as PNG or JPEG",
    Format.WEB_PAGE: "is a web page, not a picture: attach the picture itself",
    Format.TEXT: "is a text file, whatever its name says: attach the picture itself",
    Format.PDF: "is a PDF: export the page as PNG at the exact pixel size",
    Format.SVG: "is an SVG drawing: export it as PNG at the exact pixel size",
    Format.ARCHIVE: "is an archive: attach a .zip by itself, or the pictures",
    Format.VIDEO: "is a video: app previews can't be uploaded here yet",
    Format.XCODE_PNG: "is a PNG that Xcode rewrote for an app bundle: take the one from your design tool",
    Format.UNKNOWN: "is no picture that can be recognised: App Store Connect takes PNG and JPEG",
}
_COLOURS = {
    Colour.GREYSCALE: "is greyscale; App Store Connect wants RGB. Save it as RGB (sRGB)",
    Colour.PALETTE: "has indexed colours (a palette); App Store Connect wants RGB. Save it as 24-bit PNG",
    Colour.CMYK: "has print colours (CMYK); App Store Connect wants RGB. Export it for screens",
    Colour.DEEP: "has 16 bits a channel; App Store Connect wants 8. Save it as 24-bit PNG",
    Colour.OTHER: "has a colour format that App Store Connect does not take. Save it as RGB (sRGB)",
}


def pixels(size: Size) -> str:
    """`1290 × 2796`."""
    return f"{size[0]} × {size[1]}"


def sentence(fault: Fault) -> str:
    """What is wrong with one file, without its name: the card puts that before it."""
    return _SENTENCES[fault.code](fault)


def unsettled(size: Size, settled: Settled) -> str:
    """Why the display type of a picture can't be told from its size."""
    if settled.why is Why.UNKNOWN_SIZE:
        return f"is {pixels(size)} pixels, which is no screenshot size of the App Store. Export it at an accepted size"
    kinds = listed([label(one) for one in settled.candidates], "or")
    if settled.why is Why.OTHER_PLATFORM:
        return f"is {pixels(size)}, the size for {kinds}, which this version's platform does not have"
    return f"is {pixels(size)}, which suits {kinds}. Name the display type that you mean"


def _format(fault: Fault) -> str:
    kind = Format(fault.what)
    name = kind.value.replace("_", " ")
    return _FORMATS.get(kind, f"is a {name} file: App Store Connect takes PNG and JPEG. Export it as one of these")


def _size(fault: Fault) -> str:
    size = fault.size or (0, 0)
    accepted = listed([pixels(one) for one in fault.accepted[:3]], "or")
    text = f"is {pixels(size)} pixels; this set takes {accepted}"
    if fault.suits:
        kinds = listed([f"{label(one)} (`{one.value}`)" for one in fault.suits], "and")
        text += f". Its size is the one for {kinds}"
    return text


def _rotated(fault: Fault) -> str:
    stored, shown = pixels(fault.size or (0, 0)), pixels(fault.shown or (0, 0))
    return f"is stored as {stored} with a mark to turn it, so it looks like {shown}. Export it upright"


_SENTENCES: dict[FaultCode, Callable[[Fault], str]] = {
    FaultCode.EMPTY: lambda _: "is empty (0 bytes). Export and attach it again",
    FaultCode.TOO_LARGE: lambda fault: f"is {_megabytes(fault.found)}; the limit is {_megabytes(fault.limit)}",
    FaultCode.FORMAT: _format,
    FaultCode.DAMAGED: lambda _: "is damaged or cut off: it can't be read to its end. Export and attach it again",
    FaultCode.TOO_MANY_PIXELS: lambda fault: (
        f"claims {pixels(fault.size or (0, 0))} pixels, more than any screenshot has. It was not opened"
    ),
    FaultCode.ANIMATED: lambda _: "is animated. Export one still picture",
    FaultCode.COLOUR: lambda fault: _COLOURS.get(Colour(fault.what), _COLOURS[Colour.OTHER]),
    FaultCode.TRANSPARENT: lambda fault: (
        f"has transparent pixels ({fault.found:,} of them), which App Store Connect refuses. "
        "Put a background behind it and export without transparency"
    ),
    FaultCode.ROTATED: _rotated,
    FaultCode.SIZE: _size,
    FaultCode.DUPLICATE: lambda fault: f"is the same picture as {fault.what}. Leave one of them out",
    FaultCode.TOO_MANY: lambda fault: (
        f"{many(fault.found, 'screenshot')} for one set: App Store Connect takes at most {fault.limit}. "
        f"Leave {fault.found - fault.limit} out"
    ),
}


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:,.0f} MB"


def headline(count: int, kinds: Sequence[DisplayType] = ()) -> str:
    """The first line above all faults."""
    where = f" for {listed([label(one) for one in kinds])}" if kinds else ""
    return f"{many(count, 'problem')} with the pictures{where}. Nothing was changed in App Store Connect."


def size_fault(name: str, size: Size, display_type: DisplayType) -> str:
    """The sentence for a picture of a size that the display type does not take, or ""."""
    if size in sizes(display_type):
        return ""
    accepted = nearest_sizes(display_type, *size)
    return _size(Fault(name, FaultCode.SIZE, size=size, suits=for_size(*size), accepted=accepted))
