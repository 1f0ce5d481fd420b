"""`keywords … --page NAME` chooses those of the live version that lead to a custom page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from appstore.pages import keywords
from records import audit
from sandbox.appstore import Fault
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import press, requested

PAGE = '--page "summer sale"'
LIVE = ("sea", "Surf", "tide table", "waves")


@pytest.fixture
def page(env: Env) -> str:
    """The id of Tide's page Summer sale, in English and German, with keywords; the version of Tide is live."""
    env.apple.set_text(env.version_id, "en-US", keywords=",".join(LIVE))
    env.apple.add_locale(env.version_id, "fr-FR")
    env.apple.set_text(env.version_id, "fr-FR", keywords="mer,vagues")
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    page = env.apple.add_custom_page(env.app_id, "Summer sale", {"en-US": None, "fr-FR": None})
    env.apple.set_page_keywords(page, "en-US", ("sea", "waves"))
    return page


def words(env: Env, version: int = -1) -> dict[str, tuple[str, ...]]:
    """The keywords of the page's version by language, in the order of the alphabet."""
    (stored,) = env.apple.custom_pages(env.app_id)
    return {name: tuple(sorted(each)) for name, each in stored.versions[version].keywords.items()}


def says(env: Env, line: str) -> str:
    """Make a request in a message as Eddie; returns its thread."""
    ts = env.says(env.eddie, f"<@BOT> {line}")
    env.work()
    return ts


def test_exactly_the_words_are_set_shown_and_restored(env: Env, page: str) -> None:
    del page
    ts = says(env, f"keywords en-US surf, Sea,Tide  table {PAGE}")
    assert words(env) == {"en-US": ("Surf", "sea", "tide table"), "fr-FR": ()}
    assert env.apple.texts(env.version_id)["en-US"]["keywords"] == ",".join(LIVE)
    shown = env.read(ts)
    for expected in (wording.KEYWORDS_CHANGED, wording.PAGE_TEXT_WHERE, "│ sea,waves", "│ sea,Surf,tide table"):
        assert expected in shown
    press(env, ts, "Undo")
    assert words(env) == {"en-US": ("sea", "waves"), "fr-FR": ()}
    assert [(entry.tag, entry.old, entry.new) for entry in audit.everything(env.kit.redis)] == [
        ("pages:text:changed", "sea,waves", "sea,Surf,tide table"),
        ("pages:text:restored", "sea,Surf,tide table", "sea,waves"),
    ]
    assert wording.PAGE_TEXT_IN_TRAIL in requested(env, "/asc audit")


def test_words_without_commas_are_told_apart_by_those_of_the_version(env: Env, page: str) -> None:
    del page
    says(env, f"keywords en-US surf sea waves {PAGE}")
    assert words(env)["en-US"] == ("Surf", "sea", "waves")
    says(env, f"keywords en-US tide table {PAGE}")
    assert words(env)["en-US"] == ("tide table",)
    assert wording.DRY_RUN_IN_TIDE in requested(env, f"/asc keywords en-US tide table, surf {PAGE} --dry-run")
    assert words(env)["en-US"] == ("tide table",)


def test_the_same_words_in_another_order_change_nothing(env: Env, page: str) -> None:
    del page
    assert wording.PAGE_TEXT_ALREADY in requested(env, f"/asc keywords en-US Waves,sea {PAGE}")
    assert env.writes() == []


def test_none_removes_all_and_undo_brings_them_back(env: Env, page: str) -> None:
    del page
    ts = says(env, f"keywords en-US none {PAGE}")
    assert words(env)["en-US"] == ()
    press(env, ts, "Undo")
    assert words(env)["en-US"] == ("sea", "waves")


def test_words_that_the_live_version_has_not_are_named_for_every_language(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "APPROVED")
    shown = env.read(says(env, f"keywords en-US,fr-FR Sea,Surfing,mer {PAGE}"))
    for expected in (
        wording.PAGE_KEYWORDS_UNKNOWN,
        wording.PAGE_KEYWORD_NEAR,
        "• en-US: there is no mer",
        "• en-US: It has sea, Surf, tide table, waves.",
        "• fr-FR: there is no Surfing",
        "• fr-FR: It has mer, vagues.",
    ):
        assert expected in shown
    assert "there is no Sea. Did" not in shown
    assert "en-US: there is no Sea" not in shown
    assert env.writes() == []
    assert wording.PAGE_KEYWORDS_UNKNOWN in requested(env, f"/asc keywords en-US moon {PAGE} --dry-run")


