"""The prices of an app are read with the key of its account."""

from __future__ import annotations

from tests.support import wording
from tests.support.agency import Agency


def test_prices_are_those_of_the_apps_account(agency: Agency) -> None:
    agency.globex.set_price(agency.wave_id, "4.99")
    shown = agency.asks("price --app com.globex.wave")
    assert wording.PRICE_OF_GLOBEX in shown
    assert wording.PRICE_TODAY in shown
