"""The parsers of external input, each as a function of bytes that raises only declared errors."""

from __future__ import annotations

import csv
import io
import struct
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter

from appstore import fields
from appstore.catalog import display_types, upload_target
from appstore.catalog.display_types import DisplayType
from appstore.fields import Field
from appstore.media import artwork, png, videos
from appstore.media.archives import Archive, ArchiveError, extract, read_archive
from appstore.media.image_checks import CheckedImage
from appstore.releases import webhook_events
from appstore.texts import tables
from appstore.texts.files import read_file
from bot.dispatch import command_line
from bot.dispatch.messages import addressed_text
from bot.dispatch.plain_text import field_to_plain, slack_to_plain
from bot.http import verification, web
from bot.reviews import filters
from bot.schedules import parsing
from cards.blocks import escape
from cards.uploads.video_faults import video_sentence
from records.releases.webhooks import EVENTS, AppWebhook, ReceivedEvent, received
from records.reviews import templates as review_templates
from records.reviews.templates import Template
from tests.support.registered import parse

NOW = 1_800_000_000.0
# Files of an archive that are extracted in one case.
MOST_UNPACKED = 5

Target = Callable[[bytes], None]


def archive(data: bytes) -> None:
    """A zip of screenshots is listed, judged and unpacked."""
    with _file(data) as path:
        found = read_archive(path)
        read_archive(path, locale="de-DE")
        for entry in found.entries[:MOST_UNPACKED] if isinstance(found, Archive) else ():
            with suppress(ArchiveError):
                assert extract(entry, path.parent).stat().st_size == entry.size


def picture(data: bytes) -> None:
    """A picture is examined, as it came and with its checksums put right, and flattened where that is to be done."""
    for variant in (data, _with_right_checksums(data)):
        with _file(variant) as path:
            found = artwork.examine(path, "shot.png")
            if isinstance(found, CheckedImage):
                artwork.check([found], DisplayType.APP_IPHONE_67)
                if found.opaque_alpha and display_types.for_size(found.width, found.height):
                    artwork.flattened(path, path.parent)


def movie(data: bytes) -> None:
    """A video is examined, and what is wrong with it has a sentence."""
    with _file(data) as path:
        found = videos.examine(path, "tide.mp4")
        for fault in found if isinstance(found, tuple) else ():
            assert video_sentence(fault)


def table(data: bytes) -> None:
    """A CSV of texts is read, and what was read is the same after it was written and read again."""
    read = tables.read_csv(data)
    texts: dict[str, dict[Field, str]] = {}
    for (locale, field), text in read.texts.items():
        texts.setdefault(locale, {})[field] = text
        list(fields.faults(field, fields.tidy_keywords(text) if field is Field.KEYWORDS else text))
    if texts:
        assert dict(tables.read_csv(tables.write_csv(texts)).texts) == dict(read.texts)


def text_archive(data: bytes) -> None:
    """A zip of texts is read."""
    with _file(data) as path:
        read_file(path)


def words(data: bytes) -> None:
    """The words of a message or a form are read as they were seen, and escaped before they are shown."""
    text = _text(data)
    slack_to_plain(text, lambda _: "Eddie")
    field_to_plain(text)
    shown = escape(text)
    assert "<" not in shown
    assert ">" not in shown


def command(data: bytes) -> None:
    """A command is read: its options, its words, and which set it is about."""
    text = _text(data)
    addressed_text(text, "U123", direct=False)
    line = parse(text)
    command_line.unknown_options(line, {"app"})
    command_line.unknown_options(line, {"app"}, takes_text=True)
    upload_target.read_target(line.words)
    for count in range(3):
        line.after(count)
        line.sent_after(count)
    line.rest()
    filters.star_ratings(text)


def schedule(data: bytes) -> None:
    """A change is scheduled: which text, where, when."""
    with suppress(parsing.Unclear):
        parsing.read(parse(_text(data)), "Europe/Berlin", NOW)


def template(data: bytes) -> None:
    """A reply template is filled and chosen; the first line is the reviewer's name, the second the words it is for."""
    name, topics, text = (*_text(data).split("\n", 2), "", "")[:3]
    template = Template(id="t", language="en", lowest=1, highest=5, words=tuple(topics.split(",")), text=text)
    review_templates.suitable([template], "en", 3, text)
    filled = review_templates.fill(template, nickname=name, app="Tide", rating=3)
    assert "\n" not in review_templates.fill(
        Template(id="t", language="en", lowest=1, highest=5, words=(), text="{nickname}"),
        nickname=name,
        app="",
        rating=3,
    )
    assert len(filled) <= len(text) + 40 * (text.count("{") + 1)
    review_templates.unknown_placeholders(text)


def cell(data: bytes) -> None:
    """A cell is never a formula in a spreadsheet, and is itself again when it comes back."""
    text = _text(data)
    assert tables.unescaped(tables.escaped(text)) == text
    rows = csv.reader(io.StringIO(tables.csv_of([[text, text]]).decode("utf-8-sig"), newline=""))
    for row in rows:
        assert not any(cell[:1] in set("=+-@\t\r\n＝＋－＠") and cell for cell in row)


def request(data: bytes) -> None:
    """A signed request that can be read is handed on, whatever it holds."""
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        if verification.is_readable(kind, text := _text(data)):
            web.bolt_request({"CONTENT_TYPE": kind}, text)


def webhook(data: bytes) -> None:
    """A delivery of Apple's is refused without the secret, and what it says is stored and never becomes an address."""
    assert not webhook_events.is_signed(data, _text(data), ["a secret"])
    event = webhook_events.read_event(data)
    if event is not None:
        known = AppWebhook(app_id="1", app_name="Tide", channel="C1", user="U1", created_at=NOW)
        stored = received(known, event, NOW, is_missed=False)
        assert EVENTS.read(TypeAdapter(ReceivedEvent).dump_json(stored)) == stored
        assert "/" not in stored.instance_id


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        archive,
        picture,
        movie,
        table,
        text_archive,
        words,
        command,
        schedule,
        template,
        cell,
        request,
        webhook,
    )
}


def _text(data: bytes) -> str:
    """Return text that Slack can send: no lone surrogates, and at most the length of a message."""
    return data.decode("utf-8", "replace")[:40_000]


@cache
def _folder() -> TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="fuzz-")


@contextmanager
def _file(data: bytes) -> Iterator[Path]:
    """A file with these bytes, in a folder that is empty again afterwards."""
    folder = Path(_folder().name)
    path = folder / "sent"
    path.write_bytes(data)
    try:
        yield path
    finally:
        for left in folder.iterdir():
            left.unlink()


def _with_right_checksums(data: bytes) -> bytes:
    """A PNG that a stranger has taken care of: every chunk says how long it is and has its checksum."""
    if not data.startswith(png.SIGNATURE):
        return data
    pieces, position = [png.SIGNATURE], len(png.SIGNATURE)
    while position + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        body = data[position + 8 : position + 8 + length]
        pieces += [struct.pack(">I", len(body)), kind, body, struct.pack(">I", zlib.crc32(kind + body))]
        position += 12 + len(body)
    return b"".join(pieces)
