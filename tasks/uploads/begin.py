"""Begins an upload: finds the files of the request, stores the upload, and opens its thread."""

from dataclasses import replace

from appstore.catalog.display_types import DisplayType, label
from appstore.media.plan import Mode
from cards.uploads import errors, questions
from kit.slack.replies import post_or_dm, reply
from kit.wiring import Kit
from records import invocations
from records.invocations import Invocation, Origin
from records.jobs.handled_messages import mark_refused
from records.uploads import runs, uploads
from records.uploads.uploads import Upload
from tasks.dispatch import destinations, resolve
from tasks.slack import message_files
from tasks.uploads.fetching import is_archive


def begin(kit: Kit, invocation: Invocation) -> Upload | None:
    """Store the upload that a user requested; None if the user is asked which files are meant."""
    if invocation.ts:
        kit.slack.react(invocation.channel, invocation.ts, "eyes", instead_of=invocation.reactions)
    if invocation.files and (invocation.by_bot or not invocation.in_thread):
        return begin_with_files(kit, invocation)
    found = message_files.files_of(kit, invocation)
    if found.files != invocation.files:
        invocation = invocation.with_files(found.files)
        invocations.put(kit.redis, invocation)
    if found.files and found.is_clear:
        return begin_with_files(kit, invocation)
    if found.files:
        whole = f"{invocation.id}.thread"
        invocations.INVOCATIONS.put(kit.redis, whole, invocation.with_files(found.whole_thread))
        names = [file.name or file.id for file in found.files]
        reply(
            kit,
            invocation,
            questions.which_files(invocation.id, whole, names, len(found.whole_thread)),
            state="waiting",
        )
    else:
        reply(kit, invocation, errors.no_files(invocation.id, unseen=found.unseen), state="refused")
        mark_refused(kit.redis, invocation.id)
        runs.release(kit.redis, invocation)
    if invocation.ts:
        kit.slack.react(invocation.channel, invocation.ts, "question", instead_of="eyes")
    return None


def begin_with_files(kit: Kit, invocation: Invocation) -> Upload:
    """Store the upload of the invocation's files."""
    options = invocation.options or {}
    app, account = resolve.fixed_app(kit, invocation)
    into = destinations.named_in(options)
    upload = Upload(
        id=invocation.id,
        user=invocation.user,
        channel=invocation.channel,
        thread_ts=invocation.thread_ts,
        invocation_ts=invocation.ts,
        app=app,
        account=account,
        version=into or invocation.version,
        locale=options.get("locale"),
        display_type=options.get("display_type"),
        mode=Mode.REPLACE if "replace" in options else Mode.ADD if "append" in options else Mode.ASK,
        files=invocation.files,
        created_at=kit.clock(),
        dry_run=invocation.dry_run,
        by_bot=invocation.by_bot,
        run=invocation.run,
        into=into,
        poster=options.get("poster", ""),
    )
    if invocation.origin in {Origin.FORM, Origin.SHORTCUT}:
        upload = _open_thread(kit, upload)
    uploads.add(kit.redis, upload)
    return upload


def _open_thread(kit: Kit, upload: Upload) -> Upload:
    """Post the message whose thread a modal's upload uses: in the channel, or to the user if the bot is not in it."""
    display_type = label(DisplayType(upload.display_type)) if upload.display_type else ""
    target = " · ".join(part for part in (upload.locale, display_type) if part)
    zipped = any(is_archive(file) for file in upload.files)
    message = questions.announcement(upload.user, target, len(upload.files), zipped=zipped, dry_run=upload.dry_run)
    key, thread_ts = f"{upload.id}.announcement", upload.thread_ts
    channel, ts = post_or_dm(kit, upload.channel, upload.user, message, idempotency_key=key, thread_ts=thread_ts)
    return replace(upload, channel=channel, thread_ts=(thread_ts if channel == upload.channel else "") or ts)
