"""The route of the sales reports: one report covers all apps of the vendor."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from sandbox.appstore import sales_book
from sandbox.appstore.endpoints import Answer, ApiCall, Endpoint
from sandbox.appstore.errors import Problem, RefusedError, bad_parameter
from sandbox.appstore.query import Query
from sandbox.appstore.store import Store

GZIP = "application/a-gzip"
ROLES = frozenset({"ACCOUNT_HOLDER", "ADMIN", "FINANCE", "SALES"})
# Apple keeps daily and weekly reports for about a year, the others longer.
DAYS_KEPT = {"DAILY": 365, "WEEKLY": 365, "MONTHLY": 365 * 5, "YEARLY": 365 * 20}

_REPORTS = """
FIRST_ANNUAL DETAILED DAILY 1_0; FIRST_ANNUAL SUMMARY YEARLY 1_0; INSTALLS SUMMARY_CHANNEL YEARLY 1_0,1_1;
INSTALLS SUMMARY_INSTALL_TYPE YEARLY 1_0,1_1; INSTALLS SUMMARY MONTHLY 1_2; INSTALLS SUMMARY_TERRITORY YEARLY 1_0,1_1;
INSTALLS DETAILED MONTHLY 1_2; INSTALLS DETAILED YEARLY 1_0,1_1; NEWSSTAND DETAILED DAILY,WEEKLY 1_0;
PRE_ORDER SUMMARY DAILY,WEEKLY,MONTHLY,YEARLY 1_0; SALES SUMMARY DAILY,WEEKLY,MONTHLY,YEARLY 1_0;
SUBSCRIBER DETAILED DAILY 1_3; SUBSCRIPTION SUMMARY DAILY 1_3,1_4; SUBSCRIPTION_EVENT SUMMARY DAILY 1_3,1_4;
SUBSCRIPTION_OFFER_CODE_REDEMPTION SUMMARY DAILY 1_0; WIN_BACK_ELIGIBILITY SUMMARY DAILY 1_0
"""
COMBINATIONS = {
    (report, kind, frequency): tuple(versions.split(","))
    for report, kind, frequencies, versions in (row.split() for row in _REPORTS.split(";"))
    for frequency in frequencies.split(",")
}
_DATES = {"DAILY": r"\d{4}-\d\d-\d\d", "WEEKLY": r"\d{4}-\d\d-\d\d", "MONTHLY": r"\d{4}-\d\d", "YEARLY": r"\d{4}"}


def _read(store: Store, call: ApiCall) -> Answer:
    given = {name: ",".join(values) for name, values in call.params.filters.items()}
    frequency = given["frequency"]
    _check_combination(given)
    if given["vendorNumber"] != store.settings.vendor_number:
        raise RefusedError(bad_parameter("INVALID", "filter[vendorNumber]", "Invalid vendor number specified."))
    newest = newest_day(store)
    written = given.get("reportDate") or (newest.isoformat() if frequency == "DAILY" else "")
    first, last = _days(frequency, written)
    if (frequency, written) in store.sales_book.instead:
        return Answer(200, data=store.sales_book.instead[frequency, written], media=GZIP)
    if last > newest:
        raise RefusedError(_missing(404, f"Report is not available yet. {_WHEN}"))
    if last < newest - timedelta(days=DAYS_KEPT[frequency]):
        raise RefusedError(_missing(410, f"Report is no longer available. {_KEPT}"))
    report = store.sales_book.report(first, last) if given["reportType"] == "SALES" else None
    if report is None:
        raise RefusedError(_missing(404, "There were no sales for the date specified."))
    return Answer(200, data=report, media=GZIP)


_WHEN = (
    "Daily reports for the Americas are available by 5 am Pacific Time; Japan, Australia, and New Zealand by 5 am "
    "Japan Standard Time; and 5 am Central European Time for all other territories."
)
_KEPT = "Daily and weekly reports are only available for the past 365 days."


def newest_day(store: Store) -> date:
    """Returns the newest day that has a report: yesterday, some hours after Apple's midnight."""
    settings = store.settings
    return settings.newest_report or sales_book.today(store.now - settings.report_delay) - timedelta(days=1)


def _check_combination(given: dict[str, str]) -> None:
    versions = COMBINATIONS.get((given["reportType"], given["reportSubType"], given["frequency"]))
    if versions is None:
        raise RefusedError(_unfit("The combination of report type, subtype and frequency is not valid."))
    version = given.get("version", versions[-1])
    if version not in versions:
        detail = f"The version is not valid. The latest version for this report is {versions[-1]}."
        raise RefusedError(bad_parameter("INVALID", "filter[version]", detail))


def _days(frequency: str, written: str) -> tuple[date, date]:
    """Returns the first and the last day of a report; RefusedError (400) if the date does not fit the frequency."""
    if not re.fullmatch(_DATES[frequency], written):
        raise RefusedError(_unfit("The date does not fit the frequency of the report."))
    try:
        first = datetime.strptime(f"{written}-01-01"[:10], "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise RefusedError(_unfit("The date does not exist.")) from None
    if frequency == "YEARLY":
        return first, first.replace(month=12, day=31)
    if frequency == "MONTHLY":
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    if frequency == "WEEKLY" and first.isoweekday() != 7:
        raise RefusedError(_unfit("The date of a weekly report must be a Sunday."))
    return (first - timedelta(days=6) if frequency == "WEEKLY" else first), first


def _unfit(detail: str) -> Problem:
    return Problem(400, "PARAMETER_ERROR.INVALID.INVALID_COMBINATION", "A parameter has an invalid value", detail)


def _missing(status: int, detail: str) -> Problem:
    code = "NOT_FOUND" if status == 404 else "GONE"
    return Problem(status, code, "The specified resource does not exist", detail)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/salesReports",
        _read,
        Query(
            "apps",
            filters={
                "vendorNumber": None,
                "reportType": frozenset(report for report, _, _ in COMBINATIONS),
                "reportSubType": frozenset(kind for _, kind, _ in COMBINATIONS),
                "frequency": frozenset(_DATES),
                "reportDate": None,
                "version": None,
            },
            required=frozenset({"vendorNumber", "reportType", "reportSubType", "frequency"}),
            bare=True,
        ),
        roles=ROLES,
        media=GZIP,
    ),
)
