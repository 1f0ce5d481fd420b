"""Tables of products: what spreadsheets write is read, and every error on every line is reported."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from appstore.products.tables import COLUMNS, MOST_ROWS, ProductRow, RowFault, read_csv, read_workbook, write_csv

PRO = "com.example.tide.pro"


def faults(text: str) -> list[tuple[RowFault, int, str]]:
    return [(problem.fault, problem.line, problem.what) for problem in read_csv(text.encode()).problems]


def row(locale: str, name: str = "", description: str = "", line: int = 2) -> ProductRow:
    return ProductRow(line=line, product_id=PRO, locale=locale, name=name, description=description)


def test_an_export_is_read_back_as_it_was_written() -> None:
    data = write_csv([(PRO, "consumable", "Pro", "en-US", "Tide Pro", "=All tides"), (PRO, "", "Pro", "de-DE", "", "")])
    table = read_csv(data)
    assert table.rows == (row("en-US", "Tide Pro", "=All tides"),)
    assert (table.problems, table.ignored) == ((), ())
    assert data.decode("utf-8-sig").splitlines()[0] == ",".join(COLUMNS)


@pytest.mark.parametrize(
    "text",
    [
        f"Product ID;Language;Display Name;Description\n{PRO};German;Gezeiten Pro;Alle Gezeiten\n",
        f"sep=;\nid;locale;name;description\n{PRO};de-DE;Gezeiten Pro;Alle Gezeiten\n",
        f"locale\tproduct\tdisplay_name\tdescription\nde\t{PRO}\tGezeiten Pro\tAlle Gezeiten\n\t\t\t\n",
    ],
)
def test_columns_and_languages_are_read_as_people_name_them(text: str) -> None:
    table = read_csv(text.encode())
    assert table.problems == ()
    assert [(each.locale, each.name, each.description) for each in table.rows] == [
        ("de-DE", "Gezeiten Pro", "Alle Gezeiten")
    ]


def test_a_workbook_is_read_like_a_csv(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("Notes").append(["nothing", "of interest"])
    sheet = book.active
    assert sheet is not None
    for cells in (["product_id", "locale", "display_name"], [PRO, "de-DE", "Gezeiten Pro"]):
        sheet.append(cells)
    book.save(tmp_path / "products.xlsx")
    assert read_workbook(tmp_path / "products.xlsx").rows == (row("de-DE", "Gezeiten Pro"),)


def test_every_error_on_every_line_is_reported() -> None:
    header = "product_id,locale,display_name,description\n"
    lines = [
        f"{PRO},en-US,Tide Pro,All tides",
        f"{PRO},en-us,Tide Pro again,",
        "com.example tide,klingon,A,All tides",
        ",de-DE,Gezeiten Pro,",
        f"{PRO},fr-FR,{'n' * 36},{'d' * 56}",
        f"{PRO},ja,#NAME?,",
        f"{PRO},it,Maree,Tutte,le maree",
    ]
    assert faults(header + "\n".join(lines)) == [
        (RowFault.TWICE, 3, "2"),
        (RowFault.MALFORMED_ID, 4, "com.example tide"),
        (RowFault.UNKNOWN_LANGUAGE, 4, "klingon"),
        (RowFault.TEXT, 4, "name"),
        (RowFault.NO_PRODUCT, 5, ""),
        (RowFault.TEXT, 6, "name"),
        (RowFault.TEXT, 6, "description"),
        (RowFault.ERROR_VALUE, 7, "#NAME?"),
        (RowFault.CELLS, 8, ""),
    ]


def test_characters_are_counted_and_not_bytes() -> None:
    assert faults(f"product_id,locale,display_name\n{PRO},ja,{'潮' * 35}\n") == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", RowFault.NO_COLUMNS),
        ("product_id,locale\nx,en-US\n", RowFault.NO_COLUMNS),
        ("product_id,locale,display_name\n", RowFault.NO_TEXTS),
        (f"product_id,locale,display_name\n{PRO},en-US,\n", RowFault.NO_TEXTS),
        (f'product_id,locale,display_name\n{PRO},en-US,"Tide\n', RowFault.QUOTES),
        ("product_id,locale,display_name\n" + f"{PRO},en-US,Tide\n" * (MOST_ROWS + 1), RowFault.TOO_MANY_ROWS),
    ],
)
def test_a_file_that_is_no_table_of_products_is_refused_as_a_whole(text: str, fault: RowFault) -> None:
    (problem, *_) = read_csv(text.encode()).problems
    assert problem.fault is fault


def test_bytes_that_are_no_text_are_refused() -> None:
    assert read_csv(b"\xff\xd8\xff\xe0\x00\x10JFIF").problems[0].fault is RowFault.NOT_TEXT


def test_unused_columns_are_named() -> None:
    assert read_csv(f"product_id,locale,display_name,price\n{PRO},en-US,Tide,4.99\n".encode()).ignored == ("price",)
