"""Every change can be looked up: who, from where, when, what was there before, and what Apple answered."""

from __future__ import annotations

from records import audit
from records.audit import AuditTag
from tests.stage import Stage

Shots = tuple[tuple[str, bytes], ...]


def trail(stage: Stage) -> list[audit.Entry]:
    return list(audit.everything(stage.kit.redis))


def test_an_upload_that_replaces_is_written_down_with_old_and_new_names(stage: Stage, shots: Shots) -> None:
    stage.says(stage.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[:2])
    stage.work()
    stage.says(stage.olive, "@App Store Bot upload en-US APP_IPHONE_67 --replace", shots[2:3])
    stage.work()
    first, second = trail(stage)
    assert (first.user, first.tag, first.locale, first.field) == (
        stage.eddie.id,
        AuditTag.UPLOADED,
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
    assert [(one.tag, one.user, one.old, one.new) for one in trail(stage)] == [
        (AuditTag.UPLOADED, stage.eddie.id, "", "1.png"),
        (AuditTag.UPLOAD_UNDONE, stage.olive.id, "1.png", ""),
        (AuditTag.UPLOADED, stage.eddie.id, "", "1.png"),
        (AuditTag.UPLOAD_CANCELLED, stage.eddie.id, "", ""),
    ]


def test_a_created_locale_and_a_chosen_app_are_written_down(stage: Stage, shots: Shots) -> None:
    stage.eddie.types("/asc use com.example.tide", stage.release)
    stage.work()
    ts = stage.says(stage.eddie, "@App Store Bot upload fr-FR APP_IPHONE_67", shots[:1])
    stage.work()
    stage.olive.clicks(stage.release, stage.replies(ts)[-1], "Create")
    stage.work()
    chosen, created, uploaded = trail(stage)
    assert (chosen.tag, chosen.new, chosen.source) == (AuditTag.APP_CHOSEN, "com.example.tide", "command")
    assert (created.tag, created.locale, created.version) == (AuditTag.LOCALE_CREATED, "fr-FR", "1.2.0")
    assert (uploaded.locale, uploaded.user) == ("fr-FR", stage.olive.id)
