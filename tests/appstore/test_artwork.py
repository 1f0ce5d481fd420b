"""Images are checked before upload: format, size, color, alpha channel and rotation."""

from __future__ import annotations

import hashlib
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from appstore.catalog import display_types
from appstore.catalog.display_types import DisplayType
from appstore.media import artwork
from appstore.media.artwork import CheckedImage, Colour, ImageFault, ImageFaultCode, check, examine, flattened, md5_of
from appstore.media.file_types import Format
from tests import ROOT


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    return tmp_path


def saved(path: Path, image: Image.Image, **options: Any) -> Path:  # noqa: ANN401 - Pillow's own options
    image.save(path, **options)
    return path


SIZE = (60, 40)


def drawn(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    width, height = size
    image = Image.linear_gradient("L").resize(size)
    shades = [image, image.rotate(180), image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    coloured = Image.merge("RGB", [shade.resize((width, height)) for shade in shades])
    return coloured if mode == "RGB" else coloured.convert(mode)


def codes(result: CheckedImage | tuple[ImageFault, ...]) -> list[ImageFaultCode]:
    assert isinstance(result, tuple), result
    return [fault.code for fault in result]


def only(result: CheckedImage | tuple[ImageFault, ...]) -> ImageFault:
    assert isinstance(result, tuple), result
    (fault,) = result
    return fault


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def header(width: int, height: int, bit_depth: int = 8, colour_type: int = 2) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bit_depth, colour_type, 0, 0, 0))


def test_an_rgb_png_and_a_jpeg_are_pictures(studio: Path) -> None:
    png = saved(studio / "a.png", drawn())
    jpeg = saved(studio / "a.jpg", drawn(), quality=90)
    assert examine(png, "a.png") == CheckedImage(png, "a.png", 60, 40, "PNG")
    assert examine(jpeg, "a.jpg") == CheckedImage(jpeg, "a.jpg", 60, 40, "JPEG")


def test_the_content_tells_the_format_and_the_name_does_not(studio: Path) -> None:
    path = saved(studio / "really.jpg", drawn(), format="PNG")
    picture = examine(path, "really.jpg")
    assert isinstance(picture, CheckedImage)
    assert (picture.kind, picture.true_name) == ("PNG", "really.jpg.png")
    assert CheckedImage(path, "IMG_1.JPEG", 1, 1, "JPEG").true_name == "IMG_1.JPEG"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64), Format.HEIC),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1miafheic" + bytes(64), Format.HEIC),
        (b"\0\0\0\x1cftypavif\0\0\0\0mif1miafavif" + bytes(64), Format.AVIF),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + bytes(64), Format.VIDEO),
        (b"GIF89a" + bytes(64), Format.GIF),
        (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(64), Format.WEBP),
        (b"II*\0" + bytes(64), Format.TIFF),
        (b"MM\0*" + bytes(64), Format.TIFF),
        (b"BM\x46\0\0\0" + bytes(64), Format.BMP),
        (b"8BPS\0\1" + bytes(64), Format.PSD),
        (b"%PDF-1.7\n", Format.PDF),
        (b"PK\3\4" + bytes(64), Format.ZIP),
        (b"Rar!\x1a\7" + bytes(64), Format.ARCHIVE),
        (b"\x89PNG\r\n\x1a\n\0\0\0\4CgBI" + bytes(64), Format.XCODE_PNG),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', Format.SVG),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html><title>Sign in</title>", Format.WEB_PAGE),
        ("Größe".encode(), Format.TEXT),
        (bytes(range(256)), Format.UNKNOWN),
    ],
)
def test_other_kinds_of_files_are_refused_by_their_own_name(studio: Path, content: bytes, what: Format) -> None:
    path = studio / "1.png"
    path.write_bytes(content)
    assert only(examine(path, "1.png")) == ImageFault("1.png", ImageFaultCode.FORMAT, what=what)


def test_an_empty_file_is_called_empty(studio: Path) -> None:
    path = studio / "1.png"
    path.touch()
    assert only(examine(path, "1.png")) == ImageFault("1.png", ImageFaultCode.EMPTY)


