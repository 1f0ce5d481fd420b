"""Detects the kind of a file from its first bytes, never from its name."""

from enum import StrEnum

BYTES_NEEDED = 1024


class Format(StrEnum):
    """The kinds of files that users send instead of a PNG or JPEG, and those two."""

    PNG = "PNG"
    JPEG = "JPEG"
    XCODE_PNG = "XCODE_PNG"
    HEIC = "HEIC"
    AVIF = "AVIF"
    GIF = "GIF"
    WEBP = "WEBP"
    TIFF = "TIFF"
    BMP = "BMP"
    PSD = "PSD"
    JPEG_2000 = "JPEG_2000"
    JPEG_XL = "JPEG_XL"
    PDF = "PDF"
    SVG = "SVG"
    VIDEO = "VIDEO"
    ZIP = "ZIP"
    ARCHIVE = "ARCHIVE"
    WEB_PAGE = "WEB_PAGE"
    TEXT = "TEXT"
    UNKNOWN = "UNKNOWN"


_BEGINNINGS: tuple[tuple[bytes, Format], ...] = (
    (b"\x89PNG", Format.PNG),
    (b"\xff\xd8", Format.JPEG),
    (b"GIF8", Format.GIF),
    (b"II*\0", Format.TIFF),
    (b"MM\0*", Format.TIFF),
    (b"BM", Format.BMP),
    (b"8BPS", Format.PSD),
    (b"\0\0\0\x0cjP  ", Format.JPEG_2000),
    (b"\0\0\0\x0cJXL ", Format.JPEG_XL),
    (b"\xff\x0a", Format.JPEG_XL),
    (b"%PDF", Format.PDF),
    (b"\x1aE\xdf\xa3", Format.VIDEO),
    (b"PK\3\4", Format.ZIP),
    (b"PK\5\6", Format.ZIP),
    (b"Rar!", Format.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Format.ARCHIVE),
    (b"\x1f\x8b", Format.ARCHIVE),
)
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_CONTROL_CHARACTERS = bytes(code for code in range(32) if code not in b"\t\n\f\r\x1b")


def format_of(head: bytes) -> Format:
    """Return the kind of a file by its first `BYTES_NEEDED` bytes."""
    # Xcode rewrites the PNGs of an app bundle into a variant that no other program reads; it begins with a CgBI chunk.
    if head[12:16] == b"CgBI":
        return Format.XCODE_PNG
    if head[4:8] == b"ftyp":
        return _in_media_container(head)
    if head[:4] == b"RIFF":
        return Format.WEBP if head[8:12] == b"WEBP" else Format.VIDEO
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    return _in_words(head)


def _in_media_container(head: bytes) -> Format:
    brands = head[8 : int.from_bytes(head[:4], "big")]
    if b"avif" in brands or b"avis" in brands:
        return Format.AVIF
    return Format.HEIC if any(brand in brands for brand in _HEIF_BRANDS) else Format.VIDEO


def _in_words(head: bytes) -> Format:
    if not head or head.translate(None, _CONTROL_CHARACTERS) != head:
        return Format.UNKNOWN
    words = head.lower()
    # A page that asks to sign in begins like any other; it comes in place of a file whose address needs a token.
    if b"<html" in words or b"<!doctype html" in words:
        return Format.WEB_PAGE
    return Format.SVG if b"<svg" in words else Format.TEXT
