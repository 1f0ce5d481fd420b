"""CSV files of texts in many languages."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appstore.fields import Field
from appstore.media.zips import ArchiveFault, ArchiveFaultCode
from appstore.texts.characters import normalized
from appstore.texts.files import read_zip
from appstore.texts.source import TextSource
from appstore.texts.tables import TableFault, TableProblem, csv_of, escaped, read_csv, unescaped, write_csv


def test_what_was_written_is_read_again() -> None:
    texts = {
        "en-US": {
            Field.PROMO: "=SUM(A1)",
            Field.DESCRIPTION: 'Line one\nLine "two", with a comma',
            Field.KEYWORDS: "a,b",
        },
        "ja": {Field.NAME: "潮", Field.SUBTITLE: "-10 %"},
    }
    table = read_csv(write_csv(texts))
    assert table.problems == ()
    assert table.texts == {(locale, field): text for locale, there in texts.items() for field, text in there.items()}


@given(st.lists(st.text(), min_size=2, max_size=2), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_any_texts_are_read_as_they_were_written(texts: list[str], encoding: str) -> None:
    source = TextSource("com.example.tide", "IOS", "1.10")
    fields = dict(zip((Field.PROMO, Field.DESCRIPTION), texts, strict=True))
    written = write_csv({"en-US": fields}, source).decode("utf-8-sig").encode(encoding)
    table = read_csv(written)
    expected = {("en-US", field): normalized(text) for field, text in fields.items() if normalized(text)}
    assert table.texts == expected
    assert table.source == source


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-5", "@SUM(A1)", "\tx", "\rx", "\nx", "'=1", "''=1", "＝1"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_of([[cell]]).decode("utf-8-sig"), newline=""))
    assert row[0].startswith("'")
    assert unescaped(row[0]) == cell


@given(st.text())
def test_escaping_a_cell_is_taken_back_exactly(cell: str) -> None:
    assert unescaped(escaped(cell)) == cell


@pytest.mark.parametrize(
    "data",
    [
        b"locale,promo\nde-DE,Wellen\n",
        b"Language;Promotional Text\r\nGerman;Wellen\r\n",
        "\ufefflocale\tpromotionalText\nde\tWellen".encode(),
        "locale,promotional_text\nde_de,Wellen".encode("utf-16"),
    ],
)
def test_columns_and_languages_are_known_by_many_names(data: bytes) -> None:
    assert read_csv(data).texts == {("de-DE", Field.PROMO): "Wellen"}


def test_an_empty_cell_says_nothing() -> None:
    assert read_csv(b"locale,promo,keywords\nde-DE,,a\n,,\n").texts == {("de-DE", Field.KEYWORDS): "a"}


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (b"promo\nx\n", TableProblem(TableFault.NO_LANGUAGES, "promo")),
        (b"locale,colour\nde-DE,red\n", TableProblem(TableFault.NO_TEXTS)),
        (b"", TableProblem(TableFault.NO_LANGUAGES)),
        (b"\xff\xfe\x00\xd8", TableProblem(TableFault.NOT_TEXT)),
        (b"locale,promo\n\xe4\xf6,x", TableProblem(TableFault.NOT_TEXT)),
        (b'locale,promo\nde,"Gut" sagt Kim\n', TableProblem(TableFault.QUOTES, "line 2")),
        (b'locale,promo\nen,"Hi\nyou"\nde,"Hallo\nfr,Salut\n', TableProblem(TableFault.QUOTES, "line 4")),
        (b'locale,promo\nde,"' + b"x" * 200_000, TableProblem(TableFault.QUOTES, "line 2")),
        (b"locale,promo\nen,Hi,\nde,Hallo, Welt\n", TableProblem(TableFault.CELLS, "line 3")),
        (b"locale,promo\nde,a\nde-DE,b", TableProblem(TableFault.TWICE, "de-DE promo")),
    ],
)
def test_what_is_wrong_with_a_file_is_named(data: bytes, failure: TableProblem) -> None:
    assert read_csv(data).problems == (failure,)


def test_an_unknown_language_comes_with_the_closest() -> None:
    (failure,) = read_csv(b"locale,promo\nde-XX,a").problems
    assert isinstance(failure, TableProblem)
    assert (failure.where, "de-DE" in failure.closest) == ("de-XX", True)


def test_of_thousands_of_unknown_languages_all_are_told_and_the_first_come_with_the_closest() -> None:
    lines = "\n".join(f"language {number},Tide" for number in range(5000))
    troubles = read_csv(f"locale,name\n{lines}".encode()).problems
    assert len(troubles) == 5000
    assert [bool(failure.closest) for failure in troubles if isinstance(failure, TableProblem)] == [True] * 20 + [
        False
    ] * 4980


def packed(folder: Path, files: dict[str, str]) -> Path:
    path = folder / "texts.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_a_zip_is_read_as_fastlane_lays_it_out(tmp_path: Path) -> None:
    files = {
        "metadata/en-US/promotional_text.txt": "Waves\n",
        "metadata/en-US/release_notes.txt": "New:\r\n- tides\n",
        "metadata/de-DE/support_url.txt": "https://tide.app",
        "metadata/default/name.txt": "Tide",
        "metadata/review_information/notes.txt": "hello",
        "metadata/copyright.txt": "2026",
        "__MACOSX/metadata/en-US/._name.txt": "x",
    }
    assert read_zip(packed(tmp_path, files)).texts == {
        ("en-US", Field.PROMO): "Waves",
        ("en-US", Field.WHATS_NEW): "New:\n- tides",
        ("de-DE", Field.SUPPORT_URL): "https://tide.app",
        ("en-US", Field.NAME): "Tide",
        ("de-DE", Field.NAME): "Tide",
    }


@pytest.mark.parametrize(
    "name", [r"metadata\de-DE\description.txt", r"metadata/de-DE\description.txt", r"de-DE\description.txt"]
)
def test_a_zip_with_backslashes_of_windows_is_read(tmp_path: Path, name: str) -> None:
    table = read_zip(packed(tmp_path, {name: "Gezeiten", "metadata\\de-DE\\": "", "\\": ""}))
    assert table.texts == {("de-DE", Field.DESCRIPTION): "Gezeiten"}


@pytest.mark.parametrize(
    "name", [r"..\..\description.txt", r"C:\de-DE\description.txt", r"\\host\de-DE\description.txt"]
)
def test_a_backslash_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    (fault,) = read_zip(packed(tmp_path, {name: "x"})).problems
    assert isinstance(fault, ArchiveFault)
    assert fault.code is ArchiveFaultCode.UNSAFE_NAME


def test_a_zip_that_could_do_harm_is_not_opened(tmp_path: Path) -> None:
    escape = read_zip(packed(tmp_path, {"../en-US/name.txt": "x"}))
    assert [failure.code for failure in escape.problems if isinstance(failure, ArchiveFault)] == [
        ArchiveFaultCode.UNSAFE_NAME
    ]
    bomb = read_zip(packed(tmp_path, {"en-US/name.txt": "x" * 70_000}))
    assert bomb.problems == (TableProblem(TableFault.TOO_LARGE, "en-US/name.txt"),)
    many = read_zip(packed(tmp_path, {f"en-US/{number}/name.txt": "" for number in range(1001)}))
    assert many.problems == (TableProblem(TableFault.TOO_LARGE),)
    (tmp_path / "no.zip").write_bytes(b"not a zip")
    assert len(read_zip(tmp_path / "no.zip").problems) == 1
