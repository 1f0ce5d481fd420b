"""Every change can be looked up: who, from where, when, what was there before, and what Apple answered."""

from __future__ import annotations

import csv
import io

import pytest

from cards.access.audit_tags import ROLE_GRANTED, ROLE_REVOKED
from cards.apps.audit_tags import APP_CHOSEN
from cards.audit.messages import trail as trail_card
from cards.digests.audit_tags import DIGEST_CHANGED
from cards.listing.audit_tags import LOCALE_CREATED, TEXT_CHANGED
from cards.reviews.audit_tags import ALERTS_CHANGED, REPLY_EDITED, REPLY_PUBLISHED, REPLY_SKIPPED, TEMPLATES_CHANGED
from cards.uploads.audit_tags import UPLOAD_CANCELLED, UPLOAD_UNDONE, UPLOADED
from records import audit
from tests.support import wording
from tests.support.env import Stage

Shots = tuple[tuple[str, bytes], ...]


def trail(stage: Stage) -> list[audit.AuditEntry]:
    return list(audit.everything(stage.kit.redis))


def test_an_upload_that_replaces_is_written_down_with_old_and_new_names(stage: Stage, shots: Shots) -> None:
    stage.says(stage.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[:2])
    stage.work()
    stage.says(stage.olive, "@App Store Bot upload en-US APP_IPHONE_67 --replace", shots[2:3])
    stage.work()
    first, second = trail(stage)
    assert (first.user, first.tag, first.locale, first.field) == (
        stage.eddie.id,
        UPLOADED,
        "en-US",
        "APP_IPHONE_67",
    )
    assert (first.app, first.version, first.old, first.new) == ("com.example.tide", "1.2.0", "", "1.png, 2.png")
    assert (second.user, second.old, second.new) == (stage.olive.id, "1.png, 2.png", "3.png")
    assert (second.answer, second.source, second.channel) == ("ok", "mention", stage.release.id)


def test_an_upload_that_changes_nothing_leaves_no_entry(stage: Stage, shots: Shots) -> None:
    for _ in range(2):
        stage.says(stage.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[:1])
        stage.work()
    assert len(trail(stage)) == 1


def test_an_undone_upload_and_a_cancelled_one_are_written_down(stage: Stage, shots: Shots) -> None:
    ts = stage.says(stage.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[:1])
    stage.work()
    stage.olive.clicks(stage.release, stage.replies(ts)[-1], "Undo")
    stage.work()
    asked = stage.says(stage.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[:1])
    stage.work()
    filled = stage.says(stage.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[1:2])
    stage.work()
    stage.eddie.clicks(stage.release, stage.replies(filled)[-1], "Cancel")
    stage.work()
    assert asked
    assert [(entry.tag, entry.user, entry.old, entry.new) for entry in trail(stage)] == [
        (UPLOADED, stage.eddie.id, "", "1.png"),
        (UPLOAD_UNDONE, stage.olive.id, "1.png", ""),
        (UPLOADED, stage.eddie.id, "", "1.png"),
        (UPLOAD_CANCELLED, stage.eddie.id, "", ""),
    ]


def test_a_created_locale_and_a_chosen_app_are_written_down(stage: Stage, shots: Shots) -> None:
    stage.eddie.types("/asc use com.example.tide", stage.release)
    stage.work()
    ts = stage.says(stage.eddie, "@App Store Bot upload fr-FR APP_IPHONE_67", shots[:1])
    stage.work()
    stage.olive.clicks(stage.release, stage.replies(ts)[-1], "Create")
    stage.work()
    chosen, created, uploaded = trail(stage)
    assert (chosen.tag, chosen.new, chosen.source) == (APP_CHOSEN, "com.example.tide", "command")
    assert (created.tag, created.locale, created.version) == (LOCALE_CREATED, "fr-FR", "1.2.0")
    assert (uploaded.locale, uploaded.user) == ("fr-FR", stage.olive.id)


def test_the_newest_changes_are_shown_to_whoever_may_look(stage: Stage) -> None:
    for user, old, new in ((stage.eddie, "", "Sale!"), (stage.olive, "Sale!", "<!channel> *Big* sale")):
        write(stage, user=user.id, old=old, new=new)
    ts = stage.says(stage.vera, "@App Store Bot audit")
    stage.work()
    read = stage.read(ts)
    assert wording.LAST_TWO_CHANGES in read
    assert wording.AUDIT_PROMO in read
    assert read.index("olive") < read.index("eddie")
    (message,) = stage.replies(ts)
    assert "&lt;!channel&gt;" in message.text
    assert "<!channel>" not in message.text


@pytest.mark.parametrize(
    ("tag", "field", "read"),
    [
        (REPLY_PUBLISHED, "reply to review 1447", "eddie published the reply to review 1447: "),
        (REPLY_EDITED, "reply to review 1447", "eddie edited the drafted reply to review 1447: "),
        (ROLE_GRANTED, "vera (U1)", "eddie granted a role to vera (U1): "),
        (ROLE_REVOKED, "vera (U1)", "eddie revoked the role of vera (U1): "),
        (ALERTS_CHANGED, "alerts", "eddie changed the review alerts: "),
        (DIGEST_CHANGED, "digest", "eddie changed the review digest: "),
        (TEMPLATES_CHANGED, "template", "eddie changed a reply template: "),
    ],
)
def test_an_entry_reads_as_a_sentence(tag: str, field: str, read: str) -> None:
    entry = audit.AuditEntry(at=0.0, user="U2", channel="C1", tag=tag, field=field, old="old", new="new")
    assert f"{read}“old” → “new”" in trail_card([entry], {"U2": "eddie"}, "w1").text


