"""What the pictures are for besides a version of the app: a custom product page, or a treatment of an experiment."""

from collections.abc import Sequence
from itertools import takewhile

from appstore.catalog.upload_target import read_target
from bot.dispatch.commands import Run
from bot.dispatch.context import CommandContext
from bot.dispatch.plain_text import plain_name
from cards.uploads import destinations as messages
from records.messages import Message
from tasks.dispatch import destinations

# Options for names that may have several words.
_NAMED_FREELY = frozenset({"page", "treatment"})


def into_one(ctx: CommandContext, run: Run) -> Message | None:
    """Run a command with what one option such as `--page` names, as App Store Connect shows it: with its emoji."""
    named = {name: ctx.line.options[name] for name in destinations.OPTIONS if name in ctx.line.options}
    if len(named) > 1:
        return messages.only_one(tuple(named))
    treatment = named.get("treatment", "")
    rest = next((word for word in ctx.words if "/" in word), "")
    if treatment and "/" not in treatment and rest:
        return messages.quote_name("treatment", treatment, rest)
    following = ""
    for name, typed in named.items():
        following = plain_name(ctx.line.following.get(name, ""))
        more = _more_of_name(following.split())
        if more and name in _NAMED_FREELY:
            return messages.quote_name(name, typed, more)
    plain = {name: plain_name(text) for name, text in named.items()}
    return run(ctx.with_options(**plain, **{destinations.FOLLOWING: following}))


def _more_of_name(words: Sequence[str]) -> str:
    """Return the words after a name that belong to it, since they are like no language and no device; "" for none."""
    unknown = [found.word for found in read_target(words).unknown if not found.alike]
    return " ".join(takewhile(unknown.__contains__, words))
