"""The sales of an app are read with the key and the vendor number of its account."""

from __future__ import annotations

from datetime import date

from tests.support import wording
from tests.support.agency import Agency

DAY = date(2025, 3, 12)


def test_sales_are_those_of_the_apps_account(agency: Agency) -> None:
    agency.globex.newest_report = DAY
    agency.globex.add_sale(agency.wave_id, DAY, 100)
    command = "sales 2025-03-12 --app com.globex.wave"
    assert wording.SALES_TAKE_A_ROLE in agency.asks(command)
    agency.globex.give_role(agency.globex_key.key_id, "FINANCE")
    shown = agency.asks(command)
    assert wording.SALES_OF_GLOBEX in shown
    assert "100 units" in shown
    assert not [call for call in agency.env.apple.calls if call.path == "/v1/salesReports"]
