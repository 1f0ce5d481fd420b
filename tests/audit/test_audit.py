"""Every change can be looked up: who, from where, when, what was there before, and what Apple answered."""

from __future__ import annotations

import csv
import io

import pytest

from cards.access.audit_tags import ROLE_GRANTED, ROLE_REVOKED
from cards.apps.audit_tags import APP_CHOSEN
from cards.audit.messages import trail as trail_card
from cards.digests.audit_tags import DIGEST_CHANGED
from cards.listing.audit_tags import TEXT_CHANGED
from cards.reviews.audit_tags import ALERTS_CHANGED, REPLY_EDITED, REPLY_PUBLISHED, REPLY_SKIPPED, TEMPLATES_CHANGED
from cards.uploads.audit_tags import LOCALE_CREATED, UPLOAD_CANCELLED, UPLOAD_UNDONE, UPLOADED
from records import audit
from sandbox.slack.rendering import as_text
from tests.support import wording
from tests.support.env import Env

Shots = tuple[tuple[str, bytes], ...]


def trail(env: Env) -> list[audit.AuditEntry]:
    return list(audit.everything(env.kit.redis))


def test_an_upload_that_replaces_is_written_down_with_old_and_new_names(env: Env, shots: Shots) -> None:
    env.says(env.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[:2])
    env.work()
    env.says(env.olive, "@App Store Bot upload en-US APP_IPHONE_67 --replace", shots[2:3])
    env.work()
    first, second = trail(env)
    assert (first.user, first.tag, first.locale, first.field) == (
        env.eddie.id,
        UPLOADED,
        "en-US",
        "APP_IPHONE_67",
    )
    assert (first.app, first.version, first.old, first.new) == ("com.example.tide", "1.2.0", "", "1.png, 2.png")
    assert (second.user, second.old, second.new) == (env.olive.id, "1.png, 2.png", "3.png")
    assert (second.answer, second.source, second.channel) == ("ok", "mention", env.release.id)


def test_an_upload_that_changes_nothing_leaves_no_entry(env: Env, shots: Shots) -> None:
    for _ in range(2):
        env.says(env.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[:1])
        env.work()
    assert len(trail(env)) == 1


def test_an_undone_upload_and_a_cancelled_one_are_written_down(env: Env, shots: Shots) -> None:
    ts = env.says(env.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[:1])
    env.work()
    env.olive.clicks(env.release, env.replies(ts)[-1], "Undo")
    env.work()
    requested = env.says(env.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[:1])
    env.work()
    filled = env.says(env.eddie, "@App Store Bot upload en-US APP_IPHONE_67", shots[1:2])
    env.work()
    env.eddie.clicks(env.release, env.replies(filled)[-1], "Cancel")
    env.work()
    assert requested
    assert [(entry.tag, entry.user, entry.old, entry.new) for entry in trail(env)] == [
        (UPLOADED, env.eddie.id, "", "1.png"),
        (UPLOAD_UNDONE, env.olive.id, "1.png", ""),
        (UPLOADED, env.eddie.id, "", "1.png"),
        (UPLOAD_CANCELLED, env.eddie.id, "", ""),
    ]


def test_a_created_locale_and_a_chosen_app_are_written_down(env: Env, shots: Shots) -> None:
    env.eddie.types("/asc use com.example.tide", env.release)
    env.work()
    ts = env.says(env.eddie, "@App Store Bot upload fr-FR APP_IPHONE_67", shots[:1])
    env.work()
    env.olive.clicks(env.release, env.replies(ts)[-1], "Create")
    env.work()
    chosen, created, uploaded = trail(env)
    assert (chosen.tag, chosen.new, chosen.source) == (APP_CHOSEN, "com.example.tide", "command")
    assert (created.tag, created.locale, created.version) == (LOCALE_CREATED, "fr-FR", "1.2.0")
    assert (uploaded.locale, uploaded.user) == ("fr-FR", env.olive.id)


