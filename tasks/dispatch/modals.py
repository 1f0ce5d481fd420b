"""Fills a modal that a listener has opened at once, when what it shows is known."""

import structlog
from slack_sdk.errors import SlackApiError

from kit.wiring import Kit

log = structlog.get_logger()


def fill_modal(kit: Kit, view_id: str, view: dict[str, object]) -> None:
    """Show `view` in the modal. It is no error if the user has closed it meanwhile."""
    try:
        kit.slack.client.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        log.info("modal not filled", error=error.response.get("error"))
