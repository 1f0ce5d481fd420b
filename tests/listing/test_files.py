"""The texts of many languages at once: shown in one table, applied with one press, given back as a file."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import openpyxl
import pytest

from appstore.catalog.locales import LOCALES
from records import audit
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Env

FORTY = LOCALES[:40]


def sheet(*rows: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def shown_text(env: Env, locale: str, name: str = "promotionalText") -> str | None:
    return env.apple.texts(env.version_id)[locale][name]


def imported(env: Env, name: str, data: bytes, words: str = "listing import") -> str:
    ts = env.says(env.eddie, f"@App Store Bot {words}", ((name, data),))
    env.work()
    return ts


def apply(env: Env, ts: str) -> None:
    question = next(reply for reply in env.replies(ts) if reply.buttons)
    env.eddie.clicks(env.release, question.ts, "Apply")
    env.work()


def downloaded(env: Env, file: dict[str, Any]) -> bytes:
    headers = {"Authorization": "Bearer xoxb-made-up-for-tests"}
    return env.kit.http.get(file["url_private"], headers=headers).content


@pytest.fixture
def forty(env: Env) -> Env:
    """A version in preparation with forty languages."""
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    other = env.apple.add_app("com.example.moon", "Moon")
    env.version_id = env.apple.add_version(other, "2.0", locales=FORTY)
    return env


def test_forty_languages_take_at_most_forty_five_calls(forty: Env) -> None:
    rows = [(item, f"Hello {item}", f"Know the moon in {item}", "moon,tide") for item in FORTY]
    data = sheet(("locale", "promo", "description", "keywords"), *rows)
    ts = imported(forty, "texts.csv", data, "listing import --app com.example.moon")
    reported = forty.read(ts)
    assert wording.TEXTS_OF_MOON in reported
    assert "before-and-after.csv" in reported
    assert forty.writes() == []
    apply(forty, ts)
    assert all(shown_text(forty, item) == f"Hello {item}" for item in FORTY)
    assert len(forty.apple.calls) <= 45
    assert len(list(audit.everything(forty.kit.redis))) == 120


def test_a_whole_export_with_one_column_changed_takes_no_more_calls(forty: Env) -> None:
    for item in FORTY:
        forty.apple.set_text(forty.version_id, item, description=f"Know the moon in {item}", keywords="moon")
    ts = forty.says(forty.eddie, "@App Store Bot listing export --app com.example.moon")
    forty.work()
    (shared,) = [file for reply in forty.replies(ts) for file in reply.files]
    data = downloaded(forty, shared).replace(b"Know the moon", b"Love the moon")
    before = len(forty.apple.calls)
    ts = imported(forty, "texts.csv", data, "listing import --app com.example.moon")
    apply(forty, ts)
    assert shown_text(forty, "ja", "description") == "Love the moon in ja"
    assert len(forty.apple.calls) - before <= 45


def test_a_zip_of_fastlane_is_shown_and_applied(env: Env) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("metadata/en-US/promotional_text.txt", "Waves\n")
        archive.writestr("metadata/de-DE/keywords.txt", "meer, gezeiten\n")
        archive.writestr("metadata/fr-FR/description.txt", "Bonjour")
    ts = imported(env, "metadata.zip", packed.getvalue())
    reported = env.read(ts)
    assert wording.TWO_TEXTS_OF_TIDE in reported
    assert wording.FRENCH_LEFT_OUT in reported
    apply(env, ts)
    assert shown_text(env, "en-US") == "Waves"
    assert shown_text(env, "de-DE", "keywords") == "meer,gezeiten"
    assert set(env.slack.reactions(env.release, ts)) == {"white_check_mark"}
    assert "Undo" in env.read(ts)


def zipped(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def test_fastlanes_default_is_used_and_what_is_not_is_named(env: Env) -> None:
    files = {
        "metadata/default/support_url.txt": "https://tide.app",
        "metadata/en-US/promotional_text.txt": "Waves",
        "metadata/de-DE/support_url.txt": "https://tide.app/de",
        "metadata/copyright.txt": "2026",
        "metadata/android/en-US/title.txt": "Tide",
        "screenshots/en-US/1.png": "x",
    }
    ts = imported(env, "fastlane.zip", zipped(files))
    assert wording.FASTLANE_FILES_NOT_USED in env.read(ts)
    apply(env, ts)
    assert shown_text(env, "en-US", "supportUrl") == "https://tide.app"
    assert shown_text(env, "de-DE", "supportUrl") == "https://tide.app/de"


def test_texts_beside_the_only_metadata_folder_are_not_delivered(env: Env) -> None:
    files = {
        "tide/fastlane/metadata/en-US/promotional_text.txt": "Waves",
        "tide/docs/en-US/description.txt": "How to build Tide",
        "tide/docs/en-US/promotional_text.txt": "Another",
    }
    ts = imported(env, "tide.zip", zipped(files))
    assert "tide/docs/en-US/description.txt" in env.read(ts)
    apply(env, ts)
    assert shown_text(env, "en-US") == "Waves"
    assert shown_text(env, "en-US", "description") != "How to build Tide"


def test_a_default_folder_alone_is_refused(env: Env) -> None:
    ts = imported(env, "metadata.zip", zipped({"default/support_url.txt": "https://tide.app"}))
    assert wording.DEFAULT_HAS_NO_LANGUAGE in env.read(ts)
    assert env.apple.calls == []


def test_a_zip_of_windows_is_shown_and_applied(env: Env) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("metadata\\de-DE\\", "")
        archive.writestr("metadata\\de-DE\\keywords.txt", "meer,gezeiten")
        archive.writestr("metadata/en-US\\promotional_text.txt", "Waves")
    apply(env, imported(env, "metadata.zip", packed.getvalue()))
    assert shown_text(env, "en-US") == "Waves"
    assert shown_text(env, "de-DE", "keywords") == "meer,gezeiten"


def test_every_fault_of_a_file_is_told_and_nothing_of_it_is_used(env: Env) -> None:
    data = sheet(("locale", "promo", "keywords"), ("en-US", "x" * 171, "a" * 101), ("de-DE", "Gut", ",,"))
    ts = imported(env, "texts.csv", data)
    reported = env.read(ts)
    assert wording.PROMO_TOO_LONG in reported
    assert wording.KEYWORDS_TOO_LONG in reported
    assert wording.ONLY_COMMAS in reported
    unknown = imported(env, "texts.csv", sheet(("locale", "promo"), ("de-XX", "Hallo")))
    assert wording.NO_SUCH_LANGUAGE in env.read(unknown)
    assert env.apple.calls == []


def test_an_export_changes_nothing_when_it_is_imported_again(env: Env) -> None:
    env.apple.set_text(env.version_id, "en-US", promotionalText="=Waves", description="One\r\n\nTwo, “three”\n")
    ts = env.says(env.vera, "@App Store Bot listing export")
    env.work()
    (shared,) = [file for reply in env.replies(ts) for file in reply.files]
    assert shared["name"] == "com.example.tide-1.2.0-texts.csv"
    data = downloaded(env, shared)
    assert b"'=Waves" in data
    again = imported(env, "again.csv", data)
    assert wording.NOTHING_TO_CHANGE in env.read(again)
    assert env.writes() == []


def test_an_export_of_one_platform_is_imported_on_that_platform_alone(env: Env) -> None:
    mac = env.apple.add_version(env.app_id, "3.0", platform="MAC_OS", locales=["en-US"])
    env.apple.set_text(mac, "en-US", promotionalText="On a large screen")
    ts = env.says(env.eddie, "@App Store Bot listing export --platform macos")
    env.work()
    assert wording.EXPORT_OF_MAC in env.read(ts)
    assert wording.IMPORT_FOR_MAC in env.read(ts)
    (shared,) = [file for reply in env.replies(ts) for file in reply.files]
    data = downloaded(env, shared).replace(b"large", b"big")
    apply(env, imported(env, "mac.csv", data, "listing import --platform MAC_OS"))
    assert env.apple.texts(mac)["en-US"]["promotionalText"] == "On a big screen"
    assert shown_text(env, "en-US") is None


def test_an_export_by_slash_command_comes_in_private(env: Env) -> None:
    env.vera.types("/asc listing export", env.release)
    env.work()
    assert wording.SENT_IN_DIRECT_MESSAGE in env.ephemeral_text(env.vera)
    assert [file["name"] for message in env.slack.messages(env.vera.dm) for file in message.files] == [
        "com.example.tide-1.2.0-texts.csv"
    ]


def test_a_slash_command_takes_the_file_in_a_form(env: Env) -> None:
    env.eddie.types("/asc listing import", env.release)
    env.slack.wait_for_view(env.eddie)
    data = sheet(("locale", "promo"), ("en-US", "From the form"))
    env.eddie.submits({"file": [("texts.csv", data)]})
    env.work()
    question = env.slack.messages(env.release)[-1]
    assert "From the form" in as_text(question)
    env.olive.clicks(env.release, question.ts, "Apply")
    env.work()
    assert shown_text(env, "en-US") == "From the form"
    reported = as_text(env.slack.messages(env.release)[-1])
    assert wording.PROMO_CHANGED in reported
    assert wording.DECIDED_BY_OLIVE in reported
    assert [entry.user for entry in audit.everything(env.kit.redis)] == [env.olive.id]


def test_a_text_that_changes_between_the_table_and_apply_is_not_overwritten_unseen(env: Env) -> None:
    data = sheet(("locale", "promo"), ("en-US", "Mine"), ("de-DE", "Meins"))
    ts = imported(env, "texts.csv", data)
    env.apple.set_text(env.version_id, "de-DE", promotionalText="Written on the web")
    apply(env, ts)
    question = env.replies(ts)[-1]
    assert "Written on the web" in as_text(question)
    assert env.writes() == []
    env.eddie.clicks(env.release, question.ts, "Keep")
    env.work()
    assert shown_text(env, "en-US") == "Mine"
    assert shown_text(env, "de-DE") == "Written on the web"


def test_a_translator_may_send_an_excel_workbook(env: Env) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(("locale", "promo"))
    page.append(("de-DE", "Ebbe und Flut"))
    data = io.BytesIO()
    book.save(data)
    apply(env, imported(env, "Texte.xlsx", data.getvalue()))
    assert shown_text(env, "de-DE") == "Ebbe und Flut"


def test_import_without_a_file_says_what_to_attach_and_offers_the_form(env: Env) -> None:
    ts = env.says(env.eddie, "@App Store Bot listing import")
    env.work()
    assert wording.ATTACH_THE_FILE in env.read(ts)
    env.eddie.clicks(env.release, env.replies(ts)[-1], "Open the form")
    env.slack.wait_for_view(env.eddie)
    data = sheet(("locale", "promo"), ("en-US", "Hello"))
    assert not env.eddie.submits({wording.CSV_OR_ZIP: [("texts.csv", data)]}).errors
    env.work()
    assert "Apply" in env.read(ts)


def test_a_table_that_is_too_large_is_refused(env: Env) -> None:
    ts = imported(env, "texts.csv", b"locale,promo\n" + b"en-US,Waves\n" * 600_000)
    assert wording.FILE_TOO_LARGE in env.read(ts)
    assert env.writes() == []


@pytest.mark.parametrize("above", ["sep=;\r\n", "Sep=;\r\n\r\n", "Texts of Tide\r\n\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_of_a_spreadsheet_is_shown_and_applied(env: Env, above: str, encoding: str) -> None:
    data = f"{above}locale;promo;keywords\r\nen-US;Sun, sea;a1b,c2d\r\n".encode(encoding)
    apply(env, imported(env, "texts.csv", data))
    assert (shown_text(env, "en-US"), shown_text(env, "en-US", "keywords")) == ("Sun, sea", "a1b,c2d")


def test_a_file_without_languages_is_told_what_it_has_instead(env: Env) -> None:
    read = env.read(imported(env, "texts.csv", b"sep=;\nfield;en-US;<de>\npromo;a;b\n"))
    assert wording.COLUMNS_FOUND in read
    assert wording.EMPTY_FILE in env.read(imported(env, "texts.csv", b"sep=;\n"))
    many = ",".join(f"column {number}" for number in range(20))
    assert "12 more" in env.read(imported(env, "texts.csv", f"{many}\n1,2\n".encode()))
    assert env.apple.calls == []
