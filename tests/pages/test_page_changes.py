"""`page show`, `page hide` and `page link` change a custom product page, and say what was there before."""

from __future__ import annotations

import pytest

from kit import wiring
from kit.jobs import runner
from records import audit
from records.jobs import order
from records.pages.requests import PAGE_REQUESTS, PageRequest
from sandbox.appstore import Fault, StoredPage
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import requested


@pytest.fixture
def surfing(env: Env) -> str:
    """A visible page that is in preparation, with a deep link."""
    page = env.apple.add_custom_page(env.app_id, "Surfing")
    env.apple.set_deep_link(page, "tide://old")
    return page


def says(env: Env, line: str) -> str:
    """What Eddie reads in the thread of a mention."""
    ts = env.says(env.eddie, f"<@BOT> {line}")
    env.work()
    return env.read(ts)


def page(env: Env) -> StoredPage:
    """The only page."""
    (found,) = env.apple.custom_pages(env.app_id)
    return found


def trail(env: Env) -> list[tuple[str, str, str]]:
    """The entries of the audit trail with their old and new values."""
    return [(entry.tag, entry.old, entry.new) for entry in audit.everything(env.kit.redis)]


def interrupted(env: Env, line: str, old: str, number: int = 0) -> str:
    """Queue a request as if a worker had begun it, and was killed before it reported anything; returns the thread."""
    ts = env.says(env.eddie, f"<@BOT> {line}")
    (stored,) = env.kit.redis.scan_iter("asc:wish:*")
    request_id = str(stored, "ascii").rpartition(":")[2]
    request = PageRequest(
        id=request_id, app_id=env.app_id, name="Surfing", page_id=page(env).id, old=old, number=number
    )
    PAGE_REQUESTS.put(env.kit.redis, request_id, request)
    return ts


def test_a_page_is_hidden_and_shown(env: Env, surfing: str) -> None:
    del surfing
    assert wording.PAGE_HIDDEN_NOW in says(env, "page hide surfing")
    assert not page(env).visible
    assert len(env.writes()) == 1
    assert len([call for call in env.apple.calls if "ustomProductPage" in call.path]) == 2
    assert wording.PAGE_HIDDEN_ALREADY in says(env, "page hide Surfing")
    assert len(env.writes()) == 1
    assert wording.PAGE_VISIBLE_NOW in says(env, 'page show "SURFING"')
    assert page(env).visible
    tag = "pages:page:visibility"
    assert trail(env) == [(tag, "visible", "hidden"), (tag, "hidden", "visible")]
    assert wording.PAGE_HIDDEN_IN_TRAIL in requested(env, "/asc audit")


def test_the_deep_link_of_a_version_in_preparation_is_set_and_removed(env: Env, surfing: str) -> None:
    del surfing
    shown = says(env, "page link Surfing tide://surf")
    for expected in (wording.PAGE_LINK_CHANGED, wording.PAGE_LINK_BEFORE, wording.PAGE_LINK_NOW):
        assert expected in shown
    assert wording.PAGE_LINK_NEW_VERSION not in shown
    assert [version.deep_link for version in page(env).versions] == ["tide://surf"]
    assert len([call for call in env.apple.calls if "ustomProductPage" in call.path]) == 2
    assert wording.PAGE_LINK_REMOVED in says(env, "page link surfing none")
    assert [version.deep_link for version in page(env).versions] == [None]
    tag = "pages:page:link"
    assert trail(env) == [(tag, "tide://old", "tide://surf"), (tag, "tide://surf", "none")]
    assert wording.PAGE_LINK_IN_TRAIL in requested(env, "/asc audit")


def test_the_deep_link_of_an_approved_page_is_set_in_a_new_version(env: Env, surfing: str) -> None:
    env.apple.set_page_state(surfing, "APPROVED")
    assert wording.PAGE_LINK_WOULD in says(env, "page link Surfing tide://surf --dry-run")
    assert env.writes() == []
    assert wording.PAGE_LINK_NEW_VERSION in says(env, "page link Surfing tide://surf")
    assert [(version.state, version.deep_link) for version in page(env).versions] == [
        ("APPROVED", "tide://old"),
        ("PREPARE_FOR_SUBMISSION", "tide://surf"),
    ]
    assert len(env.writes()) == 1


