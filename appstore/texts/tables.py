"""Store texts of many languages in one table: a CSV or an Excel workbook."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from appstore.catalog import locales
from appstore.fields import Field
from appstore.media.zips import ArchiveFault
from appstore.texts import sheets, workbooks
from appstore.texts.characters import normalized
from appstore.texts.sheets import Sheet
from appstore.texts.source import COLUMN, TextSource

MOST_BYTES = 5_000_000
MOST_SUGGESTED = 20

# https://docs.fastlane.tools/actions/deliver/#available-metadata-folder-options
FILES = {f"{'release_notes' if field is Field.WHATS_NEW else field.attribute}.txt": field for field in Field}
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


class TableFault(StrEnum):
    """An error in a file of texts."""

    NOT_TEXT = "not_text"
    QUOTES = "quotes"
    ERROR_VALUE = "error_value"
    SEVERAL_SHEETS = "several_sheets"
    CELLS = "cells"
    NO_LANGUAGES = "no_languages"
    NO_TEXTS = "no_texts"
    ONLY_DEFAULT = "only_default"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_SOURCE = "unknown_source"
    SEVERAL_SOURCES = "several_sources"
    TWICE = "twice"
    TOO_LARGE = "too_large"


@dataclass(frozen=True)
class TableProblem:
    """One problem of a file: where it is (or the columns it has), and the closest languages to an unknown one."""

    kind: TableFault
    where: str = ""
    closest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Texts by language and field, problems, unknown columns, and what the file belongs to, if it says so.

    `empty` are the texts whose cells are empty; `skipped` are the files of a zip that are not used, and the folders
    that hold them.
    """

    texts: Mapping[tuple[str, Field], str]
    problems: tuple[TableProblem | ArchiveFault, ...] = ()
    ignored: tuple[str, ...] = ()
    source: TextSource | None = None
    skipped: tuple[str, ...] = ()
    empty: tuple[tuple[str, Field], ...] = ()


def read_csv(data: bytes) -> Table:
    """Read a CSV with a column of languages and one per text, separated by commas, semicolons or tabs."""
    if len(data) > MOST_BYTES:
        return wrong(TableFault.TOO_LARGE)
    text = sheets.decoded(data)
    if text is None:
        return wrong(TableFault.NOT_TEXT)
    sheet = sheets.read(text, _rank)
    if sheet.unmatched:
        return wrong(TableFault.QUOTES, f"line {sheet.unmatched}")
    return _of_sheet(sheet)


def read_workbook(path: Path) -> Table:
    """Read the sheet of an Excel workbook that has a column of languages, like a CSV. Hidden sheets do not count.

    Raises ArchiveError for a file that can't be read.
    """
    found = [sheets.below_header(rows, _rank) for rows in workbooks.sheets(path)]
    ranked = [sheet for sheet in found if _rank(sheet.names)] or found[:1]
    if len(ranked) > 1:
        return wrong(TableFault.SEVERAL_SHEETS)
    sheet = ranked[0] if ranked else Sheet([], [])
    if errors := [(line, cell) for line, row in sheet.rows for cell in row if workbooks.is_error(cell)]:
        return Table({}, tuple(TableProblem(TableFault.ERROR_VALUE, f"{cell} in row {line}") for line, cell in errors))
    return _of_sheet(sheet)


def _of_sheet(sheet: Sheet) -> Table:
    header, rows = [_spelled(name) for name in sheet.names], sheet.rows
    fields = {index: _COLUMNS[name] for index, name in enumerate(header) if name in _COLUMNS}
    language = next((index for index, name in enumerate(header) if name in _LANGUAGE), None)
    if language is None:
        return wrong(TableFault.NO_LANGUAGES, "\n".join(name for name in sheet.names if name.strip()))
    if uneven := [line for line, row in rows if any(row[len(header) :])]:
        return Table({}, tuple(TableProblem(TableFault.CELLS, f"line {line}") for line in uneven))
    origin = next((index for index, name in enumerate(header) if name == _spelled(COLUMN)), len(header))
    ignored = tuple(name for index, name in enumerate(header) if name and index not in {language, origin, *fields})
    cells = (
        (row[language], field, unescaped(row[index]))
        for _, row in rows
        for index, field in fields.items()
        if len(row) > max(index, language)
    )
    return _with_source(table_of(cells, ignored), [(line, row[origin]) for line, row in rows if row[origin:]])


