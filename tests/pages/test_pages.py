"""The commands `pages` and `page NAME`, from the message to Apple and back."""

from __future__ import annotations

import csv

import pytest

from sandbox import pictures
from sandbox.appstore import Fault
from tests.support import wording
from tests.support.env import Env

IPHONE = "APP_IPHONE_67"
WINTER = "Winter Sale ❄️"


def asks(env: Env, line: str) -> str:
    """What Vera, who may only look, reads in the thread of a mention."""
    ts = env.says(env.vera, f"<@BOT> {line}")
    env.work()
    return env.read(ts)


def calls(env: Env) -> list[str]:
    """The paths of the calls to Apple about pages, without those that find the app."""
    return [call.path for call in env.apple.calls if "ustomProductPage" in call.path]


@pytest.fixture
def winter(env: Env) -> str:
    """A page with a live version and the next one in preparation."""
    page = env.apple.add_custom_page(env.app_id, WINTER, {"de-DE": None, "en-US": None}, state="APPROVED")
    env.apple.add_page_version(page)
    return page


@pytest.fixture
def surfing(env: Env) -> str:
    """A hidden page with a live version, in one language."""
    page = env.apple.add_custom_page(env.app_id, "Surfing", state="APPROVED")
    env.apple.set_page(page, visible=False)
    return page


def test_an_app_without_pages_is_told_how_to_create_one(env: Env) -> None:
    assert wording.PAGES_NONE in asks(env, "pages")
    assert len(calls(env)) == 1


def test_pages_are_listed_with_their_states_urls_and_languages(env: Env, winter: str, surfing: str) -> None:
    shown = asks(env, "pages")
    for expected in (wording.PAGES_COUNT, wording.PAGE_IS_LIVE, wording.PAGE_NEXT_AND_LIVE, wording.PAGES_ROOM):
        assert expected in shown
    for page in (winter, surfing):
        assert f"https://apps.apple.com/us/app/id{env.app_id}?ppid={page}" in shown
    assert shown.index("Surfing") < shown.index(WINTER)
    assert len(calls(env)) == 3
    assert asks(env, "page") == shown


def test_many_pages_are_in_a_csv(env: Env) -> None:
    for number in range(30):
        env.apple.add_custom_page(env.app_id, f"Page {number:02}")
    ts = env.says(env.vera, "<@BOT> pages")
    env.work()
    shown = env.read(ts)
    assert "Page 19" in shown
    assert "Page 20" not in shown
    assert wording.PAGES_MORE in shown
    (file,) = [file for reply in env.replies(ts) for file in reply.files]
    content = env.slack.workspace.files[file["id"]].data.decode("utf-8-sig")
    found = list(csv.DictReader(content.splitlines()))
    assert [(row["name"], row["languages"]) for row in found] == [(f"Page {n:02}", "en-US") for n in range(30)]
    assert len(calls(env)) == 31


@pytest.mark.parametrize("left_out", ["included", "data"])
def test_versions_that_apple_leaves_out_are_read(env: Env, winter: str, left_out: str) -> None:
    del winter
    env.apple.omits = frozenset({left_out})
    assert wording.PAGE_NEXT_AND_LIVE in asks(env, "pages")
    assert len(calls(env)) == 3


def test_a_page_is_shown_with_texts_screenshots_keywords_and_link(env: Env) -> None:
    page = env.apple.add_custom_page(env.app_id, WINTER, {"en-US": "Half price <until Sunday>", "de-DE": None})
    pictured = [(f"{number}.png", pictures.png(1290, 2796, seed=number)) for number in range(2)]
    env.apple.fill_page_set(page, "en-US", IPHONE, pictured)
    env.apple.set_page_keywords(page, "en-US", ["surf", "waves"])
    shown = asks(env, f"page {WINTER}")
    for expected in (
        wording.PAGE_NOT_LIVE,
        wording.PAGE_LINK_NONE,
        wording.PAGE_TEXT,
        wording.PAGE_SETS,
        wording.PAGE_KEYWORDS,
        f"?ppid={page}",
        "German (de-DE)",
        "Promotional text: none",
        "Screenshots: none",
        "Keywords: none",
    ):
        assert expected in shown
    assert len(calls(env)) == 3
    env.apple.set_deep_link(page, "tide://sale")
    assert "Deep link: tide://sale" in asks(env, f"page {WINTER}")


@pytest.mark.parametrize("left_out", ["included", "data"])
def test_sets_and_keywords_that_apple_leaves_out_are_read(env: Env, left_out: str) -> None:
    page = env.apple.add_custom_page(env.app_id, "Surfing")
    env.apple.fill_page_set(page, "en-US", IPHONE, [("1.png", pictures.png(1290, 2796, seed=1))])
    env.apple.set_page_keywords(page, "en-US", ["surf", "waves"])
    env.apple.omits = frozenset({left_out})
    shown = asks(env, "page surfing")
    assert wording.PAGE_KEYWORDS in shown
    assert 'iPhone 6.9": 1' in shown


@pytest.mark.parametrize(
    "typed",
    [
        "Winter Sale ❄️",
        "winter sale :snowflake:",
        '"WINTER  sale ❄"',
        "“Winter Sale ❄️”",
        "--app com.example.tide winter sale ❄️",
    ],
)
def test_a_name_is_found_in_any_case_quoted_or_not_with_its_emoji(env: Env, winter: str, typed: str) -> None:
    assert f"?ppid={winter}" in asks(env, f"page {typed}")


def test_a_name_that_no_page_has_is_answered_with_near_ones(env: Env, winter: str, surfing: str) -> None:
    del winter, surfing
    assert wording.PAGE_DID_YOU_MEAN in asks(env, "page winter sail")
    assert wording.PAGE_DID_YOU_MEAN in asks(env, "page winter")
    assert wording.PAGE_HAS_THESE in asks(env, "page qqq")


def test_names_that_differ_in_case_alone_are_told_apart(env: Env) -> None:
    pages = [env.apple.add_custom_page(env.app_id, name) for name in ("Sale", "SALE")]
    assert wording.PAGE_SEVERAL in asks(env, "page sale")
    assert f"?ppid={pages[1]}" in asks(env, "page SALE")


def test_an_app_without_any_page_says_so(env: Env) -> None:
    assert wording.PAGE_HAS_NONE in asks(env, "page Sale")


def test_a_slash_command_is_answered_in_private(env: Env, winter: str) -> None:
    env.vera.types(f"/asc page {WINTER}", env.release)
    env.slack.settled()
    env.work()
    assert f"?ppid={winter}" in env.ephemeral_text(env.vera)


@pytest.mark.parametrize("line", ["pages now", "page Winter\nSale"])
def test_what_is_not_understood_is_said(env: Env, line: str) -> None:
    assert "I don" in asks(env, line)
    assert calls(env) == []


def test_a_key_that_may_not_read_pages_is_named(env: Env) -> None:
    env.apple.faults.add(Fault.status(403, path="/appCustomProductPages"))
    assert wording.KEY_MAY_NOT in asks(env, "pages")
