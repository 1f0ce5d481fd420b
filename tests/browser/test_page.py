"""The demo page in a real browser: display and user actions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, expect

from sandbox.videos import Video, video
from tests.browser.conftest import PageVisitor

Shots = list[tuple[str, bytes]]


def test_three_images_dropped_with_a_mention_stand_on_the_right_in_order(visitor: PageVisitor, shots: Shots) -> None:
    visitor.drops([shots[2], shots[0], shots[1]])
    visitor.writes("@App Store Bot upload en-US APP_IPHONE_67")
    visitor.channel.get_by_role("button", name="1 reply").click()
    expect(visitor.thread).to_contain_text("3 screenshots uploaded to Tide 1.2.0")
    expect(visitor.thread.get_by_role("button", name="Undo")).to_be_visible()
    expect(visitor.apple.get_by_role("region", name="APP_IPHONE_67, en-US")).to_contain_text("3. 10.png")
    visitor.sees_shots("APP_IPHONE_67", "en-US", "1.png", "2.png", "10.png")


def test_the_form_of_the_upload_command_takes_files(visitor: PageVisitor, shots: Shots) -> None:
    visitor.writes("/asc upload")
    expect(visitor.form).to_contain_text("Upload screenshots")
    visitor.form.get_by_label("Language").select_option("fr-FR")
    visitor.form.get_by_label("Screenshots", exact=True).set_input_files(
        [FilePayload(name=name, mimeType="image/png", buffer=data) for name, data in shots]
    )
    visitor.form.get_by_role("button", name="Upload").click()
    expect(visitor.form).to_be_hidden()
    visitor.channel.get_by_role("button", name="1 reply").click()
    expect(visitor.thread).to_contain_text("3 screenshots uploaded to Tide 1.2.0")
    expect(visitor.apple.get_by_role("region", name="APP_IPHONE_67, fr-FR")).to_be_visible()
    visitor.sees_shots("APP_IPHONE_67", "fr-FR", "1.png", "2.png", "10.png")


def test_an_empty_field_is_complained_about_where_it_stands(visitor: PageVisitor) -> None:
    visitor.writes("/asc upload")
    visitor.form.get_by_role("button", name="Upload").click()
    expect(visitor.form.get_by_role("alert").first).to_contain_text("Please complete this required field.")
    expect(visitor.form.locator("[aria-invalid]").first).to_be_focused()
    visitor.tab.keyboard.press("Escape")
    expect(visitor.form).to_be_hidden()


def test_a_viewer_who_presses_a_button_is_refused(visitor: PageVisitor, shots: Shots) -> None:
    visitor.drops(shots)
    visitor.writes("@App Store Bot upload de-DE APP_IPHONE_67")
    visitor.channel.get_by_role("button", name="1 reply").click()
    expect(visitor.thread.get_by_role("button", name="Replace")).to_be_visible()
    visitor.becomes("Vera")
    visitor.channel.get_by_role("button", name="1 reply").click()
    visitor.thread.get_by_role("button", name="Replace").click()
    if visitor.tab.locator("#ask").is_visible():
        visitor.tab.locator("#ask").get_by_role("button").last.click()
    expect(visitor.tab.locator(".whisper")).to_contain_text("Only visible to you")
    expect(visitor.tab.locator(".whisper")).to_contain_text("editor")
    visitor.becomes("Eddie")
    expect(visitor.tab.locator(".whisper")).to_have_count(0)
    expect(visitor.thread).to_be_hidden()


def test_a_shortcut_stands_in_the_menu_of_a_message(visitor: PageVisitor, shots: Shots) -> None:
    visitor.drops(shots)
    visitor.writes("three pictures")
    visitor.channel.locator(".message").last.hover()
    visitor.channel.locator(".message").last.get_by_label("More actions").click()
    visitor.channel.get_by_role("button", name="Upload to App Store").click()
    expect(visitor.form).to_contain_text("1.png")
    visitor.form.get_by_role("button", name="Cancel").click()
    expect(visitor.form).to_be_hidden()


def test_the_command_is_offered_with_its_hint(visitor: PageVisitor) -> None:
    box = visitor.tab.get_by_role("combobox", name="Message #release")
    box.press_sequentially("/a")
    expect(visitor.channel.get_by_role("option", name="/asc")).to_be_visible()
    box.press("Tab")
    expect(box).to_have_value("/asc ")
    expect(visitor.channel.locator(".command-hint")).to_contain_text("/asc ")


def test_a_command_in_a_thread_is_refused_as_slack_does(visitor: PageVisitor) -> None:
    visitor.writes("hello")
    visitor.channel.locator(".message").last.hover()
    visitor.channel.get_by_role("button", name="Reply in thread").click()
    visitor.writes("/asc help", "Reply")
    expect(visitor.tab.get_by_role("status")).to_contain_text("not supported in threads")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_has_two_themes(visitor: PageVisitor, theme: str) -> None:
    visitor.tab.get_by_label("Theme").select_option(theme)
    colour = visitor.tab.locator(".slack").evaluate("main => getComputedStyle(main).backgroundColor")
    assert colour == {"light": "rgb(255, 255, 255)", "dark": "rgb(26, 29, 33)"}[theme]


def test_the_theme_of_the_system_is_worn_unless_one_is_chosen(visitor: PageVisitor) -> None:
    visitor.tab.emulate_media(color_scheme="dark")
    assert visitor.tab.locator(".slack").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(26, 29, 33)"


def test_trouble_is_made_by_pressing_its_button(visitor: PageVisitor) -> None:
    expect(visitor.apple).to_contain_text("Reviews 10")
    visitor.apple.get_by_role("button", name="Bad review").click()
    expect(visitor.apple).to_contain_text("Reviews 11")
    visitor.apple.get_by_role("button", name="In review").click()
    expect(visitor.apple).to_contain_text("waiting for review")
    visitor.apple.get_by_role("button", name="429, twice").click()
    expect(visitor.apple).to_contain_text("Still to come: 2 × 429.")
    visitor.apple.get_by_role("button", name="Calm down").click()
    expect(visitor.apple).to_contain_text("prepare for submission")
    expect(visitor.apple).not_to_contain_text("Still to come")


def test_an_upload_survives_the_death_of_the_worker(visitor: PageVisitor, shots: Shots) -> None:
    visitor.apple.get_by_role("button", name="Slow answers").click()
    visitor.drops(shots)
    visitor.writes("@App Store Bot upload en-US APP_IPHONE_67")
    visitor.channel.get_by_role("button", name="1 reply").click()
    expect(visitor.thread).to_contain_text("Uploading 3 screenshots")
    visitor.apple.get_by_role("button", name="Kill the worker").click()
    visitor.apple.get_by_role("button", name="Calm down").click()
    expect(visitor.thread).to_contain_text("3 screenshots uploaded", timeout=90_000)
    visitor.sees_shots("APP_IPHONE_67", "en-US", "1.png", "2.png", "10.png")


def test_nothing_to_press_or_fill_in_is_without_a_name(visitor: PageVisitor) -> None:
    nameless = visitor.tab.evaluate(
        """() => [...document.querySelectorAll("button, input, select, textarea, summary, img")]
        .filter((each) => each.checkVisibility() && each.getAttribute("alt") !== "")
        .filter((each) => !(each.ariaLabel || each.textContent.trim() || each.alt || each.labels?.length))
        .map((each) => each.outerHTML)"""
    )
    assert not nameless


def test_a_bad_review_arrives_and_its_reply_is_published_by_a_click(visitor: PageVisitor) -> None:
    visitor.writes("/asc alerts on")
    expect(visitor.channel).to_contain_text("turned alerts on")
    visitor.apple.get_by_role("button", name="Bad review").click()
    expect(visitor.apple).to_contain_text("Stranded on a sandbank")
    visitor.becomes("Ada")
    expect(visitor.channel).to_contain_text("Stranded on a sandbank")
    visitor.channel.get_by_role("button", name="Approve").click()
    visitor.tab.locator("#ask").get_by_role("button").last.click()
    expect(visitor.apple.locator(".review").first).to_contain_text("pending publish")
    expect(visitor.apple.locator(".review").first).to_contain_text("published")
    expect(visitor.channel.get_by_role("button", name="Approve")).to_be_hidden()


def test_the_newest_message_stays_in_sight(visitor: PageVisitor, shots: Shots) -> None:
    for _ in range(3):
        visitor.drops(shots)
        visitor.writes("look")
    expect(visitor.channel.locator(".message")).to_have_count(3)
    visitor.channel.get_by_label("Reply in thread").last.click()
    visitor.writes("/asc help")
    expect(visitor.channel.locator(".message").last).to_contain_text("Only visible to you")
    rests_at_the_end(visitor)
    visitor.writes("@App Store Bot jobs", "Reply")
    expect(visitor.thread).to_contain_text("Nothing was uploaded")
    visitor.tab.reload()
    expect(visitor.thread).to_contain_text("Nothing was uploaded")
    expect(visitor.channel.locator(".message").last).to_be_in_viewport()
    rests_at_the_end(visitor)
    visitor.channel.get_by_role("log").evaluate(
        "list => new Promise((done) => { list.onscroll = () => done(); list.scrollTo(0, 0); })"
    )
    visitor.show.world.cast.ada.says(visitor.show.world.release, "somebody else")
    expect(visitor.channel).to_contain_text("somebody else")
    assert visitor.channel.get_by_role("log").evaluate("list => list.scrollTop") == 0


def rests_at_the_end(visitor: PageVisitor) -> None:
    """Wait until less than two pixels of the channel are further down."""
    left = "list.scrollHeight - list.scrollTop - list.clientHeight"
    visitor.tab.wait_for_function(f"list => {left} < 2", arg=visitor.channel.get_by_role("log").element_handle())


def test_each_window_stays_the_person_that_it_was(visitor: PageVisitor) -> None:
    other = visitor.tab.context.new_page()
    other.goto(visitor.tab.url)
    visitor.becomes("Vera")
    visitor.tab.reload()
    expect(visitor.tab.get_by_role("radio", name="Vera")).to_be_checked()
    other.reload()
    expect(other.get_by_role("radio", name="Eddie")).to_be_checked()


def test_what_could_not_be_sent_stays_to_be_sent_again(visitor: PageVisitor) -> None:
    visitor.writes("/nonsense")
    expect(visitor.tab.get_by_role("status")).to_contain_text("/nonsense is not a valid command")
    expect(visitor.tab.get_by_role("combobox", name="Message #release")).to_have_value("/nonsense")


def test_buttons_act_as_apple_does(visitor: PageVisitor) -> None:
    apple, version = visitor.show.apple, visitor.show.world.tide_next
    button = visitor.apple.get_by_role("button", name="Move on: build 43")
    button.click()
    expect(button).to_have_count(0)
    apple.set_version_state(version, "WAITING_FOR_REVIEW")
    visitor.apple.get_by_role("button", name="Move on: 1.2.0").click()
    visitor.apple.get_by_role("button", name="Reject: 1.2.0").click()
    expect(visitor.apple.locator(".version").first).to_contain_text("rejected")


def test_the_analytics_tab_shows_the_days_behind_the_reports(visitor: PageVisitor) -> None:
    apple, app = visitor.show.apple, visitor.show.world.tide
    visitor.apple.get_by_role("tab", name="Analytics").click()
    day = apple.analytics_today() - timedelta(days=4)
    row = visitor.apple.get_by_role("row").filter(has_text=day.isoformat())
    counts = apple.analytics_day(app, day)
    for name in ("impressions", "views", "first_time", "redownloads", "sessions", "crashes"):
        expect(row).to_contain_text(f"{counts[name]:,}")
    newest = [apple.analytics_day(app, day + timedelta(days=1 - age)) for age in range(7)]
    sums = visitor.apple.get_by_role("row").filter(has_text="Newest 7 complete")
    expect(sums).to_contain_text(f"{sum(each['first_time'] for each in newest):,}")
    visitor.apple.get_by_role("tab", name="Reviews").click()
    expect(visitor.apple).not_to_contain_text("Newest 7 complete")


def test_prices_set_by_hand_stand_above_the_versions(visitor: PageVisitor) -> None:
    expect(visitor.apple).to_contain_text("Price: USA (base) 4.99 USD · DEU 5.49 EUR · JPN 830 JPY")


def test_a_text_of_a_product_changed_in_slack_stands_under_the_prices(visitor: PageVisitor) -> None:
    products = visitor.apple.get_by_role("list", name="Products")
    expect(products).to_be_hidden()
    visitor.apple.get_by_text("Products").click()
    pro = products.get_by_role("listitem").filter(has_text="com.example.tide.pro")
    expect(pro).to_contain_text("19.99 USD")
    expect(pro).not_to_contain_text("new texts")
    visitor.writes("/asc product com.example.tide.pro")
    visitor.form.get_by_label("Display name").fill("Tide for good")
    visitor.form.get_by_role("button", name="Set").click()
    expect(pro).to_contain_text("Tide for good")
    expect(pro).to_contain_text("new texts")
    expect(pro.get_by_text("prepare for submission")).to_be_visible()


def test_previews_pages_and_experiments_stand_on_the_right_as_they_change(visitor: PageVisitor) -> None:
    apple, world = visitor.show.apple, visitor.show.world
    visitor.apple.get_by_text("Custom product pages").click()
    pages = visitor.apple.get_by_role("list", name="Custom product pages").get_by_role("listitem")
    expect(pages.filter(has_text="Surfing")).to_contain_text("approved")
    apple.add_page_version(apple.custom_pages(world.tide)[0].id)
    expect(pages.filter(has_text="Surfing")).to_contain_text("prepare for submission")
    visitor.apple.get_by_text("Experiments").click()
    experiments = visitor.apple.get_by_role("list", name="Experiments")
    expect(experiments).to_contain_text("Treatments: A · B")
    apple.add_experiment(world.tide, "Light sea")
    expect(experiments).to_contain_text("Light sea")
    apple.fill_preview_set(world.tide_next, "en-US", "IPHONE_67", [("sea.mp4", video(Video(seconds=18.0)))])
    previews = visitor.apple.get_by_role("region", name="App previews IPHONE_67, en-US")
    expect(previews).to_contain_text("sea.mp4")
    expect(previews).to_contain_text("18 seconds")