def test_the_newest_changes_are_shown_to_viewers(env: Env) -> None:
    for user, old, new in ((env.eddie, "", "Sale!"), (env.olive, "Sale!", "<!channel> *Big* sale")):
        write(env, user=user.id, old=old, new=new)
    ts = env.says(env.vera, "@App Store Bot audit")
    env.work()
    read = env.read(ts)
    assert wording.LAST_TWO_CHANGES in read
    assert wording.AUDIT_PROMO in read
    assert read.index("olive") < read.index("eddie")
    (message,) = env.replies(ts)
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


def test_every_kind_of_change_reads_as_a_sentence(env: Env) -> None:
    env.olive.types("/asc alerts on --max-rating 2", env.release)
    env.olive.types("/asc access grant @Vera approver", env.release)
    env.olive.types("/asc digest daily 09:00", env.release)
    env.work()
    write(env, tag=REPLY_PUBLISHED, field="reply to review r1", new="Thanks")
    write(env, tag=REPLY_SKIPPED, field="reply to review r1", old="Thanks")
    write(env, tag=UPLOADED, field="APP_IPHONE_67", new="1.png")
    ts = env.says(env.olive, "@App Store Bot audit")
    env.work()
    read = env.read(ts)
    assert wording.AUDIT_ALERTS in read
    assert wording.AUDIT_DIGEST in read
    assert f"granted a role to vera ({env.vera.id}): (empty) → “approver”" in read
    assert wording.AUDIT_REPLY in read
    assert wording.AUDIT_SKIPPED in read
    assert wording.AUDIT_SCREENSHOTS in read


def test_only_what_concerns_the_channel_or_its_app_is_shown(env: Env) -> None:
    write(env, channel="C2", new="by bundle id")
    write(env, channel="C2", app=env.app_id, new="by Apple's id")
    write(env, channel="C2", app="com.example.secret", new="another app")
    write(env, app="", new="the channel's own")
    ts = env.says(env.vera, "@App Store Bot audit")
    env.work()
    assert wording.LAST_THREE_CHANGES in env.read(ts)
    assert "another app" not in env.read(ts)


def test_roles_and_templates_are_shown_in_every_channel_and_in_its_csv(env: Env) -> None:
    other = env.slack.channel("other", members=[env.olive, env.vera])
    env.apple.add_app("com.example.second", "Second")
    env.olive.types("/asc use com.example.second", other)
    env.olive.says(env.olive.dm, f"access grant {env.vera.mention} approver")
    env.slack.settled()
    env.work()
    env.olive.types("/asc use com.example.tide", env.release)
    env.olive.types(f"/asc access revoke {env.vera.mention}", env.release)
    env.olive.types("/asc templates", env.release)
    env.olive.clicks_in_form("Add template")
    assert env.olive.submits({"Reply": "Dear {nickname}"}).errors is None
    env.slack.settled()
    env.work()
    write(env, channel=env.release.id, new="a text of Tide")
    for text in ("@App Store Bot audit", "@App Store Bot audit --app com.example.second"):
        ts = env.vera.says(other, text)
        env.slack.settled()
        env.work()
        (reply,) = [post for post in env.slack.thread(other, ts) if post.user == env.slack.bot.id]
        read = as_text(reply)
        assert f"granted a role to vera ({env.vera.id}): (empty) → “approver”" in read
        assert f"granted a role to olive ({env.olive.id}): (empty) → “admin”" in read
        assert f"revoked the role of vera ({env.vera.id}): “approver” → (empty)" in read
        assert "changed a reply template: (empty) → “" in read
        assert "a text of Tide" not in read
        env.vera.clicks(other, reply, "CSV")
        env.work()
        (file,) = env.slack.thread(other, ts)[-1].files
        rows = list(csv.DictReader(io.StringIO(env.slack.workspace.files[file["id"]].data.decode("utf-8-sig"))))
        actions = [row["action"] for row in rows]
        assert actions.count(ROLE_GRANTED) == 2
        assert {ROLE_REVOKED, TEMPLATES_CHANGED} <= set(actions)
        assert "a text of Tide" not in {row["new"] for row in rows}
    env.vera.types("/asc audit ja", other)
    env.work()
    assert wording.NOTHING_IN_AUDIT in env.ephemeral_text(env.vera).replace(" in ja", "")


