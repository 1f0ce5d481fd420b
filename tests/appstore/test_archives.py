"""Zip files of screenshots: their layout, and what is rejected before extraction."""

from __future__ import annotations

import stat
import struct
import zipfile
from contextlib import suppress
from pathlib import Path
from zipfile import ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appstore.catalog.display_types import DisplayType
from appstore.media import archives
from appstore.media.archives import Archive, ArchiveEntry, ArchiveError, ArchiveFault, extract, read_archive
from appstore.media.archives import ArchiveFaultCode as Code
from appstore.media.file_types import Format


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def packed(path: Path, *names: str, content: bytes = b"pixels") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return path


def opened(result: Archive | tuple[ArchiveFault, ...]) -> Archive:
    assert isinstance(result, Archive), result
    return result


def refused(result: Archive | tuple[ArchiveFault, ...]) -> list[tuple[str, Code]]:
    assert isinstance(result, tuple), result
    return [(fault.where, fault.code) for fault in result]


def sets(archive: Archive) -> list[tuple[str, DisplayType | None, str]]:
    return [(entry.locale, entry.display_type, entry.name) for entry in archive.entries]


def test_folders_name_the_sets_and_files_are_in_natural_order(folder: Path) -> None:
    path = packed(
        folder / "shots.zip",
        "en-US/APP_IPHONE_67/10.png",
        "en-US/APP_IPHONE_67/2.png",
        "de_de/ipad 13/1.PNG",
        "german/1.jpg",
    )
    assert sets(opened(read_archive(path))) == [
        ("de-DE", None, "1.jpg"),
        ("de-DE", DisplayType.APP_IPAD_PRO_3GEN_129, "1.PNG"),
        ("en-US", DisplayType.APP_IPHONE_67, "2.png"),
        ("en-US", DisplayType.APP_IPHONE_67, "10.png"),
    ]


@pytest.mark.parametrize("around", ["", "Screenshots/", "fastlane/screenshots/", "./", "My App (1)/"])
def test_wrapping_folders_and_what_systems_leave_are_passed_over(folder: Path, around: str) -> None:
    path = packed(
        folder / "shots.zip",
        f"{around}en-US/1.png",
        f"{around}en-US/.DS_Store",
        f"{around}.hidden/1.png",
        f"{around}en-US/Thumbs.db",
        f"__MACOSX/{around}en-US/._1.png",
    )
    assert opened(read_archive(path)) == Archive(
        (ArchiveEntry("en-US", None, "1.png", f"{around}en-US/1.png", 6, path),)
    )


def test_files_that_are_no_pictures_are_passed_over_and_told(folder: Path) -> None:
    path = packed(folder / "shots.zip", "screenshots.html", "x/en-US/1.png", "x/en-US/title.strings", "x/en-US/2.heic")
    archive = opened(read_archive(path))
    assert archive.ignored == ("screenshots.html", "x/en-US/title.strings")
    assert [entry.name for entry in archive.entries] == ["1.png", "2.heic"]


def test_folders_of_their_own_count_for_nothing(folder: Path) -> None:
    path = packed(folder / "shots.zip", "x/", "x/en-US/", "x/en-US/1.png")
    assert sets(opened(read_archive(path))) == [("en-US", None, "1.png")]


def test_unknown_folders_are_named_once_with_the_closest(folder: Path) -> None:
    path = packed(
        folder / "shots.zip", "germn/APP_IPHONE_67/1.png", "germn/APP_IPHONE_67/2.png", "en-US/APP_IPHONE_77/1.png"
    )
    result = read_archive(path)
    assert refused(result) == [("germn", Code.UNKNOWN_LOCALE), ("en-US/APP_IPHONE_77", Code.UNKNOWN_DISPLAY_TYPE)]
    assert isinstance(result, tuple)
    assert result[0].closest[0] == "de-DE"
    assert result[1].closest[0] == 'APP_IPHONE_67 (iPhone 6.9")'


@pytest.mark.parametrize("names", [("germn/1.png",), ("germn/mac/1.png",), ("x/germn/mac/1.png", "x/germn/tv/1.png")])
def test_a_lone_misspelled_locale_is_no_wrapping_folder(folder: Path, names: tuple[str, ...]) -> None:
    assert refused(read_archive(packed(folder / "shots.zip", *names))) == [("germn", Code.UNKNOWN_LOCALE)]


