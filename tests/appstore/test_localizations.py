"""The texts of a version in each language."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from appstore import localizations
from appstore.errors import Refused
from tests.appstore.scripted_apple import ScriptedApple, answer, refusal, resource

KIND = "appStoreVersionLocalizations"


def localization(identity: str = "8", locale: str = "de-DE", **related: Any) -> dict[str, Any]:  # noqa: ANN401
    return resource(KIND, identity, {"locale": locale, "promotionalText": "Neu!", "keywords": None}, **related)


def test_the_languages_of_a_version_come_with_their_sets_in_one_call() -> None:
    links = [{"type": "appScreenshotSets", "id": "s1"}]
    included = [resource("appScreenshotSets", "s1", {"screenshotDisplayType": "APP_IPHONE_67"})]
    data = [localization(appScreenshotSets=links), localization("9", "ja", appScreenshotSets=[])]
    scripted = ScriptedApple(answer(data, included=included))
    german, japanese = localizations.of_version(scripted.apple, "1")
    assert (german.locale, german.promotional_text, german.keywords) == ("de-DE", "Neu!", "")
    assert german.sets == {"APP_IPHONE_67": "s1"}
    assert japanese.sets == {}
    assert scripted.script.requests[0].url.params["include"] == "appScreenshotSets"


def test_sets_that_apple_does_not_tell_are_unknown_rather_than_none() -> None:
    (german,) = localizations.of_version(ScriptedApple(answer([localization()])).apple, "1")
    assert german.sets is None


def test_a_language_is_added() -> None:
    scripted = ScriptedApple(answer(localization(), status=201))
    assert localizations.create(scripted.apple, "1", "de-DE").id == "8"
    assert scripted.script.sent(0) == {
        "data": {
            "type": KIND,
            "attributes": {"locale": "de-DE"},
            "relationships": {"appStoreVersion": {"data": {"type": "appStoreVersions", "id": "1"}}},
        }
    }


@pytest.mark.parametrize("failure", [httpx.Response(500), refusal(409, "ENTITY_ERROR.ATTRIBUTE.INVALID")])
def test_a_language_that_is_there_already_is_found(failure: httpx.Response) -> None:
    scripted = ScriptedApple(failure, answer([localization("7", "ja"), localization()]))
    assert localizations.create(scripted.apple, "1", "de-DE").id == "8"


def test_a_language_that_apple_does_not_take_is_refused() -> None:
    scripted = ScriptedApple(refusal(409, "ENTITY_ERROR.ATTRIBUTE.INVALID"), answer([]))
    with pytest.raises(Refused):
        localizations.create(scripted.apple, "1", "fi-FI")


def test_only_the_given_texts_are_changed_and_an_empty_one_is_cleared() -> None:
    scripted = ScriptedApple(answer(localization()))
    changed = localizations.change(scripted.apple, "8", promotional_text="Neu!", support_url="")
    assert changed.promotional_text == "Neu!"
    assert scripted.script.requested == [f"PATCH /v1/{KIND}/8"]
    assert scripted.script.sent(0) == {
        "data": {"type": KIND, "id": "8", "attributes": {"promotionalText": "Neu!", "supportUrl": None}}
    }


def test_a_text_of_another_name_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        localizations.change(ScriptedApple().apple, "8", subtitle="no")
