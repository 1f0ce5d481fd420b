"""The option `--platform`, in Apple's spelling."""

from appstore.versions import platform_named
from bot.dispatch.commands import Run
from bot.dispatch.context import CommandContext
from cards.dispatch import errors
from records.messages import Message


def with_platform(ctx: CommandContext, run: Run) -> Message | None:
    """Run the command with `--platform` in Apple's spelling, or return an error for an unknown name."""
    word = ctx.invocation.platform
    if word is None:
        return run(ctx)
    platform = platform_named(word)
    return run(ctx.with_options(platform=platform)) if platform else errors.unknown_platform(word)
