"""A folder as fastlane and its tools leave it: what is a screenshot, of which set, and what is not used."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from appstore.catalog.display_types import DisplayType, Why, settle
from appstore.fields import Field
from appstore.media.archives import Archive, read_archive
from appstore.media.archives import ArchiveFaultCode as Code
from appstore.media.fastlane import SkipReason
from appstore.texts.files import read_zip
from appstore.texts.tables import TableFault, TableProblem

Set = tuple[str, DisplayType | None, bool, str]
TV = DisplayType.APP_APPLE_TV


def packed(folder: Path, *names: str) -> Path:
    path = folder / "fastlane.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "" if name.endswith(("/", "empty.txt")) else f"of {name}")
    return path


def opened(path: Path, locale: str | None = None) -> Archive:
    archive = read_archive(path, locale=locale)
    assert isinstance(archive, Archive), archive
    return archive


def sets(archive: Archive) -> list[Set]:
    return [(entry.locale, entry.display_type, entry.imessage, entry.name) for entry in archive.entries]


def skipped(archive: Archive) -> set[tuple[str, SkipReason]]:
    return {(each.where, each.why) for each in archive.skipped}


@pytest.mark.parametrize("around", ["", "screenshots/", "fastlane/screenshots/", "My App/fastlane/Screenshots/"])
@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("iMessage/en-US/1.png",), [("en-US", None, True, "1.png")]),
        (("imessage/de-DE/1.png",), [("de-DE", None, True, "1.png")]),
        (
            ("iMessage/en-US/1.png", "iMessage/de-DE/1.png"),
            [("de-DE", None, True, "1.png"), ("en-US", None, True, "1.png")],
        ),
        (
            ("iMessage/en-US/iphone 6.9/1.png",),
            [("en-US", DisplayType.IMESSAGE_APP_IPHONE_67, True, "1.png")],
        ),
        (("appleTV/en-US/1.png",), [("en-US", TV, False, "1.png")]),
        (("APPLETV/en-US/1.png", "APPLETV/ja/1.png"), [("en-US", TV, False, "1.png"), ("ja", TV, False, "1.png")]),
        (
            ("en-US/1.png", "iMessage/en-US/1.png", "appleTV/en-US/1.png"),
            [("en-US", None, False, "1.png"), ("en-US", None, True, "1.png"), ("en-US", TV, False, "1.png")],
        ),
        (
            ("mac/en-US/1.png", "ipad 13/german/1.png"),
            [
                ("de-DE", DisplayType.APP_IPAD_PRO_3GEN_129, False, "1.png"),
                ("en-US", DisplayType.APP_DESKTOP, False, "1.png"),
            ],
        ),
    ],
)
def test_languages_are_looked_for_inside_the_special_folders(
    tmp_path: Path, around: str, names: tuple[str, ...], expected: list[Set]
) -> None:
    assert sets(opened(packed(tmp_path, *(around + name for name in names)))) == expected


def test_a_misspelled_language_in_a_special_folder_is_named(tmp_path: Path) -> None:
    result = read_archive(packed(tmp_path, "en-US/1.png", "iMessage/germn/1.png"))
    assert isinstance(result, tuple)
    assert [(fault.where, fault.code) for fault in result] == [("germn", Code.UNKNOWN_LOCALE)]


@pytest.mark.parametrize("around", ["", "fastlane/", "app/fastlane/"])
def test_of_a_whole_fastlane_folder_the_screenshots_are_used_and_the_rest_is_named(tmp_path: Path, around: str) -> None:
    names = (
        *(
            "screenshots/en-US/1.png",
            "screenshots/de-DE/1.png",
            "screenshots/background.jpg",
            "screenshots/screenshots.html",
        ),
        *("screenshots/Framefile.json", "screenshots/fonts/a.png", "screenshots/en-US/title.strings"),
        *("metadata/en-US/name.txt", "metadata/app_icon.png", "metadata/review_information/scan.png"),
        *("metadata/android/en-US/images/phoneScreenshots/1.png", "metadata/android/en-US/images/icon.png"),
        *("metadata/android/en-US/title.txt", "Fastfile", "README.md", "icon.png", "test_output/en-US.png"),
    )
    archive = opened(packed(tmp_path, *(around + name for name in names)))
    assert sets(archive) == [("de-DE", None, False, "1.png"), ("en-US", None, False, "1.png")]
    assert skipped(archive) == {
        (around + where, why)
        for where, why in (
            ("metadata/android/", SkipReason.ANDROID),
            ("metadata/", SkipReason.TEXTS),
            ("metadata/app_icon.png", SkipReason.OTHER),
            ("metadata/review_information/", SkipReason.OTHER),
            ("screenshots/fonts/", SkipReason.OTHER),
            ("screenshots/background.jpg", SkipReason.OTHER),
            ("icon.png", SkipReason.OTHER),
            ("test_output/en-US.png", SkipReason.OTHER),
        )
    }


@pytest.mark.parametrize(
    ("beside", "where", "why"),
    [
        ("screenshots/background.png", "screenshots/background.png", SkipReason.OTHER),
        ("screenshots/default/1.png", "screenshots/default/", SkipReason.DEFAULT),
        ("screenshots/iMessage/default/1.png", "screenshots/iMessage/default/", SkipReason.DEFAULT),
        ("metadata/app_icon.png", "metadata/app_icon.png", SkipReason.OTHER),
        ("metadata/en-US/header.png", "metadata/en-US/header.png", SkipReason.OTHER),
        ("metadata/trade_representative_contact_information/a.jpg", None, SkipReason.OTHER),
        ("android/en-US/images/phoneScreenshots/1.png", "android/", SkipReason.ANDROID),
        ("screenshots/Android/1.png", "screenshots/Android/", SkipReason.ANDROID),
    ],
)
def test_each_is_skipped_and_named_on_its_own(tmp_path: Path, beside: str, where: str | None, why: SkipReason) -> None:
    archive = opened(packed(tmp_path, "screenshots/en-US/1.png", beside))
    assert sets(archive) == [("en-US", None, False, "1.png")]
    assert skipped(archive) == {(where or beside.rpartition("/")[0] + "/", why)}


@pytest.mark.parametrize("name", ["background.png", "icon.png", "app_icon.jpg"])
def test_material_beside_the_languages_is_skipped_without_a_folder_screenshots(tmp_path: Path, name: str) -> None:
    archive = opened(packed(tmp_path, "en-US/1.png", name))
    assert sets(archive) == [("en-US", None, False, "1.png")]
    assert skipped(archive) == {(name, SkipReason.OTHER)}


def test_any_picture_beside_the_languages_is_material_where_frameit_was_used(tmp_path: Path) -> None:
    archive = opened(packed(tmp_path, "en-US/1.png", "en-US/background.png", "sky.png", "Framefile.json"))
    assert sets(archive) == [("en-US", None, False, "1.png")]
    assert skipped(archive) == {("sky.png", SkipReason.OTHER), ("en-US/background.png", SkipReason.OTHER)}


@pytest.mark.parametrize(
    "names",
    [
        ("en-US/1.png", "2.png"),
        ("screenshots/en-US/1.png", "de-DE/1.png"),
        ("a/screenshots/en-US/1.png", "b/screenshots/en-US/2.png"),
        ("screenshots/en-US/1.png", "more/en-US/2.png"),
    ],
)
def test_what_could_be_meant_is_not_skipped_but_refused(tmp_path: Path, names: tuple[str, ...]) -> None:
    assert isinstance(read_archive(packed(tmp_path, *names)), tuple)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("metadata/android/en-US/images/icon.png", SkipReason.ANDROID),
        ("default/1.png", SkipReason.DEFAULT),
        ("fonts/1.png", SkipReason.OTHER),
    ],
)
def test_a_zip_of_nothing_else_is_refused_and_says_why(tmp_path: Path, name: str, reason: SkipReason) -> None:
    result = read_archive(packed(tmp_path, name))
    assert isinstance(result, tuple)
    assert [fault.code for fault in result] == [Code.NO_PICTURES, Code.SKIPPED]
    assert result[1].what == reason


def test_pictures_of_default_go_to_the_language_that_was_typed(tmp_path: Path) -> None:
    path = packed(tmp_path, "screenshots/default/1.png", "screenshots/de-DE/1.png")
    assert sets(opened(path, "en-US")) == [("de-DE", None, False, "1.png"), ("en-US", None, False, "1.png")]


def test_of_a_framed_picture_and_its_source_the_framed_one_is_used(tmp_path: Path) -> None:
    names = ("1.png", "1_framed.png", "2.png", "2_FRAMED.PNG", "3.png", "Apple Watch Series 9-1.png")
    archive = opened(packed(tmp_path, *(f"en-US/{name}" for name in names), "de-DE/1.png"))
    assert sets(archive) == [
        ("de-DE", None, False, "1.png"),
        ("en-US", None, False, "1_framed.png"),
        ("en-US", None, False, "2_FRAMED.PNG"),
        ("en-US", None, False, "Apple Watch Series 9-1.png"),
    ]
    assert skipped(archive) == {(f"en-US/{number}.png", SkipReason.UNFRAMED) for number in (1, 2, 3)}


@pytest.mark.parametrize(
    "name",
    [
        "en-US/@eaDir/1.png/SYNOPHOTO_THUMB_XL.jpg",
        "#recycle/en-US/2.png",
        "$RECYCLE.BIN/2.png",
        "en-US/Icon\r",
        "Icon\r",
        "en-US/ehthumbs.db",
        "en-US/._1.png",
    ],
)
def test_what_systems_leave_is_no_picture(tmp_path: Path, name: str) -> None:
    archive = opened(packed(tmp_path, "en-US/1.png", name))
    assert sets(archive) == [("en-US", None, False, "1.png")]
    assert not archive.ignored
    assert not archive.skipped


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("iPad Pro (12.9-inch) (2nd generation)-1.png", DisplayType.APP_IPAD_PRO_129),
        ("iPad Pro (12.9-inch) (6th generation)-1.png", DisplayType.APP_IPAD_PRO_3GEN_129),
        ("iPad Pro 13-inch (M4)-1.png", DisplayType.APP_IPAD_PRO_3GEN_129),
        ("2_APP_IPAD_PRO_129_0.png", DisplayType.APP_IPAD_PRO_129),
        ("3_app_ipad_pro_3gen_129_0.png", DisplayType.APP_IPAD_PRO_3GEN_129),
    ],
)
@pytest.mark.parametrize("imessage", [False, True])
def test_a_file_named_after_its_device_goes_to_that_set(name: str, expected: DisplayType, imessage: bool) -> None:  # noqa: FBT001
    if imessage:
        expected = DisplayType[f"IMESSAGE_{expected}"]
    other = {kind for kind in DisplayType if kind is not expected}
    settled = settle(2048, 2732, "IOS", other, name=name, imessage=imessage)
    assert (settled.display_type, settled.why) == (expected, Why.NAMED)


def test_texts_of_default_are_for_every_language_without_a_file_of_its_own(tmp_path: Path) -> None:
    path = packed(
        tmp_path,
        *("m/default/name.txt", "m/default/support_url.txt", "m/de-DE/name.txt", "m/fr-FR/subtitle.txt", "m/ja/"),
        *("m/ko/other.txt", "x/it/promotional_text.txt", "m/en-US/name.txt"),
    )
    table = read_zip(path)
    assert table.problems == ()
    url, name = "of m/default/support_url.txt", "of m/default/name.txt"
    assert table.texts == {
        **{(locale, Field.SUPPORT_URL): url for locale in ("de-DE", "fr-FR", "ja", "ko", "en-US")},
        **{(locale, Field.NAME): name for locale in ("fr-FR", "ja", "ko")},
        ("de-DE", Field.NAME): "of m/de-DE/name.txt",
        ("en-US", Field.NAME): "of m/en-US/name.txt",
        ("fr-FR", Field.SUBTITLE): "of m/fr-FR/subtitle.txt",
        ("it", Field.PROMO): "of x/it/promotional_text.txt",
    }
    assert table.skipped == ("m/ko/other.txt",)


def test_texts_of_default_alone_have_no_language(tmp_path: Path) -> None:
    table = read_zip(packed(tmp_path, "metadata/default/name.txt", "metadata/copyright.txt"))
    assert table.problems == (TableProblem(TableFault.ONLY_DEFAULT),)


def test_what_an_import_does_not_use_is_named(tmp_path: Path) -> None:
    table = read_zip(
        packed(
            tmp_path,
            *("f/metadata/en-US/name.txt", "f/metadata/copyright.txt", "f/metadata/review_information/notes.txt"),
            *("f/metadata/android/en-US/title.txt", "f/metadata/android/en-US/name.txt", "f/Fastfile"),
            *("f/screenshots/en-US/1.png", "f/screenshots/en-US/title.strings", "f/metadata/en-US/.DS_Store"),
        )
    )
    assert set(table.texts) == {("en-US", Field.NAME)}
    assert table.skipped == (
        "f/metadata/copyright.txt",
        "f/metadata/review_information/",
        "f/metadata/android/",
        "f/Fastfile",
        "f/screenshots/",
    )
