"""Tables as programs write them: with `sep=`, empty lines, a title, any line ends and UTF-16."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appstore.fields import Field
from appstore.texts.tables import TableFault, TableProblem, read_csv

WANTED = {
    ("en-US", Field.PROMO): "Sun, sea; and | more",
    ("en-US", Field.KEYWORDS): "a,b",
    ("de-DE", Field.PROMO): "Zeile\nzwei",
}
ABOVE = {
    "nothing": "",
    "an empty line": "\n",
    "empty lines": "\n  \n\n",
    "empty cells": ";;;\n,,\n",
    "a title": "Texts of Tide 1.2.0\n\n",
    "a title in quotes": '"Texts, of; Tide";;\n',
    "a title with quotes": 'The "new" texts\n',
    "a title that names a column": "Language\n",
    "titles and a date": "Tide\nVersion;1.2.0\nExported on 2026-11-28\n",
}
SEPS = ["sep=;", "SEP=;", "Sep=;", '"sep=;"', "sep=;;;", "sep = ;", 'sep=";"', "'sep=;'", "sep=;,,,"]


def table(delimiter: str = ";") -> str:
    rows = [
        ["locale", "promo", "keywords"],
        ["en-US", '"Sun, sea; and | more"', '"a,b"'],
        ["de-DE", '"Zeile\nzwei"', ""],
    ]
    return "".join(delimiter.join(row) + "\n" for row in rows)


@pytest.mark.parametrize("above", ABOVE)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_header_is_found_below_what_stands_above_it(above: str, delimiter: str) -> None:
    assert read_csv((ABOVE[above] + table(delimiter)).encode()).texts == WANTED


@pytest.mark.parametrize("sep", SEPS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_line_that_names_the_delimiter_is_followed(sep: str, end: str, encoding: str) -> None:
    assert read_csv(f"{sep}\n{table()}".replace("\n", end).encode(encoding)).texts == WANTED


@pytest.mark.parametrize(
    ("sep", "delimiter"), [("sep=,", ","), ("sep=\t", "\t"), ('"sep=\t"', "\t"), ("sep=|", "|"), ("sep=^", "^")]
)
def test_any_delimiter_can_be_named(sep: str, delimiter: str) -> None:
    for between, above in product(["", "\n"], ["", "\n", "\ufeff", "\ufeff\ufeff"]):
        assert read_csv(f"{above}{sep}\n{between}{table(delimiter)}".encode()).texts == WANTED


def test_carriage_returns_alone_end_lines_also_where_texts_have_commas() -> None:
    data = 'locale;promo\rde-DE;Eins, zwei, drei, vier\ren-US;"One,\rtwo"\r'
    assert read_csv(data.encode()).texts == {
        ("de-DE", Field.PROMO): "Eins, zwei, drei, vier",
        ("en-US", Field.PROMO): "One,\ntwo",
    }


def test_commas_in_the_header_decide_although_a_title_has_semicolons() -> None:
    data = b"a;b;c;d;e;f\nlocale,promo\nde-DE,x\n"
    assert read_csv(data).texts == {("de-DE", Field.PROMO): "x"}


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\n\nsep=;\nfield;en-US;de-DE\npromo;a;b\n", TableProblem(TableFault.NO_LANGUAGES, "field\nen-US\nde-DE")),
        (b"sprache,titel\nde,x\n", TableProblem(TableFault.NO_LANGUAGES, "sprache\ntitel")),
        (b"sep=;\n", TableProblem(TableFault.NO_LANGUAGES)),
        (b"\n\n", TableProblem(TableFault.NO_LANGUAGES)),
        (b"\n" * 40 + b"locale,promo\nde,x\n", None),
        (b'Title\n\nlocale,promo\nde,"Gut" sagt Kim\n', TableProblem(TableFault.QUOTES, "line 4")),
        (b"sep=,\nlocale,promo\nen,Hi,\nde,Hallo, Welt\n", TableProblem(TableFault.CELLS, "line 4")),
    ],
)
def test_a_problem_names_the_columns_or_the_line_of_the_file(data: bytes, problem: TableProblem | None) -> None:
    assert read_csv(data).problems == ((problem,) if problem else ())


@given(st.text(alphabet='locale,;\t|"\r\n= sepromo\ufeff\x00é', max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    read_csv(text.encode())
    read_csv(text.encode("utf-16"))
