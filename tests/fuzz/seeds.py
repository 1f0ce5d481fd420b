"""Seeds for fuzzing: valid examples, known odd ones, and inputs that failed before."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

from PIL import Image

from appstore.media import png
from sandbox.appstore import webhook_events
from sandbox.videos import Video, video

# Inputs that failed before, named TARGET-anything.
FOUND = Path(__file__).parent / "found"

TEXTS = (
    "upload en-US iphone 6.9 --replace --app <http://com.example.tide|com.example.tide>",
    "promo de-DE --version=1.2.0 Größer &amp; besser :tada: <@U123|eddie> <!date^1^{date}|today> ~x~",
    'promo en-US "0 9 * * mon" One | Two --tz Europe/Berlin',
    "promo en-US 2026-12-24T09:00 until 2026-12-27 Waves",
    "keywords en-US,de-DE 2027-02-30 a,b,c",
    "reviews —rating 1-2 --territory USA,DEU --contains “it crashes”",
    "Maria\ncrash,bug\nDear {nickname}, thank you for {rating} stars for {app}. {unknown} {{nickname}}",
    ":+1::skin-tone-3: :couple::skin-tone-2-3: 10:30:tada:a:b: :100:",
    "=SUM(A1:A9)",
    "'=1+1",
    "'@\t\r\n",
)
TABLE = 'locale;name;promotional text;keywords\nen-US;Tide;"Waves, told\nin advance";a,b\nde-DE;Gezeiten;\'=1;c\n'
# Words that mutations insert.
WORDS = (b"<", b">", b"|", b"&amp;", b":tada:", b"--", b'"', b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"{", b"}")

NUMBERS = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\0\x20\0")


def seeds(target: str) -> list[bytes]:
    """The seeds of a target, and what was found with it before."""
    own = {
        "archive": _archives,
        "picture": _pictures,
        "movie": _movies,
        "table": _tables,
        "text_archive": _text_archives,
        "request": _requests,
        "webhook": _webhooks,
    }
    return own.get(target, _lines)() + [path.read_bytes() for path in sorted(FOUND.glob(f"{target}-*"))]


def _lines() -> list[bytes]:
    return [text.encode() for text in TEXTS]


def _webhooks() -> list[bytes]:
    times = {"oldValue": "A", "newValue": "B", "timestamp": "2026-11-29T00:00:00.000Z"}
    return [
        json.dumps(webhook_events.payload(event_type, event_type, times, (kind or "x", "1"))).encode()
        for event_type, kind in webhook_events.INSTANCES.items()
    ]


def _archives() -> list[bytes]:
    screenshot = _saved(Image.linear_gradient("L").resize((12, 9)).convert("RGB"), "PNG")
    return [
        _zipped({"en-US/APP_IPHONE_67/1.png": screenshot, "de-DE/APP_IPHONE_67/2.png": screenshot}),
        _zipped(
            {"shots/en-US/1.png": screenshot, "__MACOSX/._1.png": b"x", "shots/.DS_Store": b"x"}, zipfile.ZIP_STORED
        ),
        _zipped({"../1.png": screenshot, "en-US/a.zip": b"PK", "deu/3.jpg": b""}),
        _zipped({"Größe/1.png": b"\0" * 3_000_000}),
        _zipped({}),
    ]


def _tables() -> list[bytes]:
    """As a spreadsheet and fastlane's users write them; and languages that nobody speaks, each wanting a suggestion."""
    strange = "\n".join(["locale,name", *(f"language number {number},Tide" for number in range(4000))])
    return [
        TABLE.encode(),
        TABLE.replace(";", "\t").encode("utf-16"),
        TABLE.replace(";", ",").encode("utf-8-sig"),
        strange.encode(),
    ]


def _text_archives() -> list[bytes]:
    good = {"metadata/en-US/description.txt": b"Waves", "metadata/de-DE/keywords.txt": "ä,b".encode()}
    return [_zipped(good), _zipped({**good, "metadata/default/name.txt": b"Tide", "xx/name.txt": b"\xff\xfea\0"})]


def _zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in files.items():
            made.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def _pictures() -> list[bytes]:
    plain = Image.linear_gradient("L").resize((12, 9)).convert("RGB")
    opaque = plain.convert("RGBA")
    clear = opaque.copy()
    clear.putalpha(90)
    return [
        *(_saved(image, "PNG") for image in (plain, opaque, clear, plain.convert("P"), plain.convert("LA"))),
        _saved(plain, "PNG", transparency=(0, 0, 0)),
        *(_saved(plain, "JPEG", progressive=progressive) for progressive in (False, True)),
        *(_saved(plain.convert(mode), "JPEG") for mode in ("CMYK", "L")),
        _saved(plain, "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"),
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        _huge(),
    ]


def _movies() -> list[bytes]:
    """Videos of a fifth of a second, which are almost all headers."""
    short = Video(seconds=0.2)
    return [
        video(short),
        video(replace(short, headers_first=False, rotation=90)),
        video(replace(short, codec="apch", sound="sowt", brand="qt  ")),
        video(replace(short, codec="hvc1", sound=None)),
    ]


def _huge() -> bytes:
    """36 million clear pixels in a few kilobytes."""
    side = 6000
    packer = zlib.compressobj(9)
    rows = b"".join([*(packer.compress(bytes(4 * side + 1)) for _ in range(side)), packer.flush()])
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    made = png.SIGNATURE
    for kind, data in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")):
        made += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return made


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _requests() -> list[bytes]:
    event = {"type": "event_callback", "event": {"type": "message", "text": "<@U1> help", "files": [{"id": "F1"}]}}
    return [json.dumps(event).encode(), b"command=%2Fasc&text=payload+x&user_id=U1", b"payload=%7B%22a%22%3A1%7D"]
