"""Compares the books at the end: what was wished, what Apple holds, what threads say, and what the audit says."""

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
from tests.chaos.counts import Books
from tests.chaos.text_check import draft_state, reviews, schedules, texts, unmade_schedules, untold_reviews
from tests.chaos.world import Place, Upload, World

REPEATED = ("watching:look_at", "following:look_after")
"""Jobs that the clock owes again and again."""


def unfinished(world: World) -> list[str]:
    """What is still owed or under way."""
    redis = world.running_bot.redis
    jobs = [f"{job.job} {job.arguments}" for job in outbox.pending(redis) if job.job not in REPEATED]
    under_way = [f"upload {batch.id} {batch.state}" for batch in _batches(world) if not _settled(batch)]
    replies = [f"reply {one} on its way" for one in world.approved if draft_state(world, one).busy]
    return [*jobs, *under_way, *replies, *untold_reviews(world), *unmade_schedules(world)]


def compare(world: World) -> Books:
    """Everything that can be told of the run."""
    books = Books()
    found = _batches(world)
    _uploads(world, books, found)
    _sets(world, books, found)
    _threads(world, books, found)
    reviews(world, books)
    texts(world, books)
    schedules(world, books)
    for one in world.fallen:
        books.check(False, one, "stuck")
    return books


def _batches(world: World) -> list[StoredUpload]:
    names = world.running_bot.redis.scan_iter("asc:batch:*")
    found = (uploads.get(world.running_bot.redis, str(name, "utf-8").rpartition(":")[2]) for name in names)
    return sorted((upload for upload in found if upload is not None), key=lambda one: one.ended or float("inf"))


def _settled(batch: StoredUpload) -> bool:
    return batch.state.ended or (batch.state is UploadState.ASKING and not batch.cancelled_by)


def _uploads(world: World, books: Books, found: list[StoredUpload]) -> None:
    """Each wish is one batch, and each batch has come to its end or to a question."""
    begun = Counter((upload.channel, upload.invocation_ts) for upload in found if upload.invocation_ts)
    for invocation in world.uploads:
        number = begun[invocation.channel.id, invocation.ts]
        books.check(number > 0, f"upload {invocation.ts} {invocation.sets} was never begun", "lost")
        books.check(number < 2, f"upload {invocation.ts} was begun {number} times", "doubled")
    sent = Counter((form.user, form.place, form.names) for form in world.forms)
    by_form = Counter(_form_of(upload) for upload in found if _by_form(upload))
    for form in sent | by_form:
        books.check(by_form[form] >= sent[form], f"form {form} sent {sent[form]} times, begun {by_form[form]}", "lost")
        books.check(
            by_form[form] <= sent[form], f"form {form} sent {sent[form]} times, begun {by_form[form]}", "doubled"
        )
    for batch in found:
        books.check(_settled(batch), f"upload {batch.id} is {batch.state}", "stuck")
    books.counts["uploads wished"] = len(world.uploads) + len(world.forms)
    books.counts["of them by form"] = len(world.forms)
    books.counts |= Counter(f"uploads {upload.state}" for upload in found)
    books.counts["undone"] = sum(bool(upload.reverts) and upload.state is UploadState.DONE for upload in found)


def _by_form(batch: StoredUpload) -> bool:
    return not batch.invocation_ts and not batch.reverts


def _form_of(batch: StoredUpload) -> tuple[str, Place, tuple[str, ...]]:
    return batch.user, (batch.locale or "", batch.display_type or ""), tuple(file.name for file in batch.files)


