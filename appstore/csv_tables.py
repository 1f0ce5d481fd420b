"""The texts of many languages as one file: a CSV for spreadsheets, or a zip as fastlane lays it out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from appstore.catalog import locales
from appstore.fields import Field
from appstore.media import zips
from appstore.media.archive_errors import ArchiveFault

MOST_BYTES = 5_000_000
MOST_ENTRIES = 1000
MOST_SUGGESTED = 20
LARGEST_TEXT = 65_536  # bytes: a description of 4,000 characters has at most 16,000

# https://docs.fastlane.tools/actions/deliver/#available-metadata-folder-options
FILES = {
    "name.txt": Field.NAME,
    "subtitle.txt": Field.SUBTITLE,
    "promotional_text.txt": Field.PROMO,
    "keywords.txt": Field.KEYWORDS,
    "description.txt": Field.DESCRIPTION,
    "release_notes.txt": Field.WHATS_NEW,
    "support_url.txt": Field.SUPPORT_URL,
    "marketing_url.txt": Field.MARKETING_URL,
}
_NO_LANGUAGE = {"default", "review_information"}  # folders that fastlane puts beside those of the languages
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


class TableFault(StrEnum):
    """What can be wrong with a file of texts."""

    NOT_TEXT = "not_text"
    QUOTES = "quotes"
    CELLS = "cells"
    NO_LANGUAGES = "no_languages"
    NO_TEXTS = "no_texts"
    UNKNOWN_LANGUAGE = "unknown_language"
    TWICE = "twice"
    TOO_LARGE = "too_large"


@dataclass(frozen=True)
class TableProblem:
    """One thing that is wrong with a file: where, and the closest languages to an unknown one."""

    kind: TableFault
    where: str = ""
    closest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Texts by language and field; what is wrong; and names of columns that mean nothing here."""

    texts: Mapping[tuple[str, Field], str]
    problems: tuple[TableProblem | ArchiveFault, ...] = ()
    ignored: tuple[str, ...] = ()


def read_csv(data: bytes) -> Table:
    """A CSV with a column of languages and one for each text, parted by commas, semicolons or tabs; "" says nothing."""
    if len(data) > MOST_BYTES:
        return _wrong(TableFault.TOO_LARGE)
    text = _decoded(data)
    if text is None:
        return _wrong(TableFault.NOT_TEXT)
    found, torn = _rows(text)
    if torn:
        return _wrong(TableFault.QUOTES, f"line {torn}")
    (_, names), *rows = found or [(1, [])]
    header = [_spelled(name) for name in names]
    fields = {place: _COLUMNS[name] for place, name in enumerate(header) if name in _COLUMNS}
    language = next((place for place, name in enumerate(header) if name in {"locale", "language", "lang"}), None)
    if language is None:
        return _wrong(TableFault.NO_LANGUAGES)
    if uneven := [line for line, row in rows if any(row[len(header) :])]:
        return Table({}, tuple(TableProblem(TableFault.CELLS, f"line {line}") for line in uneven))
    ignored = tuple(name for place, name in enumerate(header) if name and place not in {language, *fields})
    cells = (
        (row[language], field, unescaped(row[place]))
        for _, row in rows
        for place, field in fields.items()
        if len(row) > max(place, language)
    )
    return _table(cells, ignored)


def read_zip(path: Path) -> Table:
    """A zip with `LOCALE/description.txt` and its siblings, in any wrapping folder; other files are passed over."""
    try:
        listed = [member for member in zips.listing(path) if not member.is_litter]
        texts = [member for member in listed if member.parts[-1].casefold() in FILES and len(member.parts) > 1]
        texts = [text for text in texts if text.parts[-2].casefold() not in _NO_LANGUAGE]
        if faults := [text.fault for text in texts if text.fault is not None]:
            return Table({}, tuple(faults))
        too_large = [text.path for text in texts if text.size > LARGEST_TEXT]
        if too_large or len(listed) > MOST_ENTRIES or sum(text.size for text in texts) > MOST_BYTES:
            return _wrong(TableFault.TOO_LARGE, ", ".join(too_large[:5]))
        cells = []
        for member in texts:
            text = _decoded(b"".join(zips.blocks(path, member.key, member.size)))
            if text is None:
                return _wrong(TableFault.NOT_TEXT, member.path)
            cells.append((member.parts[-2], FILES[member.parts[-1].casefold()], text))
    except zips.ArchiveError as error:
        return Table({}, (error.fault,))
    return _table(iter(cells))


def write_csv(texts: Mapping[str, Mapping[Field, str]]) -> bytes:
    """The texts by language as a CSV that `read_csv` reads, with the mark by which Excel knows UTF-8."""
    header = ["locale", *(field.value for field in Field)]
    rows = [[locale, *(there.get(field, "") for field in Field)] for locale, there in texts.items()]
    return csv_of([header, *rows])


def csv_of(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as a CSV in which no cell is taken for a formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([escaped(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def escaped(cell: str) -> str:
    """A cell that a spreadsheet would calculate, with an apostrophe before it.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unescaped(cell: str) -> str:
    """The reverse of `escaped`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _rows(text: str) -> tuple[list[tuple[int, list[str]]], int]:
    """Every row with the line it begins in; and the line of a row whose quotation marks don't fit together, or 0."""
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error:
        return [], line
    return rows, 0


def _table(cells: Iterator[tuple[str, Field, str]], ignored: tuple[str, ...] = ()) -> Table:
    texts: dict[tuple[str, Field], str] = {}
    troubles: dict[tuple[TableFault, str], None] = {}
    for language, field, cell in cells:
        text = cell.replace("\r\n", "\n").strip()
        locale = locales.find(language)
        if not text and not language.strip():
            continue
        if locale is None:
            troubles[TableFault.UNKNOWN_LANGUAGE, language.strip()] = None
        elif text and (locale, field) in texts:
            troubles[TableFault.TWICE, f"{locale} {field.value}"] = None
        elif text:
            texts[locale, field] = text
    if not texts and not troubles:
        return _wrong(TableFault.NO_TEXTS)
    return Table(texts, tuple(_troubles(troubles)), ignored)


def _troubles(found: Iterable[tuple[TableFault, str]]) -> Iterator[TableProblem]:
    """The first unknown languages come with the closest ones: to look for those of thousands would take minutes."""
    for place, (kind, where) in enumerate(found):
        unknown = kind is TableFault.UNKNOWN_LANGUAGE and where and place < MOST_SUGGESTED
        yield TableProblem(kind, where, locales.closest(where) if unknown else ())


def _wrong(kind: TableFault, where: str = "") -> Table:
    return Table({}, (TableProblem(kind, where),))


def _decoded(data: bytes) -> str | None:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _spelled(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold())


_COLUMNS = {
    _spelled(name): field
    for file, field in FILES.items()
    for name in (field.value, field.api_name, file.removesuffix(".txt"))
}
