"""The exact figures as a CSV."""

from collections.abc import Iterable
from datetime import date

from appstore.analytics.counts import Cell
from appstore.texts.tables import csv_of
from cards.blocks import escape
from cards.wording.dates import span_words
from records.analytics.statistics import Counts, Span

_HEADER = (
    "date",
    "territory",
    "source",
    "device",
    "page",
    "impressions",
    "product page views",
    "first-time downloads",
    "redownloads",
)


def csv_of_rows(rows: Iterable[tuple[date, Cell, Counts]]) -> bytes:
    """Return a CSV with a row for each day, territory, source, device and page type."""
    return csv_of(
        [
            _HEADER,
            *(
                (
                    day.isoformat(),
                    *cell,
                    str(counts.impressions),
                    str(counts.page_views),
                    str(counts.first_downloads),
                    str(counts.redownloads),
                )
                for day, cell, counts in rows
            ),
        ]
    )


def exported(app: str, span: Span) -> str:
    """The sentence with the file."""
    return f"The exact figures of *{escape(app)}*, {span_words(span.start, span.end)}."
