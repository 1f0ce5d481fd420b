"""Shows the results of decisions about versions and builds in place of the question."""

from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from records.messages import Message


def replace_question(kit: Kit, press: Invocation, channel: str, ts: str, message: Message) -> None:
    """Replace the message whose button was pressed; one that only a user sees has no `ts`."""
    if ts:
        kit.slack.update(channel, ts, message)
    elif not (press.response_url and kit.slack.respond(press.response_url, message, replace=True)):
        reply(kit, press, message)
