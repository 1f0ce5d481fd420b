"""Buttons of an upload, and `jobs`, `cancel`, `retry`. A job decides, so that no press is lost."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.commands import Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.prompts import word_after
from cards.dispatch.help import Group
from cards.dispatch.prompts import Question
from cards.uploads import jobs, progress
from kit.wiring import Kit
from records.messages import Message
from records.people import Role
from records.uploads import uploads
from records.uploads.uploads import UploadState
from tasks.uploads import jobs as upload_jobs
from tasks.uploads.actions import UploadChoice

MOST_LISTED = 15


def pressed(choice: UploadChoice) -> Callable[[CommandContext, str], Message | None]:
    """Return the listener of a button: the first press by any user counts."""

    def press(ctx: CommandContext, upload_id: str) -> Message | None:
        enqueue(replace(ctx, key=f"{ctx.key}.{upload_id}"), upload_jobs.decide, upload_id, choice)
        return None

    return press


def named(choice: UploadChoice) -> Callable[[CommandContext], Message | None]:
    """Return the command `cancel JOB_ID` or `retry JOB_ID`; without an id it asks for one."""
    which = word_after(choice.value, partial(_which, choice))

    def run(ctx: CommandContext) -> Message | None:
        if not ctx.words:
            return which(ctx)
        enqueue(ctx, upload_jobs.decide, ctx.words[0].lower(), choice)
        return None

    return run


def _which(choice: UploadChoice, kit: Kit, channel: str) -> Question | Message:
    open_states = {UploadState.NEW, UploadState.ASKING, UploadState.RUNNING}
    states = {UploadState.FAILED} if choice is UploadChoice.RETRY else open_states
    stored = uploads.of_channel(kit.redis, channel)
    found = [upload for upload in stored if upload.state in states and not upload.undone_by]
    return jobs.which_upload(choice.value, found)


def ask_again(ctx: CommandContext, app_key: str) -> Message | None:
    """Take back what a user has chosen for an app: the App Asset Library or sets."""
    enqueue(replace(ctx, key=f"{ctx.key}.{app_key}"), upload_jobs.ask_again, app_key)
    return None


def list_jobs(ctx: CommandContext) -> Message | None:
    """Answer `jobs`: what waits, runs and failed in this channel."""
    found = uploads.of_channel(ctx.kit.redis, ctx.invocation.channel)[:MOST_LISTED]
    return jobs.listed_jobs(found, ctx.kit.clock())


def register(app: App) -> None:
    """What can be typed and pressed, and by whom."""
    register_command(
        Command(
            name="jobs",
            group=Group.SCREENSHOTS,
            rank=3,
            usage="jobs",
            summary="lists this channel's uploads",
            details="shows the uploads of this channel that wait, run or failed",
            role=Role.VIEWER,
            run=list_jobs,
        )
    )
    register_command(
        Command(
            name="cancel",
            group=Group.SCREENSHOTS,
            rank=4,
            usage="cancel JOB_ID",
            summary="stops an upload",
            details="stops an upload; its sets are left as they were",
            examples=("cancel 7f3a9c2d",),
            role=Role.EDITOR,
            run=named(UploadChoice.CANCEL),
        )
    )
    register_command(
        Command(
            name="retry",
            group=Group.SCREENSHOTS,
            rank=5,
            usage="retry JOB_ID",
            summary="tries what is missing once more",
            details="tries what is missing of an upload once more",
            examples=("retry 7f3a9c2d",),
            role=Role.EDITOR,
            run=named(UploadChoice.RETRY),
        )
    )
    for action_id, choice in (
        (progress.REPLACE, UploadChoice.REPLACE),
        (progress.ADD, UploadChoice.ADD),
        (progress.CREATE, UploadChoice.CREATE),
        (progress.USE_LIBRARY, UploadChoice.LIBRARY),
        (progress.USE_SETS, UploadChoice.SETS),
        (progress.CANCEL, UploadChoice.CANCEL),
        (progress.UNDO, UploadChoice.UNDO),
        (progress.RETRY, UploadChoice.RETRY),
    ):
        buttons.button(app, action_id, Role.EDITOR, pressed(choice))
    buttons.button(app, progress.ASK_AGAIN, Role.EDITOR, ask_again)
