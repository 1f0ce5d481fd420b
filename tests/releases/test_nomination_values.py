"""What is typed in the form of a nomination: read, or refused with everything that is wrong, and shown again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from appstore.catalog.territories import CODES
from appstore.releases.nominations import Nomination, NominationState
from appstore.releases.nominations_content import NominationContent, NominationType
from bot.releases.nomination_values import is_https, read, read_links, read_territories, with_hidden
from cards.modals import MOST_IN_FIELD
from cards.releases.nominations import form as form_cards
from cards.releases.nominations.form import values_of
from kit.slack.replies import UserError
from records.releases.nominations import NominationForm, OfferedApp, OfferedEvent, TypedNomination, dump, load
from sandbox.slack.blocks import check_view
from tasks.releases.nominations.find import find, find_draft
from tasks.releases.nominations.forms import values_for
from tests.support import wording

TODAY, NOW = date(2035, 1, 1), 2_051_222_400.0
TYPED = TypedNomination(
    name="Tides", type="NEW_CONTENT", description="All coasts", start="2035-03-01", apps=("1",), territories="DE"
)
REGATTA = OfferedEvent(id="e1", name="Regatta", app_id="1", start=NOW + 9e6, end=NOW + 9.5e6)
STORM = OfferedEvent(id="e2", name="Storm", app_id="1", start=NOW - 9e6, end=NOW - 8e6, is_over=True)
SURF = OfferedEvent(id="e3", name="Surf Open", app_id="2")
FORM = NominationForm(
    id="f",
    invocation_id="i",
    app_id="1",
    app_name="Tide",
    apps=(OfferedApp(id="1", title="Tide"), OfferedApp(id="2", title="Wave")),
    events=(REGATTA, STORM, SURF),
)
CONTENT = NominationContent(
    name="Tides",
    type=NominationType.NEW_CONTENT,
    description=" All coasts\n",
    start=date(2035, 3, 1),
    apps=("1",),
    events=("e1",),
    territories=("BES", "DEU"),
    devices=("IPHONE",),
    links=("https://example.com",),
    has_events=False,
)


def errors(form: NominationForm = FORM, **typed: Any) -> dict[str, str]:  # noqa: ANN401 - any field
    return dict(read(replace(TYPED, **typed), form, TODAY, NOW)[1])


def test_what_was_typed_is_read() -> None:
    typed = replace(
        TYPED,
        name=" Tides  of the\nworld ",
        end="2035-03-09",
        events=("e1",),
        links="https://a.example https://b.example",
    )
    content, wrong = read(typed, FORM, TODAY, NOW)
    assert wrong == {}
    assert (content.name, content.territories, content.links) == (
        "Tides of the world",
        ("DEU",),
        ("https://a.example", "https://b.example"),
    )
    assert (content.end, content.events, content.has_events) == (date(2035, 3, 9), ("e1",), True)
    assert load(dump(content)) == content


@pytest.mark.parametrize(
    ("typed", "block", "says"),
    [
        ({"name": " "}, "name", wording.NOMINATION_EMPTY),
        ({"description": "\n"}, "description", wording.NOMINATION_EMPTY),
        ({"start": "2034-12-31"}, "start", wording.NOMINATION_PAST_DAY),
        ({"end": "2035-02-28"}, "end", wording.NOMINATION_WRONG_ORDER),
        ({"links": "http://example.com"}, "links", "“http://example.com” is not an https link"),
        ({"links": "example.com ftp://x"}, "links", "“example.com” and “ftp://x” are not https links"),
        ({"territories": "Germny"}, "territories", "“Germny” (did you mean Germany or Guernsey?) is not a country"),
        ({"territories": "Xyzzy, Atlantis, US"}, "territories", "“Xyzzy” and “Atlantis” are not countries or regions"),
        ({"events": ("e2",)}, "events", "Storm is over: take it off."),
        ({"events": ("e3",)}, "events", "Surf Open is an event of Wave, which is not among the apps."),
        ({"apps": ()}, "apps", wording.NOMINATION_NO_APP),
    ],
)
def test_a_wrong_value_is_named(typed: dict[str, Any], block: str, says: str) -> None:
    found = errors(**typed)
    assert says in found.pop(block)
    assert not found


def test_everything_wrong_is_named_at_once() -> None:
    wrong: dict[str, Any] = {
        "name": "",
        "start": "2034-12-31",
        "end": "2034-12-01",
        "links": "x",
        "territories": "Oz",
        "events": ("e2",),
    }
    assert set(errors(**wrong)) == {"name", "start", "end", "links", "territories", "events"}


@pytest.mark.parametrize(
    ("text", "codes", "unknown"),
    [
        ("Germany, FR; usa\nuk", ("DEU", "FRA", "USA", "GBR"), ()),
        ("Germany and France, Trinidad and Tobago.", ("DEU", "FRA", "TTO"), ()),
        ("DE, Germany", ("DEU",), ()),
        ("Germany and Oz", (), ("Germany and Oz",)),
        (" ,, ", (), ()),
    ],
)
def test_countries_are_read_by_name_and_code(text: str, codes: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    assert read_territories(text) == (codes, unknown)


def test_links_are_read_one_a_line_or_as_they_are_pasted() -> None:
    pasted = "- https://a.example/1,\n• <https://b.example>; https://a.example/1\nb.example"
    assert read_links(pasted) == ("https://a.example/1", "https://b.example", "b.example")


@pytest.mark.parametrize(
    "link", ["https://", "https://host", "https:/example.com", "https://[x", "javascript:alert(1)"]
)
def test_only_https_urls_are_links(link: str) -> None:
    assert not is_https(link)


def test_a_draft_that_is_shown_and_sent_back_is_unchanged() -> None:
    form = replace(FORM, nomination="n", shown=dump(CONTENT))
    content, wrong = read(values_of(CONTENT), form, TODAY, NOW)
    assert (content, wrong) == (CONTENT, {})
    assert read_territories(values_of(CONTENT).territories)[0] == ("BES", "DEU")
    everywhere = values_of(replace(CONTENT, territories=tuple(sorted(CODES)))).territories
    assert len(everywhere) <= MOST_IN_FIELD
    assert set(read_territories(everywhere)[0]) == CODES


def test_what_the_form_did_not_offer_stays() -> None:
    shown = replace(CONTENT, apps=("1", "9"), events=("e1", "e9"))
    alone = replace(FORM, apps=FORM.apps[:1], shown=dump(shown))
    typed = with_hidden(replace(values_of(shown), apps=(), events=()), alone)
    assert (typed.apps, typed.events) == (("1", "9"), ("e9",))
    assert with_hidden(TypedNomination(), replace(FORM, apps=())).apps == ("1",)


def test_what_apples_api_cannot_clear_must_stay() -> None:
    form = replace(FORM, nomination="n", shown=dump(CONTENT))
    typed = replace(values_of(CONTENT), territories="", events=())
    assert set(read(replace(typed, territories="Xyzzy"), form, TODAY, NOW)[1]) == {"events", "territories"}
    found = read(typed, form, TODAY, NOW)[1]
    assert {block: wording.NOMINATION_NOT_EMPTIED in says for block, says in found.items()} == {
        "events": True,
        "territories": True,
    }


def test_a_form_that_opens_again_holds_what_was_typed_over_what_is_there_now() -> None:
    shown, now = CONTENT, replace(CONTENT, description="New coasts", notes="Call")
    typed = replace(values_of(shown), name="Waves")
    draft = Nomination(id="n", state=NominationState.DRAFT, content=now)
    values = values_for(replace(FORM, shown=dump(shown), typed=typed), draft, "1")
    assert (values.name, values.description, values.notes) == ("Waves", "New coasts", "Call")
    assert values_for(replace(FORM, typed=typed), None, "1") == typed
    assert values_for(FORM, None, "1") == TypedNomination(apps=("1",))


def test_the_form_is_a_modal_that_slack_takes_however_full() -> None:
    names = [f"{number} " + "x" * 70 for number in range(120)]
    form = replace(
        FORM,
        nomination="n",
        apps=tuple(OfferedApp(id=name, title=name) for name in names),
        events=tuple(OfferedEvent(id=name, name=name, app_id=name, start=1.0, end=2.0) for name in names),
    )
    everywhere = ", ".join(f"Territory {number}" for number in range(250))
    full = replace(
        TYPED, apps=(names[0],), events=(names[0],), devices=("MAC",), locales=("de-DE",), territories=everywhere,
        links="https://example.com/" + "x" * 3500, notes="n" * 1000,
        more=("pre_order",), end="2035-03-01", type="UNKNOWN",
    )  # fmt: skip
    for view in (
        form_cards.form(form, full, TODAY),
        form_cards.form(FORM, TypedNomination(), TODAY),
        form_cards.loading(),
    ):
        assert check_view(view) == []


def nomination(number: int, name: str, state: NominationState) -> Nomination:
    return Nomination(id=f"id-{number}", state=state, content=replace(CONTENT, name=name))


FOUND = (
    nomination(1, "Summer Regatta 🌊", NominationState.DRAFT),
    nomination(2, "Winter", NominationState.SUBMITTED),
    nomination(3, "Twice", NominationState.DRAFT),
    nomination(4, "twice", NominationState.ARCHIVED),
)


@pytest.mark.parametrize(
    ("words", "found"),
    [("summer  regatta 🌊", "id-1"), ("Summer Regatta", "id-1"), ("ID-2", "id-2"), ("winter", "id-2")],
)
def test_a_nomination_is_found_by_name_and_id(words: str, found: str) -> None:
    assert find(FOUND, words).id == found


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("Sumer Regata", "There is no draft named “Sumer Regata”. Did you mean “Summer Regatta 🌊”?"),
        ("Nothing", "There is no draft named “Nothing”. `/asc nominations` lists them."),
        ("Winter", "“Winter” is submitted. Only drafts are changed here"),
    ],
)
def test_what_is_no_draft_is_explained(words: str, says: str) -> None:
    with pytest.raises(UserError) as refused:
        find_draft(FOUND, words)
    assert says in refused.value.message.text


def test_of_two_with_one_name_the_draft_is_found_and_otherwise_the_ids_are_named() -> None:
    assert find_draft(FOUND, "Twice").id == "id-3"
    with pytest.raises(UserError) as refused:
        find(FOUND, "Twice")
    assert "`id-3` and `id-4`" in refused.value.message.text
