"""The apps of all accounts are found by bundle id or Apple id; where two have the same bundle id, the bot asks."""

from __future__ import annotations

import pytest

from tests.support.agency import Agency


def test_apps_are_listed_by_account_and_found_by_either_id(agency: Agency) -> None:
    listed = agency.asks("apps")
    assert listed.index("acme") < listed.index("com.example.tide") < listed.index("globex") < listed.index("wave")
    for named in ("com.globex.wave", agency.wave_id, "COM.Globex.Wave"):
        assert "Wave (globex) (com.globex.wave)" in agency.asks(f"status --app {named}")
    assert "Tide (acme)" in agency.asks("status --app com.example.tide")


def test_a_channel_uses_an_app_of_any_account_and_its_cards_name_the_account(agency: Agency) -> None:
    assert "Which app? There are several accounts" in agency.asks("status")
    assert "set this channel's app: Wave (globex)" in agency.asks("use com.globex.wave")
    assert "of Wave (globex) changed by" in agency.asks("promo en-US Ride it")
    assert any(call.method == "PATCH" for call in agency.globex.calls)
    assert not agency.env.writes()
    assert "Did you mean com.globex.wave?" in agency.asks("use com.globex.wav")


def test_a_transferred_app_is_asked_about_with_a_button_for_each_account(agency: Agency) -> None:
    moved = agency.globex.add_app("com.example.tide", "Tide", primary_locale="en-US")
    assert "Which account? acme and globex each have an app" in agency.asks("status --app com.example.tide")
    assert "Tide (globex)" in agency.asks(f"status --app {moved}")
    question = agency.asks("use com.example.tide")
    assert "/asc use com.example.tide --account acme" in question
    env = agency.env
    message = [shown for shown in env.slack.messages(env.release) if "Which account?" in shown.text][-1]
    env.eddie.clicks(env.release, message, "globex")
    env.work()
    assert "Tide (globex)" in agency.asks("status")
    assert "Tide (acme)" in agency.asks("use com.example.tide --account ACME")
    assert "Tide (acme)" in agency.asks("status")


def test_an_app_that_both_accounts_list_under_one_apple_id_is_asked_about(agency: Agency) -> None:
    # It keeps its Apple id in a transfer: https://developer.apple.com/help/app-store-connect/transfer-an-app/overview-of-app-transfer
    agency.globex.add_app("com.example.tide", "Tide", primary_locale="en-US", app_id=agency.env.app_id)
    for named in ("com.example.tide", agency.env.app_id):
        question = agency.asks(f"status --app {named}")
        assert "Which account? acme and globex" in question
        assert "Apple id" not in question
    env = agency.env
    agency.asks("use com.example.tide")
    message = [shown for shown in env.slack.messages(env.release) if "Which account?" in shown.text][-1]
    env.eddie.clicks(env.release, message, "globex")
    env.work()
    before = len(agency.globex.calls)
    assert "Tide (globex)" in agency.asks("status")
    assert len(agency.globex.calls) > before


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("use com.example.tide --account acm", "There is no account acm. Did you mean acme?"),
        ("use com.example.tide --account zzz", "Write one of these: acme or globex."),
        ("use com.example.tide --account globex", "There is no app com.example.tide in the account globex"),
    ],
)
def test_a_name_that_fits_nothing_gets_the_closest(agency: Agency, line: str, expected: str) -> None:
    assert expected in agency.asks(line)
