"""Reads a file of store texts of many languages: a CSV, an Excel workbook, or a zip in the layout of fastlane."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from appstore.catalog import locales
from appstore.fields import Field
from appstore.media import fastlane, file_types, zips
from appstore.media.file_types import Format
from appstore.media.zips import ZipMember
from appstore.texts import sheets, workbooks
from appstore.texts.tables import FILES, MOST_BYTES, Table, TableFault, read_csv, read_workbook, table_of, wrong

MOST_ENTRIES = 1000
LARGEST_TEXT = 65_536  # bytes: a description of 4,000 characters has at most 16,000


def read_file(path: Path) -> Table:
    """Read whichever of the three a file is, by its content."""
    with path.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    if file_types.format_of(data) is not Format.ZIP:
        return read_csv(data)
    try:
        return read_workbook(path) if workbooks.is_workbook(zips.listing(path)) else read_zip(path)
    except zips.ArchiveError as error:
        return Table({}, (error.fault,))


def read_zip(path: Path) -> Table:
    """Read a zip with files such as `LOCALE/description.txt`, in any parent folder, as fastlane's deliver reads it."""
    try:
        listed = [member for member in zips.listing(path, folders=True) if not member.is_litter]
        files = [member for member in listed if not member.is_folder]
        texts = [
            file
            for file in files
            if len(file.parts) > 1 and file.parts[-1].casefold() in FILES and fastlane.is_for_app_store(file.parts)
        ]
        delivered = set(fastlane.delivered_texts([text.parts for text in texts]))
        texts = [text for text in texts if text.parts in delivered]
        if faults := [text.fault for text in texts if text.fault is not None]:
            return Table({}, tuple(faults))
        too_large = [text.path for text in texts if text.size > LARGEST_TEXT]
        if too_large or len(files) > MOST_ENTRIES or sum(text.size for text in texts) > MOST_BYTES:
            return wrong(TableFault.TOO_LARGE, ", ".join(too_large[:5]))
        cells = {}
        for member in texts:
            text = sheets.decoded(b"".join(zips.blocks(path, member.key, member.size)))
            if text is None:
                return wrong(TableFault.NOT_TEXT, member.path)
            cells[member] = text
    except zips.ArchiveError as error:
        return Table({}, (error.fault,))
    table = table_of(iter(_with_defaults(cells, listed)))
    if cells and all(member.parts[-2].casefold() == fastlane.DEFAULT for member in cells) and not table.texts:
        return wrong(TableFault.ONLY_DEFAULT)
    return replace(table, skipped=fastlane.summary(file.parts for file in files if file not in cells))


def _with_defaults(cells: Mapping[ZipMember, str], listed: Sequence[ZipMember]) -> Iterator[tuple[str, Field, str]]:
    """Yield language, field and text; those in default/ for every folder of a language beside it without such a file.

    https://docs.fastlane.tools/actions/deliver/#available-metadata-folder-options
    """
    own: set[tuple[tuple[str, ...], str | None, Field]] = set()
    defaults: list[tuple[tuple[str, ...], Field, str]] = []
    for member, text in cells.items():
        parents, folder, field = member.parts[:-2], member.parts[-2], FILES[member.parts[-1].casefold()]
        if folder.casefold() == fastlane.DEFAULT:
            defaults.append((parents, field, text))
        else:
            own.add((parents, locales.find(folder), field))
            yield folder, field, text
    folders = [member.parts if member.is_folder else member.parts[:-1] for member in listed]
    for parents, field, text in defaults:
        beside = [locales.find(parts[len(parents)]) for parts in folders if parts[: len(parents)] == parents != parts]
        for locale in dict.fromkeys(beside):
            if locale and (parents, locale, field) not in own:
                yield locale, field, text
