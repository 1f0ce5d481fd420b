"""Apple's webhooks: `webhooks`, `webhooks on`, `webhooks off`, `webhooks test`."""

from slack_bolt import App

from bot.dispatch.commands import APP, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from cards.dispatch.help import Group
from cards.releases import webhooks as messages
from records.messages import Message
from records.people import Role
from tasks.releases.webhooks import jobs

_JOBS = {"on": jobs.turn_on_webhook, "off": jobs.turn_off_webhook, "test": jobs.test_webhook}


def change_webhook(ctx: CommandContext) -> Message | None:
    """Run `webhooks`, alone or with a word."""
    word = ctx.words[0] if ctx.words else ""
    wanted = _JOBS.get(word.lower()) if word else jobs.show_webhook
    if wanted is None:
        return messages.unclear(word)
    enqueue(ctx, wanted)
    return None


def register(_app: App) -> None:
    """Register the command."""
    register_command(
        Command(
            name="webhooks",
            group=Group.RELEASES,
            rank=9,
            usage="webhooks [on|off|test]",
            summary="shows Apple's webhook",
            details=(
                "shows Apple's webhook for the app and its latest deliveries; `on` registers it with a new secret, or "
                "takes over the one that is there for this bot; `off` removes it; `test` has Apple send a ping and "
                "says when it arrived"
            ),
            examples=("webhooks", "webhooks on", "webhooks test"),
            role=Role.VIEWER,
            roles=(("on", Role.ADMIN), ("off", Role.ADMIN), ("test", Role.ADMIN)),
            options=(APP,),
            run=change_webhook,
        )
    )
