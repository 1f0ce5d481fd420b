"""Reads the files of an analytics report into the counts of each data day, a piece at a time.

Columns are found by name and values compared without case, as Apple asks:
https://developer.apple.com/documentation/appstoreconnectapi/downloading-analytics-reports
"""

import codecs
import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import BinaryIO, TypeVar

from appstore.analytics.columns import Columns, read_header
from appstore.analytics.counts import METRICS, SOURCES, Cell, ReportTable
from appstore.analytics.download import Fault, Unreadable
from appstore.analytics.reports import AnalyticsReport
from appstore.catalog import territories

# Unpacked bytes of all segments of an instance: a bomb ends here, a report of ten million rows does not.
MOST_UNPACKED = 4_000_000_000
# Cells of an instance: a thousand times as many as one with every territory, source and device has in a day.
MOST_CELLS = 200_000
Value = TypeVar("Value")

_MAGIC = b"\x1f\x8b"
_CHUNK, _LONGEST_LINE, _MOST_TEXTS = 1 << 20, 1 << 16, 50_000
# The index of the count among METRICS, None for what is not counted.
_PLACES: dict[AnalyticsReport, dict[str, int | None]] = {
    AnalyticsReport.DISCOVERY: {"impression": 0, "page view": 1, "tap": None},
    AnalyticsReport.DOWNLOADS: {
        "first-time download": 0,
        "redownload": 1,
        "manual update": None,
        "auto-update": None,
        "restore": None,
    },
}
_DEVICES = ("iPhone", "iPad", "iPod touch", "Desktop", "Apple TV", "Apple Watch", "Apple Vision")
_SPELLED = {word.casefold(): word for word in (*SOURCES, *_DEVICES)}
_PRODUCT_PAGES = frozenset({"product page", "store sheet"})


def read(
    paths: Iterable[Path], report: AnalyticsReport, made_on: date, *, most_unpacked: int = MOST_UNPACKED
) -> ReportTable:
    """Return the counts in all segments of an instance that was made on that day. Raises Unreadable."""
    days: dict[date, dict[Cell, list[int]]] = {}
    skipped, unknown, left = 0, dict[str, None](), most_unpacked
    for path in paths:
        lines = _Lines(path, left)
        rows = iter(lines)
        columns = read_header(next(rows, ""), report)
        if columns is not None:
            unknown |= dict.fromkeys(columns.unknown)
            count = _count if columns.kind is not None else _count_usage
            skipped += count(rows, columns, report, made_on, days)
        left = lines.left
    if skipped and not days:
        # Dates or values that nobody knows how to read: that is not a day without downloads.
        raise Unreadable(Fault.COLUMNS)
    return ReportTable(days=days, skipped_rows=skipped, unknown_columns=tuple(unknown))


def _count(
    rows: Iterator[str],
    columns: Columns,
    report: AnalyticsReport,
    made_on: date,
    days: dict[date, dict[Cell, list[int]]],
) -> int:
    """Add the rows to the counts of their days; returns how many rows nobody knows how to read."""
    date_at, territory_at, source_at, device_at, page_at, _ = columns.positions
    kind_at, counts_at = columns.kind or 0, columns.counts[0]
    size, kinds, width = columns.size, _PLACES[report], len(METRICS[report])
    territory_of, word_of, count_of = _Memo(_territory), _Memo(_word), _Memo(_number)
    kind_of = _Memo(lambda text: text.strip().lower())
    day_of = _Memo(lambda text: _day(text, made_on))
    skipped, cells = 0, sum(map(len, days.values()))
    for row in rows:
        if not row:
            continue
        values = row.split("\t")
        if len(values) != size:
            skipped += 1
            continue
        kind = kind_of[values[kind_at]]
        index = kinds.get(kind)
        day = day_of[values[date_at]] if date_at is not None else made_on
        count = count_of[values[counts_at]]
        if kind not in kinds or day is None or count is None:
            skipped += 1
            continue
        page = word_of[values[page_at]] if page_at is not None else ""
        if index is None or (kind == "page view" and page and page.lower() not in _PRODUCT_PAGES):
            continue
        cell = Cell(
            territory_of[values[territory_at]] if territory_at is not None else "",
            word_of[values[source_at]] if source_at is not None else "",
            word_of[values[device_at]] if device_at is not None else "",
            page,
        )
        counted = days.setdefault(day, {})
        if cell not in counted:
            counted[cell] = [0] * width
            cells = _one_more(cells)
        counted[cell][index] += count
    return skipped