def test_a_file_over_the_byte_limit_is_refused_unread(studio: Path) -> None:
    path = studio / "1.png"
    path.write_bytes(b"x" * 1001)
    assert only(examine(path, "1.png", most_bytes=1000)) == ImageFault(
        "1.png", ImageFaultCode.TOO_LARGE, found=1001, limit=1000
    )
    with path.open("wb") as stream:
        stream.truncate(artwork.MOST_BYTES + 1)
    assert only(examine(path, "1.png")).found == 524_288_001


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_a_picture_that_breaks_off_is_damaged(studio: Path, suffix: str) -> None:
    whole = saved(studio / f"whole.{suffix}", drawn(size=(300, 200))).read_bytes()
    for length in (4, 12, 40, len(whole) // 2, len(whole) - 40):
        path = studio / f"part.{suffix}"
        path.write_bytes(whole[:length])
        assert codes(examine(path, path.name)) == [ImageFaultCode.DAMAGED]


def test_a_png_with_a_flipped_bit_is_damaged(studio: Path) -> None:
    path = saved(studio / "1.png", drawn())
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert codes(examine(path, "1.png")) == [ImageFaultCode.DAMAGED]


@pytest.mark.parametrize(
    "content",
    [
        png_of(header(1, 1), chunk(b"IEND", b"")),
        png_of(chunk(b"IDAT", b""), header(1, 1), chunk(b"IEND", b"")),
        png_of(header(1, 1), header(9, 9), chunk(b"IDAT", b""), chunk(b"IEND", b"")),
        png_of(header(0, 1), chunk(b"IDAT", b""), chunk(b"IEND", b"")),
        png_of(header(1, 1, colour_type=5), chunk(b"IDAT", b""), chunk(b"IEND", b"")),
        png_of(header(1, 1, colour_type=6), chunk(b"IDAT", b"no pixels"), chunk(b"IEND", b"")),
        png_of(header(1, 1), b"\xff\xff\xff\xffIDAT"),
        png_of(chunk(b"IHDR", b"short"), chunk(b"IDAT", b""), chunk(b"IEND", b"")),
    ],
)
def test_a_png_with_its_parts_missing_or_out_of_place_is_damaged(studio: Path, content: bytes) -> None:
    path = studio / "1.png"
    path.write_bytes(content)
    assert codes(examine(path, "1.png")) == [ImageFaultCode.DAMAGED]


def test_a_bomb_is_refused_by_its_header(studio: Path) -> None:
    path = studio / "bomb.png"
    path.write_bytes(png_of(header(100_000, 100_000, 8, 6), chunk(b"IDAT", b"tiny"), chunk(b"IEND", b"")))
    assert only(examine(path, "bomb.png")) == ImageFault(
        "bomb.png",
        ImageFaultCode.TOO_MANY_PIXELS,
        found=10_000_000_000,
        limit=artwork.MOST_PIXELS,
        size=(100_000, 100_000),
    )
    jpeg = saved(studio / "bomb.jpg", drawn()).read_bytes()
    start = jpeg.index(b"\xff\xc0") + 5
    (studio / "bomb.jpg").write_bytes(jpeg[:start] + struct.pack(">HH", 65_000, 65_000) + jpeg[start + 4 :])
    assert codes(examine(studio / "bomb.jpg", "bomb.jpg")) == [ImageFaultCode.TOO_MANY_PIXELS]


def test_a_jpeg_of_a_thousand_scans_is_not_unpacked(studio: Path) -> None:
    path = saved(studio / "1.jpg", drawn(), progressive=True)
    assert isinstance(examine(path, "1.jpg"), CheckedImage)
    path.write_bytes(path.read_bytes()[:-2] + b"\xff\xda\0\0" * 1000 + b"\xff\xd9")
    assert codes(examine(path, "1.jpg")) == [ImageFaultCode.DAMAGED]


def test_an_animated_png_is_refused(studio: Path) -> None:
    path = saved(studio / "1.png", drawn(), save_all=True, append_images=[drawn().rotate(90), drawn().rotate(180)])
    assert only(examine(path, "1.png")) == ImageFault("1.png", ImageFaultCode.ANIMATED, found=3, size=SIZE)


def test_colours_that_are_not_8_bit_rgb_are_refused_by_name(studio: Path) -> None:
    grey, palette, deep = studio / "grey.png", studio / "palette.png", studio / "deep.png"
    assert only(examine(saved(grey, drawn("L")), "g")).what == Colour.GREYSCALE
    assert only(examine(saved(grey, drawn("LA")), "g")).what == Colour.GREYSCALE
    assert only(examine(saved(palette, drawn("P")), "p")).what == Colour.PALETTE
    row = zlib.compress(bytes(1 + 6 * 4) * 4)
    deep.write_bytes(png_of(header(4, 4, 16, 2), chunk(b"IDAT", row), chunk(b"IEND", b"")))
    assert only(examine(deep, "d")) == ImageFault("d", ImageFaultCode.COLOUR, what=Colour.DEEP, size=(4, 4))
    assert only(examine(saved(studio / "1.jpg", drawn("L")), "l")).what == Colour.GREYSCALE
    assert only(examine(saved(studio / "1.jpg", drawn("CMYK")), "c")) == ImageFault(
        "c", ImageFaultCode.COLOUR, what=Colour.CMYK, size=SIZE
    )


def test_transparent_pixels_are_refused_and_counted(studio: Path) -> None:
    image = drawn("RGBA")
    for x in range(7):
        image.putpixel((x, 0), (9, 9, 9, 254 - x))
    path = saved(studio / "1.png", image)
    assert only(examine(path, "1.png")) == ImageFault("1.png", ImageFaultCode.TRANSPARENT, found=7, size=SIZE)


def test_a_colour_that_counts_as_transparent_is_refused_only_where_it_is_used(studio: Path) -> None:
    image = drawn()
    image.putpixel((0, 0), (1, 2, 3))
    used = saved(studio / "used.png", image, transparency=(1, 2, 3))
    assert only(examine(used, "used.png")) == ImageFault("used.png", ImageFaultCode.TRANSPARENT, found=1, size=SIZE)
    image.putpixel((0, 0), (3, 2, 1))
    unused = examine(saved(studio / "unused.png", image, transparency=(1, 2, 3)), "unused.png")
    assert isinstance(unused, CheckedImage)
    assert unused.opaque_alpha


def test_an_opaque_alpha_channel_is_flattened_to_the_same_pixels(studio: Path) -> None:
    image = drawn("RGBA")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = examine(saved(studio / "1.png", image, icc_profile=profile, dpi=(72, 72)), "1.png")
    assert isinstance(picture, CheckedImage)
    assert picture.opaque_alpha
    flat = flattened(picture.path, studio)
    assert examine(flat, "1.png") == CheckedImage(flat, "1.png", 60, 40, "PNG")
    with Image.open(flat) as result:
        assert result.mode == "RGB"
        assert result.tobytes() == drawn().tobytes()
        assert result.info["icc_profile"] == profile


def test_flattening_twice_gives_the_same_bytes_and_spares_the_original(studio: Path) -> None:
    path = saved(studio / "1.png", drawn("RGBA"))
    original = path.read_bytes()
    first = flattened(path, studio).read_bytes()
    assert flattened(path, studio).read_bytes() == first
    assert path.read_bytes() == original
    keyed = saved(studio / "2.png", drawn(), transparency=(1, 2, 3))
    flat = flattened(keyed, studio)
    assert examine(flat, "2.png") == CheckedImage(flat, "2.png", 60, 40, "PNG")


def test_two_pictures_of_one_name_are_flattened_into_two_files(studio: Path) -> None:
    (studio / "a").mkdir()
    first = saved(studio / "image.png", drawn("RGBA"))
    second = saved(studio / "a" / "image.png", drawn("RGBA").rotate(180))
    assert flattened(first, studio) != flattened(second, studio)


@pytest.mark.parametrize(("orientation", "shown"), [(3, (60, 40)), (6, (40, 60)), (8, (40, 60))])
def test_a_jpeg_that_people_see_turned_is_refused_with_the_size_they_see(
    studio: Path, orientation: int, shown: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(studio / "1.jpg", drawn(), exif=exif)
    fault = only(examine(path, "1.jpg"))
    assert fault == ImageFault("1.jpg", ImageFaultCode.ROTATED, found=orientation, size=(60, 40), shown=shown)


def test_an_upright_jpeg_and_one_with_odd_exif_data_are_pictures(studio: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 1
    assert isinstance(examine(saved(studio / "1.jpg", drawn(), exif=exif), "1.jpg"), CheckedImage)
    directory = b"Exif\0\0II*\0\x08\0\0\0"
    for data in (
        b"Exif\0\0MM\0*\xff\xff\xff\xff",
        b"Exif\0\0no TIFF at all",
        b"Exif\0\0",
        directory + b"\xff\xff",
        directory + b"\1\0\x12\1\3\0\1\0\0\0\x63\0\0\0",
        directory + b"\1\0\x12\1\2\0\4\0\0\0six\0",
        directory + b"\1\0\x12\1\3\0\xff\xff\xff\xff\6\0\0\0",
    ):
        odd = saved(studio / "2.jpg", drawn(), exif=data)
        assert isinstance(examine(odd, "2.jpg"), CheckedImage)


def test_everything_wrong_with_one_file_is_told(studio: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(studio / "1.jpg", drawn("CMYK"), exif=exif)
    assert codes(examine(path, "1.jpg")) == [ImageFaultCode.COLOUR, ImageFaultCode.ROTATED]


def test_a_wrong_size_names_the_device_it_is_for_and_the_sizes_to_make(studio: Path) -> None:
    paths = [saved(studio / f"{size[0]}.png", drawn(size=size)) for size in ((1284, 2778), (1290, 2796), (100, 50))]
    pictures = [examine(path, path.name) for path in paths]
    fault, stranger = check(
        [picture for picture in pictures if isinstance(picture, CheckedImage)], DisplayType.APP_IPHONE_67
    )
    assert (fault.name, fault.code, fault.size) == ("1284.png", ImageFaultCode.SIZE, (1284, 2778))
    assert fault.suits == (DisplayType.APP_IPHONE_65,)
    assert fault.accepted[0] == (1290, 2796)
    assert (stranger.name, stranger.suits) == ("100.png", ())
    assert set(fault.accepted) | set(stranger.accepted) == display_types.sizes(DisplayType.APP_IPHONE_67)


def test_the_same_bytes_twice_and_more_than_ten_are_told(studio: Path) -> None:
    size = (416, 496)
    pictures = []
    for index in range(11):
        image = drawn(size=size)
        image.putpixel((0, 0), (index % 10, 0, 0))
        path = saved(studio / f"{index}.png", image)
        pictures.append(CheckedImage(path, path.name, *size, "PNG"))
    assert check(pictures, DisplayType.APP_WATCH_SERIES_10) == (
        ImageFault("", ImageFaultCode.TOO_MANY, found=11, limit=10),
        ImageFault("10.png", ImageFaultCode.DUPLICATE, what="0.png"),
    )
    assert check(pictures[:10], DisplayType.APP_WATCH_SERIES_10) == ()


def test_the_md5_is_that_of_the_whole_file(studio: Path) -> None:
    path = studio / "1"
    path.write_bytes(b"abc" * 1_000_000)
    assert md5_of(path) == hashlib.md5(b"abc" * 1_000_000, usedforsecurity=False).hexdigest()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@pytest.fixture(scope="module")
def samples(bench: Path) -> list[bytes]:
    exif = Image.Exif()
    exif[0x0112] = 6
    return [
        saved(bench / "1.png", drawn("RGBA")).read_bytes(),
        saved(bench / "2.png", drawn("P"), transparency=0).read_bytes(),
        saved(bench / "3.png", drawn(), save_all=True, append_images=[drawn().rotate(90)]).read_bytes(),
        saved(bench / "4.jpg", drawn(), exif=exif, progressive=True).read_bytes(),
        saved(bench / "5.jpg", drawn("CMYK")).read_bytes(),
    ]


@settings(max_examples=300, deadline=1000)
@given(data=st.data())
def test_no_bytes_surprise_it(bench: Path, samples: list[bytes], data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(samples)))
    for _ in range(data.draw(st.integers(0, 6))):
        position = data.draw(st.integers(0, len(content) - 1))
        content[position : position + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    path = bench / "fuzzed"
    path.write_bytes(_with_true_checksums(bytes(content)) if data.draw(st.booleans()) else content)
    result = examine(path, "fuzzed", most_pixels=10_000)
    assert isinstance(result, CheckedImage) or all(isinstance(fault, ImageFault) for fault in result)
    if isinstance(result, CheckedImage):
        assert result.width * result.height <= 10_000


def _with_true_checksums(content: bytes) -> bytes:
    """A PNG whose chunks are damaged and whose checksums are right again, so that the damage gets further."""
    whole, position = bytearray(content[:8]), 8
    while position + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, position)
        whole += chunk(
            bytes(content[position + 4 : position + 8]), bytes(content[position + 8 : position + 8 + length])
        )
        position += 12 + length
    return bytes(whole)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to see how much memory was taken")
def test_large_pictures_at_once_take_no_more_memory_than_one(studio: Path) -> None:
    """In a process of its own, since memory that was taken is never given back."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 5900, 5900, 8, 6, 0, 0, 0)
    bomb = studio / "bomb.png"
    pixels = zlib.compress((b"\0" + b"\1\2\3\x80" * 5900) * 5900, 1)
    bomb.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))
    program = (
        "import sys; from concurrent.futures import ThreadPoolExecutor; from pathlib import Path\n"
        "from appstore.media.artwork import examine\n"
        "with ThreadPoolExecutor(4) as pool:\n"
        "    for fault, in pool.map(lambda _: examine(Path(sys.argv[1]), 'bomb.png'), range(4)):\n"
        "        assert fault.code == 'transparent', fault\n"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    ended = subprocess.run(  # noqa: S603 - this Python, these words
        [sys.executable, "-c", program, str(bomb)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert int(ended.stdout) < 250 * 1024
