"""The page without a mouse: the focus stays where one is, and goes back where one came from."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Desk

Shots = list[tuple[str, bytes]]


def test_tabs_are_one_stop_with_arrows_between_them(desk: Desk) -> None:
    desk.apple.get_by_role("tab", name="Store page").focus()
    desk.tab.keyboard.press("ArrowRight")
    expect(desk.apple.get_by_role("tab", name="Reviews")).to_be_focused()
    expect(desk.apple.locator(".review").first).to_be_visible()
    desk.tab.keyboard.press("ArrowLeft")
    desk.tab.keyboard.press("ArrowLeft")
    expect(desk.apple.get_by_role("tab", name="Calls")).to_be_focused()


def test_what_one_pressed_keeps_the_focus_though_it_is_drawn_anew(desk: Desk) -> None:
    for name in ("429, twice", "In review"):
        desk.apple.get_by_role("button", name=name).focus()
        desk.tab.keyboard.press("Enter")
        expect(desk.apple.locator(".waiting-trouble")).to_be_visible()
        expect(desk.apple.get_by_role("button", name=name)).to_be_focused()
    expect(desk.apple).to_contain_text("waiting for review")
    language = desk.apple.get_by_role("button", name="de-DE").first
    language.focus()
    desk.tab.keyboard.press("Enter")
    expect(language).to_have_attribute("aria-pressed", "true")
    expect(language).to_be_focused()


def test_a_button_that_is_gone_leaves_the_focus_at_its_message(desk: Desk, shots: Shots) -> None:
    desk.drops(shots)
    desk.writes("@App Store Bot upload de-DE APP_IPHONE_67")
    desk.channel.get_by_role("button", name="1 reply").click()
    desk.thread.get_by_role("button", name="Cancel").focus()
    desk.tab.keyboard.press("Enter")
    expect(desk.thread.get_by_role("button", name="Replace")).to_be_hidden()
    expect(desk.thread.locator(".message").last).to_be_focused()


def test_a_thread_opens_ready_to_write_and_closes_back_to_its_message(desk: Desk) -> None:
    desk.writes("@App Store Bot help")
    expect(desk.channel).to_contain_text("Only visible to you")
    desk.channel.locator(".message").first.get_by_role("button", name="Reply in thread").focus()
    desk.tab.keyboard.press("Enter")
    expect(desk.tab.get_by_role("combobox", name="Reply")).to_be_focused()
    desk.thread.get_by_role("button", name="Close thread").focus()
    desk.tab.keyboard.press("Enter")
    expect(desk.channel.locator(".message").first).to_be_focused()


def test_escape_closes_a_menu_and_goes_back_to_it(desk: Desk) -> None:
    desk.writes("hello")
    more = desk.channel.locator(".message").last.get_by_label("More actions")
    more.focus()
    desk.tab.keyboard.press("Enter")
    expect(desk.channel.get_by_role("button", name="Delete message")).to_be_visible()
    desk.tab.keyboard.press("Escape")
    expect(desk.channel.get_by_role("button", name="Delete message")).to_be_hidden()
    expect(more).to_be_focused()


def test_a_form_gives_the_focus_back(desk: Desk) -> None:
    desk.writes("/asc upload")
    expect(desk.form.get_by_label("Language")).to_be_focused()
    desk.tab.keyboard.press("Escape")
    expect(desk.tab.get_by_role("combobox", name="Message #release")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1024, 1190])
def test_nothing_sticks_out_of_a_narrow_window(desk: Desk, width: int) -> None:
    desk.tab.set_viewport_size({"width": width, "height": 844})
    assert desk.tab.evaluate("document.documentElement.scrollWidth") == width