def _count_usage(
    rows: Iterator[str],
    columns: Columns,
    report: AnalyticsReport,
    made_on: date,
    days: dict[date, dict[Cell, list[int]]],
) -> int:
    """Add the rows of a report on sessions or crashes, by device and version; returns how many nobody can read."""
    date_at, _, _, device_at, _, version_at = columns.positions
    width, word_of = len(METRICS[report]), _Memo(_word)
    skipped, cells = 0, sum(map(len, days.values()))
    for row in filter(None, rows):
        values = row.split("\t")
        counts = [_amount(values[index]) for index in columns.counts] if len(values) == columns.size else []
        day = _day(values[date_at] if date_at is not None else "", made_on) if counts else None
        if day is None or None in counts:
            skipped += 1
            continue
        device = word_of[values[device_at]] if device_at is not None else ""
        cell = Cell("", "", device, word_of[values[version_at]] if version_at is not None else "")
        counted = days.setdefault(day, {})
        if cell not in counted:
            counted[cell] = [0] * width
            cells = _one_more(cells)
        for index, count in enumerate(counts):
            counted[cell][index] += count or 0
    return skipped


def _one_more(cells: int) -> int:
    """Return the number of cells with another one. Raises Unreadable where there are too many."""
    if cells == MOST_CELLS:
        raise Unreadable(Fault.TOO_LARGE)
    return cells + 1


class _Memo(dict[str, Value]):
    """What the texts of a column read as: a report repeats few texts millions of times."""

    def __init__(self, read: Callable[[str], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Value:
        if len(self) > _MOST_TEXTS:
            self.clear()
        value = self[text] = self._read(text)
        return value


class _Lines:
    """The lines of a file, unpacked if it is packed; `left` is how many more bytes may be unpacked."""

    def __init__(self, path: Path, left: int) -> None:
        self._path = path
        self.left = left

    def __iter__(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        tail, is_first = "", True
        with self._path.open("rb") as raw, closing(_unpacked(raw)) as file:
            while chunk := self._read(file):
                *lines, tail = (tail + decoder.decode(chunk)).split("\n")
                if is_first and lines:
                    lines[0], is_first = lines[0].removeprefix("\ufeff"), False
                for line in lines:
                    yield line.rstrip("\r")
                # What follows is no table: the beginning of a line that never ends is enough to count it as skipped.
                tail = tail[:_LONGEST_LINE]
        if tail:
            yield tail.removeprefix("\ufeff").rstrip("\r")

    def _read(self, file: BinaryIO | gzip.GzipFile) -> bytes:
        try:
            chunk = file.read(_CHUNK)
        except (OSError, EOFError, zlib.error) as error:
            raise Unreadable(Fault.DAMAGED, passing=True) from error
        self.left -= len(chunk)
        if self.left < 0:
            raise Unreadable(Fault.TOO_LARGE)
        return chunk


def _unpacked(raw: BinaryIO) -> BinaryIO | gzip.GzipFile:
    start = raw.read(len(_MAGIC))
    raw.seek(0)
    return gzip.GzipFile(fileobj=raw) if start == _MAGIC else raw


def _territory(text: str) -> str:
    """Return the three letters; the reports have two. An unknown code stays as it is."""
    text = text.strip()
    return territories.find(text) or text.upper()[:8]


def _word(text: str) -> str:
    """Return the word as Apple documents it: values are to be compared without case."""
    text = text.strip()[:60]
    return _SPELLED.get(text.casefold(), text)


def _day(text: str, made_on: date) -> date | None:
    text = text.strip()
    if not text:
        return made_on
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if day <= made_on else None


def _amount(text: str) -> int | None:
    """Return a count, or a duration that may have decimals."""
    try:
        return round(float(text))
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> int | None:
    try:
        return int(text.strip().removesuffix(".0"))
    except ValueError:
        return None
