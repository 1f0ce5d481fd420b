"""Opens forms: within the three seconds that Slack gives, with the wish kept so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.asking import Asked
from cards import forms as cards
from records import wishes
from records.wishes import Card

log = structlog.get_logger()


def open_form(asked: Asked, view: Mapping[str, Any], *, keep: bool = True) -> Card | None:
    """Show the form; a card says why it could not be shown, or offers a button where only a button can open one.

    `keep` writes the wish down under the id that stands in the form's `private_metadata`.
    """
    if keep:
        wishes.put(asked.kit.redis, asked.wish)
    try:
        asked.kit.slack.prompt.views_open(trigger_id=asked.trigger_id, view=dict(view))
    except SlackApiError as error:
        log.warning("slack opened no form", error=error.response.get("error"))
        return cards.not_opened()
    except OSError:
        return cards.not_opened()
    return None
