"""`page new` creates a custom product page once, from the live version or from another page."""

from __future__ import annotations

import pytest

from records import audit
from records.pages.requests import PAGE_REQUESTS
from records.people import Role
from sandbox import pictures
from sandbox.appstore import Fault, StoredPage
from tasks.pages import jobs
from tests.support import wording
from tests.support.env import Env
from tests.support.granting import grant
from tests.support.uploads import requested

IPHONE = "APP_IPHONE_67"


@pytest.fixture
def live(env: Env) -> str:
    """1.2.0 is on the store, with a text and a screenshot."""
    env.apple.set_text(env.version_id, "en-US", promotionalText="Tides")
    env.apple.fill_set(env.version_id, "de-DE", IPHONE, [("1.png", pictures.png(1290, 2796, seed=1))])
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    return env.version_id


def says(env: Env, line: str) -> str:
    """What Eddie reads in the thread of a mention."""
    ts = env.says(env.eddie, f"<@BOT> {line}")
    env.work()
    return env.read(ts)


def pages(env: Env) -> dict[str, StoredPage]:
    """The pages at Apple by name."""
    return {page.name: page for page in env.apple.custom_pages(env.app_id)}


def test_a_page_is_created_from_the_live_version(env: Env, live: str) -> None:
    del live
    shown = says(env, "page new Summer")
    for expected in (wording.PAGE_CREATED, wording.PAGE_FROM_LIVE, wording.PAGE_COPIED, wording.PAGE_NOT_LIVE):
        assert expected in shown
    (version,) = pages(env)["Summer"].versions
    assert (version.state, version.texts) == ("PREPARE_FOR_SUBMISSION", {"en-US": "Tides", "de-DE": None})
    assert version.sets == {"en-US": {}, "de-DE": {IPHONE: 1}}
    assert pages(env)["Summer"].url in shown
    assert len(env.writes()) == 1
    assert len([call for call in env.apple.calls if call.path != "/v1/apps"]) == 5
    assert wording.PAGE_CREATED_IN_TRAIL in requested(env, "/asc audit")
    (entry,) = audit.everything(env.kit.redis)
    assert (entry.tag, entry.new, entry.app) == ("pages:page:create", "Summer", "com.example.tide")


@pytest.mark.parametrize("typed", ['"Winter & Sale* ❄️"', "“winter & sale* ❄️”"])
def test_a_page_is_created_from_another_one(env: Env, live: str, typed: str) -> None:
    del live
    source = env.apple.add_custom_page(env.app_id, "Winter & Sale* ❄️", {"en-US": "Half price"})
    env.apple.fill_page_set(source, "en-US", IPHONE, [("1.png", pictures.png(1290, 2796, seed=1))])
    shown = says(env, f"page new Summer sale! :sunny: --from {typed}")
    assert wording.PAGE_FROM_OTHER in shown
    assert wording.PAGE_COPIED in shown
    (version,) = pages(env)["Summer sale! ☀️"].versions
    assert (version.texts, version.sets) == ({"en-US": "Half price"}, {"en-US": {IPHONE: 1}})


@pytest.mark.parametrize("typed", ["Codes 👩‍💻", '"Codes 👩‍💻"', "“Codes 👩‍💻”"])
def test_a_name_is_kept_as_it_is_with_joined_emoji(env: Env, live: str, typed: str) -> None:
    del live
    env.eddie.types(f"/asc page new {typed}", env.release)
    env.slack.settled()
    env.work()
    assert list(pages(env)) == ["Codes 👩‍💻"]
    assert wording.PAGE_CODES_HIDDEN in says(env, "page hide codes 👩‍💻")
    assert wording.PAGE_CODES_LINKED in says(env, "page link CODES 👩‍💻 tide://codes")


def test_the_first_page_may_be_made_while_the_app_is_being_submitted(env: Env) -> None:
    assert wording.PAGE_NEEDS_VERSION in says(env, "page new Summer")
    assert env.writes() == []
    env.apple.set_version_state(env.version_id, "WAITING_FOR_REVIEW")
    assert wording.PAGE_CREATED in says(env, "page new Summer")


