"""The texts of many products in one table: a CSV or an Excel workbook, a row for each product and language."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from appstore.catalog import locales
from appstore.fields import FieldFault
from appstore.media.file_types import Format, format_of
from appstore.products import limits
from appstore.products.limits import ProductPart
from appstore.texts import sheets, workbooks
from appstore.texts.characters import normalized
from appstore.texts.sheets import Sheet
from appstore.texts.tables import MOST_BYTES, csv_of, unescaped

# The most rows that are imported at once.
MOST_ROWS = 1000

COLUMNS = ("product_id", "kind", "reference_name", "locale", "display_name", "description")
_PRODUCT = {"productid", "product", "id"}
_LANGUAGE = {"locale", "language", "lang"}
_NAME = {"displayname", "name"}
_DESCRIPTION = {"description"}
# Apple's ids have letters, digits, hyphens, periods and underscores only.
_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")


class RowFault(StrEnum):
    """An error in a table of products; the comment on each says what `ProductTableProblem.what` has."""

    NOT_TEXT = "not_text"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"  # how many
    QUOTES = "quotes"
    NO_COLUMNS = "no_columns"  # the columns that it has, a line each
    NO_TEXTS = "no_texts"
    CELLS = "cells"
    ERROR_VALUE = "error_value"  # the cell
    NO_PRODUCT = "no_product"
    MALFORMED_ID = "malformed_id"  # the id
    UNKNOWN_LANGUAGE = "unknown_language"  # the language
    TWICE = "twice"  # the line of the first
    TEXT = "text"  # the `ProductPart`; `text_fault` says what is wrong with it


@dataclass(frozen=True)
class ProductTableProblem:
    """One error: the line, 0 for the file as a whole, and the closest languages to an unknown one."""

    fault: RowFault
    line: int = 0
    what: str = ""
    closest: tuple[str, ...] = ()
    text_fault: FieldFault | None = None


@dataclass(frozen=True, kw_only=True)
class ProductRow:
    """The texts of a product in a language; "" for one that stays as it is."""

    line: int
    product_id: str
    locale: str
    name: str = ""
    description: str = ""


@dataclass(frozen=True)
class ProductTable:
    """The rows with a text, every error on every line, and the columns that are not used."""

    rows: tuple[ProductRow, ...] = ()
    problems: tuple[ProductTableProblem, ...] = ()
    ignored: tuple[str, ...] = ()


def read_file(path: Path) -> ProductTable:
    """Read a CSV or an Excel workbook, whichever the file is by its content. Raises ArchiveError for a broken one."""
    with path.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    return read_workbook(path) if format_of(data) is Format.ZIP else read_csv(data)


def read_csv(data: bytes) -> ProductTable:
    """Read a CSV, separated by commas, semicolons or tabs."""
    if len(data) > MOST_BYTES:
        return _wrong(RowFault.TOO_LARGE)
    text = sheets.decoded(data)
    if text is None:
        return _wrong(RowFault.NOT_TEXT)
    sheet = sheets.read(text, _rank)
    return _wrong(RowFault.QUOTES, sheet.unmatched) if sheet.unmatched else _of_sheet(sheet)


def read_workbook(path: Path) -> ProductTable:
    """Read the visible sheet of an Excel workbook that looks most like a table of products.

    Raises ArchiveError for a file that can't be read.
    """
    found = [sheets.below_header(rows, _rank) for rows in workbooks.sheets(path)]
    return _of_sheet(max(found, key=lambda sheet: _rank(sheet.names), default=Sheet([], [])))


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows of `COLUMNS` as a CSV for `read_csv`."""
    return csv_of([COLUMNS, *rows])


def _of_sheet(sheet: Sheet) -> ProductTable:
    header = [_spelled(name) for name in sheet.names]
    indices = [_index(header, names) for names in (_PRODUCT, _LANGUAGE, _NAME, _DESCRIPTION)]
    product, language, name, description = indices
    if product is None or language is None or (name is None and description is None):
        return ProductTable(problems=(ProductTableProblem(RowFault.NO_COLUMNS, what="\n".join(sheet.names)),))
    used = {index for index in indices if index is not None} | {
        number for number, column in enumerate(header) if column in {"kind", "referencename"}
    }
    ignored = tuple(column for number, column in enumerate(sheet.names) if column.strip() and number not in used)
    lines = [(line, cells) for line, cells in sheet.rows if any(cell.strip() for cell in cells)]
    if len(lines) > MOST_ROWS:
        return _wrong(RowFault.TOO_MANY_ROWS, what=str(len(lines)))
    rows, problems = [], list[ProductTableProblem]()
    first: dict[tuple[str, str], int] = {}
    for line, cells in lines:
        row = ProductRow(
            line=line,
            product_id=_cell(cells, product),
            locale=_cell(cells, language),
            name=_cell(cells, name),
            description=_cell(cells, description),
        )
        if not (row.name or row.description):
            continue
        locale = locales.find(row.locale)
        found = list(_problems(row, locale, cells[len(header) :]))
        earlier = first.setdefault((row.product_id, locale or row.locale), line)
        if earlier != line:
            found.append(ProductTableProblem(RowFault.TWICE, line, str(earlier)))
        problems += found
        rows.append(replace(row, locale=locale or row.locale))
    if not rows and not problems:
        return _wrong(RowFault.NO_TEXTS)
    return ProductTable(tuple(rows), tuple(problems), ignored)


def _problems(row: ProductRow, locale: str | None, beyond: Sequence[str]) -> Iterator[ProductTableProblem]:
    """Yield everything that is wrong with a row."""
    if any(beyond):
        yield ProductTableProblem(RowFault.CELLS, row.line)
    for cell in (row.product_id, row.locale, row.name, row.description):
        if workbooks.is_error(cell):
            yield ProductTableProblem(RowFault.ERROR_VALUE, row.line, cell)
    if not row.product_id:
        yield ProductTableProblem(RowFault.NO_PRODUCT, row.line)
    elif not _ID.fullmatch(row.product_id):
        yield ProductTableProblem(RowFault.MALFORMED_ID, row.line, row.product_id)
    if locale is None:
        yield ProductTableProblem(RowFault.UNKNOWN_LANGUAGE, row.line, row.locale, locales.closest(row.locale))
    for part, text in ((ProductPart.NAME, row.name), (ProductPart.DESCRIPTION, row.description)):
        if text:
            yield from (
                ProductTableProblem(RowFault.TEXT, row.line, part.value, text_fault=fault)
                for fault in limits.faults(part, text)
            )


def _cell(cells: Sequence[str], index: int | None) -> str:
    return normalized(unescaped(cells[index])) if index is not None and index < len(cells) else ""


def _index(header: Sequence[str], names: set[str]) -> int | None:
    return next((number for number, column in enumerate(header) if column in names), None)


def _wrong(fault: RowFault, line: int = 0, what: str = "") -> ProductTable:
    return ProductTable(problems=(ProductTableProblem(fault, line, what),))


def _rank(names: Sequence[str]) -> int:
    """Return how much a row looks like the names of the columns."""
    spelled = {_spelled(name) for name in names}
    return sum(bool(spelled & group) for group in (_PRODUCT, _LANGUAGE, _NAME, _DESCRIPTION))


def _spelled(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold())
