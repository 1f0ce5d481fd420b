"""The list of a channel's uploads, and the answers to `cancel` and `retry`."""

from collections.abc import Sequence

from cards.blocks import Block, bullets, context, escape, join_words, message, plural, rich, section, span, text_message
from cards.dispatch.prompts import Question
from cards.uploads.progress import plan_label
from cards.uploads.targets import version_name
from records.messages import Message
from records.uploads.uploads import Upload, UploadState

# How far an upload is, in words.
STATES = {
    UploadState.NEW: "waits",
    UploadState.ASKING: "waits for an answer to its question",
    UploadState.RUNNING: "runs",
    UploadState.DONE: "done",
    UploadState.FAILED: "failed",
    UploadState.CANCELLED: "cancelled",
    UploadState.REFUSED: "was refused",
}


def listed_jobs(found: Sequence[Upload], now: float) -> Message:
    """List uploads, newest first: what, by which user, since when, and the id for `cancel` and `retry`."""
    if not found:
        return text_message("Nothing was uploaded from this channel in the last 30 days.")
    shown: list[list[Block]] = []
    lines = []
    for upload in found:
        about = what(upload)
        ago = _ago(now - (upload.ended if upload.state.ended else upload.created_at))
        shown.append(
            [
                span(upload.id, "code"),
                span(f"  {STATES[upload.state]}", "bold"),
                span(f" {ago}: {about}, by "),
                {"type": "user", "user_id": upload.user},
            ]
        )
        lines.append(f"{upload.id} {STATES[upload.state]} {ago}: {escape(about)}, by <@{upload.user}>")
    after = "`/asc cancel ID` stops an upload that waits or runs. `/asc retry ID` retries what failed."
    head = "Uploads of this channel"
    return message(f"{head}. {'; '.join(lines)}.", section(f"*{head}*"), rich(bullets(shown)), context(after))


def what(upload: Upload) -> str:
    """Return what an upload is about: its sets, or its files, and the version."""
    if upload.sets:
        labels = join_words([plan_label(planned) for planned in upload.sets[:3]])
        more = f" and {plural(len(upload.sets) - 3, 'more set')}" if len(upload.sets) > 3 else ""  # noqa: PLR2004 - a line
        what = f"{labels}{more}"
    else:
        files = "an upload" if upload.reverts else plural(len(upload.files), "file")
        what = f"{files}{f' to {upload.locale}' if upload.locale else ''}"
    where = f" in {version_name(upload)}" if upload.target else ""
    return f"{'undo of ' if upload.reverts else ''}{what}{where}"


def which_upload(verb: str, found: Sequence[Upload]) -> Question | Message:
    """Ask for the upload of `cancel` or `retry`; `found` are the possible ones."""
    if not found:
        return text_message(
            f"There is no upload to {verb} in this channel. `/asc jobs` lists those of the last 30 days."
        )
    choices = tuple((f"{what(upload)} ({upload.id})", upload.id) for upload in found)
    return Question(f"{verb.capitalize()} which upload?", "Upload", f"{verb.capitalize()} it", choices=choices)


def _ago(seconds: float) -> str:
    if seconds < 90:  # noqa: PLR2004 - up to a minute and a half people say "just now"
        return "just now"
    minutes = round(seconds / 60)
    if minutes < 90:  # noqa: PLR2004 - then minutes
        return f"{minutes} minutes ago"
    hours = round(minutes / 60)
    return f"{hours} hours ago" if hours < 48 else f"{round(hours / 24)} days ago"  # noqa: PLR2004 - then hours, days


def no_such_job(upload_id: str) -> Message:
    """Say that this channel has no upload of that id."""
    return text_message(
        f"There is no upload `{escape(upload_id)}` in this channel. `/asc jobs` lists those of the last 30 days."
    )


def done(command: str, upload_id: str) -> Message:
    """Confirm a decision; the upload's own thread reports the rest."""
    progress = "is being cancelled" if command == "cancel" else "is being retried"
    return text_message(f"Upload `{escape(upload_id)}` {progress}. Its thread shows the result.")
