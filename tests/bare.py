"""A Bolt listener that does nothing, behind the same web server: what the bot's acknowledgement is compared with."""

from __future__ import annotations

import os

from gunicorn.app.base import BaseApplication
from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult


class Bare(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """Gunicorn as the bot runs it."""

    def load_config(self) -> None:
        """The bot's options."""
        for name, value in {
            "bind": f"127.0.0.1:{os.environ['PORT']}",
            "worker_class": "gthread",
            "threads": 8,
            "keepalive": 30,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> SlackRequestHandler:
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
    Bare().run()
