"""Block Kit on the page: rendered, filled in, and rejected as Slack does."""

from __future__ import annotations

import httpx
from playwright.sync_api import FilePayload, expect

from sandbox import pictures
from sandbox.show import BOT_TOKEN
from tests.browser import block_page
from tests.browser.conftest import PageVisitor


def post(visitor: PageVisitor, method: str = "chat.postMessage", **message: object) -> None:
    """Post as the app does."""
    body = {"channel": visitor.show.world.release.id, **message}
    headers = {"Authorization": f"Bearer {BOT_TOKEN}"}
    httpx.post(f"{visitor.show.slack.url}/api/{method}", json=body, headers=headers, trust_env=False)


def test_every_kind_of_block_is_drawn(visitor: PageVisitor) -> None:
    blocks = block_page.message(visitor.show.world.cast.olive.id)
    post(visitor, text="Everything", blocks=blocks)
    message = visitor.channel.locator(".message").last
    expect(message.get_by_role("heading", name="Reviews of the week")).to_be_visible()
    expect(message).to_contain_text("literal *text* & <tags>")
    expect(message).to_contain_text("<b> & 2*3*4")
    expect(message.get_by_role("link", name="a link")).to_have_attribute("href", "https://example.com")
    expect(message.get_by_role("columnheader", name="Version")).to_be_visible()
    expect(message.get_by_role("listitem").filter(has_text="indented")).to_be_visible()
    expect(message.locator("time").filter(has_text="24 Dec 2025")).to_be_visible()
    expect(message.locator(".block")).to_have_count(len(blocks))
    expect(message.locator(".unknown")).to_have_count(0)


def test_what_slack_refuses_is_said_with_its_reason(visitor: PageVisitor) -> None:
    post(visitor, text="Wrong", blocks=[{"type": "section", "text": block_page.mrkdwn("x" * 3001)}])
    refusal = visitor.channel.locator(".refusal")
    expect(refusal).to_contain_text("Slack refused chat.postMessage: invalid_blocks")
    expect(refusal).to_contain_text("/blocks/0")


def test_a_button_asks_before_it_does_something(visitor: PageVisitor) -> None:
    post(visitor, text="Everything", blocks=block_page.message(visitor.show.world.cast.olive.id))
    approve = visitor.channel.get_by_role("button", name="Approve")
    approve.click()
    question = visitor.tab.get_by_role("dialog", name="Publish the reply?")
    question.get_by_role("button", name="Not now").click()
    expect(question).to_be_hidden()
    assert not [each for each in visitor.show.slack.deliveries if each.name == "block_actions"]
    approve.click()
    question.get_by_role("button", name="Publish").click()
    visitor.show.slack.wait(lambda: [each for each in visitor.show.slack.deliveries if each.name == "block_actions"])


def test_every_kind_of_field_holds_what_is_entered(visitor: PageVisitor) -> None:
    slack, eddie = visitor.show.slack, visitor.show.world.cast.eddie
    slack.ask(lambda: slack.actions.views.open(eddie.id, block_page.form()))
    form = visitor.form
    expect(form.get_by_label("Many lines")).to_have_value("Dear reviewer,")
    form.get_by_label("Single line").fill("short & <sweet>")
    form.get_by_label("One of many").select_option("blue")
    form.get_by_label("Several").select_option(["red", "green"])
    form.get_by_role("radio", name="Green").check()
    form.get_by_role("checkbox", name="Red").check()
    form.get_by_label("Person").select_option(visitor.show.world.cast.ada.id)
    form.get_by_label("Channel").select_option(visitor.show.world.support.id)
    form.get_by_label("Day").fill("2026-12-24")
    form.get_by_label("Hour").fill("09:30")
    form.get_by_label("Address").fill("https://example.com")
    form.get_by_label("Mail").fill("ada@example.com")
    form.get_by_label("Amount").fill("7")
    picture = FilePayload(name="1.png", mimeType="image/png", buffer=pictures.png(40, 40, seed=1))
    form.get_by_label("Files").set_input_files([picture])
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("alert")).to_have_count(1)
    expect(form.locator("[data-block=moment]")).to_contain_text("Please complete this required field.")
    view = slack.view_of(eddie)
    assert view is not None
    held = {block: fields["value"] for block, fields in view.values.items()}
    assert held["single_line"]["value"] == "short & <sweet>"
    assert held["many_lines"]["value"] == "Dear reviewer,"
    assert held["one_of_many"]["selected_option"]["value"] == "blue"
    assert [each["value"] for each in held["several"]["selected_options"]] == ["red", "green"]
    assert held["radio"]["selected_option"]["value"] == "green"
    assert [each["value"] for each in held["boxes"]["selected_options"]] == ["red"]
    assert held["person"]["selected_user"] == visitor.show.world.cast.ada.id
    assert held["channel"]["selected_channel"] == visitor.show.world.support.id
    assert (held["day"]["selected_date"], held["hour"]["selected_time"]) == ("2026-12-24", "09:30")
    assert held["amount"]["value"] == "7"
    assert [file["name"] for file in held["files"]["files"]] == ["1.png"]
    expect(form.get_by_label("Single line")).to_have_value("short & <sweet>")


def test_a_form_on_top_of_a_form_leads_back_to_it(visitor: PageVisitor) -> None:
    slack, eddie = visitor.show.slack, visitor.show.world.cast.eddie
    slack.ask(lambda: slack.actions.views.open(eddie.id, block_page.form()))
    expect(visitor.form.get_by_role("heading", name="Every kind of field")).to_be_visible()
    second = {**block_page.form(), "title": block_page.plain("A second one")}
    slack.ask(lambda: slack.actions.views.push(eddie.id, second))
    expect(visitor.form.get_by_role("heading", name="A second one")).to_be_visible()
    expect(visitor.form).to_contain_text("2 of at most 3 forms")
    visitor.form.get_by_role("button", name="Cancel").click()
    expect(visitor.form.get_by_role("heading", name="Every kind of field")).to_be_visible()
    visitor.form.get_by_role("button", name="Close").click()
    expect(visitor.form).to_be_hidden()


def test_a_whisper_that_slack_shows_to_nobody_is_pointed_out(visitor: PageVisitor) -> None:
    eddie = visitor.show.world.cast.eddie
    ts = eddie.says(visitor.show.world.release, "hello")
    post(visitor, "chat.postEphemeral", user=eddie.id, thread_ts=ts, text="psst")
    expect(visitor.channel.locator(".refusal")).to_contain_text("Slack shows this to nobody")
    post(visitor, thread_ts=ts, text="a reply begins the thread")
    expect(visitor.channel.locator(".refusal")).to_have_count(0)
