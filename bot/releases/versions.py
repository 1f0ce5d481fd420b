"""The commands `version`, `builds` and `build`, and their buttons."""

from dataclasses import replace
from functools import partial

from slack_bolt import App

from bot.dispatch import buttons
from bot.dispatch.commands import COMMON_OPTIONS, PLATFORM, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.platforms import with_platform
from bot.dispatch.prompts import word_after
from cards.dispatch.help import Group
from cards.dispatch.prompts import Question
from cards.releases import build_changes
from cards.releases import builds as build_messages
from cards.releases import versions as version_messages
from kit.wiring import Kit
from records.messages import Message
from records.people import Role
from tasks.releases.versions import jobs

_PLAIN = str.maketrans("", "", "`\"'“”„«»#")


def version(ctx: CommandContext) -> Message | None:
    """Run `version` and `version new NUMBER`."""
    return with_platform(ctx, _version)


def _version(ctx: CommandContext) -> Message | None:
    words = ctx.words
    if not words:
        enqueue(ctx, jobs.show_versions)
        return None
    if words[0].lower() != "new" or len(words) > 2:  # noqa: PLR2004 - `new` and the number
        return version_messages.how_to(" ".join(words))
    if len(words) == 1:
        return _ask_number(ctx)
    enqueue(ctx, jobs.create_version, words[1].translate(_PLAIN))
    return None


def _number(_kit: Kit, _channel: str) -> Question:
    return Question("The next version", "Version number", "Create", "One to three whole numbers, such as 1.3.0.")


_ask_number = word_after("version new", _number)


def builds(ctx: CommandContext) -> Message | None:
    """Run `builds`."""
    return with_platform(ctx, _builds)


def _builds(ctx: CommandContext) -> Message | None:
    if ctx.words:
        return build_messages.how_to(" ".join(ctx.words))
    enqueue(ctx, jobs.show_builds)
    return None


def build(ctx: CommandContext) -> Message | None:
    """Run `build NUMBER`; alone it shows the builds with buttons."""
    return with_platform(ctx, _build)


def _build(ctx: CommandContext) -> Message | None:
    if not ctx.words:
        enqueue(ctx, jobs.show_builds)
        return None
    if len(ctx.words) > 1:
        return build_messages.how_to(" ".join(ctx.words))
    enqueue(ctx, jobs.attach_build, ctx.words[0].translate(_PLAIN))
    return None


def rename(ctx: CommandContext, offer_id: str) -> None:
    """Enqueue the rename of a version."""
    enqueue(replace(ctx, key=f"{ctx.key}.{offer_id}"), jobs.rename_version, offer_id)


def undo(ctx: CommandContext, change_id: str) -> None:
    """Enqueue the undoing of a change of the build."""
    enqueue(replace(ctx, key=f"{ctx.key}.{change_id}"), jobs.restore_build, change_id)


def answer(stated: str, ctx: CommandContext, change_id: str) -> None:
    """Enqueue the answer about a build's encryption."""
    enqueue(replace(ctx, key=f"{ctx.key}.{change_id}"), jobs.answer_encryption, change_id, stated)


def declare(ctx: CommandContext, value: str) -> None:
    """Enqueue the choice of an encryption declaration."""
    change_id, _, declaration_id = value.partition("|")
    enqueue(replace(ctx, key=f"{ctx.key}.{change_id}"), jobs.declare_encryption, change_id, declaration_id)


def register(app: App) -> None:
    """Register the commands and the buttons, for editors."""
    options = (*COMMON_OPTIONS, PLATFORM)
    register_command(
        Command(
            name="version",
            group=Group.RELEASES,
            rank=2,
            usage="version · version new 1.3.0 [--platform IOS]",
            summary="creates the next version",
            details=(
                "shows the newest versions · creates the next one, and says what Apple copied and what is still empty; "
                "if one is in preparation, offers to rename it"
            ),
            examples=("version new 1.3.0", "version"),
            roles=(("new", Role.EDITOR),),
            options=options,
            dry_run=True,
            run=version,
        )
    )
    register_command(
        Command(
            name="builds",
            group=Group.RELEASES,
            rank=4,
            usage="builds",
            summary="lists builds that can be attached",
            details=(
                "lists the builds that fit the version in preparation, newest first, with processing, expiry and "
                "export compliance, and says why others do not fit"
            ),
            examples=("builds", "builds --platform macOS"),
            options=options,
            run=builds,
        )
    )
    register_command(
        Command(
            name="build",
            group=Group.RELEASES,
            rank=5,
            usage="build NUMBER",
            summary="attaches a build",
            details=(
                "attaches a build to the version in preparation, and asks about its export compliance if Apple does "
                "not know it; without a number it lists those that fit"
            ),
            examples=("build 42",),
            role=Role.EDITOR,
            options=options,
            dry_run=True,
            run=build,
        )
    )
    buttons.button(app, version_messages.RENAME, Role.EDITOR, rename)
    buttons.button(app, build_changes.UNDO, Role.EDITOR, undo)
    buttons.button(app, build_changes.NO_ENCRYPTION, Role.EDITOR, partial(answer, build_changes.NO))
    buttons.button(app, build_changes.USES_ENCRYPTION, Role.EDITOR, partial(answer, build_changes.YES))
    for action_id in build_changes.DECLARE:
        buttons.button(app, action_id, Role.EDITOR, declare)