@pytest.mark.parametrize("fault", [Fault.drop(method="POST", times=1), Fault.lost(method="POST", times=1)])
def test_one_version_is_created_although_the_answer_is_lost(env: Env, surfing: str, fault: Fault) -> None:
    env.apple.set_page_state(surfing, "APPROVED")
    env.retry_at_once()
    env.apple.faults.add(fault)
    assert wording.PAGE_LINK_NEW_VERSION in says(env, "page link Surfing tide://surf")
    assert [version.deep_link for version in page(env).versions] == ["tide://old", "tide://surf"]
    assert len(env.writes()) == 1


def test_a_link_that_a_killed_job_has_set_is_reported_with_the_former_one(env: Env, surfing: str) -> None:
    env.apple.set_page_state(surfing, "APPROVED")
    ts = interrupted(env, "page link Surfing tide://surf", "tide://old", 1)
    env.apple.add_page_version(surfing)
    env.apple.set_deep_link(surfing, "tide://surf")
    env.work()
    for expected in (wording.PAGE_LINK_BEFORE, wording.PAGE_LINK_NOW, wording.PAGE_LINK_NEW_VERSION):
        assert expected in env.read(ts)
    assert env.writes() == []
    assert trail(env) == [("pages:page:link", "tide://old", "tide://surf")]


def test_a_page_that_a_killed_job_has_hidden_is_reported_as_visible_before(env: Env, surfing: str) -> None:
    ts = interrupted(env, "page hide Surfing", "yes")
    env.apple.set_page(surfing, visible=False)
    env.work()
    assert wording.PAGE_HIDDEN_NOW in env.read(ts)
    assert env.writes() == []
    assert trail(env) == [("pages:page:visibility", "visible", "hidden")]


def test_the_last_of_two_requests_stands_although_a_worker_takes_it_first(env: Env, surfing: str) -> None:
    del surfing
    for line in ("page hide Surfing", "page show Surfing"):
        env.says(env.eddie, f"<@BOT> {line}")
    for entry in reversed(order.read(env.kit.redis).entries):
        with wiring.using(env.kit):
            runner.run_job(entry.job.id)
    env.work()
    assert page(env).visible
    assert len(env.writes()) == 2


def test_a_page_in_review_keeps_its_link(env: Env, surfing: str) -> None:
    env.apple.set_page_state(surfing, "IN_REVIEW")
    assert wording.PAGE_LOCKED in says(env, "page link Surfing tide://surf")
    assert wording.PAGE_LINK_ALREADY in says(env, "page link Surfing tide://old")
    assert env.writes() == []


def test_a_dry_run_changes_nothing(env: Env, surfing: str) -> None:
    del surfing
    assert wording.PAGE_WOULD_HIDE in says(env, "page hide Surfing --dry-run")
    assert "would be tide://surf." in says(env, "page link Surfing tide://surf --dry-run")
    assert env.writes() == []
    assert trail(env) == []


@pytest.mark.parametrize(
    "link", ["surf", "tide:", "https://localhost", "javascript:alert(1)", "mailto:eddie@example.com", "https://"]
)
def test_what_opens_no_app_is_no_deep_link(env: Env, surfing: str, link: str) -> None:
    del surfing
    assert wording.PAGE_LINK_WRONG in says(env, f"page link Surfing {link}")
    assert env.apple.calls == []


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("https://tide.example.com/surf?from=page&to=app",) * 2,
        ("<tide://surf|tide://surf>", "tide://surf"),
        ("com.example.tide:surf", "com.example.tide:surf"),
    ],
)
def test_universal_links_and_those_of_the_app_are_taken(env: Env, surfing: str, typed: str, link: str) -> None:
    del surfing
    says(env, f"page link Surfing {typed}")
    assert [version.deep_link for version in page(env).versions] == [link]


@pytest.mark.parametrize("line", ["page show", "page hide", "page link", "page link Surfing"])
def test_what_is_missing_is_asked_for(env: Env, line: str) -> None:
    assert wording.PAGE_WHICH in says(env, line)
    assert env.apple.calls == []


def test_a_page_that_does_not_exist_is_not_changed(env: Env, surfing: str) -> None:
    del surfing
    for line in ("page hide Surf", "page show Surf", "page link Surf tide://surf"):
        assert "Did you mean Surfing?" in says(env, line)
    assert env.writes() == []


@pytest.mark.parametrize("line", ["page hide Surfing", "page link Surfing tide://surf"])
def test_what_apple_refuses_is_shown_and_recorded(env: Env, surfing: str, line: str) -> None:
    del surfing
    env.apple.faults.add(Fault.status(409, method="PATCH"))
    assert "Apple did not accept this for the page Surfing. Nothing was changed." in says(env, line)
    (entry,) = audit.everything(env.kit.redis)
    assert entry.answer != "ok"