def _with_source(table: Table, cells: Sequence[tuple[int, str]]) -> Table:
    """Return the table with what it belongs to; a row that was added to an export may leave the cell empty."""
    sources = {TextSource.read(cell): line for line, cell in cells if cell.strip()}
    wrong = [TableProblem(TableFault.UNKNOWN_SOURCE, f"line {sources[None]}")] if None in sources else []
    if len(sources) > 1 and not wrong:
        wrong = [TableProblem(TableFault.SEVERAL_SOURCES, ", ".join(map(str, sources)))]
    return replace(table, problems=(*table.problems, *wrong), source=next(iter(sources), None))


def write_csv(texts: Mapping[str, Mapping[Field, str]], source: TextSource | None = None) -> bytes:
    """Return the texts by language as a CSV for `read_csv`, with a byte order mark so that Excel recognizes UTF-8."""
    header = ["locale", *(field.value for field in Field), COLUMN]
    stated = str(source or "")
    rows = [[locale, *(there.get(field, "") for field in Field), stated] for locale, there in texts.items()]
    return csv_of([header, *rows])


def csv_of(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as a CSV in which no cell is a formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([escaped(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def escaped(cell: str) -> str:
    """Return the cell, with an apostrophe before it if a spreadsheet would calculate it.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unescaped(cell: str) -> str:
    """Return the cell without the apostrophe that `escaped` adds."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def table_of(cells: Iterator[tuple[str, Field, str]], ignored: tuple[str, ...] = ()) -> Table:
    """Return the table of these cells: language, field and text."""
    texts: dict[tuple[str, Field], str] = {}
    problems: dict[tuple[TableFault, str], None] = {}
    empty: list[tuple[str, Field]] = []
    for language, field, cell in cells:
        text = normalized(cell)
        locale = locales.find(language)
        if not text and not language.strip():
            continue
        if locale is None:
            problems[TableFault.UNKNOWN_LANGUAGE, language.strip()] = None
        elif not text:
            empty.append((locale, field))
        elif (locale, field) in texts:
            problems[TableFault.TWICE, f"{locale} {field.value}"] = None
        else:
            texts[locale, field] = text
    if not texts and not problems:
        return wrong(TableFault.NO_TEXTS)
    emptied = tuple(cell for cell in empty if cell not in texts)
    return Table(texts, tuple(_problems(problems)), ignored, empty=emptied)


def _problems(found: Iterable[tuple[TableFault, str]]) -> Iterator[TableProblem]:
    """Name the closest languages to the first unknown ones: for thousands it would take minutes."""
    for number, (kind, where) in enumerate(found):
        unknown = kind is TableFault.UNKNOWN_LANGUAGE and where and number < MOST_SUGGESTED
        yield TableProblem(kind, where, locales.closest(where) if unknown else ())


def wrong(kind: TableFault, where: str = "") -> Table:
    """Return a table with nothing but a problem."""
    return Table({}, (TableProblem(kind, where),))


def _rank(names: Sequence[str]) -> int:
    """Return how much a row looks like the names of the columns: it has a language, better beside known texts."""
    spelled = {_spelled(name) for name in names}
    return len(spelled & _LANGUAGE) and 1 + len(spelled & _COLUMNS.keys())


def _spelled(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold())


_COLUMNS = {
    _spelled(name): field
    for file, field in FILES.items()
    for name in (field.value, field.api_name, file.removesuffix(".txt"))
}
_LANGUAGE = {"locale", "language", "lang"}
