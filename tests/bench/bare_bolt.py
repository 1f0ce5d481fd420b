"""A Bolt listener that does nothing, behind the same web server: what the bot's acknowledgement is compared with."""

from __future__ import annotations

import os

from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from waitress import serve


def build() -> SlackRequestHandler:
    """One command, acknowledged at once."""
    app = App(
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        process_before_response=True,
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-none"),
    )

    @app.command("/asc")
    def heard(ack: Ack) -> None:
        ack()

    return SlackRequestHandler(app)


if __name__ == "__main__":
    serve(build(), host="127.0.0.1", port=os.environ["PORT"], threads=8)
