"""Reads the rows of a table as spreadsheets and other programs write it: `sep=;`, a title, empty lines, UTF-16."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

_DELIMITERS = ",;\t|"
# Excel writes this above the names of the columns, and hides it. https://github.com/mechatroner/vscode_rainbow_csv/issues/108
_SEP = re.compile(r"""["']?sep *= *["']?([^"' \r\n]|\t)["']?[\s,;|]*""", re.IGNORECASE)
_MOST_ABOVE = 30  # lines above the names of the columns
_LONGEST_LINE = 5000  # characters of a line in which they are looked for


@dataclass(frozen=True)
class Sheet:
    """The names of the columns, and the rows below with their line numbers. `unmatched`: the line of an open quote."""

    names: list[str]
    rows: list[tuple[int, list[str]]]
    unmatched: int = 0


def decoded(data: bytes) -> str | None:
    """Return the text of a file in UTF-8 or UTF-16, with or without a byte order mark; None for other bytes."""
    encoding = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}.get(data[:2], "utf-8-sig")
    if 0 in data[:2]:
        encoding = "utf-16-be" if data[0] == 0 else "utf-16-le"
    try:
        return data.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError:
        return None


def read(text: str, rank: Callable[[Sequence[str]], int]) -> Sheet:
    """Return the table below its header: the row to which `rank` gives most, or the first one if it gives nothing."""
    lines = list(io.StringIO(text, newline=""))
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    sep = _SEP.fullmatch(lines[start]) if lines else None
    found = [
        (rank(cells), len(cells), -number, delimiter)
        for number, line in islice(enumerate(lines), start + bool(sep), start + _MOST_ABOVE)
        for delimiter in (sep[1] if sep else _DELIMITERS)
        if any(cells := next(csv.reader([line[:_LONGEST_LINE]], delimiter=delimiter), []))
    ]
    if not found:
        return Sheet([], [])
    best = max(found) if max(found)[0] else max(found, key=lambda candidate: (candidate[2], candidate[1]))
    return _below(lines, -best[2], best[3])


def below_header(rows: Sequence[tuple[int, list[str]]], rank: Callable[[Sequence[str]], int]) -> Sheet:
    """Return the table below its header in rows that are split into cells already, each with its number."""
    if not rows:
        return Sheet([], [])
    best = max(range(min(len(rows), _MOST_ABOVE)), key=lambda index: (rank(rows[index][1]), -index))
    return Sheet(rows[best][1], list(rows[best + 1 :]))


def _below(lines: Sequence[str], header: int, delimiter: str) -> Sheet:
    reader = csv.reader(lines[header:], delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = header + 1
    try:
        for row in reader:
            rows.append((line, row))
            line = header + reader.line_num + 1
    except csv.Error:
        return Sheet([], [], line)
    return Sheet(rows[0][1], rows[1:])