def test_several_misspelled_locales_in_one_folder_are_all_named(folder: Path) -> None:
    path = packed(folder / "shots.zip", "x/germn/1.png", "x/frnch/1.png")
    assert refused(read_archive(path)) == [("germn", Code.UNKNOWN_LOCALE), ("frnch", Code.UNKNOWN_LOCALE)]


def test_loose_pictures_need_a_locale_from_elsewhere(folder: Path) -> None:
    loose, wrapped = (
        packed(folder / "1.zip", "1.png"),
        packed(folder / "2.zip", "Screens/mac/1.png", "Screens/tv/1.png"),
    )
    assert refused(read_archive(loose)) == [("1.png", Code.NO_LOCALE)]
    assert sets(opened(read_archive(loose, locale="de-DE"))) == [("de-DE", None, "1.png")]
    assert sets(opened(read_archive(wrapped, locale="de-DE"))) == [
        ("de-DE", DisplayType.APP_APPLE_TV, "1.png"),
        ("de-DE", DisplayType.APP_DESKTOP, "1.png"),
    ]
    assert refused(read_archive(packed(folder / "3.zip", "mac/1.png", "tv/1.png"))) == [
        ("mac/1.png", Code.NO_LOCALE),
        ("tv/1.png", Code.NO_LOCALE),
    ]


def test_a_picture_below_the_display_type_is_too_deep(folder: Path) -> None:
    path = packed(folder / "shots.zip", "en-US/mac/old/1.png")
    assert refused(read_archive(path)) == [("en-US/mac/old/1.png", Code.TOO_DEEP)]


@pytest.mark.parametrize(
    "name",
    [
        "../1.png",
        "en-US/../../1.png",
        "/en-US/1.png",
        "C:/en-US/1.png",
        "c:1.png",
        "en-US/1\n.png",
        "en-US/" + "a" * 2000 + ".png",
        *(r"..\1.png", r"..\..\en-US\1.png", r"en-US\..\..\1.png", r"en-US/..\1.png", r"..\en-US/1.png"),
        *(r"C:\en-US\1.png", "c:\\1.png", r"\en-US\1.png", r"\\server\share\1.png", r"\\?\C:\1.png", "..\\", "\\"),
    ],
)
def test_names_that_lead_elsewhere_are_refused(folder: Path, name: str) -> None:
    path = packed(folder / "shots.zip", "en-US/1.png", name)
    assert refused(read_archive(path)) == [(name.replace("\\", "/"), Code.UNSAFE_NAME)]


@pytest.mark.parametrize("system", [0, 3, 10], ids=["DOS", "Unix", "NTFS"])
@pytest.mark.parametrize(
    "names",
    [
        (r"en-US\APP_IPHONE_67\2.png", r"en-US\APP_IPHONE_67\10.png"),
        (r"My shots\en-US\APP_IPHONE_67\2.png", r"My shots\en-US\APP_IPHONE_67\10.png"),
        (r"shots/en-US\APP_IPHONE_67/2.png", r"shots\en-US/APP_IPHONE_67\10.png"),
        (r"en-US\APP_IPHONE_67\10.png", "en-US/APP_IPHONE_67/2.png"),
        (".\\en-US\\\\APP_IPHONE_67\\2.png", r"en-US\APP_IPHONE_67\.\10.png"),
        ("en-US\\", "en-US\\APP_IPHONE_67\\", r"en-US\APP_IPHONE_67\2.png", r"en-US\APP_IPHONE_67\10.png"),
        (r"x\en-US\APP_IPHONE_67\2.png", r"x\en-US\APP_IPHONE_67\10.png", r"x\Thumbs.db", r"__MACOSX\x\._2.png"),
    ],
)
def test_backslashes_of_windows_separate_folders(folder: Path, names: tuple[str, ...], system: int) -> None:
    path = folder / "shots.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            info = ZipInfo(name)
            info.create_system = system
            archive.writestr(info, b"" if name.endswith("\\") else b"pixels")
    archive_read = opened(read_archive(path))
    phone = DisplayType.APP_IPHONE_67
    assert sets(archive_read) == [("en-US", phone, "2.png"), ("en-US", phone, "10.png")]
    assert all(extract(entry, folder).read_bytes() == b"pixels" for entry in archive_read.entries)


def test_one_name_with_both_separators_is_a_duplicate(folder: Path) -> None:
    path = packed(folder / "shots.zip", "de-DE/1.png", r"de-DE\1.png")
    assert refused(read_archive(path)) == [(r"de-DE\1.png", Code.DUPLICATE)]


