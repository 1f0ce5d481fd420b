"""A Bolt app works with the stand-in as with Slack."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from sandbox.slack import Slack
from sandbox.slack.rendering import as_text
from sandbox.tests.slack_app import BOT_TOKEN, SECRET, bearer, button, buttons, field_block, http, modal
from sandbox.threaded_server import Patient

Json = dict[str, Any]


class _Server(Patient, WSGIServer):
    pass


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def _create(slack: Slack) -> App:
    app = App(
        client=WebClient(BOT_TOKEN, base_url=f"{slack.url}/api/"),
        signing_secret=SECRET,
        process_before_response=True,
        token_verification_enabled=False,
    )

    @app.event("app_mention")
    def mentioned(event: Json, client: WebClient) -> None:
        data = http.get(event["files"][0]["url_private_download"], headers=bearer()).content
        words = f"{event['files'][0]['name']} has {len(data)} bytes. Replace?"
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": words}}, *buttons(button("yes", "Replace"))]
        client.reactions_add(channel=event["channel"], timestamp=event["ts"], name="eyes")
        client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text=words, blocks=blocks)

    @app.event("message")
    def shown_text() -> None:
        pass

    @app.action("yes")
    def replace(ack: Callable[..., None], body: Json, client: WebClient, respond: Callable[..., None]) -> None:
        who = f"Replaced by <@{body['user']['id']}>"
        client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text=who)
        respond("Thank you", replace_original=False)
        ack()

    @app.command("/asc")
    def typed(ack: Callable[..., None], command: Json, client: WebClient) -> None:
        note = field_block("note", "Note", {"type": "plain_text_input"})
        client.views_open(trigger_id=command["trigger_id"], view=modal(note, private_metadata=command["text"]))
        ack()

    @app.view("a-form")
    def sent(ack: Callable[..., None], view: Json) -> None:
        if view["state"]["values"]["note"]["value"]["value"] == "bad":
            ack(response_action="errors", errors={"note": "Not that"})
        else:
            ack()

    return app


@pytest.fixture
def slack() -> Iterator[Slack]:
    slack = Slack(signing_secret=SECRET, bot_token=BOT_TOKEN)
    with slack.serve(), _served(_create(slack)) as address:
        slack.deliver_to(address)
        yield slack


@contextmanager
def _served(app: App) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, SlackRequestHandler(app), _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/slack/events"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_mention_with_a_file_is_answered_clicked_and_settled(slack: Slack) -> None:
    eddie = slack.person("Eddie")
    release = slack.channel("release", members=[eddie])
    ts = eddie.says(release, "@App Store Bot upload", files=[("1.png", b"one")])
    reply = slack.wait(lambda: slack.thread(release, ts)[1:])[0]
    assert as_text(reply) == "1.png has 3 bytes. Replace?\n[ Replace ]"
    assert slack.reactions(release, ts) == {"eyes": (slack.bot.id,)}
    assert eddie.clicks(release, reply.ts, "Replace").status == 200
    assert as_text(slack.message(release, reply.ts)) == "Replaced by @Eddie"
    assert [each.text for each in slack.ephemerals(eddie)] == ["Thank you"]
    slack.settled()
    assert {delivery.status for delivery in slack.deliveries} == {200}


def test_a_command_opens_a_form_that_complains_and_is_sent(slack: Slack) -> None:
    eddie = slack.person("Eddie")
    assert eddie.types("/asc promo", slack.channel("release", members=[eddie])).status == 200
    assert slack.wait_for_view(eddie).private_metadata == "promo"
    assert eddie.submits({"Note": "bad"}).errors == {"note": "Not that"}
    assert eddie.submits({"Note": "good"}).view is None


def test_a_forged_request_is_refused_by_the_app(slack: Slack) -> None:
    slack.workspace.app.signing_secret = "another"
    slack.deliver_to(slack.address)
    eddie = slack.person("Eddie")
    assert eddie.types("/asc help", slack.channel("release", members=[eddie])).status == 401
    assert slack.ephemerals(eddie)[-1].text == '/asc failed with the error "dispatch_failed"'
