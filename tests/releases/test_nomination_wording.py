"""Nominations as the team reads them: thirty in a list, one whole, and what it warns about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from appstore.catalog.territories import CODES
from appstore.releases.nominations import Nomination, NominationState
from appstore.releases.nominations_content import NominationContent, NominationType
from cards.releases.nominations import listing, messages
from records.dispatch.decisions import ReleaserDecision
from records.messages import Message
from sandbox.slack.blocks import check_message
from tests.support import wording

TODAY = date(2035, 1, 1)
CONTENT = NominationContent(
    name="Tides & <!channel>",
    type=NominationType.NEW_CONTENT,
    description="All coasts\n\n<!here>",
    start=date(2035, 3, 1),
    apps=("1", "2"),
    events=("e1",),
    territories=("DEU", "FRA", "JPN", "KOR", "USA"),
    devices=("APPLE_WATCH", "IPHONE"),
    locales=("de-DE", "en-US"),
    links=("https://example.com/press",),
    pre_order=True,
    markets_first=True,
    has_events=True,
)
NAMES = {"1": "Tide", "2": "Wave", "e1": "Summer Regatta"}
DRAFT = Nomination(id="n1", state=NominationState.DRAFT, content=CONTENT, names=NAMES)
DECISION = ReleaserDecision(
    id="d1",
    kind="submit_nomination",
    user="U1",
    channel="C1",
    app_id="1",
    app_name="Tide",
    target_id="n1",
    created_at=0.0,
)


def check(message: Message) -> str:
    """Return the text of a message that Slack takes, and that nothing from outside formats."""
    assert check_message([dict(block) for block in message.blocks]) == []
    assert "<!" not in message.text
    return message.text


def numbered(count: int, state: NominationState) -> list[Nomination]:
    return [
        replace(DRAFT, id=f"{state}-{number}", state=state, content=replace(CONTENT, name=f"{state} {number}"))
        for number in range(count)
    ]


def test_thirty_nominations_are_listed_by_state_and_the_menu_has_the_others() -> None:
    found = [*numbered(20, NominationState.ARCHIVED), *numbered(4, NominationState.DRAFT)]
    found += numbered(12, NominationState.SUBMITTED)
    message = listing.listed("Tide", "1", found)
    text = check(message)
    order = [text.index(heading) for heading in ("Drafts (4)", "Submitted (12)", "Archived (20)")]
    assert order == sorted(order)
    assert text.count("•") == listing.MOST_ROWS
    assert "6 more are not shown here; the menu has them." in text
    (menu,) = [block for block in message.blocks if block["type"] == "actions"]
    assert str(menu).count("'value': '1/") == len(found)


def test_a_line_of_the_list_says_what_it_is_about() -> None:
    found = str(listing.listed("Tide", "1", [DRAFT]).blocks)
    assert wording.NOMINATION_SUMMARY in found


def test_one_is_shown_whole_with_its_buttons() -> None:
    message = messages.detail(DECISION, DRAFT, TODAY, released=False)
    text = check(message)
    for line in wording.NOMINATION_FACTS:
        assert f"• {line}" in text
    assert [label for label in ("Submit", "Edit", "Remove", "Archive") if f"'{label}'" in str(message.blocks)] == [
        "Submit",
        "Edit",
        "Remove",
    ]


@pytest.mark.parametrize(("state", "label"), [(NominationState.SUBMITTED, "Archive"), (NominationState.ARCHIVED, "")])
def test_what_can_be_done_depends_on_where_it_stands(state: NominationState, label: str) -> None:
    blocks = str(messages.detail(DECISION, replace(DRAFT, state=state), TODAY, released=False).blocks)
    assert "Submit" not in blocks.replace("Submitted", "")
    assert ("Archive the nomination?" in blocks) == bool(label)


def test_however_much_it_says_slack_takes_it() -> None:
    content = replace(
        CONTENT,
        name="n" * 60,
        description="d" * 1000,
        notes="o" * 1000,
        territories=tuple(sorted(CODES)),
        links=tuple(f"https://example.com/{'x' * 90}/{number}" for number in range(30)),
    )
    nomination = replace(DRAFT, content=content)
    check(messages.detail(DECISION, nomination, TODAY, released=True))
    check(messages.submitted(replace(DECISION, decided_by="U2", decided_at=1.0), nomination))
    check(listing.listed("Tide", "1", [nomination] * 40))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"start": date(2035, 1, 14)}, wording.NOMINATION_SHORT_NOTICE),
        ({"start": date(2034, 12, 31)}, wording.NOMINATION_DAY_PASSED),
        ({"type": NominationType.APP_LAUNCH}, wording.NOMINATION_LAUNCHED),
        ({"start": date(2035, 1, 15)}, ""),
    ],
)
def test_a_draft_warns_about_what_apple_may_not_take(content: dict[str, object], says: str) -> None:
    nomination = replace(DRAFT, content=replace(CONTENT, **content))  # type: ignore[arg-type]  # any field
    text = messages.created(DECISION, nomination, TODAY, released=True).text
    assert says in text
    assert ("⚠️" in text) == bool(says)