def test_a_name_that_is_used_is_refused(env: Env, live: str) -> None:
    del live
    env.apple.add_custom_page(env.app_id, "Summer")
    assert wording.PAGE_NAME_USED in says(env, "page new SUMMER")
    assert env.writes() == []


def test_of_two_people_who_create_the_same_page_the_first_does(env: Env, live: str) -> None:
    del live
    messages = [env.says(who, "<@BOT> page new Summer") for who in (env.eddie, env.olive)]
    env.work()
    assert wording.PAGE_CREATED in env.read(messages[0])
    assert wording.PAGE_NAME_USED in env.read(messages[1])
    assert list(pages(env)) == ["Summer"]


def test_no_more_than_seventy_pages_are_created(env: Env, live: str) -> None:
    del live
    for number in range(70):
        env.apple.add_custom_page(env.app_id, f"Page {number}")
    assert wording.PAGE_TOO_MANY in says(env, "page new Summer")
    assert env.writes() == []


def test_a_template_of_several_words_needs_quotation_marks(env: Env, live: str) -> None:
    del live
    for name in ("Winter", "Winter sale"):
        env.apple.add_custom_page(env.app_id, name)
    assert wording.PAGE_NEEDS_QUOTES in says(env, "page new Summer --from Winter sale")
    assert wording.PAGE_HAS_THESE_TWO in says(env, "page new Summer --from Spring")
    assert env.writes() == []


def test_a_dry_run_creates_nothing(env: Env, live: str) -> None:
    del live
    assert wording.PAGE_WOULD_CREATE in says(env, "page new Summer --dry-run")
    assert env.writes() == []
    assert list(audit.everything(env.kit.redis)) == []


@pytest.mark.parametrize("fault", [Fault.drop(method="POST", times=1), Fault.lost(method="POST", times=1)])
def test_a_page_is_created_once_although_the_answer_is_lost(env: Env, live: str, fault: Fault) -> None:
    del live
    env.retry_at_once()
    env.apple.faults.add(fault)
    assert wording.PAGE_CREATED in says(env, "page new Summer")
    assert list(pages(env)) == ["Summer"]
    assert len(env.writes()) == 1


def test_a_page_that_a_killed_job_has_created_is_reported_and_not_created_again(env: Env, live: str) -> None:
    del live
    ts = env.says(env.eddie, "<@BOT> page new Summer")
    env.work()
    (stored,) = env.kit.redis.scan_iter(f"asc:{PAGE_REQUESTS.noun}:*")
    jobs.create_page.run(env.kit, str(stored, "ascii").rpartition(":")[2], "Summer", "")
    assert env.read(ts).count(wording.PAGE_CREATED) == 1
    assert len(env.writes()) == len(list(audit.everything(env.kit.redis))) == 1
    assert list(pages(env)) == ["Summer"]


def test_apples_refusal_is_shown_and_recorded(env: Env, live: str) -> None:
    del live
    env.apple.faults.add(Fault.status(409, method="POST", path="/v1/appCustomProductPages"))
    assert wording.PAGE_REFUSED in says(env, "page new Summer")
    (entry,) = audit.everything(env.kit.redis)
    assert entry.answer != "ok"


def test_a_name_is_asked_for_in_a_form(env: Env, live: str) -> None:
    del live
    env.eddie.types("/asc page new", env.release)
    env.eddie.submits({"word": "Summer"})
    env.slack.settled()
    env.work()
    assert list(pages(env)) == ["Summer"]


def test_a_viewer_creates_no_page(env: Env, live: str) -> None:
    del live
    grant(env.kit.redis, env.olive.id, Role.ADMIN)
    env.says(env.vera, "<@BOT> page new Summer")
    env.work()
    assert env.writes() == []
    assert wording.TAKES_EDITOR in env.ephemeral_text(env.vera)
