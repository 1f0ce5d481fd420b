"""The jobs of an upload: begin it, run it, decide about it; and show what screenshot sets hold."""

from cards.uploads import disagreements, questions
from cards.uploads import jobs as upload_jobs
from cards.uploads.audit_tags import CHOICE_TAKEN_BACK
from kit.jobs.define import BULK, NOW, RetryLater, job, read_app
from kit.jobs.queues import enqueue
from kit.slack.replies import reply
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation, Origin
from records.uploads import fair_queue, uploads
from records.uploads.uploads import UploadState
from tasks.dispatch import audit_log, destinations, failures, media_backend, resolve
from tasks.uploads import actions, begin, completion, repeats, sets, touches, upload
from tasks.uploads.actions import UploadChoice
from tasks.uploads.progress import WAIT_FOR_TURN, announce, report_wait


@job(NOW, on_failure=completion.report_failure, ordered_by=touches.requested, hands_on=True)
def begin_upload(kit: Kit, invocation: Invocation) -> None:
    """Begin the upload that a user requested, and queue the work."""
    if invocation.by_bot and (same := repeats.earlier(kit, invocation)) is not None:
        repeats.follow(kit, invocation, same)
        return
    destinations.require_clear(kit, invocation)
    begun = begin.begin(kit, invocation)
    if begun is not None:
        announce(kit, begun, run_upload)
        enqueue(kit, run_upload, begun.id)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.chosen, hands_on=True)
def use_files(kit: Kit, press: Invocation, chosen: str) -> None:
    """Begin the upload of an invocation that is stored with the files that a user chose. The first choice counts."""
    invocation = invocations.get(kit.redis, chosen)
    if invocation is None:
        reply(kit, press, questions.stale())
        return
    kit.slack.respond(press.response_url, questions.files_chosen(press.user, kit.clock()), replace=True)
    if invocation.ts:
        kit.slack.react(invocation.channel, invocation.ts, "eyes", instead_of="question")
    begun = begin.begin_with_files(kit, invocation)
    announce(kit, begun, run_upload)
    enqueue(kit, run_upload, begun.id)


@job(BULK, on_failure=completion.report_failure, on_wait=report_wait)
def run_upload(kit: Kit, upload_id: str) -> None:
    """Run an upload as far as it goes: to its end, to a question, or until a set is free."""
    stored = uploads.get(kit.redis, upload_id)
    if stored is None:
        return
    if stored.state.ended or stored.state is UploadState.ASKING:
        completion.show(kit, stored)
        return
    resolve.accounts_of(kit, stored.channel, stored.account)
    if not stored.cancelled_by and not fair_queue.take(kit.redis, upload_id):
        raise RetryLater(kit.clock() + WAIT_FOR_TURN)
    upload.run(kit, stored)


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.decided, hands_on=True)
def decide(kit: Kit, invocation: Invocation, upload_id: str, choice: str) -> None:
    """Carry out a user's decision. The first of several presses counts; later ones are answered with who was first."""
    chosen = UploadChoice(choice)
    decided = actions.decide(kit, invocation, upload_id, chosen)
    if chosen is not UploadChoice.CANCEL:
        announce(kit, decided, run_upload)
    enqueue(kit, run_upload, decided.id)
    if invocation.origin is not Origin.BUTTON:
        reply(kit, invocation, upload_jobs.done(chosen, upload_id))


@job(NOW, on_failure=failures.report_failure, ordered_by=touches.taken_back)
def ask_again(kit: Kit, invocation: Invocation, app_key: str) -> None:
    """Take back a user's choice between the App Asset Library and sets. The first of several presses counts."""
    app_id, _, account = app_key.partition("@")
    kit.check(account)
    if not media_backend.take_back(kit, app_id, account):
        reply(kit, invocation, disagreements.taken_back())
        return
    key = f"{invocation.id}.taken_back"
    audit_log.record(kit, CHOICE_TAKEN_BACK, invocation, idempotency_key=key, app=app_id, account=account)
    reply(kit, invocation, disagreements.will_ask())


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def show_screenshots(kit: Kit, invocation: Invocation) -> None:
    """Show what each screenshot set holds now, of one version of every platform."""
    destinations.require_clear(kit, invocation)
    sets.show_sets(kit, invocation)
