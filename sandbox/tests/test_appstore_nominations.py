"""Featuring nominations in the stand-in: drafts, submission, archive."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.tests.appstore_visitor import Visitor, codes
from sandbox.tests.nominations import KIND, nominate

STATE = "STATE_ERROR"
INVALID = "ENTITY_ERROR.ATTRIBUTE.INVALID"


def listed(eddie: Visitor, state: str, **parameters: str | int) -> list[str]:
    rows = eddie.data(f"/v1/{KIND}", filter__state__=state, **parameters)
    return [row["attributes"]["name"] for row in rows]


def test_a_draft_is_created_and_listed_by_state_and_app(eddie: Visitor, app_id: str) -> None:
    other = eddie.apple.add_app("com.example.surf", "Surf")
    made = nominate(eddie, app_id, deviceFamilies=["IPHONE"], locales=["en-US"])
    assert made.status_code == 201
    attributes = made.json()["data"]["attributes"]
    assert (attributes["state"], attributes["submittedDate"]) == ("DRAFT", None)
    assert attributes["deviceFamilies"] == ["IPHONE"]
    nominate(eddie, other, name="Waves", submitted=True)
    assert listed(eddie, "DRAFT") == ["Tides of the world"]
    assert listed(eddie, "DRAFT,SUBMITTED", sort="-name") == ["Waves", "Tides of the world"]
    assert listed(eddie, "DRAFT,SUBMITTED", filter__relatedApps__=other) == ["Waves"]
    assert listed(eddie, "ARCHIVED") == []
    assert codes(eddie.get(f"/v1/{KIND}")) == [("PARAMETER_ERROR.REQUIRED", "filter[state]")]
    read = eddie.data(f"/v1/{KIND}/{made.json()['data']['id']}", include="relatedApps")
    assert read["relationships"]["relatedApps"]["data"] == [{"type": "apps", "id": app_id}]


def test_a_list_has_pages(eddie: Visitor, app_id: str) -> None:
    for number in range(3):
        nominate(eddie, app_id, name=f"Number {number}")
    first = eddie.get(f"/v1/{KIND}", filter__state__="DRAFT", limit=2).json()
    second = eddie.client.get(first["links"]["next"]).json()
    assert [len(page["data"]) for page in (first, second)] == [2, 1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("publishStartDate", "2027-03-01"),
        ("publishStartDate", "soon"),
        ("publishEndDate", "2027-02-01T00:00:00Z"),
        ("deviceFamilies", ["FRIDGE"]),
        ("locales", ["xx"]),
        ("type", "PARTY"),
        ("supplementalMaterialsUris", ["example.com/press"]),
    ],
)
def test_a_wrong_value_is_refused(eddie: Visitor, app_id: str, name: str, value: object) -> None:
    wrong: dict[str, Any] = {name: value}
    assert codes(nominate(eddie, app_id, **wrong)) == [(INVALID, f"/data/attributes/{name}")]
    assert eddie.apple.nominations(app_id) == []


@pytest.mark.parametrize(("name", "most"), [("name", 60), ("description", 1000)])
def test_texts_have_so_many_characters(eddie: Visitor, app_id: str, name: str, most: int) -> None:
    fits, longer = ({name: "x" * count} for count in (most, most + 1))
    assert nominate(eddie, app_id, **dict[str, Any](fits)).status_code == 201
    too_long = nominate(eddie, app_id, **dict[str, Any](longer))
    assert codes(too_long) == [(f"{INVALID}.TOO_LONG", f"/data/attributes/{name}")]


@pytest.mark.parametrize(
    ("name", "kind"), [("relatedApps", "apps"), ("inAppEvents", "appEvents"), ("supportedTerritories", "territories")]
)
def test_what_it_names_must_exist(eddie: Visitor, app_id: str, name: str, kind: str) -> None:
    answer = nominate(eddie, app_id, links={name: [(kind, "0")]})
    assert codes(answer) == [("ENTITY_ERROR.RELATIONSHIP.INVALID", f"/data/relationships/{name}")]
    assert nominate(eddie, app_id, links={name: []}).status_code == 500


def test_it_shows_its_events_and_territories_and_takes_no_event_of_another_app(eddie: Visitor, app_id: str) -> None:
    other = eddie.apple.add_app("com.example.surf", "Surf")
    mine, strange = (eddie.apple.add_event(each, "Regatta") for each in (app_id, other))
    refused = nominate(eddie, app_id, links={"inAppEvents": [("appEvents", strange)]})
    assert codes(refused) == [("ENTITY_ERROR.RELATIONSHIP.INVALID", "/data/relationships/inAppEvents")]
    links = {"inAppEvents": [("appEvents", mine)], "supportedTerritories": [("territories", "DEU")]}
    id_ = nominate(eddie, app_id, links=links, notes="Call us").json()["data"]["id"]
    assert eddie.patch(KIND, id_, notes=None, publishStartDate=None).status_code == 200
    path, include = f"/v1/{KIND}/{id_}", "inAppEvents,supportedTerritories"
    read = eddie.get(path, include=include, limit__supportedTerritories__=200).json()
    found = {name: [link["id"] for link in read["data"]["relationships"][name]["data"]] for name in links}
    assert found == {"inAppEvents": [mine], "supportedTerritories": ["DEU"]}
    assert {each["type"] for each in read["included"]} == {"appEvents", "territories"}
    assert (read["data"]["attributes"]["notes"], read["data"]["attributes"]["publishStartDate"]) == (
        None,
        "2027-03-01T08:00:00Z",
    )
    many = eddie.get(path, include=include, limit__inAppEvents__=51)
    assert codes(many) == [("PARAMETER_ERROR.INVALID", "limit[inAppEvents]")]


def test_the_events_of_an_app_are_listed_by_state_with_their_times(eddie: Visitor, app_id: str) -> None:
    eddie.apple.add_event(app_id, "Regatta", "PAST")
    eddie.apple.add_event(app_id, "Storm", start="2036-01-01T00:00:00Z", end="2036-01-02T00:00:00Z")
    (storm,) = eddie.data(f"/v1/apps/{app_id}/appEvents", filter__eventState__="APPROVED")
    assert storm["attributes"]["referenceName"] == "Storm"
    (schedule,) = storm["attributes"]["territorySchedules"]
    assert (schedule["eventStart"], schedule["eventEnd"]) == ("2036-01-01T00:00:00Z", "2036-01-02T00:00:00Z")
    (text,) = eddie.data(f"/v1/appEvents/{storm['id']}/localizations")
    assert text["attributes"]["name"] == "Storm"
    assert codes(eddie.get(f"/v1/apps/{app_id}/appEvents", filter__eventState__="LATER")) == [
        ("PARAMETER_ERROR.INVALID", "filter[eventState]")
    ]


def test_it_is_about_several_apps_given_as_a_list(eddie: Visitor, app_id: str) -> None:
    other = eddie.apple.add_app("com.example.surf", "Surf")
    assert nominate(eddie, app_id, links={"relatedApps": [("apps", app_id), ("apps", other)]}).status_code == 201
    assert [len(eddie.apple.nominations(each)) for each in (app_id, other)] == [1, 1]
    data = {"type": KIND, "attributes": {}, "relationships": {"relatedApps": {"data": {"type": "apps", "id": app_id}}}}
    assert eddie.client.post(f"/v1/{KIND}", json={"data": data}).status_code == 422


def test_a_submitted_one_can_be_edited_and_archived_but_not_taken_back(eddie: Visitor, app_id: str) -> None:
    id_ = nominate(eddie, app_id).json()["data"]["id"]
    assert eddie.patch(KIND, id_, notes="Ask Olive").status_code == 200
    sent = eddie.patch(KIND, id_, submitted=True).json()["data"]["attributes"]
    assert (sent["state"], sent["notes"]) == ("SUBMITTED", "Ask Olive")
    assert sent["submittedDate"]
    assert eddie.patch(KIND, id_, notes="Ask Eddie").status_code == 200
    for change in ({"submitted": False}, {"submitted": True}):
        assert codes(eddie.patch(KIND, id_, **change)) == [(STATE, "")]
    assert codes(eddie.delete(KIND, id_)) == [(STATE, "")]
    assert eddie.patch(KIND, id_, archived=True).json()["data"]["attributes"]["state"] == "ARCHIVED"
    for late in ({"archived": False}, {"notes": "No"}):
        assert codes(eddie.patch(KIND, id_, **dict[str, Any](late))) == [(STATE, "")]
    (stored,) = eddie.apple.nominations(app_id)
    assert (stored.state, stored.attributes["notes"]) == ("ARCHIVED", "Ask Eddie")


def test_a_draft_can_be_deleted(eddie: Visitor, app_id: str) -> None:
    id_ = nominate(eddie, app_id).json()["data"]["id"]
    assert eddie.delete(KIND, id_).status_code == 204
    assert eddie.get(f"/v1/{KIND}/{id_}").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("MARKETING", 201), ("DEVELOPER", 403)])
def test_marketing_may_nominate(eddie: Visitor, app_id: str, role: str, status: int) -> None:
    eddie.become(eddie.apple.add_key(role))
    assert nominate(eddie, app_id).status_code == status
