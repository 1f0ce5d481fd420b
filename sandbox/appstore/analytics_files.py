"""The files of analytics reports: gzipped tables in several segments, at addresses that work for five minutes."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from sandbox.appstore.analytics_world import VERSIONS, AnalyticsWorld, Cell, Shift
from sandbox.appstore.network import REPORTS
from sandbox.appstore.store import Row, Store

SEGMENTS = 2
LIFETIME = 300.0
# What can be wrong with an instance, besides "error", with which it answers 500.
BREAKAGES = frozenset({"error", "missing", "corrupt", "empty", "columns", "endless"})


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


_DISCOVERY = _columns(
    "Date,App Name,App Apple Identifier,Event,Page Type,Source Type,Engagement Type,Device,Platform Version,Territory,"
    "Counts,Unique Counts"
)
_DOWNLOADS = _columns(
    "Date,App Name,App Apple Identifier,Download Type,App Version,Device,Platform Version,Source Type,Page Type,"
    "Pre-Order,Territory,Counts"
)

_SESSIONS = _columns(
    "Date,App Name,App Apple Identifier,App Version,Device,Platform Version,Source Type,Page Type,App Download Date,"
    "Territory,Sessions,Total Session Duration,Unique Devices"
)
_CRASHES = _columns("Date,App Name,App Apple Identifier,App Version,Device,Platform Version,Crashes,Unique Devices")


@dataclass(frozen=True, slots=True)
class Table:
    """A report that has data: its columns, how many days until a data day is complete, and the rows of a cell."""

    columns: Sequence[str]
    days: int
    rows: Callable[[str, str, str, Cell, float], Iterator[list[str]]]


def _discovery(day: str, name: str, app_id: str, cell: Cell, share: float) -> Iterator[list[str]]:
    start = [day, name, app_id]
    end = [cell.device, "iOS 26.1", cell.territory]
    events = (
        ("Impression", "No page", "", cell.impressions),
        ("Page view", "Product page", "", cell.views - cell.views // 4),
        ("Page view", "Store sheet", "", cell.views // 4),
        ("Tap", "Product page", "Get", cell.taps),
    )
    for event, page, engagement, count in events:
        if shown := _shown(count, share):
            yield [*start, event, page, cell.source, engagement, *end, str(shown), str(max(1, shown * 4 // 5))]


def _downloads(day: str, name: str, app_id: str, cell: Cell, share: float) -> Iterator[list[str]]:
    kinds = (
        ("First-time download", "Product page", cell.first_time - cell.first_time // 3),
        ("First-time download", "No page", cell.first_time // 3),
        ("Redownload", "No page", cell.redownloads),
        ("Auto-update", "No page", cell.updates),
    )
    for kind, page, count in kinds:
        if shown := _shown(count, share):
            start = [day, name, app_id, kind, "1.1", cell.device, "iOS 26.1"]
            yield [*start, cell.source, page, "No", cell.territory, str(shown)]


def _sessions(day: str, name: str, app_id: str, cell: Cell, share: float) -> Iterator[list[str]]:
    for version in VERSIONS:
        sessions, seconds, _ = cell.usage(version)
        if shown := _shown(sessions, share):
            start = [day, name, app_id, version, cell.device, "iOS 26.1", cell.source, "No page", ""]
            yield [*start, cell.territory, str(shown), str(_shown(seconds, share)), str(max(1, shown // 3))]


def _crashes(day: str, name: str, app_id: str, cell: Cell, share: float) -> Iterator[list[str]]:
    for version in VERSIONS:
        if shown := _shown(cell.usage(version)[2], share):
            yield [day, name, app_id, version, cell.device, "iOS 26.1", str(shown), str(shown)]


def _shown(count: int, share: float) -> int:
    """A day that is not complete yet lacks a little."""
    return count if share == 1.0 else round(count * share)


TABLES = {
    "App Store Discovery and Engagement Standard": Table(_DISCOVERY, 3, _discovery),
    "App Downloads Standard": Table(_DOWNLOADS, 2, _downloads),
    "App Sessions Standard": Table(_SESSIONS, 5, _sessions),
    "App Crashes": Table(_CRASHES, 5, _crashes),
}


def address(store: Store, segment: Row) -> str:
    """Returns a new presigned address, without the root."""
    expires = int(store.now + LIFETIME)
    query = urlencode({"X-Amz-Expires": expires, "X-Amz-Signature": _signature(segment, expires)})
    return f"{REPORTS}{segment.id}?{query}"


def describe(store: Store, segment: Row) -> None:
    """Fills in the address, size and checksum of a segment."""
    content = _file(store, segment)
    promised = content + b"more" if _breakage(store, segment) == "corrupt" and segment["number"] else content
    segment.attributes |= {
        "url": address(store, segment),
        "checksum": hashlib.md5(promised, usedforsecurity=False).hexdigest(),
        "sizeInBytes": len(promised),
    }


def download(store: Store, request: Request) -> Response:
    """Returns a segment's file to everyone with its address; a token of the API is refused, as at S3."""
    if "authorization" in request.headers:
        return _refused(400, "InvalidArgument")
    segment = store.rows["analyticsReportSegments"].get(request.path_params["segment"])
    if segment is None or (segment["number"] and _breakage(store, segment) == "missing"):
        return _refused(404, "NoSuchKey")
    expires = request.query_params.get("X-Amz-Expires", "")
    if request.query_params.get("X-Amz-Signature") != _signature(segment, expires):
        return _refused(403, "SignatureDoesNotMatch")
    if store.now >= int(expires):
        return _refused(403, "AccessDenied")
    return Response(_file(store, segment), media_type="application/x-gzip")


