"""Reads the cells of an untrusted Excel workbook (.xlsx), after its zip has been checked.

openpyxl reads row by row and at most as far as it is told, so a cell in the last row of a million takes no memory.
https://openpyxl.readthedocs.io/en/stable/optimized.html#read-only-mode
"""

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from appstore.media import zips
from appstore.media.zips import ArchiveError, ArchiveFault, ArchiveFaultCode, ZipMember

MOST_ROWS, MOST_COLUMNS = 1000, 100
# Bytes of all parts, unpacked; a workbook of fifty languages has one or two million.
MOST_UNPACKED = 20_000_000
MOST_PARTS = 1000
# What Excel shows instead of a value that it can't calculate, such as of a text that begins with `=` or `-`.
# https://support.microsoft.com/office/formula-errors
_ERRORS = {"#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!"}
_CONTENTS = "xl/workbook.xml"
# openpyxl has no common error for workbooks that it can't read.
_UNREADABLE = (ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError)


def is_workbook(members: Sequence[ZipMember]) -> bool:
    """Return whether a zip with these members is an Excel workbook."""
    return any(member.path == _CONTENTS for member in members)


def sheets(path: Path) -> list[list[tuple[int, list[str]]]]:
    """Return the rows of each visible sheet, with their numbers. Raises ArchiveError for a file that can't be read."""
    _check(path)
    from openpyxl import load_workbook  # noqa: PLC0415 - with numpy 20 MB in every worker that reads no workbook

    try:
        # The file may have any name; openpyxl takes a stream without one.
        with path.open("rb") as stream, warnings.catch_warnings():
            # Of validations, styles and the like that it does not read.
            warnings.simplefilter("ignore")
            book = load_workbook(stream, read_only=True, data_only=True)
            try:
                return [list(_rows(sheet)) for sheet in book.worksheets if sheet.sheet_state == "visible"]
            finally:
                book.close()
    except _UNREADABLE as error:
        raise ArchiveError(ArchiveFault("", ArchiveFaultCode.DAMAGED)) from error


def _check(path: Path) -> None:
    """Check what the zip lists, and that every part is as large as listed, before anything else unpacks it."""
    members = zips.listing(path)
    if fault := next((member.fault for member in members if member.fault is not None), None):
        raise ArchiveError(fault)
    if len(members) > MOST_PARTS:
        raise ArchiveError(ArchiveFault("", ArchiveFaultCode.TOO_MANY_ENTRIES, found=len(members), limit=MOST_PARTS))
    if (size := sum(member.size for member in members)) > MOST_UNPACKED:
        raise ArchiveError(ArchiveFault("", ArchiveFaultCode.TOO_LARGE, found=size, limit=MOST_UNPACKED))
    for member in members:
        for _ in zips.blocks(path, member.key, member.size):
            pass


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - openpyxl's read-only sheet has no public type
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
    for number, row in enumerate(rows, 1):
        cells = [_text(cell) for cell in row]
        if any(cells):
            yield number, cells


def _text(cell: Any) -> str:  # noqa: ANN401 - as above
    """Return a cell as Excel shows it without a format; `#NAME?` and other errors of a formula as they are."""
    match cell.value:
        case None:
            return ""
        case bool(value):
            return str(value).upper()
        case float(value) if value.is_integer():
            return str(int(value))
        case value:
            return str(value)


def is_error(text: str) -> bool:
    """Return whether a cell holds one of Excel's error values, which nobody means as a text."""
    return text in _ERRORS
