"""The command `audit`, and its button that sends the whole trail as a file."""

from dataclasses import replace

from slack_bolt import App

from appstore.catalog import locales
from bot.dispatch import buttons
from bot.dispatch.commands import Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from cards.audit import messages
from cards.dispatch.help import Group
from records import invocations
from records.messages import Message
from records.people import Role
from tasks.audit import jobs


def show(ctx: CommandContext) -> Message | None:
    """Run `audit [N] [LOCALE]`, in either order."""
    numbers = [word for word in ctx.words if word.isdecimal()]
    words = " ".join(word for word in ctx.words if not word.isdecimal())
    locale = locales.find(words) if words else None
    if (words and locale is None) or len(numbers) > 1:
        return messages.unclear(words or " ".join(numbers), locales.closest(words, 2) if words else ())
    if numbers and not 1 <= int(numbers[0][:9]) <= messages.MOST:
        return messages.number_out_of_range(numbers[0])
    enqueue(ctx.with_options(count=numbers[0] if numbers else None, locale=locale), jobs.show_trail)
    return None


def send(ctx: CommandContext, shown_id: str) -> Message | None:
    """Send the whole trail as a file."""
    if invocations.get(ctx.kit.redis, shown_id) is None:
        return messages.too_old()
    enqueue(replace(ctx, key=f"{ctx.key}.{shown_id}"), jobs.send_trail, shown_id)
    return None


def register(app: App) -> None:
    """Register the command and its button."""
    register_command(
        Command(
            name="audit",
            group=Group.SETUP,
            rank=4,
            usage="audit [N] [LOCALE]",
            summary="shows who changed what",
            details=(
                "shows who changed what on this channel's app, and roles and reply templates anywhere: from where, "
                "when, old and new; the button `CSV` sends all of it"
            ),
            examples=("audit", "audit 50 de-DE"),
            run=show,
        )
    )
    buttons.button(app, messages.CSV, Role.VIEWER, send)
