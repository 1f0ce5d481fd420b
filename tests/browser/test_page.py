"""What one sees and does at the page, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import Desk

Shots = list[tuple[str, bytes]]


def test_three_images_dropped_with_a_mention_stand_on_the_right_in_order(desk: Desk, shots: Shots) -> None:
    desk.drops([shots[2], shots[0], shots[1]])
    desk.writes("@App Store Bot upload en-US APP_IPHONE_67")
    desk.channel.get_by_role("button", name="1 reply").click()
    expect(desk.thread).to_contain_text("3 screenshots uploaded to Tide 1.2.0")
    expect(desk.thread.get_by_role("button", name="Undo")).to_be_visible()
    expect(desk.apple.get_by_role("region", name="APP_IPHONE_67, en-US")).to_contain_text("3. 10.png")
    assert desk.shots("APP_IPHONE_67", "en-US") == ["1.png", "2.png", "10.png"]


def test_the_form_of_the_upload_command_takes_files(desk: Desk, shots: Shots) -> None:
    desk.writes("/asc upload")
    expect(desk.form).to_contain_text("Upload screenshots")
    desk.form.get_by_label("Language").select_option("fr-FR")
    desk.form.get_by_label("Screenshots", exact=True).set_input_files(
        [FilePayload(name=name, mimeType="image/png", buffer=data) for name, data in shots]
    )
    desk.form.get_by_role("button", name="Upload").click()
    expect(desk.form).to_be_hidden()
    desk.channel.get_by_role("button", name="1 reply").click()
    expect(desk.thread).to_contain_text("3 screenshots uploaded to Tide 1.2.0")
    expect(desk.apple.get_by_role("region", name="APP_IPHONE_67, fr-FR")).to_be_visible()
    assert desk.shots("APP_IPHONE_67", "fr-FR") == ["1.png", "2.png", "10.png"]


def test_an_empty_field_is_complained_about_where_it_stands(desk: Desk) -> None:
    desk.writes("/asc upload")
    desk.form.get_by_role("button", name="Upload").click()
    expect(desk.form.get_by_role("alert").first).to_contain_text("Please complete this required field.")
    expect(desk.form.locator("[aria-invalid]").first).to_be_focused()
    desk.tab.keyboard.press("Escape")
    expect(desk.form).to_be_hidden()


def test_a_viewer_who_presses_a_button_is_refused(desk: Desk, shots: Shots) -> None:
    desk.drops(shots)
    desk.writes("@App Store Bot upload de-DE APP_IPHONE_67")
    desk.channel.get_by_role("button", name="1 reply").click()
    expect(desk.thread.get_by_role("button", name="Replace")).to_be_visible()
    desk.becomes("Vera")
    desk.channel.get_by_role("button", name="1 reply").click()
    desk.thread.get_by_role("button", name="Replace").click()
    if desk.tab.locator("#ask").is_visible():
        desk.tab.locator("#ask").get_by_role("button").last.click()
    expect(desk.tab.locator(".whisper")).to_contain_text("Only visible to you")
    expect(desk.tab.locator(".whisper")).to_contain_text("editor")
    desk.becomes("Eddie")
    expect(desk.tab.locator(".whisper")).to_have_count(0)
    expect(desk.thread).to_be_hidden()


def test_a_shortcut_stands_in_the_menu_of_a_message(desk: Desk, shots: Shots) -> None:
    desk.drops(shots)
    desk.writes("three pictures")
    desk.channel.locator(".message").last.hover()
    desk.channel.locator(".message").last.get_by_label("More actions").click()
    desk.channel.get_by_role("button", name="Upload to App Store").click()
    expect(desk.form).to_contain_text("1.png")
    desk.form.get_by_role("button", name="Cancel").click()
    expect(desk.form).to_be_hidden()


def test_the_command_is_offered_with_its_hint(desk: Desk) -> None:
    box = desk.tab.get_by_role("combobox", name="Message #release")
    box.press_sequentially("/a")
    expect(desk.channel.get_by_role("option", name="/asc")).to_be_visible()
    box.press("Tab")
    expect(box).to_have_value("/asc ")
    expect(desk.channel.locator(".command-hint")).to_contain_text("/asc ")


def test_a_command_in_a_thread_is_refused_as_slack_does(desk: Desk) -> None:
    desk.writes("hello")
    desk.channel.locator(".message").last.hover()
    desk.channel.get_by_role("button", name="Reply in thread").click()
    desk.writes("/asc help", "Reply")
    expect(desk.tab.get_by_role("status")).to_contain_text("not supported in threads")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_has_two_themes(desk: Desk, theme: str) -> None:
    desk.tab.get_by_label("Theme").select_option(theme)
    colour = desk.tab.locator(".slack").evaluate("main => getComputedStyle(main).backgroundColor")
    assert colour == {"light": "rgb(255, 255, 255)", "dark": "rgb(26, 29, 33)"}[theme]


def test_the_theme_of_the_system_is_worn_unless_one_is_chosen(desk: Desk) -> None:
    desk.tab.emulate_media(color_scheme="dark")
    assert desk.tab.locator(".slack").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(26, 29, 33)"


def test_trouble_is_made_by_pressing_its_button(desk: Desk) -> None:
    expect(desk.apple).to_contain_text("Reviews 10")
    desk.apple.get_by_role("button", name="Bad review").click()
    expect(desk.apple).to_contain_text("Reviews 11")
    desk.apple.get_by_role("button", name="In review").click()
    expect(desk.apple).to_contain_text("waiting for review")
    desk.apple.get_by_role("button", name="429, twice").click()
    expect(desk.apple).to_contain_text("Still to come: 2 × 429.")
    desk.apple.get_by_role("button", name="Calm down").click()
    expect(desk.apple).to_contain_text("prepare for submission")
    expect(desk.apple).not_to_contain_text("Still to come")


def test_an_upload_survives_the_death_of_the_worker(desk: Desk, shots: Shots) -> None:
    desk.apple.get_by_role("button", name="Slow answers").click()
    desk.drops(shots)
    desk.writes("@App Store Bot upload en-US APP_IPHONE_67")
    desk.channel.get_by_role("button", name="1 reply").click()
    expect(desk.thread).to_contain_text("Uploading 3 screenshots")
    desk.apple.get_by_role("button", name="Kill the worker").click()
    desk.apple.get_by_role("button", name="Calm down").click()
    expect(desk.thread).to_contain_text("3 screenshots uploaded", timeout=45_000)
    assert desk.shots("APP_IPHONE_67", "en-US") == ["1.png", "2.png", "10.png"]


def test_nothing_to_press_or_fill_in_is_without_a_name(desk: Desk) -> None:
    nameless = desk.tab.evaluate(
        """() => [...document.querySelectorAll("button, input, select, textarea, summary, img")]
        .filter((each) => each.checkVisibility() && each.getAttribute("alt") !== "")
        .filter((each) => !(each.ariaLabel || each.textContent.trim() || each.alt || each.labels?.length))
        .map((each) => each.outerHTML)"""
    )
    assert not nameless


def test_a_bad_review_arrives_and_its_reply_is_published_by_a_click(desk: Desk) -> None:
    desk.writes("/asc alerts on")
    expect(desk.channel).to_contain_text("turned alerts on")
    desk.apple.get_by_role("button", name="Bad review").click()
    expect(desk.apple).to_contain_text("Stranded on a sandbank")
    desk.becomes("Ada")
    expect(desk.channel).to_contain_text("Stranded on a sandbank")
    desk.channel.get_by_role("button", name="Approve").click()
    desk.tab.locator("#ask").get_by_role("button").last.click()
    expect(desk.apple.locator(".review").first).to_contain_text("pending publish")
    expect(desk.apple.locator(".review").first).to_contain_text("published")
    expect(desk.channel.get_by_role("button", name="Approve")).to_be_hidden()


def test_the_newest_message_stays_in_sight(desk: Desk, shots: Shots) -> None:
    for _ in range(3):
        desk.drops(shots)
        desk.writes("look")
    expect(desk.channel.locator(".message")).to_have_count(3)
    desk.channel.get_by_label("Reply in thread").last.click()
    desk.writes("/asc help")
    expect(desk.channel.locator(".message").last).to_contain_text("Only visible to you")
    assert left_below(desk) < 2
    desk.writes("@App Store Bot jobs", "Reply")
    expect(desk.thread).to_contain_text("Nothing was uploaded")
    desk.tab.reload()
    expect(desk.thread).to_contain_text("Nothing was uploaded")
    expect(desk.channel.locator(".message").last).to_be_in_viewport()
    assert left_below(desk) < 2
    desk.channel.get_by_role("log").evaluate(
        "list => new Promise((done) => { list.onscroll = () => done(); list.scrollTo(0, 0); })"
    )
    desk.show.world.cast.ada.says(desk.show.world.release, "somebody else")
    expect(desk.channel).to_contain_text("somebody else")
    assert desk.channel.get_by_role("log").evaluate("list => list.scrollTop") == 0


def left_below(desk: Desk) -> int:
    """So many pixels of the channel are further down, once the page has come to rest."""
    rest = "list => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(%s))))"
    left = "list.scrollHeight - list.scrollTop - list.clientHeight"
    return int(desk.channel.get_by_role("log").evaluate(rest % left))


def test_each_window_stays_the_person_that_it_was(desk: Desk) -> None:
    other = desk.tab.context.new_page()
    other.goto(desk.tab.url)
    desk.becomes("Vera")
    desk.tab.reload()
    expect(desk.tab.get_by_role("radio", name="Vera")).to_be_checked()
    other.reload()
    expect(other.get_by_role("radio", name="Eddie")).to_be_checked()


def test_what_could_not_be_sent_stays_to_be_sent_again(desk: Desk) -> None:
    desk.writes("/nonsense")
    expect(desk.tab.get_by_role("status")).to_contain_text("/nonsense is not a valid command")
    expect(desk.tab.get_by_role("combobox", name="Message #release")).to_have_value("/nonsense")
