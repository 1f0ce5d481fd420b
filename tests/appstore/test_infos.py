"""The app's name, subtitle and privacy policy in each language."""

from __future__ import annotations

import pytest

from appstore import infos
from tests.appstore.scripted_apple import ScriptedApple, answer, resource


def test_the_editable_info_is_chosen_by_its_state() -> None:
    states = ("READY_FOR_DISTRIBUTION", "PREPARE_FOR_SUBMISSION", "SOMETHING_NEW")
    data = [resource("appInfos", str(number), {"state": state}) for number, state in enumerate(states)]
    found = infos.of_app(ScriptedApple(answer(data)).apple, "1447")
    assert [info.state for info in found] == [*states[:2], "UNKNOWN"]
    assert [info.id for info in found if info.state in infos.EDITABLE] == ["1"]


def test_an_info_is_read_in_its_languages() -> None:
    attributes = {"locale": "ja", "name": "夜空", "subtitle": None}
    scripted = ScriptedApple(answer([resource("appInfoLocalizations", "5", attributes)]))
    (japanese,) = infos.localizations(scripted.apple, "1")
    assert (japanese.id, japanese.locale, japanese.name, japanese.subtitle) == ("5", "ja", "夜空", "")
    assert scripted.script.requested == ["GET /v1/appInfos/1/appInfoLocalizations"]


def test_only_the_given_texts_are_changed() -> None:
    scripted = ScriptedApple(answer(resource("appInfoLocalizations", "5", {"locale": "ja", "name": "夜空"})))
    assert infos.change(scripted.apple, "5", name="夜空", subtitle="").name == "夜空"
    assert scripted.script.sent(0)["data"]["attributes"] == {"name": "夜空", "subtitle": None}


def test_a_text_of_another_name_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        infos.change(ScriptedApple().apple, "5", keywords="no")