@pytest.mark.parametrize("byte", [b"\0", b"\x7f"])
def test_names_that_other_programs_read_differently_are_refused(folder: Path, byte: bytes) -> None:
    path = packed(folder / "shots.zip", "en-US/1.png", "en-US/~2.png")
    path.write_bytes(path.read_bytes().replace(b"~", byte))
    assert refused(read_archive(path)) == [(f"en-US/{byte.decode()}2.png", Code.UNSAFE_NAME)]


def test_encrypted_files_are_refused(folder: Path) -> None:
    path = packed(folder / "shots.zip", "en-US/1.png")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(content)
    assert refused(read_archive(path)) == [("en-US/1.png", Code.ENCRYPTED)]


def test_links_are_refused(folder: Path) -> None:
    link = ZipInfo("en-US/1.png")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(folder / "shots.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refused(read_archive(folder / "shots.zip")) == [("en-US/1.png", Code.LINK)]


def test_archives_in_archives_are_refused(folder: Path) -> None:
    path = packed(folder / "shots.zip", "en-US/1.png", "en-US/more.ZIP", "old.tar.gz")
    assert refused(read_archive(path)) == [("en-US/more.ZIP", Code.NESTED), ("old.tar.gz", Code.NESTED)]


def test_ways_of_packing_that_cost_memory_are_refused(folder: Path) -> None:
    with zipfile.ZipFile(folder / "shots.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("en-US/1.png", b"pixels")
    assert read_archive(folder / "shots.zip") == (ArchiveFault("en-US/1.png", Code.COMPRESSION, found=14),)


def test_one_picture_under_two_names_of_its_folder_is_a_duplicate(folder: Path) -> None:
    path = packed(folder / "shots.zip", "de-DE/1.png", "German/1.PNG")
    assert refused(read_archive(path)) == [("German/1.PNG", Code.DUPLICATE)]
    with pytest.warns(UserWarning, match="Duplicate name"):
        packed(path, "de-DE/1.png", "de-DE/1.png")
    assert refused(read_archive(path)) == [("de-DE/1.png", Code.DUPLICATE)]


def test_a_thousand_entries_are_the_most(folder: Path) -> None:
    names = [f"en-US/{number}.png" for number in range(1000)]
    most = packed(folder / "most.zip", *names, "__MACOSX/en-US/._1.png")
    assert len(opened(read_archive(most)).entries) == 1000
    more = packed(folder / "more.zip", *names, "en-US/x.png")
    assert read_archive(more) == (ArchiveFault("", Code.TOO_MANY_ENTRIES, found=1001, limit=1000),)


def test_a_list_of_a_million_entries_is_not_read(folder: Path) -> None:
    entry = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * 1_000_000
    path = folder / "many.zip"
    path.write_bytes(b"PK\3\4" + directory + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 9, 9, len(directory), 4, 0))
    assert read_archive(path) == (ArchiveFault("", Code.TOO_MANY_ENTRIES, limit=1000),)


def test_more_than_the_limit_unpacked_is_refused(folder: Path) -> None:
    path = packed(folder / "shots.zip", "en-US/1.png", "en-US/2.png", content=bytes(range(250)))
    assert read_archive(path, most_bytes=499) == (ArchiveFault("", Code.TOO_LARGE, found=500, limit=499),)
    assert archives.MOST_BYTES == 500_000_000


def test_a_file_that_is_mostly_air_is_refused(folder: Path) -> None:
    path = packed(folder / "bomb.zip", "en-US/1.png", content=bytes(3_000_000))
    result = read_archive(path)
    assert refused(result) == [("en-US/1.png", Code.TOO_DENSE)]
    assert isinstance(result, tuple)
    assert result[0].found > result[0].limit == 200
    opened(read_archive(packed(folder / "tiny.zip", "en-US/1.png", content=bytes(1_000_000))))


@pytest.mark.parametrize("claimed", [3, 1_000_000])
def test_a_file_that_is_not_as_long_as_listed_is_not_unpacked_further(folder: Path, claimed: int) -> None:
    path = packed(folder / "liar.zip", "en-US/1.png", content=b"0123456789")
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, content.index(b"PK\1\2") + 24, claimed)
    path.write_bytes(content)
    (entry,) = opened(read_archive(path)).entries
    with pytest.raises(ArchiveError) as raised:
        extract(entry, folder)
    assert raised.value.fault == ArchiveFault("en-US/1.png", Code.DAMAGED)
    assert all(file.stat().st_size <= 10 for file in folder.iterdir() if file != path)


