"""The job of the command `sales`."""

from datetime import date
from http import HTTPStatus

from appstore.catalog.account_problems import AccountProblem
from appstore.errors import Refused, Unauthorized
from appstore.sales import days
from appstore.sales.reports import refuses_vendor
from appstore.sales.tables import OwnApp, UnreadableReport
from cards.sales import errors, messages
from cards.sales.span import SpanSales
from cards.sales.table import table
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_clients
from kit.jobs.define import NOW, job, read_app
from kit.slack.files import post_file
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp
from records.invocations import Invocation
from records.sales.reports import KeptReports
from tasks.dispatch import failures, resolve
from tasks.sales.reader import SalesReader


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def show_sales(kit: Kit, invocation: Invocation, first: str, last: str) -> None:
    """Show what the app sold from one of Apple's days to another (`2026-11-28`); a day beside the week before."""
    clients = deferring_clients(kit)
    app = resolve.resolve_app(kit, clients, invocation.app, invocation.channel)
    vendor_number = kit.vendor_number_of(app.account)
    if not vendor_number:
        raise UserError(errors.no_vendor_number(app.account))
    if not app.sku:
        app = resolve.resolve_app(kit, clients, app.id, invocation.channel, account=app.account, fresh=True)
    kept_reports = KeptReports(kit.redis, vendor_number, app.id)
    reader = SalesReader(OwnApp(app.id, app.sku), clients(app.account), kept_reports, kit.clock())
    try:
        span, before = _sales(reader, date.fromisoformat(first), date.fromisoformat(last))
    except Unauthorized as error:
        if error.status != HTTPStatus.FORBIDDEN or error.account_problem not in {None, AccountProblem.APP_ACCESS}:
            raise
        raise UserError(errors.key_may_not()) from error
    except Refused as error:
        if not refuses_vendor(error):
            raise
        raise UserError(errors.wrong_vendor_number(vendor_number, error)) from error
    except UnreadableReport as error:
        raise UserError(errors.unreadable(error)) from error
    _show(kit, invocation, app, span, before)


def _sales(reader: SalesReader, first: date, last: date) -> tuple[SpanSales, SpanSales | None]:
    """Return the span, and for a single day that has a report the same weekday of the week before."""
    span = reader.sales(first, last)
    return span, reader.sales(first - days.WEEK, last - days.WEEK) if span.is_day and span.is_known else None


def _show(kit: Kit, invocation: Invocation, app: KnownApp, span: SpanSales, before: SpanSales | None) -> None:
    title = app_title(app)
    if span.is_day and not span.is_known:
        ((day, reason),) = span.missing
        raise UserError(errors.no_report(title, day, reason, kit.clock()))
    chosen = tuple(filter(None, (invocation.options or {}).get("territory", "").split(",")))
    span, before = span.within(chosen), before and before.within(chosen)
    file = messages.FILE_IN_PRIVATE if invocation.is_private else messages.FILE_FOLLOWS
    reply(kit, invocation, messages.sales(title, span, before, chosen, file=file if span.lines else ""))
    if span.lines:
        post_file(
            kit,
            f"{app.bundle_id}-sales-{span.first}-{span.last}.csv",
            table(span),
            channel="" if invocation.is_private else invocation.channel,
            user=invocation.user,
            idempotency_key=f"{invocation.id}.sales",
            thread_ts=invocation.thread_ts,
            says=messages.file_says(title, span),
        )
