"""Compares what was requested with Apple's state, the threads and the audit trail."""

from __future__ import annotations

from collections import Counter

from appstore.media.plan import Mode
from cards.uploads.audit_tags import UPLOAD_UNDONE, UPLOADED
from cards.uploads.progress import CANCEL
from records import audit
from records.jobs import outbox
from records.uploads import uploads
from records.uploads.uploads import Upload as StoredUpload
from records.uploads.uploads import UploadState
from sandbox.slack.rendering import as_text
from tests.chaos.report import Report
from tests.chaos.text_check import draft_state, missing_schedules, reviews, schedules, texts, undelivered_reviews
from tests.chaos.world import SetKey, Upload, World

# Jobs that the clock enqueues again and again.
REPEATED = ("reviews:poll_reviews", "reviews:look_after")


def unfinished(world: World) -> list[str]:
    """Return the jobs, uploads, replies and posts that are not finished."""
    redis = world.running_bot.redis
    jobs = [f"{job.job} {job.arguments}" for job in outbox.pending(redis) if job.job not in REPEATED]
    under_way = [f"upload {upload.id} {upload.state}" for upload in _stored_uploads(world) if not _settled(upload)]
    replies = [f"reply {review_id} on its way" for review_id in world.approved if draft_state(world, review_id).busy]
    return [*jobs, *under_way, *replies, *undelivered_reviews(world), *missing_schedules(world)]


def compare(world: World) -> Report:
    """Check the whole run."""
    report = Report()
    found = _stored_uploads(world)
    _uploads(world, report, found)
    _sets(world, report, found)
    _threads(world, report, found)
    reviews(world, report)
    texts(world, report)
    schedules(world, report)
    for crash in world.crashed:
        report.check(False, crash, "stuck")
    return report


def _stored_uploads(world: World) -> list[StoredUpload]:
    names = world.running_bot.redis.scan_iter("asc:batch:*")
    found = (uploads.get(world.running_bot.redis, str(name, "utf-8").rpartition(":")[2]) for name in names)
    return sorted((upload for upload in found if upload is not None), key=lambda upload: upload.ended or float("inf"))


def _settled(upload: StoredUpload) -> bool:
    return upload.state.ended or (upload.state is UploadState.ASKING and not upload.cancelled_by)


def _uploads(world: World, report: Report, found: list[StoredUpload]) -> None:
    """Each request is one upload, and each upload has ended or waits for an answer."""
    started = Counter((upload.channel, upload.invocation_ts) for upload in found if upload.invocation_ts)
    for invocation in world.uploads:
        number = started[invocation.channel.id, invocation.ts]
        report.check(number > 0, f"upload {invocation.ts} {invocation.sets} never started", "lost")
        report.check(number < 2, f"upload {invocation.ts} was started {number} times", "duplicated")
    sent = Counter((modal.user, modal.set_key, modal.names) for modal in world.modals)
    stored = Counter(_modal_key(upload) for upload in found if _from_modal(upload))
    for modal in sent | stored:
        report.check(
            stored[modal] >= sent[modal], f"modal {modal} sent {sent[modal]} times, started {stored[modal]}", "lost"
        )
        report.check(
            stored[modal] <= sent[modal],
            f"modal {modal} sent {sent[modal]} times, started {stored[modal]}",
            "duplicated",
        )
    for upload in found:
        report.check(_settled(upload), f"upload {upload.id} is {upload.state}", "stuck")
    report.counts["uploads requested"] = len(world.uploads) + len(world.modals)
    report.counts["of them by modal"] = len(world.modals)
    report.counts |= Counter(f"uploads {upload.state}" for upload in found)
    report.counts["undone"] = sum(bool(upload.reverts) and upload.state is UploadState.DONE for upload in found)


def _from_modal(upload: StoredUpload) -> bool:
    return not upload.invocation_ts and not upload.reverts


def _modal_key(upload: StoredUpload) -> tuple[str, SetKey, tuple[str, ...]]:
    return upload.user, (upload.locale or "", upload.display_type or ""), tuple(file.name for file in upload.files)


