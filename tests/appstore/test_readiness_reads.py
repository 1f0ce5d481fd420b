"""What the checklist reads of an app, where Apple's answers have other shapes."""

from __future__ import annotations

import httpx
import pytest

from appstore.errors import Refused
from appstore.releases.readiness import app_reads
from tests.appstore.scripted_apple import ScriptedApple, answer, refusal, resource

NONE = "There is no resource of type 'null' with id '1'"


def test_the_information_of_the_next_version_is_found_by_either_state() -> None:
    category, names = (
        {"type": "appCategories", "id": "WEATHER"},
        resource("appInfoLocalizations", "l", {"locale": "de"}),
    )
    rating = resource("ageRatingDeclarations", "a", {"gambling": None, "advertising": False, "kidsAgeBand": None})
    live = resource("appInfos", "1", {"appStoreState": "READY_FOR_SALE"})
    links = {"primaryCategory": category, "ageRatingDeclaration": rating, "appInfoLocalizations": [names]}
    ahead = resource("appInfos", "2", {"appStoreState": "PREPARE_FOR_SUBMISSION"}, **links)
    scripted = ScriptedApple(answer([live, ahead], included=[rating, names]))
    found = app_reads.information(scripted.apple, "1")
    assert (found.has_category, found.unanswered, found.names) == (True, ("gambling",), {"de": {}})


@pytest.mark.parametrize("response", [answer(None), answer([]), refusal(404, "NOT_FOUND", NONE)])
def test_an_app_that_was_never_priced_or_sold_is_known_as_such(response: httpx.Response) -> None:
    assert app_reads.has_price(ScriptedApple(response).apple, "1") is False
    assert not app_reads.territories(ScriptedApple(response).apple, "1")


def test_a_path_that_does_not_exist_tells_nothing_of_prices_unless_the_schedule_does() -> None:
    gone = refusal(404, "NOT_FOUND", "Not found")
    assert app_reads.has_price(ScriptedApple(gone, answer(resource("appPriceSchedules", "1"))).apple, "1") is False
    with pytest.raises(Refused):
        app_reads.has_price(ScriptedApple(gone, gone).apple, "1")
    with pytest.raises(Refused):
        app_reads.territories(ScriptedApple(gone).apple, "1")
