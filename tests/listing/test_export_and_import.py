"""An export is imported back where it came from: untouched it changes nothing, one edited cell is one change."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from sandbox.appstore import Fault
from tests.listing.test_files import apply, downloaded, imported, shown_text
from tests.support import wording
from tests.support.env import Env

Rows = list[list[str]]
DOUBLE = "Zwei\r\n\r\nAbsätze"
NFD = "Cafe\u0301 am Meer"


@pytest.fixture
def two(env: Env) -> Env:
    """1.2.0 is live, 1.3.0 in preparation; they differ in promotional text, as they do once somebody edits the next."""
    texts = {
        "en-US": {"keywords": "tide, waves ,sea", "description": "Tides\n\nwith waves ", "whatsNew": "-10 % off"},
        "de-DE": {"keywords": "eins, zwei ,drei", "description": DOUBLE, "supportUrl": "tide.example"},
    }
    for locale, fields in texts.items():
        env.apple.set_text(env.version_id, locale, promotionalText=f"Live {locale}", **fields)
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    following = env.apple.add_version(env.app_id, "1.3.0")
    env.apple.set_text(following, "en-US", promotionalText="=Next", marketingUrl="https://tide.example/x")
    env.apple.set_text(following, "en-US", whatsNew="-10 % off")
    env.apple.set_text(following, "de-DE", promotionalText=NFD)
    return env


def exported(env: Env, words: str = "") -> bytes:
    ts = env.says(env.eddie, f"@App Store Bot listing export {words}")
    env.work()
    (file,) = [file for reply in env.replies(ts) for file in reply.files]
    return downloaded(env, file)


def rows_of(data: bytes) -> Rows:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def by_excel(rows: Rows, *, delimiter: str = ";", ending: str = "\r\n", quoted: bool = False) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL if quoted else 0)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def in_excel(rows: Rows) -> bytes:
    """Line breaks inside a cell become LF, and empty columns and rows stand around the table."""
    wide = [[cell.replace("\r\n", "\n") for cell in row] + ["", ""] for row in rows]
    return by_excel([*wide, [""] * len(wide[0])])


def as_workbook(rows: Rows) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([cell.replace("\r\n", "\n") for cell in row])
    book.save(out)
    return out.getvalue()


SAVED: dict[str, Callable[[bytes], bytes]] = {
    "untouched": lambda data: data,
    "by Excel, with semicolons": lambda data: in_excel(rows_of(data)),
    "with a line about the separator": lambda data: b"\xef\xbb\xbfsep=;\r\n" + by_excel(rows_of(data))[3:],
    "below a title": lambda data: by_excel([["Texts of Tide"], [], *rows_of(data)]),
    "as a workbook": lambda data: as_workbook(rows_of(data)),
    "with tabs, as UTF-16": lambda data: by_excel(rows_of(data), delimiter="\t").decode("utf-8-sig").encode("utf-16"),
    "with LF, and everything quoted": lambda data: by_excel(rows_of(data), delimiter=",", ending="\n", quoted=True),
    "without the byte order mark": lambda data: data.removeprefix(b"\xef\xbb\xbf"),
    "by Google Sheets, without the apostrophes": lambda data: data.replace(b"'=", b"=").replace(b"'-", b"-"),
    "with CR in the cells": lambda data: data.replace(b"\r\n\r\nAbs", b"\r\rAbs"),
    "in NFC": lambda data: data.replace("e\u0301".encode(), "é".encode()),
    "with the columns in another order": lambda data: by_excel([row[::-1] for row in rows_of(data)]),
    "with columns removed": lambda data: by_excel([[row[0], *row[3:6], row[-1]] for row in rows_of(data)]),
    "with spaces around the cells": lambda data: by_excel([[f"{cell} " for cell in row] for row in rows_of(data)]),
    "of an earlier release, that says nothing of its version": lambda data: by_excel(
        [row[:-1] for row in rows_of(data)]
    ),
}


@pytest.mark.parametrize("words", ["", "--version 1.2.0"])
def test_an_export_changes_nothing_however_it_was_saved(two: Env, words: str) -> None:
    export = exported(two, words)
    for saved, save in SAVED.items():
        # An address that Apple has and we would refuse: only a file that says where it is from is compared first.
        data = export.replace(b",tide.example", b",") if "earlier" in saved else export
        name = "texts.xlsx" if "workbook" in saved else "texts.csv"
        read = two.read(imported(two, name, save(data)))
        assert wording.NOTHING_TO_CHANGE in read, saved
        assert "Apply" not in read, saved
    assert two.writes() == []


@pytest.mark.parametrize("version", ["1.3.0", "1.2.0"])
def test_one_edited_cell_is_one_change_in_the_version_of_the_file(two: Env, version: str) -> None:
    data = exported(two, f"--version {version}")
    edited = data.replace(b"'=Next" if version == "1.3.0" else b"Live en-US", b"Edited")
    apply(two, imported(two, "texts.csv", edited))
    assert len(two.writes()) == 1
    assert promos(two) == {"1.3.0": "=Next", "1.2.0": "Live en-US"} | {version: "Edited"}


def promos(env: Env, locale: str = "en-US") -> dict[str, str | None]:
    (app,) = [app for app in env.apple.look() if app.bundle_id == "com.example.tide"]
    return {version.name: env.apple.texts(version.id)[locale]["promotionalText"] for version in app.versions}


def without_source(data: bytes) -> bytes:
    """The file as an earlier release exported it."""
    return by_excel([row[:-1] for row in rows_of(data.replace(b",tide.example", b","))])


def test_an_edited_description_in_an_old_export_leaves_the_promotional_texts_apart(two: Env) -> None:
    ts = imported(two, "texts.csv", without_source(exported(two)).replace(b"with waves", b"with spray"))
    assert wording.LEFT_AS_ANOTHER_VERSION in two.read(ts)
    apply(two, ts)
    assert len(two.writes()) == 1
    assert promos(two) == {"1.3.0": "=Next", "1.2.0": "Live en-US"}


def test_an_edited_promotional_text_in_an_old_export_is_shown_for_both_versions_and_retried(two: Env) -> None:
    ts = imported(two, "texts.csv", without_source(exported(two)).replace(b"'=Next", b"Edited"))
    assert "in 1.3.0 (iOS, Prepare for Submission)" in two.read(ts)
    assert "in 1.2.0 (iOS, Ready for Distribution)" in two.read(ts)
    two.apple.faults.add(Fault.status(409, method="PATCH", nth=2))
    apply(two, ts)
    assert promos(two) == {"1.3.0": "Edited", "1.2.0": "Live en-US"}
    two.eddie.clicks(two.release, two.replies(ts)[-1], "Retry")
    two.work()
    assert promos(two) == {"1.3.0": "Edited", "1.2.0": "Edited"}


def test_a_version_that_the_preview_did_not_show_is_not_changed(two: Env) -> None:
    ts = imported(two, "texts.csv", b"locale,promo\nen-US,Everywhere\n")
    mac = two.apple.add_version(two.app_id, "3.0", platform="MAC_OS", locales=["en-US"])
    apply(two, ts)
    assert two.apple.texts(mac)["en-US"]["promotionalText"] is None
    assert promos(two) == {"1.3.0": "Everywhere", "1.2.0": "Everywhere", "3.0": None}


def test_only_the_keywords_that_were_edited_are_tidied(two: Env) -> None:
    apply(two, imported(two, "texts.csv", exported(two).replace(b"tide, waves ,sea", b"tide, waves ,spray")))
    (app,) = two.apple.look()
    texts = {locale.locale: locale.texts["keywords"] for locale in app.versions[0].locales}
    assert texts == {"en-US": "tide,waves,spray", "de-DE": "eins, zwei ,drei"}
    assert len(two.writes()) == 1


def test_what_is_wrong_with_an_edited_cell_is_told_and_what_was_wrong_before_is_not(two: Env) -> None:
    ts = imported(two, "texts.csv", exported(two).replace(b"'=Next", b"x" * 171))
    assert wording.PROMO_TOO_LONG in two.read(ts)
    assert "Support URL" not in two.read(ts)
    assert two.writes() == []


@pytest.fixture
def mac(env: Env) -> str:
    """A macOS version in preparation beside the iOS one, with texts of its own."""
    env.apple.set_text(env.version_id, "en-US", description="In your pocket")
    version_id = env.apple.add_version(env.app_id, "3.0", platform="MAC_OS", locales=["en-US", "de-DE"])
    env.apple.set_text(version_id, "en-US", description="On your desk", promotionalText="Large")
    return version_id


@pytest.mark.parametrize("platform", ["IOS", "MAC_OS"])
def test_a_file_of_one_platform_changes_that_platform_alone(env: Env, mac: str, platform: str) -> None:
    data = exported(env, f"--platform {platform}")
    assert wording.NOTHING_TO_CHANGE in env.read(imported(env, "texts.csv", data))
    before = env.apple.texts(env.version_id), env.apple.texts(mac)
    apply(env, imported(env, "texts.csv", data.replace(b"In your", b"Edited:").replace(b"On your", b"Edited:")))
    after = env.apple.texts(env.version_id), env.apple.texts(mac)
    changed = [old != new for old, new in zip(before, after, strict=True)]
    assert changed == [platform == "IOS", platform == "MAC_OS"]
    assert len(env.writes()) == 1


def test_an_old_export_of_one_platform_is_not_written_to_the_other(env: Env, mac: str) -> None:
    for platform in ("IOS", "MAC_OS"):
        read = env.read(imported(env, "texts.csv", without_source(exported(env, f"--platform {platform}"))))
        assert wording.NOTHING_TO_CHANGE in read
        assert wording.LEFT_AS_ANOTHER_VERSION in read
    assert env.writes() == []


@pytest.mark.parametrize("field", ["description", "promo"])
def test_an_edited_text_in_an_old_export_is_not_written_over_that_of_another_platform(
    env: Env, mac: str, field: str
) -> None:
    env.apple.set_text(env.version_id, "en-US", promotionalText="Small")
    rows = f"locale,{field},supporturl\nen-US,Edited,https://tide.example\n".encode()
    ts = imported(env, "texts.csv", rows)
    assert wording.WHICH_PLATFORM in env.read(ts)
    apply(env, ts)
    texts = env.apple.texts(env.version_id)["en-US"], env.apple.texts(mac)["en-US"]
    assert [text["supportUrl"] for text in texts] == ["https://tide.example"] * 2
    assert "Edited" not in {*texts[0].values(), *texts[1].values()}
    apply(env, imported(env, "texts.csv", rows, "listing import --platform MAC_OS"))
    assert "Edited" in env.apple.texts(mac)["en-US"].values()
    assert "Edited" not in env.apple.texts(env.version_id)["en-US"].values()


def test_a_text_that_only_one_platform_has_is_written_to_all(env: Env, mac: str) -> None:
    apply(env, imported(env, "texts.csv", b"locale,promo\nen-US,Everywhere\n"))
    assert {env.apple.texts(owner)["en-US"]["promotionalText"] for owner in (env.version_id, mac)} == {"Everywhere"}


def test_a_platform_that_the_command_names_is_used_instead_of_that_of_the_file(env: Env, mac: str) -> None:
    ts = imported(env, "texts.csv", exported(env, "--platform IOS"), "listing import --platform MAC_OS")
    assert wording.EXPORTED_FROM_IOS in env.read(ts)
    apply(env, ts)
    assert env.apple.texts(mac)["en-US"]["description"] == "In your pocket"
    assert env.apple.texts(mac)["en-US"]["promotionalText"] == "Large"


@pytest.fixture
def wave(env: Env) -> Env:
    """Another app, which the channel uses."""
    wave = env.apple.add_app("com.example.wave", "Wave")
    env.apple.add_version(wave, "2.0", locales=["en-US", "de-DE"])
    env.apple.set_text(env.version_id, "en-US", promotionalText="Tides")
    env.says(env.eddie, "@App Store Bot use com.example.wave")
    env.work()
    return env


def test_a_file_of_another_app_than_the_channels_is_refused(wave: Env) -> None:
    data = exported(wave, "--app com.example.tide")
    read = wave.read(imported(wave, "texts.csv", data.replace(b"Tides", b"High tides")))
    assert wording.FILE_OF_ANOTHER_APP in read
    assert "listing import --app com.example.tide" in read
    assert "Apply" not in read
    assert wave.writes() == []


def test_a_file_goes_to_its_own_app_where_the_command_names_it(wave: Env) -> None:
    data = exported(wave, "--app com.example.tide").replace(b"Tides", b"High tides")
    apply(wave, imported(wave, "texts.csv", data, f"listing import --app {wave.app_id}"))
    assert shown_text(wave, "en-US") == "High tides"


def test_a_file_is_used_for_another_app_where_the_command_says_so_and_the_preview_shows_it(wave: Env) -> None:
    data = exported(wave, "--app com.example.tide")
    ts = imported(wave, "texts.csv", data, "listing import --app com.example.wave")
    assert wording.EXPORTED_FROM_TIDE in wave.read(ts)
    assert wording.TWO_TEXTS_OF_WAVE in wave.read(ts)
    assert wave.writes() == []


def test_a_channel_without_an_app_takes_the_file_to_its_own(env: Env) -> None:
    data = exported(env)
    env.apple.add_version(env.apple.add_app("com.example.wave", "Wave"), "2.0", locales=["en-US"])
    assert wording.NOTHING_TO_CHANGE in env.read(imported(env, "texts.csv", data))


def test_texts_of_a_version_that_is_locked_now_are_told_with_the_version_that_takes_them(two: Env) -> None:
    data = exported(two, "--version 1.2.0").replace(b"with waves", b"with spray")
    read = two.read(imported(two, "texts.csv", data))
    assert wording.IMPORT_TO_NEXT in read
    assert "Apply" not in read
    apply(two, imported(two, "texts.csv", data, "listing import --version 1.3.0"))
    assert "with spray" in str(two.apple.look()[0].versions[0].locales)


def test_an_export_of_an_app_that_is_only_live_changes_nothing(env: Env) -> None:
    env.apple.set_text(env.version_id, "en-US", description="Tides", promotionalText="Now")
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    data = exported(env)
    for file in (data, without_source(data)):
        assert wording.NOTHING_TO_CHANGE in env.read(imported(env, "texts.csv", file))
    read = env.read(imported(env, "texts.csv", without_source(data).replace(b"Tides", b"Waves")))
    assert wording.NOTHING_IN_PREPARATION in read
    assert env.writes() == []


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("com.example.tide IOS", wording.COLUMN_WAS_EDITED),
        ("Tide for iPhone", wording.COLUMN_WAS_EDITED),
        ("com.example.tide IOS 1.1.0", wording.ONE_VERSION_AT_A_TIME),
    ],
)
def test_a_file_that_does_not_say_one_place_is_refused(two: Env, cell: str, answer: str) -> None:
    rows = rows_of(exported(two))
    rows[1][-1] = cell
    assert answer in two.read(imported(two, "texts.csv", by_excel(rows)))


def test_a_row_added_to_an_export_belongs_where_the_others_do(two: Env) -> None:
    rows = [[row[0], row[3], row[-1]] for row in rows_of(exported(two))]
    rows = [rows[0], next(row for row in rows if row[0] == "en-US"), ["de-DE", "Neu", ""]]
    apply(two, imported(two, "texts.csv", by_excel(rows)))
    assert promos(two, "de-DE") == {"1.3.0": "Neu", "1.2.0": "Live de-DE"}


@pytest.mark.parametrize("edited", [False, True])
def test_a_cell_that_was_emptied_leaves_the_text_and_is_named(two: Env, *, edited: bool) -> None:
    rows = rows_of(exported(two))
    german = next(row for row in rows if row[0] == "de-DE")
    german[rows[0].index("promo")] = ""
    german[rows[0].index("description")] = "Neu" if edited else DOUBLE
    ts = imported(two, "texts.csv", by_excel(rows))
    read = two.read(ts)
    assert wording.EMPTIED_PROMO in read
    assert (wording.NOTHING_TO_CHANGE in read) != edited
    if edited:
        apply(two, ts)
    assert len(two.writes()) == edited
    assert promos(two, "de-DE") == {"1.3.0": NFD, "1.2.0": "Live de-DE"}


def test_a_version_that_was_renamed_meanwhile_is_told(two: Env) -> None:
    data = exported(two).replace(b"IOS 1.3.0", b"IOS 1.2.9").replace(b"'=Next", b"Edited")
    read = two.read(imported(two, "texts.csv", data))
    assert wording.NO_SUCH_VERSION_129 in read
    assert two.writes() == []


def test_a_table_of_changes_in_several_versions_says_which(two: Env) -> None:
    rows = "".join(f"{locale},New,{locale} new\n" for locale in ("en-US", "de-DE"))
    ts = imported(two, "texts.csv", f"locale,promo,keywords\n{rows}".encode())
    (table,) = [block for reply in two.replies(ts) for block in reply.blocks if block["type"] == "table"]
    shown = [[cell["text"] for cell in row] for row in table["rows"]]
    assert shown[0] == ["Language", "Text", "Version", "Before", "After"]
    assert ["en-US", "Promotional text", "1.2.0 (iOS)", "Live en-US", "New"] in shown
    assert ["en-US", "Promotional text", "1.3.0 (iOS)", "=Next", "New"] in shown


def test_the_text_of_a_version_that_was_replaced_is_not_sent(two: Env) -> None:
    data = exported(two, "--version 1.2.0").replace(b"Live en-US", b"Edited")
    two.apple.set_version_state(two.version_id, "REPLACED_WITH_NEW_VERSION")
    read = two.read(imported(two, "texts.csv", data))
    assert wording.IMPORT_TO_NEXT in read
    assert "Apply" not in read
    assert two.writes() == []


def test_keywords_without_commas_that_nobody_edited_are_no_question(two: Env) -> None:
    two.apple.set_text(two.version_id, "en-US", keywords="tide wind waves harbour fishing")
    for words in ("", "--version 1.2.0"):
        read = two.read(imported(two, "texts.csv", exported(two, words)))
        assert wording.NOTHING_TO_CHANGE in read
        assert wording.EMPTY_CELLS not in read
