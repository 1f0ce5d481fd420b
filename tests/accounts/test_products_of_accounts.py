"""The products of an app are read and changed with the key of its account."""

from __future__ import annotations

from tests.support import wording
from tests.support.agency import Agency


def test_products_are_those_of_the_apps_account(agency: Agency) -> None:
    agency.globex.add_purchase(agency.wave_id, "wave.pro", "Pro")
    assert wording.PRODUCT_OF_GLOBEX in agency.asks("products --app com.globex.wave")