def test_an_app_that_was_never_live_has_no_keywords_for_a_page(env: Env) -> None:
    env.apple.add_custom_page(env.app_id, "Summer sale")
    assert wording.PAGE_KEYWORDS_NONE in requested(env, f"/asc keywords en-US sea {PAGE}")
    assert env.writes() == []


def test_a_version_is_created_where_the_newest_is_approved(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "APPROVED")
    shown = requested(env, f"/asc keywords en-US surf {PAGE} --dry-run")
    for expected in (wording.PAGE_TEXT_VERSION_NEEDED, "│ sea,waves", "│ Surf"):
        assert expected in shown
    assert env.writes() == []
    assert wording.PAGE_TEXT_VERSION_CREATED in env.read(says(env, f"keywords en-US surf {PAGE}"))
    assert words(env, 0)["en-US"] == ("sea", "waves")
    assert words(env)["en-US"] == ("Surf",)


def test_a_page_in_review_is_locked(env: Env, page: str) -> None:
    env.apple.set_page_state(page, "IN_REVIEW")
    assert wording.PAGE_CANT_CHANGE in requested(env, f"/asc keywords en-US surf {PAGE}")
    assert env.writes() == []


def test_those_of_the_page_and_the_others_of_the_version_are_shown(env: Env, page: str) -> None:
    env.apple.set_page_keywords(page, "en-US", ("sea", "moon"))
    shown = requested(env, f"/asc keywords en-US {PAGE}")
    for expected in (
        wording.PAGE_KEYWORDS_SHOWN,
        "Keywords: sea, moon",
        wording.PAGE_KEYWORDS_OTHERS,
        wording.PAGE_KEYWORDS_GONE,
        wording.PAGE_KEYWORDS_HOW,
    ):
        assert expected in shown
    assert "vagues" not in shown
    assert "Others of the live version: mer, vagues" in requested(env, f"/asc keywords {PAGE}")


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize("fault", [Fault.drop, Fault.lost])
def test_a_lost_answer_changes_nothing_twice(env: Env, page: str, method: str, fault: Callable[..., Fault]) -> None:
    del page
    env.retry_at_once()
    rule = env.apple.faults.add(fault(method=method, path="/relationships/searchKeywords", times=1))
    assert wording.KEYWORDS_CHANGED in env.read(says(env, f"keywords en-US surf,sea {PAGE}"))
    assert rule.fired == 1
    assert words(env)["en-US"] == ("Surf", "sea")


def test_a_word_that_apple_refuses_removes_none(env: Env, page: str) -> None:
    del page
    env.apple.faults.add(Fault.status(409, method="POST"))
    ts = says(env, f"keywords en-US surf {PAGE}")
    assert wording.NOTHING_CHANGED_IN_TIDE in env.read(ts)
    assert words(env)["en-US"] == ("sea", "waves")
    env.apple.faults.clear()
    press(env, ts, "Retry")
    assert words(env)["en-US"] == ("Surf",)


def test_keywords_take_few_calls(env: Env, page: str) -> None:
    """docs/pages.md states them; a change reads the app, too."""

    def calls(line: str) -> int:
        before = len(env.apple.calls)
        says(env, line)
        return len([call for call in env.apple.calls[before:] if call.kind == "api"])

    requested(env, "/asc pages")
    assert calls(f"keywords en-US {PAGE}") == 3
    assert calls(f"keywords en-US surf {PAGE}") == 6 + 1
    assert calls(f"keywords en-US surf,sea {PAGE}") == 5 + 1
    env.apple.set_page_state(page, "APPROVED")
    assert calls(f"keywords en-US waves {PAGE}") == 8 + 1


@pytest.mark.parametrize(
    ("text", "known", "unknown"),
    [
        ("SURF;sea", (), ("SURF;sea",)),
        ("surf sea", ("Surf", "sea"), ()),
        ("surf moon", (), ("surf moon",)),
        ("tide table，sea,sea", ("tide table", "sea"), ()),
        ("table", (), ("table",)),
    ],
)
def test_known_words_are_found_in_any_case(text: str, known: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    assert keywords.chosen(text, LIVE) == (known, unknown)
