"""Fetches what is new in an app's analytics reports, instance by instance, and stores its days.

An instance that can't be read is noted with the reason and read again the next time. The days of the others are stored
at once, so that a worker that is killed goes on where it was.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import structlog

from appstore.analytics import reports, requests
from appstore.analytics.counts import ReportTable
from appstore.analytics.download import Fault, Unreadable, download
from appstore.analytics.reader import read
from appstore.analytics.reports import AnalyticsReport, Instance
from appstore.analytics.requests import ReportRequest
from appstore.client import AppStore
from appstore.errors import Refused, Unavailable
from kit import temp_dirs
from kit.wiring import Kit
from records.analytics import apps, days, readings
from records.analytics.apps import AnalyticsApp
from records.analytics.readings import ReadInstance

# Instances that are read at once, and stored before the next ones.
TOGETHER = 3
# How often a segment is asked for: its address may have expired, and storage fails at times.
TRIES = 3
# So many instances at the start that Apple does not list the segments of: it is down, not they.
MOST_UNAVAILABLE = 3

log = structlog.get_logger()


class NotRequested(Exception):  # noqa: N818 - a finding
    """Apple makes no reports of the app, as nobody has requested them."""


@dataclass(frozen=True, kw_only=True)
class _Found:
    instance: Instance
    table: ReportTable | None = None
    fault: Fault | None = None


def refresh(
    kit: Kit, apple: AppStore, app: AnalyticsApp, wanted: Sequence[AnalyticsReport] = tuple(AnalyticsReport)
) -> AnalyticsApp:
    """Read every instance of the wanted reports that was not read yet; for two reports three calls if there is none.

    Returns what is known of the app then, also whether Apple has stopped the request. Raises NotRequested, and
    Unavailable where Apple is down.
    """
    request = requests.ongoing(apple, app.app_id)
    if request is None:
        raise NotRequested
    found: dict[AnalyticsReport, tuple[Instance, ...]] = {}
    if request == ReportRequest(id=app.request_id, stopped=app.stopped) and {*wanted} <= {*app.reports}:
        found = _instances(apple, app, wanted)
    if len(found) < len(wanted):
        app = _resolve(kit, apple, app, request)
        found = _instances(apple, app, wanted)
    down = [_read_new(kit, apple, app, report, instances) for report, instances in found.items()]
    if down and all(down):
        raise Unavailable("GET /v1/analyticsReportInstances/…/segments", maybe_done=False)
    return app


def _resolve(kit: Kit, apple: AppStore, app: AnalyticsApp, request: ReportRequest) -> AnalyticsApp:
    """Find the reports of the request anew: their ids change with the request, and at times without it."""
    ids = {report.value: report_id for report, report_id in reports.ids_of(apple, request.id).items()}
    return apps.change(
        kit.redis,
        app,
        lambda newest: replace(
            newest,
            request_id=request.id,
            reports=ids,
            stopped=request.stopped,
            # Whoever has replaced our request did that at a time that is not known.
            requested_at=newest.requested_at if newest.request_id in {"", request.id} else 0.0,
        ),
    )


def _instances(
    apple: AppStore, app: AnalyticsApp, wanted: Sequence[AnalyticsReport]
) -> dict[AnalyticsReport, tuple[Instance, ...]]:
    """Return the instances of each report that there is, without those whose id Apple no longer knows."""
    found: dict[AnalyticsReport, tuple[Instance, ...]] = {}
    for report in wanted:
        if report.value not in app.reports:
            continue
        try:
            found[report] = reports.instances(apple, app.reports[report.value])
        except Refused as refused:
            if not refused.gone:
                raise
    return found


def _read_new(
    kit: Kit, apple: AppStore, app: AnalyticsApp, report: AnalyticsReport, instances: Sequence[Instance]
) -> bool:
    """Read what was not read yet, what failed before last; returns whether Apple is down, so that nothing was read."""
    known = readings.everything(kit.redis, app.id, report)
    new = [found for found in instances if (read := known.get(found.made_on)) is None or read.instance != found.id]
    again = [found for found in instances if found not in new and known[found.made_on].fault]
    unavailable, is_any_read = 0, False
    for found in _found(kit, apple, report, (*new, *again)):
        table, instance = found.table, found.instance
        is_any_read = is_any_read or table is not None
        unavailable = unavailable + 1 if found.fault is Fault.UNAVAILABLE else 0
        if table is not None:
            days.put(kit.redis, app.id, report, instance.made_on, table)
        reading = ReadInstance(
            instance=instance.id,
            fault=found.fault.value if found.fault is not None else "",
            skipped=table.skipped_rows if table is not None else 0,
            columns=table.unknown_columns[:5] if table is not None else (),
        )
        readings.put(kit.redis, app.id, report, instance.made_on, reading)
        if unavailable > MOST_UNAVAILABLE and not is_any_read:
            return True
    return False


def _found(kit: Kit, apple: AppStore, report: AnalyticsReport, new: Sequence[Instance]) -> Iterator[_Found]:
    """Yield each instance as it is, some at once, the oldest first."""
    with ThreadPoolExecutor(TOGETHER) as pool:
        for start in range(0, len(new), TOGETHER):
            yield from pool.map(partial(_try, kit, apple, report), new[start : start + TOGETHER])


def _try(kit: Kit, apple: AppStore, report: AnalyticsReport, instance: Instance) -> _Found:
    try:
        return _Found(instance=instance, table=_table(kit, apple, report, instance))
    except Unreadable as error:
        fault = error.fault
    except Unavailable:
        fault = Fault.UNAVAILABLE
    log.warning("analytics instance not read", report=report.value, made_on=str(instance.made_on), fault=fault.value)
    return _Found(instance=instance, fault=fault)


def _table(kit: Kit, apple: AppStore, report: AnalyticsReport, instance: Instance) -> ReportTable:
    """Return what an instance says. The addresses of its segments work for five minutes, so they are listed anew."""
    tries = 0
    while True:
        tries += 1
        try:
            return _table_once(kit, apple, report, instance)
        except Unreadable as error:
            if not error.passing or tries == TRIES:
                raise
        apple.sleep(0.5 * tries)


def _table_once(kit: Kit, apple: AppStore, report: AnalyticsReport, instance: Instance) -> ReportTable:
    try:
        segments = reports.segments(apple, instance.id)
    except Refused as refused:
        raise Unreadable(Fault.NOT_FOUND) from refused
    if not segments:
        raise Unreadable(Fault.EMPTY)
    with temp_dirs.temp_dir() as folder:
        paths = [folder / str(number) for number in range(len(segments))]
        for segment, path in zip(segments, paths, strict=True):
            download(kit.http, segment, path, encrypted=apple.encrypted)
        return read(paths, report, instance.made_on)
