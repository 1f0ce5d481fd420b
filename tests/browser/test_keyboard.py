"""The page without a mouse: focus is kept, and returns to its origin."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PageVisitor

Shots = list[tuple[str, bytes]]


def test_tabs_are_one_stop_with_arrows_between_them(visitor: PageVisitor) -> None:
    visitor.apple.get_by_role("tab", name="Store page").focus()
    visitor.tab.keyboard.press("ArrowRight")
    expect(visitor.apple.get_by_role("tab", name="Reviews")).to_be_focused()
    expect(visitor.apple.locator(".review").first).to_be_visible()
    visitor.tab.keyboard.press("ArrowLeft")
    visitor.tab.keyboard.press("ArrowLeft")
    expect(visitor.apple.get_by_role("tab", name="Calls")).to_be_focused()


def test_what_one_pressed_keeps_the_focus_though_it_is_drawn_anew(visitor: PageVisitor) -> None:
    for name in ("429, twice", "In review"):
        visitor.apple.get_by_role("button", name=name).focus()
        visitor.tab.keyboard.press("Enter")
        expect(visitor.apple.locator(".waiting-trouble")).to_be_visible()
        expect(visitor.apple.get_by_role("button", name=name)).to_be_focused()
    expect(visitor.apple).to_contain_text("waiting for review")
    language = visitor.apple.get_by_role("button", name="de-DE").first
    language.focus()
    visitor.tab.keyboard.press("Enter")
    expect(language).to_have_attribute("aria-pressed", "true")
    expect(language).to_be_focused()


def test_a_button_that_is_gone_leaves_the_focus_at_its_message(visitor: PageVisitor, shots: Shots) -> None:
    visitor.drops(shots)
    visitor.writes("@App Store Bot upload de-DE APP_IPHONE_67")
    visitor.channel.get_by_role("button", name="1 reply").click()
    # The running upload has a button Cancel, too, which is gone once the question is there.
    expect(visitor.thread.get_by_role("button", name="Replace")).to_be_visible()
    visitor.thread.get_by_role("button", name="Cancel").focus()
    visitor.tab.keyboard.press("Enter")
    expect(visitor.thread.get_by_role("button", name="Replace")).to_be_hidden()
    # The message changes twice: the upload is being cancelled, and then it is.
    expect(visitor.thread).to_contain_text("cancelled by")
    expect(visitor.thread.locator(".message").last).to_be_focused()


def test_a_thread_opens_ready_to_write_and_closes_back_to_its_message(visitor: PageVisitor) -> None:
    visitor.writes("@App Store Bot help")
    expect(visitor.channel).to_contain_text("Only visible to you")
    visitor.channel.locator(".message").first.get_by_role("button", name="Reply in thread").focus()
    visitor.tab.keyboard.press("Enter")
    expect(visitor.tab.get_by_role("combobox", name="Reply")).to_be_focused()
    visitor.thread.get_by_role("button", name="Close thread").focus()
    visitor.tab.keyboard.press("Enter")
    expect(visitor.channel.locator(".message").first).to_be_focused()


def test_escape_closes_a_menu_and_goes_back_to_it(visitor: PageVisitor) -> None:
    visitor.writes("hello")
    more = visitor.channel.locator(".message").last.get_by_label("More actions")
    more.focus()
    visitor.tab.keyboard.press("Enter")
    expect(visitor.channel.get_by_role("button", name="Delete message")).to_be_visible()
    visitor.tab.keyboard.press("Escape")
    expect(visitor.channel.get_by_role("button", name="Delete message")).to_be_hidden()
    expect(more).to_be_focused()


def test_a_form_gives_the_focus_back(visitor: PageVisitor) -> None:
    visitor.writes("/asc upload")
    expect(visitor.form.get_by_label("Language")).to_be_focused()
    visitor.tab.keyboard.press("Escape")
    expect(visitor.tab.get_by_role("combobox", name="Message #release")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1024, 1190])
def test_nothing_sticks_out_of_a_narrow_window(visitor: PageVisitor, width: int) -> None:
    visitor.tab.set_viewport_size({"width": width, "height": 844})
    assert visitor.tab.evaluate("document.documentElement.scrollWidth") == width
