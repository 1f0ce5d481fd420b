"""Uploads screenshots from Slack to App Store Connect, and says in the thread how far it is."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.errors import SlackApiError

from appstore.display_types import DisplayType, label
from appstore.plan import Mode
from cards import screenshot_faults, screenshot_results
from cards import screenshot_questions as questions
from cards import screenshots as cards
from cards.screenshots import Board
from kit import folders, jobs
from kit.jobs import BULK, NOW, PutOff, job
from kit.replies import CLOSED, Told, reply
from kit.wiring import Kit
from records import batches, outbox, pace, turns, wishes
from records.batches import Batch, State
from records.wishes import Way, Wish
from tasks import arriving, ends, failures, trail
from tasks.board import Live, post
from tasks.pictures import is_archive
from tasks.processing import Cancelled, Pace
from tasks.uploading import Upload

WAIT_FOR_TURN = 0.5
"""Seconds until an upload asks again whether it is the turn of its channel."""


def told(kit: Kit, batch_id: str, error: BaseException) -> None:
    """End the batch with the reason on its progress card, or under the wish where there is none yet."""
    batch = batches.get(kit.redis, batch_id)
    if batch is None:
        failures.tell(kit, batch_id, error)
        return
    card = failures.card_for(error, batch_id)
    if not isinstance(error, Told):
        card = cards.with_retry(card, batch_id)
    ends.show(kit, ends.settle(kit, batch, State.REFUSED if isinstance(error, Told) else State.FAILED, card))


@job(NOW, told=told)
def begin_upload(kit: Kit, wish_id: str) -> None:
    """Begin the upload that somebody wished: find its files, open its thread, queue the work."""
    wish = wishes.get(kit.redis, wish_id)
    if wish is None:
        return
    if wish.ts:
        kit.slack.react(wish.channel, wish.ts, "eyes")
    if not wish.files:
        wish = wish.with_files(arriving.files_of(kit, wish))
        wishes.put(kit.redis, wish)
    if not wish.files:
        reply(kit, wish, screenshot_faults.no_files(wish.id))
        if wish.ts:
            kit.slack.react(wish.channel, wish.ts, "question", instead_of="eyes")
        return
    batch = _batch(kit, wish)
    if wish.way in {Way.FORM, Way.SHORTCUT}:
        batch = _opened(kit, wish, batch)
    batches.add(kit.redis, batch)
    announce(kit, batch)
    jobs.enqueue(kit, upload_batch, batch.id)


def _batch(kit: Kit, wish: Wish) -> Batch:
    options = wish.options or {}
    return Batch(
        id=wish.id,
        user=wish.user,
        channel=wish.channel,
        thread_ts=wish.thread_ts,
        wish_ts=wish.ts,
        app=wish.app,
        version=wish.version,
        locale=options.get("locale"),
        display_type=options.get("display_type"),
        mode=Mode.REPLACE if "replace" in options else Mode.ADD if "append" in options else Mode.ASK,
        files=wish.files,
        since=kit.clock(),
        dry_run=wish.dry_run,
    )


def announce(kit: Kit, batch: Batch) -> None:
    """Say in the thread that the upload is known, before a worker is free for it; buttons pressed before go away."""
    soon = outbox.due(kit.redis, kit.clock() + WAIT_FOR_TURN)
    waiting = any(jobs.find(job.job) is upload_batch and job.arguments[0] != batch.id for job in soon)
    batch = batches.change(kit.redis, batch.id, in_line=waiting) or batch
    board = replace(_board(batch), doing=cards.IN_LINE) if waiting else _board(batch)
    if batch.progress_ts:
        kit.slack.update(batch.channel, batch.progress_ts, cards.progress(board))
    else:
        post(kit, batch, board)


def _board(batch: Batch) -> Board:
    doing = cards.REVERTING if batch.reverts else cards.FETCHING
    return Board(batch.id, doing, batch.target, to_fetch=len(batch.files), decided=cards.decision(batch))


def _opened(kit: Kit, wish: Wish, batch: Batch) -> Batch:
    """The message under which a form's upload goes on: in the channel, or with the person where the bot is not."""
    display_type = label(DisplayType(batch.display_type)) if batch.display_type else ""
    where = " · ".join(one for one in (batch.locale, display_type) if one)
    zipped, once = any(is_archive(one) for one in wish.files), f"{wish.id}.announcement"
    card = questions.announcement(wish.user, where, len(wish.files), zipped=zipped, dry_run=wish.dry_run)
    try:
        ts = kit.slack.post(wish.channel, card, once=once, thread_ts=wish.thread_ts)
    except SlackApiError as error:
        if error.response.get("error") not in CLOSED:
            raise
        channel = kit.slack.direct_channel(wish.user)
        return replace(batch, channel=channel, thread_ts=kit.slack.post(channel, card, once=once))
    return replace(batch, thread_ts=wish.thread_ts or ts)


@job(BULK, told=told)
def upload_batch(kit: Kit, batch_id: str) -> None:
    """Carry an upload as far as it goes: to its end, to a question, or to a set that is busy."""
    batch = batches.get(kit.redis, batch_id)
    if batch is None:
        return
    if batch.state.ended or batch.state is State.ASKING:
        ends.show(kit, batch)
        return
    if not batch.cancelled_by and not turns.take(kit.redis, batch_id):
        raise PutOff(kit.clock() + WAIT_FOR_TURN)
    speed = Pace(pace.expected_seconds(kit.redis))
    live = Live(kit, batch, _board(batch), speed.cancel)
    at_once = 2 * kit.settings.upload_concurrency
    apple = kit.apple.listening(on_wait=live.waiting, sleep=speed.sleep, most_in_flight=at_once)
    if batch.decision and batch.wish_ts:
        kit.slack.react(batch.channel, batch.wish_ts, "eyes", instead_of="question x")
    live.start()
    try:
        with folders.folder() as folder:
            Upload(kit, apple, live, speed, folder).run()
    except Cancelled as stopped:
        live.finish()
        batch = batches.get(kit.redis, batch_id) or live.batch
        trail.cancelled(kit, batch)
        card = screenshot_results.cancelled(batch, batch.target, touched=stopped.touched)
        ends.show(kit, ends.settle(kit, batch, State.CANCELLED, card))
    finally:
        live.finish()
