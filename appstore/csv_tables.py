"""Store texts of many languages in one file: a CSV, or a zip in the layout of fastlane."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from appstore.catalog import locales
from appstore.fields import Field
from appstore.media import fastlane, zips
from appstore.media.zips import ArchiveFault, ZipMember
from appstore.texts import sheets
from appstore.texts.characters import normalized
from appstore.texts.source import COLUMN, TextSource

MOST_BYTES = 5_000_000
MOST_ENTRIES = 1000
MOST_SUGGESTED = 20
LARGEST_TEXT = 65_536  # bytes: a description of 4,000 characters has at most 16,000

# https://docs.fastlane.tools/actions/deliver/#available-metadata-folder-options
FILES = {f"{'release_notes' if field is Field.WHATS_NEW else field.attribute}.txt": field for field in Field}
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


class TableFault(StrEnum):
    """An error in a file of texts."""

    NOT_TEXT = "not_text"
    QUOTES = "quotes"
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

    `skipped` are the files of a zip that are not used, and the folders that hold them.
    """

    texts: Mapping[tuple[str, Field], str]
    problems: tuple[TableProblem | ArchiveFault, ...] = ()
    ignored: tuple[str, ...] = ()
    source: TextSource | None = None
    skipped: tuple[str, ...] = ()


def read_csv(data: bytes) -> Table:
    """Read a CSV with a column of languages and one per text, separated by commas, semicolons or tabs."""
    if len(data) > MOST_BYTES:
        return _wrong(TableFault.TOO_LARGE)
    text = sheets.decoded(data)
    if text is None:
        return _wrong(TableFault.NOT_TEXT)
    sheet = sheets.read(text, _rank)
    if sheet.unmatched:
        return _wrong(TableFault.QUOTES, f"line {sheet.unmatched}")
    header, rows = [_spelled(name) for name in sheet.names], sheet.rows
    fields = {index: _COLUMNS[name] for index, name in enumerate(header) if name in _COLUMNS}
    language = next((index for index, name in enumerate(header) if name in _LANGUAGE), None)
    if language is None:
        return _wrong(TableFault.NO_LANGUAGES, "\n".join(name for name in sheet.names if name.strip()))
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
    return _with_source(_table(cells, ignored), [(line, row[origin]) for line, row in rows if row[origin:]])


def _with_source(table: Table, cells: Sequence[tuple[int, str]]) -> Table:
    """Return the table with what it belongs to; a row that was added to an export may leave the cell empty."""
    sources = {TextSource.read(cell): line for line, cell in cells if cell.strip()}
    wrong = [TableProblem(TableFault.UNKNOWN_SOURCE, f"line {sources[None]}")] if None in sources else []
    if len(sources) > 1 and not wrong:
        wrong = [TableProblem(TableFault.SEVERAL_SOURCES, ", ".join(map(str, sources)))]
    return replace(table, problems=(*table.problems, *wrong), source=next(iter(sources), None))


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
        if faults := [text.fault for text in texts if text.fault is not None]:
            return Table({}, tuple(faults))
        too_large = [text.path for text in texts if text.size > LARGEST_TEXT]
        if too_large or len(files) > MOST_ENTRIES or sum(text.size for text in texts) > MOST_BYTES:
            return _wrong(TableFault.TOO_LARGE, ", ".join(too_large[:5]))
        cells = {}
        for member in texts:
            text = sheets.decoded(b"".join(zips.blocks(path, member.key, member.size)))
            if text is None:
                return _wrong(TableFault.NOT_TEXT, member.path)
            cells[member] = text
    except zips.ArchiveError as error:
        return Table({}, (error.fault,))
    table = _table(iter(_with_defaults(cells, listed)))
    if cells and all(member.parts[-2].casefold() == fastlane.DEFAULT for member in cells) and not table.texts:
        return _wrong(TableFault.ONLY_DEFAULT)
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


def _table(cells: Iterator[tuple[str, Field, str]], ignored: tuple[str, ...] = ()) -> Table:
    texts: dict[tuple[str, Field], str] = {}
    problems: dict[tuple[TableFault, str], None] = {}
    for language, field, cell in cells:
        text = normalized(cell)
        locale = locales.find(language)
        if not text and not language.strip():
            continue
        if locale is None:
            problems[TableFault.UNKNOWN_LANGUAGE, language.strip()] = None
        elif text and (locale, field) in texts:
            problems[TableFault.TWICE, f"{locale} {field.value}"] = None
        elif text:
            texts[locale, field] = text
    if not texts and not problems:
        return _wrong(TableFault.NO_TEXTS)
    return Table(texts, tuple(_problems(problems)), ignored)


def _problems(found: Iterable[tuple[TableFault, str]]) -> Iterator[TableProblem]:
    """Name the closest languages to the first unknown ones: for thousands it would take minutes."""
    for number, (kind, where) in enumerate(found):
        unknown = kind is TableFault.UNKNOWN_LANGUAGE and where and number < MOST_SUGGESTED
        yield TableProblem(kind, where, locales.closest(where) if unknown else ())


def _wrong(kind: TableFault, where: str = "") -> Table:
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