def test_an_entry_is_unpacked_under_a_name_of_its_own(folder: Path) -> None:
    path = packed(folder / "shots.zip", "en-US/1.png", "de-DE/1.png", content=b"x" * 1_000_000)
    unpacked = [extract(entry, folder) for entry in opened(read_archive(path)).entries]
    assert len(set(unpacked)) == 2
    assert all(file.read_bytes() == b"x" * 1_000_000 and file.parent == folder for file in unpacked)


def test_a_damaged_entry_is_told(folder: Path) -> None:
    path = packed(folder / "shots.zip", "en-US/1.png")
    (entry,) = opened(read_archive(path)).entries
    content = bytearray(path.read_bytes())
    content[45] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(ArchiveError):
        extract(entry, folder)


def test_names_are_read_as_they_were_meant(folder: Path) -> None:
    path = packed(folder / "flagged.zip", "日本語/größe.png")
    assert sets(opened(read_archive(path))) == [("ja", None, "größe.png")]
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\3\4", 7), (b"PK\1\2", 9)):
        content[content.index(signature) + offset] &= ~8
    path.write_bytes(content)
    (entry,) = opened(read_archive(path)).entries
    assert (entry.locale, entry.name) == ("ja", "größe.png")
    assert extract(entry, folder).read_bytes() == b"pixels"


def test_names_of_old_programs_are_read_in_their_code_page(folder: Path) -> None:
    path = packed(folder / "old.zip", "en-US/gr##e.png")
    path.write_bytes(path.read_bytes().replace(b"##", "öß".encode("cp437")))
    assert sets(opened(read_archive(path))) == [("en-US", None, "größe.png")]


def test_a_name_that_is_not_the_utf_8_it_claims_to_be_makes_the_archive_damaged(folder: Path) -> None:
    path = packed(folder / "odd.zip", "en-US/größe.png")
    path.write_bytes(path.read_bytes().replace("größe".encode(), b"gr\xff\xff\xff\xffe"))
    assert refused(read_archive(path)) == [("", Code.DAMAGED)]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", ArchiveFault("", Code.NOT_A_ZIP, what=Format.UNKNOWN)),
        (b"Rar!\x1a\x07" + bytes(64), ArchiveFault("", Code.NOT_A_ZIP, what=Format.ARCHIVE)),
        (b"<html>Sign in", ArchiveFault("", Code.NOT_A_ZIP, what=Format.WEB_PAGE)),
        (b"PK\3\4" + bytes(64), ArchiveFault("", Code.DAMAGED)),
    ],
)
def test_what_is_no_zip_is_named(folder: Path, content: bytes, fault: ArchiveFault) -> None:
    path = folder / "shots.zip"
    path.write_bytes(content)
    assert read_archive(path) == (fault,)


def test_a_zip_without_pictures_says_so(folder: Path) -> None:
    assert refused(read_archive(packed(folder / "empty.zip"))) == [("", Code.NO_PICTURES)]
    assert refused(read_archive(packed(folder / "words.zip", "en-US/title.txt"))) == [("", Code.NO_PICTURES)]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@settings(max_examples=200, deadline=1000)
@given(data=st.data())
def test_no_bytes_surprise_it(bench: Path, data: st.DataObject) -> None:
    path = packed(bench / "whole.zip", "x/en-US/mac/1.png", "x/größe/2.png", "__MACOSX/._1", content=bytes(range(200)))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(0, 6))):
        position = data.draw(st.integers(0, len(content) - 1))
        content[position : position + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    path = bench / "fuzzed.zip"
    path.write_bytes(content)
    result = read_archive(path, most_bytes=1000)
    if isinstance(result, Archive):
        assert sum(entry.size for entry in result.entries) <= 1000
        for entry in result.entries:
            with suppress(ArchiveError):
                assert extract(entry, bench).stat().st_size == entry.size


@settings(max_examples=100, deadline=1000)
@given(names=st.lists(st.text("aAeE/.\\:\n 日6-_9nUS", max_size=12), min_size=1, max_size=5))
def test_no_names_surprise_it(bench: Path, names: list[str]) -> None:
    path = packed(bench / "names.zip", *{f"{name}.png" for name in names})
    result = read_archive(path)
    if isinstance(result, Archive):
        assert all(extract(entry, bench).parent == bench for entry in result.entries)