def _sets(world: World, report: Report, found: list[StoredUpload]) -> None:
    """Each set has the screenshots that its uploads should have left, in order."""
    uploads_by_message = {(upload.channel.id, upload.ts): upload for upload in world.uploads}
    content = world.running_bot.apple.sets(world.running_bot.version_id)
    trail = list(audit.everything(world.running_bot.redis))
    for set_key in sorted({set_key for upload in world.uploads for set_key in upload.sets} | content.keys()):
        screenshots = content.get(set_key, ())
        names = tuple(screenshot.name for screenshot in screenshots)
        report.check(
            {screenshot.state for screenshot in screenshots} <= {"COMPLETE"},
            f"{set_key} has unfinished screenshots",
            "stuck",
        )
        report.check(len(set(names)) == len(names), f"{set_key} has an image twice: {names}", "duplicated")
        expected, history = _replayed(set_key, found, uploads_by_message)
        if expected is None:
            report.counts["sets known in part"] += 1
            continue
        report.counts["sets compared"] += 1
        report.check(
            names == expected, f"{set_key} has {names}, not {expected}:\n    " + "\n    ".join(history), "lost"
        )
        reported = [entry for entry in trail if (entry.locale, entry.field) == set_key and entry.tag in _CHANGES]
        last = reported[-1].new if reported else ""
        report.check(last == ", ".join(expected), f"{set_key}: the audit says {last}, not {expected}", "unreported")


_CHANGES = {UPLOADED, UPLOAD_UNDONE}


def _replayed(
    set_key: SetKey, found: list[StoredUpload], uploads_by_message: dict[tuple[str, str], Upload]
) -> tuple[tuple[str, ...] | None, list[str]]:
    """Return the expected content of a set (None if an interrupted upload leaves it open), and its history."""
    content: tuple[str, ...] | None = ()
    before: dict[str, tuple[str, ...] | None] = {}
    history = []
    for upload in found:
        key = "/".join(set_key)
        if key not in {plan.key for plan in upload.sets} or not upload.state.ended:
            continue
        before[upload.id] = content
        if upload.state is UploadState.DONE and upload.reverts:
            content = before.get(upload.reverts)
        elif upload.state is UploadState.DONE:
            names_wanted = (
                _modal_key(upload)[2]
                if _from_modal(upload)
                else uploads_by_message[upload.channel, upload.invocation_ts].sets[set_key]
            )
            content = names_wanted if upload.mode is Mode.REPLACE else _added(content, names_wanted)
        elif upload.state in {UploadState.CANCELLED, UploadState.FAILED}:
            content = None
        history.append(
            f"{upload.id} {upload.ended:.2f} {upload.mode} {upload.state} reverts={upload.reverts} -> {content}"
        )
    return content, history


def _added(content: tuple[str, ...] | None, names_wanted: tuple[str, ...]) -> tuple[str, ...] | None:
    """New images are appended; uploaded images keep their order within the positions they take."""
    if content is None:
        return None
    there = content + tuple(name for name in names_wanted if name not in content)
    queue = iter(names_wanted)
    return tuple(next(queue) if name in names_wanted else name for name in there)


def _threads(world: World, report: Report, found: list[StoredUpload]) -> None:
    """Every mention is answered, no message is posted twice, and no message shows a finished upload as running."""
    for channel, ts in world.mentions:
        report.check(bool(world.replies(channel, ts)), f"no answer to {ts}", "unreported")
    bot_messages = {message.ts: message for channel in world.channels for message in world.bot_messages(channel)}
    keys = Counter(_key(message.metadata) for message in bot_messages.values())
    for key, number in keys.items():
        report.check(number == 1 or not key, f"posted {number} times: {key}", "duplicated")
    for upload in found:
        message = bot_messages.get(upload.progress_ts)
        report.check(message is not None, f"upload {upload.id} has no message", "unreported")
        if message is None or not _settled(upload):
            continue
        running = [button.action_id for button in message.buttons] == [
            CANCEL
        ] and upload.state is not UploadState.ASKING
        report.check(
            not running, f"upload {upload.id} is {upload.state}, its message says\n{as_text(message)}", "unreported"
        )
        asks = {button.action_id for button in message.buttons} & {"screenshots.replace", "screenshots.add"}
        report.check(
            upload.state is not UploadState.ASKING or bool(asks),
            f"upload {upload.id} asks without buttons",
            "unreported",
        )
    report.counts["mentions"] = len(world.mentions)
    report.counts["posts"] = len(bot_messages)


def _key(metadata: dict[str, object] | None) -> str:
    payload = (metadata or {}).get("event_payload")
    return str(payload.get("key", "")) if isinstance(payload, dict) else ""
