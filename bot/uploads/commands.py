"""Uploads screenshots: the command, the modal, and the shortcut on a message."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import App

from appstore.catalog.upload_target import read_target
from appstore.media.poster import read_poster
from bot.dispatch import buttons
from bot.dispatch.command_line import Option
from bot.dispatch.commands import COMMON_OPTIONS, PAGE, PRODUCT, TREATMENT, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.modals import modal, open_modal
from bot.uploads.destinations import into_one
from cards.dispatch.help import Group
from cards.uploads import errors as upload_errors
from cards.uploads import modal as upload_modal
from cards.uploads import progress, questions
from records import invocations
from records.invocations import Invocation, Origin
from records.messages import Message, files_of_message
from records.people import Role
from tasks.uploads import jobs

# What names of runs, commits and attempts are made of; anything else could be a mistake of a script.
_UNUSUAL = re.compile(r"[^A-Za-z0-9._:/#-]|^.{101}")

SHORTCUT = "screenshots.upload_message"
POSTER = Option("poster", "00:00:05")


def upload(ctx: CommandContext) -> Message | None:
    """Answer `upload [LOCALE] [DISPLAY_TYPE]`: begin with files; without, open the modal or offer it."""
    return into_one(ctx, _upload)


def _upload(ctx: CommandContext) -> Message | None:
    if {"replace", "append"} <= ctx.line.options.keys():
        return upload_errors.replace_and_append()
    if _UNUSUAL.search(ctx.line.options.get("key", "")):
        return upload_errors.key_unusual()
    if "poster" in ctx.line.options:
        code = read_poster(ctx.line.options["poster"])
        if code is None:
            return upload_errors.poster_unclear(ctx.line.options["poster"])
        ctx = ctx.with_options(poster=code)
    target = read_target(ctx.words)
    if target.unknown or target.surplus:
        invocations.put(
            ctx.kit.redis, ctx.with_options(locale=target.locale, display_type=target.display_type).invocation
        )
        unclear = [(unknown.word, unknown.closest) for unknown in target.unknown]
        return upload_errors.words_unclear(unclear, ctx.invocation.id, target.surplus)
    if "product" not in ctx.line.options:
        ctx = ctx.with_options(locale=target.locale, display_type=target.display_type)
    if ctx.invocation.origin is not Origin.COMMAND:
        enqueue(ctx, jobs.begin_upload)
        return None
    return open_modal(ctx, _modal(ctx, ctx.invocation))


def upload_message(ctx: CommandContext, body: Mapping[str, Any]) -> Message | None:
    """Open the modal for the shortcut "Upload to App Store" on a message with images."""
    message = body["message"]
    files = files_of_message(message)
    if not files:
        return upload_errors.nothing_attached()
    thread_ts = message.get("thread_ts") or message.get("ts") or ""
    invocation = replace(ctx.invocation, origin=Origin.SHORTCUT, files=files, thread_ts=thread_ts)
    return open_modal(replace(ctx, invocation=invocation), _modal(ctx, invocation))


def _modal(ctx: CommandContext, invocation: Invocation) -> dict[str, Any]:
    """Return the modal with what the user has typed and attached."""
    options, in_library = invocation.options or {}, _may_use_library(ctx)
    return upload_modal.upload_modal(invocation.id, options, invocation.files, in_library=in_library)


def _may_use_library(ctx: CommandContext) -> bool:
    """Return whether pictures may go to the App Asset Library, which takes those of more devices and sizes."""
    return ctx.kit.settings.asc_media != "sets"


def submitted(ctx: CommandContext, view: Mapping[str, Any]) -> dict[str, str]:
    """Enqueue the upload; returns what is wrong with it, by block."""
    invocation, values = ctx.invocation, upload_modal.read_upload_modal(view)
    if errors := upload_modal.errors_in(values, invocation.files, in_library=_may_use_library(ctx)):
        return errors
    options = {name: text for name, text in (invocation.options or {}).items() if name not in upload_modal.CHOSEN}
    chosen = {"locale": values.locale, "display_type": values.display_type}
    options |= {name: value for name, value in chosen.items() if value}
    options |= {} if values.mode == "ask" else {values.mode: ""}
    files = values.files or invocation.files
    sent = replace(invocation, ts="", response_url="", private=False, options=options, files=files)
    enqueue(replace(ctx, invocation=sent), jobs.begin_upload)
    return {}


def choose_files(ctx: CommandContext, chosen: str) -> Message | None:
    """Begin an upload with the files that a user chose among those of a thread."""
    enqueue(replace(ctx, key=f"{ctx.key}.{chosen}"), jobs.use_files, chosen)
    return None


def open_upload_form(ctx: CommandContext, invocation_id: str) -> Message | None:
    """Open the modal for a button; what was typed before is filled in."""
    invocation = invocations.get(ctx.kit.redis, invocation_id)
    if invocation is None:
        return questions.stale()
    return open_modal(ctx, _modal(ctx, invocation), keep=False)


def show(ctx: CommandContext) -> Message | None:
    """Answer `screenshots [LOCALE]`."""
    return into_one(ctx, _show)


def _show(ctx: CommandContext) -> Message | None:
    target = read_target(ctx.words)
    if target.unknown:
        return upload_errors.words_unclear([(unknown.word, unknown.closest) for unknown in target.unknown], "")
    enqueue(ctx.with_options(locale=target.locale), jobs.show_screenshots)
    return None


def register(app: App) -> None:
    """What can be typed and pressed, and by whom."""
    register_command(
        Command(
            name="upload",
            group=Group.SCREENSHOTS,
            rank=1,
            usage="upload [LOCALE] [DISPLAY_TYPE] [--replace|--append] [--page NAME]",
            summary="sends pictures and videos",
            details=(
                "uploads the pictures of your message, of one that it forwards, or of its thread to that screenshot "
                "set, and its videos as app previews; `--poster 00:00:05` chooses their poster frame. LOCALE and "
                "DISPLAY_TYPE may be left out where the files tell them; `--dry-run` only shows what would be done. "
                "`--page NAME` fills the sets of a custom product page, `--treatment NAME/A` those of a treatment of "
                "an experiment; `--product ID` sends Apple's reviewers the one picture of an in-app purchase or "
                "subscription. `--key RUN` is for CI: the same run is uploaded once"
            ),
            examples=("upload en-US APP_IPHONE_67", "upload german ipad 13 --replace", "upload en-US --dry-run"),
            role=Role.EDITOR,
            options=(
                *COMMON_OPTIONS,
                Option("replace"),
                Option("append"),
                PAGE,
                TREATMENT,
                PRODUCT,
                POSTER,
                Option("key", "gh-8817-1"),
            ),
            dry_run=True,
            run=upload,
        )
    )
    register_command(
        Command(
            name="screenshots",
            group=Group.SCREENSHOTS,
            rank=2,
            usage="screenshots [LOCALE] [--page|--treatment NAME]",
            summary="shows what each set holds",
            details=(
                "shows what each screenshot set holds now, or the App Asset Library where this app uses it; of one "
                "language, its pictures side by side"
            ),
            examples=("screenshots de-DE",),
            role=Role.VIEWER,
            options=(*COMMON_OPTIONS, PAGE, TREATMENT),
            run=show,
        )
    )
    buttons.button(app, progress.OPEN_FORM, Role.EDITOR, open_upload_form)
    buttons.button(app, progress.USE_SOME, Role.EDITOR, choose_files)
    buttons.button(app, progress.USE_ALL, Role.EDITOR, choose_files)
    buttons.link(app, progress.OPEN_APP_STORE_CONNECT)
    buttons.shortcut(app, SHORTCUT, Role.EDITOR, upload_message)
    modal(app, upload_modal.FORM, Role.EDITOR, upload_modal.LOCALE, submitted, opened_by="upload")