def test_what_ends_in_a_channel_belongs_to_the_app_that_it_was_about(env: Env) -> None:
    env.olive.types("/asc digest daily 09:00", env.release)
    env.olive.types("/asc digest off", env.release)
    env.work()
    assert [(entry.tag, entry.app) for entry in trail(env)] == [(DIGEST_CHANGED, "com.example.tide")] * 2


def test_number_and_locale_narrow_it_in_any_order(env: Env) -> None:
    for number in range(5):
        write(env, new=f"n{number}", locale="de-DE" if number % 2 else "ja")
    env.vera.types("/asc audit german 1", env.release)
    env.work()
    assert wording.LAST_GERMAN_CHANGE in env.ephemeral_text(env.vera)
    assert "n3" in env.ephemeral_text(env.vera)
    assert "n1" not in env.ephemeral_text(env.vera)


def test_what_is_no_number_and_no_locale_gets_the_closest(env: Env) -> None:
    assert wording.NEAREST_GERMAN in env.vera.types("/asc audit germn", env.release).body
    assert wording.AUDIT_RANGE in env.vera.types("/asc audit 500", env.release).body
    assert "Nothing" not in env.vera.types("/asc audit 0", env.release).body


def test_an_empty_trail_is_reported_and_a_guest_is_refused(env: Env) -> None:
    env.vera.types("/asc audit", env.release)
    env.work()
    assert wording.NOTHING_IN_AUDIT in env.ephemeral_text(env.vera)
    assert "full members" in env.gus.types("/asc audit", env.release).body


def test_a_hundred_long_changes_fit_into_one_message(env: Env) -> None:
    for number in range(105):
        write(env, old="o" * 4000, new=f"{number} " + "n" * 4000)
    ts = env.says(env.vera, "@App Store Bot audit 100")
    env.work()
    (message,) = env.replies(ts)
    assert wording.LAST_HUNDRED_CHANGES in env.read(ts)
    assert len(env.read(ts)) < 16000
    assert len(message.text) < 4000


def test_the_button_sends_the_whole_trail_as_a_file_that_runs_no_formula(env: Env) -> None:
    for number in range(30):
        write(env, new=f"=HYPERLINK({number})")
    ts = env.says(env.vera, "@App Store Bot audit 2")
    env.work()
    env.vera.clicks(env.release, env.replies(ts)[0], "CSV")
    env.work()
    (file,) = env.replies(ts)[1].files
    content = env.slack.workspace.files[file["id"]].data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == 30
    assert rows[0]["new"] == "'=HYPERLINK(0)"
    assert (rows[0]["name"], rows[0]["action"], rows[0]["time (UTC)"]) == (
        "eddie",
        "listing:text:changed",
        "2026-12-24T09:00:00Z",
    )


def test_after_a_slash_command_the_file_goes_to_the_asker_alone(env: Env) -> None:
    write(env, new="x")
    env.vera.types("/asc audit", env.release)
    env.work()
    env.vera.clicks(env.release, env.slack.ephemerals(env.vera)[-1], "CSV")
    env.work()
    assert [message.files for message in env.slack.messages(env.release)] == []
    (message,) = env.slack.messages(env.vera.dm)
    assert message.files[0]["name"].endswith(".csv")


def write(
    env: Env,
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
        user=user or env.eddie.id,
        channel=channel or env.release.id,
        tag=tag,
        app=app,
        version="1.2.0",
        locale=locale,
        field=field,
        source="mention",
        **more,
    )
    audit.write(env.kit.redis, entry)