def _file(store: Store, segment: Row) -> bytes:
    instance = segment.parent("instance")
    report = instance.parent("report")
    app, world = report.parent("request").parent("app"), store.analytics
    happened = world.seed, tuple(world.shifts.get(app.id, ())), frozenset(world.quiet)
    made = date.fromisoformat(instance["processingDate"])
    return _content(*happened, report["name"], app.id, app["name"], made, segment["number"], _breakage(store, segment))


@lru_cache(maxsize=512)
def _content(
    seed: int,
    shifts: tuple[Shift, ...],
    quiet: frozenset[tuple[str, date]],
    report: str,
    app_id: str,
    name: str,
    made: date,
    number: int,
    breakage: str,
) -> bytes:
    """Returns the file of a segment, which is asked for often and always the same."""
    world, table = AnalyticsWorld(seed, {app_id: [*shifts]}, {*quiet}), TABLES[report]
    rows = [] if breakage == "empty" else list(_rows(world, table, app_id, name, made, number))
    columns = list(table.columns)
    if breakage == "columns":
        columns = ["date", *reversed(columns[1:]), "Mood"]
        rows = [[row[0], *reversed(row[1:]), "fine"] for row in rows] + [["not a row"]]
    text = "\n".join("\t".join(row) for row in (columns, *rows)) + "\n"
    if breakage == "endless":
        text += "\t" * 30_000_000
    return gzip.compress(text.encode(), compresslevel=1, mtime=0)


def _rows(world: AnalyticsWorld, table: Table, app_id: str, name: str, made: date, number: int) -> Iterator[list[str]]:
    for age in range(1, table.days + 1):
        day, share = made - timedelta(days=age), 1.0 if age == table.days else min(0.99, 0.9 + 0.03 * age)
        for position, cell in enumerate(world.cells(app_id, day)):
            if position % SEGMENTS == number:
                yield from table.rows(day.isoformat(), name, app_id, cell, share)


def _breakage(store: Store, segment: Row) -> str:
    instance = segment.parent("instance")
    return store.analytics.broken.get(
        (instance.parent("report")["name"], date.fromisoformat(instance["processingDate"])), ""
    )


def _signature(segment: Row, expires: object) -> str:
    return hashlib.sha256(f"{segment.id}:{expires}".encode()).hexdigest()


def _refused(status: int, code: str) -> Response:
    return Response(f"<Error><Code>{code}</Code></Error>", status, media_type="application/xml")
