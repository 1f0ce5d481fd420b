"""Fetches sales reports.

https://developer.apple.com/documentation/appstoreconnectapi/get-v1-salesreports
"""

from enum import StrEnum
from http import HTTPStatus

from appstore.calls.jsonapi import GZIP
from appstore.client import AppStore
from appstore.errors import Refused
from appstore.sales import tables
from appstore.sales.days import Period
from appstore.sales.tables import OwnApp, SalesReport


class Missing(StrEnum):
    """Why there is no report."""

    ZERO = "zero"  # nobody bought anything, of any app of the vendor
    LATER = "later"  # Apple has not made it yet
    GONE = "gone"  # Apple keeps days and weeks for about a year
    UNKNOWN = "unknown"  # Apple gave a reason that we don't know


# Apple tells them apart in words alone.
_DETAILS = {
    Missing.ZERO: "there were no sales",
    Missing.LATER: "report is not available yet",
    Missing.GONE: "report is no longer available",
}


def fetch(apple: AppStore, vendor_number: str, app: OwnApp, period: Period) -> SalesReport | Missing:
    """Return what an app sold in a period, or why Apple has no report; a damaged file is fetched once more.

    Raises UnreadableReport, and Refused for a wrong vendor number (`refuses_vendor`).
    """
    params = {
        "filter[vendorNumber]": vendor_number,
        "filter[reportType]": "SALES",
        "filter[reportSubType]": "SUMMARY",
        "filter[frequency]": period.frequency.value,
        "filter[reportDate]": period.report_date,
        "filter[version]": "1_0",
    }
    for attempt in range(2):
        try:
            packed = apple.get("/v1/salesReports", params, accept=f"{GZIP}, application/json").file
            return tables.read(packed, app)
        except Refused as refused:
            if refused.status not in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                raise
            return _missing(refused)
        except tables.UnreadableReport as error:
            if attempt or error.missing:
                error.day = period.last
                raise
    raise AssertionError


def refuses_vendor(refused: Refused) -> bool:
    """Return whether Apple does not know the vendor number."""
    return any("vendor" in f"{reason.pointer} {reason.detail}".casefold() for reason in refused.reasons)


def _missing(refused: Refused) -> Missing:
    words = refused.detail.strip().casefold()
    found = next((missing for missing, detail in _DETAILS.items() if words.startswith(detail)), None)
    return found or (Missing.GONE if refused.status == HTTPStatus.GONE else Missing.UNKNOWN)
