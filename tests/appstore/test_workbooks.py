"""Excel workbooks as translators send them, and as somebody might who means harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from appstore.fields import Field
from appstore.media.zips import ArchiveFault, ArchiveFaultCode
from appstore.texts import tables
from appstore.texts.files import read_file
from appstore.texts.source import TextSource
from appstore.texts.tables import Table, TableFault, TableProblem

HEADER = ("locale", "description", "keywords")
GERMAN = ("de-DE", "Gezeiten\nund mehr", "gezeiten,meer")


def workbook(
    *sheets: Iterable[Sequence[object]], hidden: int = 0, edit: Callable[[Worksheet], None] | None = None
) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    for sheet in book.worksheets[len(sheets) - hidden :] if hidden else []:
        sheet.sheet_state = "hidden"
    if edit is not None:
        edit(book.worksheets[0])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def read(tmp_path: Path, data: bytes) -> Table:
    path = tmp_path / "file"
    path.write_bytes(data)
    return read_file(path)


def faults(table: Table) -> list[object]:
    return [problem.kind if isinstance(problem, TableProblem) else problem.code for problem in table.problems]


def test_a_workbook_is_read_like_a_csv(tmp_path: Path) -> None:
    table = read(tmp_path, workbook([HEADER, GERMAN, ("fr-FR", None, "marée")]))
    assert table.problems == ()
    assert table.texts == {
        ("de-DE", Field.DESCRIPTION): "Gezeiten\nund mehr",
        ("de-DE", Field.KEYWORDS): "gezeiten,meer",
        ("fr-FR", Field.KEYWORDS): "marée",
    }


def test_a_title_empty_rows_and_hidden_sheets_do_not_count(tmp_path: Path) -> None:
    rows = [("Texts for spring",), (), HEADER, (), GERMAN]
    table = read(tmp_path, workbook(rows, [HEADER, ("fr-FR", "caché", "")], hidden=1))
    assert {locale for locale, _ in table.texts} == {"de-DE"}


def test_a_sheet_without_languages_beside_the_texts_does_not_count(tmp_path: Path) -> None:
    assert read(tmp_path, workbook([("Notes",), ("please hurry",)], [HEADER, GERMAN])).texts


def test_two_sheets_of_texts_are_refused(tmp_path: Path) -> None:
    table = read(tmp_path, workbook([HEADER, GERMAN], [HEADER, ("fr-FR", "x", "y")]))
    assert faults(table) == [TableFault.SEVERAL_SHEETS]


def test_numbers_and_truths_are_texts_as_excel_shows_them(tmp_path: Path) -> None:
    table = read(tmp_path, workbook([("locale", "name", "subtitle", "keywords"), ("en-US", 2048.0, 1.5, True)]))
    assert [table.texts["en-US", field] for field in (Field.NAME, Field.SUBTITLE, Field.KEYWORDS)] == [
        "2048",
        "1.5",
        "TRUE",
    ]


@pytest.mark.parametrize("value", ["#NAME?", "#VALUE!", "#REF!"])
def test_an_error_of_excel_is_never_a_text(tmp_path: Path, value: str) -> None:
    table = read(tmp_path, workbook([HEADER, ("de-DE", value, "meer")]))
    assert faults(table) == [TableFault.ERROR_VALUE]
    assert table.texts == {}


def test_an_export_that_excel_has_saved_as_a_workbook_comes_back(tmp_path: Path) -> None:
    source = TextSource("com.example.tide", "IOS", "1.10")
    texts = {"de-DE": {Field.PROMO: "=Neu", Field.KEYWORDS: "a, b"}}
    rows = [line.split("\t") for line in _tabbed(tables.write_csv(texts, source))]
    table = read(tmp_path, workbook(rows))
    assert table.source == source
    assert table.texts == {("de-DE", Field.PROMO): "=Neu", ("de-DE", Field.KEYWORDS): "a, b"}


def _tabbed(data: bytes) -> list[str]:
    import csv  # noqa: PLC0415 - only here

    return ["\t".join(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))]


def test_a_cell_at_the_far_end_takes_no_memory(tmp_path: Path) -> None:
    def far(sheet: Worksheet) -> None:
        sheet["XFD1048576"] = "x"

    table = read(tmp_path, workbook([HEADER, GERMAN], edit=far))
    assert table.texts["de-DE", Field.KEYWORDS] == "gezeiten,meer"


def _zip(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b"]><workbook>&m;</workbook>"
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_zip({"xl/workbook.xml": b"<workbook/>"}), ArchiveFaultCode.DAMAGED),
        (_zip({"xl/workbook.xml": b"no xml"}), ArchiveFaultCode.DAMAGED),
        (_zip({"xl/workbook.xml": BOMB, "[Content_Types].xml": BOMB}), ArchiveFaultCode.DAMAGED),
        (_zip({"xl/workbook.xml": b"", "xl/a.bin": bytes(30_000_000)}), ArchiveFaultCode.TOO_DENSE),
        (_zip({"xl/workbook.xml": b"", "../evil": b""}), ArchiveFaultCode.UNSAFE_NAME),
        (_zip({"xl/workbook.xml": b"", **{f"xl/{n}": b"" for n in range(1001)}}), ArchiveFaultCode.TOO_MANY_ENTRIES),
    ],
)
def test_a_workbook_that_means_harm_is_refused(tmp_path: Path, data: bytes, code: ArchiveFaultCode) -> None:
    assert faults(read(tmp_path, data)) == [code]


def test_a_part_that_is_larger_than_listed_is_not_unpacked(tmp_path: Path) -> None:
    good = workbook([HEADER, GERMAN])
    name = b"xl/workbook.xml"
    at = good.rindex(name) - 46 + 24
    lying = good[:at] + (10).to_bytes(4, "little") + good[at + 4 :]
    assert faults(read(tmp_path, lying)) == [ArchiveFaultCode.DAMAGED]


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"\x00\x01\x02"])
def test_an_old_or_protected_workbook_is_refused_with_what_to_do(tmp_path: Path, data: bytes) -> None:
    assert faults(read(tmp_path, data)) == [TableFault.NOT_TEXT]


@pytest.mark.parametrize("cut", range(0, 4000, 97))
def test_a_cut_workbook_is_refused(tmp_path: Path, cut: int) -> None:
    table = read(tmp_path, workbook([HEADER, GERMAN])[:-cut] if cut else b"PK\3\4")
    assert table.texts == {}
    assert all(isinstance(problem, ArchiveFault | TableProblem) for problem in table.problems)
    assert table.problems
