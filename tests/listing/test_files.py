"""The texts of many languages at once: shown in one table, applied with one press, given back as a file."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest

from appstore.catalog.locales import LOCALES
from records import audit
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Stage

FORTY = LOCALES[:40]


def sheet(*rows: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def said(stage: Stage, locale: str, name: str = "promotionalText") -> str | None:
    return stage.apple.texts(stage.version_id)[locale][name]


def imported(stage: Stage, name: str, data: bytes, words: str = "listing import") -> str:
    ts = stage.says(stage.eddie, f"@App Store Bot {words}", ((name, data),))
    stage.work()
    return ts


def apply(stage: Stage, ts: str) -> None:
    question = next(reply for reply in stage.replies(ts) if reply.buttons)
    stage.eddie.clicks(stage.release, question.ts, "Apply")
    stage.work()


def downloaded(stage: Stage, file: dict[str, Any]) -> bytes:
    headers = {"Authorization": "Bearer xoxb-made-up-for-tests"}
    return stage.kit.http.get(file["url_private"], headers=headers).content


@pytest.fixture
def forty(stage: Stage) -> Stage:
    """A version in preparation with forty languages."""
    stage.apple.set_version_state(stage.version_id, "READY_FOR_DISTRIBUTION")
    other = stage.apple.add_app("com.example.moon", "Moon")
    stage.version_id = stage.apple.add_version(other, "2.0", locales=FORTY)
    return stage


def test_forty_languages_take_at_most_forty_five_calls(forty: Stage) -> None:
    rows = [(one, f"Hello {one}", f"Know the moon in {one}", "moon,tide") for one in FORTY]
    data = sheet(("locale", "promo", "description", "keywords"), *rows)
    ts = imported(forty, "texts.csv", data, "listing import --app com.example.moon")
    told = forty.read(ts)
    assert wording.TEXTS_OF_MOON in told
    assert "before-and-after.csv" in told
    assert forty.writes() == []
    apply(forty, ts)
    assert all(said(forty, one) == f"Hello {one}" for one in FORTY)
    assert len(forty.apple.calls) <= 45
    assert len(list(audit.everything(forty.kit.redis))) == 120


def test_a_whole_export_with_one_column_changed_takes_no_more_calls(forty: Stage) -> None:
    for one in FORTY:
        forty.apple.set_text(forty.version_id, one, description=f"Know the moon in {one}", keywords="moon")
    ts = forty.says(forty.eddie, "@App Store Bot listing export --app com.example.moon")
    forty.work()
    (shared,) = [file for reply in forty.replies(ts) for file in reply.files]
    data = downloaded(forty, shared).replace(b"Know the moon", b"Love the moon")
    before = len(forty.apple.calls)
    ts = imported(forty, "texts.csv", data, "listing import --app com.example.moon")
    apply(forty, ts)
    assert said(forty, "ja", "description") == "Love the moon in ja"
    assert len(forty.apple.calls) - before <= 45


def test_a_zip_of_fastlane_is_shown_and_applied(stage: Stage) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("metadata/en-US/promotional_text.txt", "Waves\n")
        archive.writestr("metadata/de-DE/keywords.txt", "meer, gezeiten\n")
        archive.writestr("metadata/fr-FR/description.txt", "Bonjour")
    ts = imported(stage, "metadata.zip", packed.getvalue())
    told = stage.read(ts)
    assert wording.TWO_TEXTS_OF_TIDE in told
    assert wording.FRENCH_LEFT_OUT in told
    apply(stage, ts)
    assert said(stage, "en-US") == "Waves"
    assert said(stage, "de-DE", "keywords") == "meer,gezeiten"
    assert set(stage.slack.reactions(stage.release, ts)) == {"white_check_mark"}
    assert "Undo" in stage.read(ts)


def test_every_fault_of_a_file_is_told_and_nothing_of_it_is_used(stage: Stage) -> None:
    data = sheet(("locale", "promo", "keywords"), ("en-US", "x" * 171, "a" * 101), ("de-DE", "Gut", ",,"))
    ts = imported(stage, "texts.csv", data)
    told = stage.read(ts)
    assert wording.PROMO_TOO_LONG in told
    assert wording.KEYWORDS_TOO_LONG in told
    assert wording.ONLY_COMMAS in told
    unknown = imported(stage, "texts.csv", sheet(("locale", "promo"), ("de-XX", "Hallo")))
    assert wording.NO_SUCH_LANGUAGE in stage.read(unknown)
    assert stage.apple.calls == []


def test_an_export_changes_nothing_when_it_is_imported_again(stage: Stage) -> None:
    stage.apple.set_text(stage.version_id, "en-US", promotionalText="=Waves", description="One\r\n\nTwo, “three”\n")
    ts = stage.says(stage.vera, "@App Store Bot listing export")
    stage.work()
    (shared,) = [file for reply in stage.replies(ts) for file in reply.files]
    assert shared["name"] == "com.example.tide-1.2.0-texts.csv"
    data = downloaded(stage, shared)
    assert b"'=Waves" in data
    again = imported(stage, "again.csv", data)
    assert wording.NOTHING_TO_CHANGE in stage.read(again)
    assert stage.writes() == []


def test_an_export_of_one_platform_is_imported_on_that_platform_alone(stage: Stage) -> None:
    mac = stage.apple.add_version(stage.app_id, "3.0", platform="MAC_OS", locales=["en-US"])
    stage.apple.set_text(mac, "en-US", promotionalText="On a large screen")
    ts = stage.says(stage.eddie, "@App Store Bot listing export --platform macos")
    stage.work()
    assert wording.EXPORT_OF_MAC in stage.read(ts)
    assert wording.IMPORT_FOR_MAC in stage.read(ts)
    (shared,) = [file for reply in stage.replies(ts) for file in reply.files]
    data = downloaded(stage, shared).replace(b"large", b"big")
    apply(stage, imported(stage, "mac.csv", data, "listing import --platform MAC_OS"))
    assert stage.apple.texts(mac)["en-US"]["promotionalText"] == "On a big screen"
    assert said(stage, "en-US") is None


def test_an_export_by_slash_command_comes_in_private(stage: Stage) -> None:
    stage.vera.types("/asc listing export", stage.release)
    stage.work()
    assert wording.SENT_IN_DIRECT_MESSAGE in stage.whispers(stage.vera)
    assert [file["name"] for message in stage.slack.messages(stage.vera.dm) for file in message.files] == [
        "com.example.tide-1.2.0-texts.csv"
    ]


def test_a_slash_command_takes_the_file_in_a_form(stage: Stage) -> None:
    stage.eddie.types("/asc listing import", stage.release)
    stage.slack.wait_for_view(stage.eddie)
    data = sheet(("locale", "promo"), ("en-US", "From the form"))
    stage.eddie.submits({"file": [("texts.csv", data)]})
    stage.work()
    question = stage.slack.messages(stage.release)[-1]
    assert "From the form" in as_text(question)
    stage.olive.clicks(stage.release, question.ts, "Apply")
    stage.work()
    assert said(stage, "en-US") == "From the form"
    told = as_text(stage.slack.messages(stage.release)[-1])
    assert wording.PROMO_CHANGED in told
    assert wording.DECIDED_BY_OLIVE in told
    assert [entry.user for entry in audit.everything(stage.kit.redis)] == [stage.olive.id]


def test_a_text_that_changes_between_the_table_and_apply_is_not_overwritten_unseen(stage: Stage) -> None:
    data = sheet(("locale", "promo"), ("en-US", "Mine"), ("de-DE", "Meins"))
    ts = imported(stage, "texts.csv", data)
    stage.apple.set_text(stage.version_id, "de-DE", promotionalText="Written on the web")
    apply(stage, ts)
    question = stage.replies(ts)[-1]
    assert "Written on the web" in as_text(question)
    assert stage.writes() == []
    stage.eddie.clicks(stage.release, question.ts, "Keep")
    stage.work()
    assert said(stage, "en-US") == "Mine"
    assert said(stage, "de-DE") == "Written on the web"


def test_import_without_a_file_says_what_to_attach_and_offers_the_form(stage: Stage) -> None:
    ts = stage.says(stage.eddie, "@App Store Bot listing import")
    stage.work()
    assert wording.ATTACH_THE_FILE in stage.read(ts)
    stage.eddie.clicks(stage.release, stage.replies(ts)[-1], "Open the form")
    stage.slack.wait_for_view(stage.eddie)
    data = sheet(("locale", "promo"), ("en-US", "Hello"))
    assert not stage.eddie.submits({wording.CSV_OR_ZIP: [("texts.csv", data)]}).errors
    stage.work()
    assert "Apply" in stage.read(ts)


def test_a_table_that_is_too_large_is_refused(stage: Stage) -> None:
    ts = imported(stage, "texts.csv", b"locale,promo\n" + b"en-US,Waves\n" * 600_000)
    assert wording.FILE_TOO_LARGE in stage.read(ts)
    assert stage.writes() == []