def test_every_kind_of_change_is_told_in_a_sentence(stage: Stage) -> None:
    stage.olive.types("/asc alerts on --max-rating 2", stage.release)
    stage.olive.types("/asc access grant @Vera approver", stage.release)
    stage.olive.types("/asc digest daily 09:00", stage.release)
    stage.work()
    write(stage, tag=REPLY_PUBLISHED, field="reply to review r1", new="Thanks")
    write(stage, tag=REPLY_SKIPPED, field="reply to review r1", old="Thanks")
    write(stage, tag=UPLOADED, field="APP_IPHONE_67", new="1.png")
    ts = stage.says(stage.olive, "@App Store Bot audit")
    stage.work()
    read = stage.read(ts)
    assert wording.AUDIT_ALERTS in read
    assert wording.AUDIT_DIGEST in read
    assert f"granted a role to vera ({stage.vera.id}): (empty) → “approver”" in read
    assert wording.AUDIT_REPLY in read
    assert wording.AUDIT_SKIPPED in read
    assert wording.AUDIT_SCREENSHOTS in read


def test_only_what_concerns_the_channel_or_its_app_is_shown(stage: Stage) -> None:
    write(stage, channel="C2", new="by bundle id")
    write(stage, channel="C2", app=stage.app_id, new="by Apple's id")
    write(stage, channel="C2", app="com.example.secret", new="another app")
    write(stage, app="", new="the channel's own")
    ts = stage.says(stage.vera, "@App Store Bot audit")
    stage.work()
    assert wording.LAST_THREE_CHANGES in stage.read(ts)
    assert "another app" not in stage.read(ts)


def test_number_and_locale_narrow_it_in_any_order(stage: Stage) -> None:
    for number in range(5):
        write(stage, new=f"n{number}", locale="de-DE" if number % 2 else "ja")
    stage.vera.types("/asc audit german 1", stage.release)
    stage.work()
    assert wording.LAST_GERMAN_CHANGE in stage.whispers(stage.vera)
    assert "n3" in stage.whispers(stage.vera)
    assert "n1" not in stage.whispers(stage.vera)


def test_what_is_no_number_and_no_locale_gets_the_closest(stage: Stage) -> None:
    assert wording.NEAREST_GERMAN in stage.vera.types("/asc audit germn", stage.release).body
    assert wording.AUDIT_RANGE in stage.vera.types("/asc audit 500", stage.release).body
    assert "Nothing" not in stage.vera.types("/asc audit 0", stage.release).body


def test_an_empty_trail_says_so_and_a_guest_hears_nothing_of_it(stage: Stage) -> None:
    stage.vera.types("/asc audit", stage.release)
    stage.work()
    assert wording.NOTHING_IN_AUDIT in stage.whispers(stage.vera)
    assert "full members" in stage.gus.types("/asc audit", stage.release).body


def test_a_hundred_long_changes_fit_into_one_message(stage: Stage) -> None:
    for number in range(105):
        write(stage, old="o" * 4000, new=f"{number} " + "n" * 4000)
    ts = stage.says(stage.vera, "@App Store Bot audit 100")
    stage.work()
    (message,) = stage.replies(ts)
    assert wording.LAST_HUNDRED_CHANGES in stage.read(ts)
    assert len(stage.read(ts)) < 16000
    assert len(message.text) < 4000


def test_the_button_sends_the_whole_trail_as_a_file_that_runs_no_formula(stage: Stage) -> None:
    for number in range(30):
        write(stage, new=f"=HYPERLINK({number})")
    ts = stage.says(stage.vera, "@App Store Bot audit 2")
    stage.work()
    stage.vera.clicks(stage.release, stage.replies(ts)[0], "CSV")
    stage.work()
    (file,) = stage.replies(ts)[1].files
    content = stage.slack.workspace.files[file["id"]].data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == 30
    assert rows[0]["new"] == "'=HYPERLINK(0)"
    assert (rows[0]["name"], rows[0]["action"], rows[0]["time (UTC)"]) == (
        "eddie",
        "listing:text:changed",
        "2026-12-24T09:00:00Z",
    )


def test_after_a_slash_command_the_file_goes_to_the_asker_alone(stage: Stage) -> None:
    write(stage, new="x")
    stage.vera.types("/asc audit", stage.release)
    stage.work()
    stage.vera.clicks(stage.release, stage.slack.ephemerals(stage.vera)[-1], "CSV")
    stage.work()
    assert [message.files for message in stage.slack.messages(stage.release)] == []
    (message,) = stage.slack.messages(stage.vera.dm)
    assert message.files[0]["name"].endswith(".csv")


def write(
    stage: Stage,
    *,
    user: str = "",
    channel: str = "",
    app: str = "com.example.tide",
    locale: str = "de-DE",
    tag: str = TEXT_CHANGED,
    field: str = "promo",
    **more: str,
) -> None:
    entry = audit.AuditEntry(
        at=1798102800.0,
        user=user or stage.eddie.id,
        channel=channel or stage.release.id,
        tag=tag,
        app=app,
        version="1.2.0",
        locale=locale,
        field=field,
        source="mention",
        **more,
    )
    audit.write(stage.kit.redis, entry)