def _sets(world: World, books: Books, found: list[StoredUpload]) -> None:
    """What each set holds is what the uploads to it left there, one after the other."""
    wishes = {(upload.channel.id, upload.ts): upload for upload in world.uploads}
    holds = world.running_bot.apple.sets(world.running_bot.version_id)
    trail = list(audit.everything(world.running_bot.redis))
    for place in sorted({place for upload in world.uploads for place in upload.sets} | holds.keys()):
        shots = holds.get(place, ())
        names = tuple(shot.name for shot in shots)
        books.check({shot.state for shot in shots} <= {"COMPLETE"}, f"{place} holds half-made ones: {shots}", "stuck")
        books.check(len(set(names)) == len(names), f"{place} holds a picture twice: {names}", "doubled")
        expected, story = _replayed(place, found, wishes)
        if expected is None:
            books.counts["sets known in part"] += 1
            continue
        books.counts["sets compared"] += 1
        books.check(names == expected, f"{place} holds {names}, not {expected}:\n    " + "\n    ".join(story), "lost")
        told = [entry for entry in trail if (entry.locale, entry.field) == place and entry.tag in _CHANGES]
        last = told[-1].new if told else ""
        books.check(last == ", ".join(expected), f"{place}: the audit says {last}, not {expected}", "untold")


_CHANGES = {UPLOADED, UPLOAD_UNDONE}


def _replayed(
    place: Place, found: list[StoredUpload], wishes: dict[tuple[str, str], Upload]
) -> tuple[tuple[str, ...] | None, list[str]]:
    """What the set should hold; None where an upload that was stopped midway leaves it open. And how it came so."""
    holds: tuple[str, ...] | None = ()
    before: dict[str, tuple[str, ...] | None] = {}
    story = []
    for batch in found:
        key = "/".join(place)
        if key not in {plan.key for plan in batch.sets} or not batch.state.ended:
            continue
        before[batch.id] = holds
        if batch.state is UploadState.DONE and batch.reverts:
            holds = before.get(batch.reverts)
        elif batch.state is UploadState.DONE:
            wished = _form_of(batch)[2] if _by_form(batch) else wishes[batch.channel, batch.invocation_ts].sets[place]
            holds = wished if batch.mode is Mode.REPLACE else _added(holds, wished)
        elif batch.state in {UploadState.CANCELLED, UploadState.FAILED}:
            holds = None
        story.append(f"{batch.id} {batch.ended:.2f} {batch.mode} {batch.state} reverts={batch.reverts} -> {holds}")
    return holds, story


def _added(holds: tuple[str, ...] | None, wished: tuple[str, ...]) -> tuple[str, ...] | None:
    """New ones come after those that are there; the wished ones stand in their order, in the places that they have."""
    if holds is None:
        return None
    there = holds + tuple(one for one in wished if one not in holds)
    queue = iter(wished)
    return tuple(next(queue) if one in wished else one for one in there)


def _threads(world: World, books: Books, found: list[StoredUpload]) -> None:
    """Every mention has an answer, no post stands twice, and no card shows an upload that has ended as running."""
    for channel, ts in world.mentions:
        books.check(bool(world.answers(channel, ts)), f"no answer to {ts}", "untold")
    said = {one.ts: one for channel in world.channels for one in world.said(channel)}
    keys = Counter(_key(one.metadata) for one in said.values())
    for key, number in keys.items():
        books.check(number == 1 or not key, f"posted {number} times: {key}", "doubled")
    for batch in found:
        message = said.get(batch.progress_ts)
        books.check(message is not None, f"upload {batch.id} has no card", "untold")
        if message is None or not _settled(batch):
            continue
        running = [button.action_id for button in message.buttons] == [CANCEL] and batch.state is not UploadState.ASKING
        books.check(not running, f"upload {batch.id} is {batch.state}, its card says\n{as_text(message)}", "untold")
        asks = {button.action_id for button in message.buttons} & {"screenshots.replace", "screenshots.add"}
        books.check(
            batch.state is not UploadState.ASKING or bool(asks), f"upload {batch.id} asks without buttons", "untold"
        )
    books.counts["mentions"] = len(world.mentions)
    books.counts["posts"] = len(said)


def _key(metadata: dict[str, object] | None) -> str:
    payload = (metadata or {}).get("event_payload")
    return str(payload.get("key", "")) if isinstance(payload, dict) else ""
