"""What the pictures are for besides a version of the app: a custom product page, or a treatment of an experiment."""

from bot.dispatch.commands import Run
from bot.dispatch.context import CommandContext
from bot.dispatch.plain_text import field_to_plain
from cards.uploads import destinations as messages
from records.messages import Message
from tasks.dispatch import destinations


def into_one(ctx: CommandContext, run: Run) -> Message | None:
    """Run a command with what one option such as `--page` names, as App Store Connect shows it: with its emoji."""
    named = {name: ctx.line.options[name] for name in destinations.OPTIONS if name in ctx.line.options}
    if len(named) > 1:
        return messages.only_one(tuple(named))
    treatment = named.get("treatment", "")
    rest = next((word for word in ctx.words if "/" in word), "")
    if treatment and "/" not in treatment and rest:
        return messages.quote_treatment(treatment, rest)
    plain = {name: " ".join(field_to_plain(text).text.split()) for name, text in named.items()}
    return run(ctx.with_options(**plain))
