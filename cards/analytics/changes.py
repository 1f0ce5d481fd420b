"""Changes between two periods in words: `First-time downloads fell 18 % to 1,234, most in Germany`."""

from collections.abc import Callable
from dataclasses import dataclass

from appstore.analytics.counts import METRICS, Metric
from appstore.analytics.reports import STORE_REPORTS, AnalyticsReport
from appstore.catalog import territories
from cards.blocks import escape
from cards.wording.dates import day_words
from records.analytics.statistics import Counts, Dimension, Gap, PeriodStatistics, Share

_NAMES = {
    Metric.IMPRESSIONS: "Impressions",
    Metric.PAGE_VIEWS: "Product page views",
    Metric.FIRST_DOWNLOADS: "First-time downloads",
    Metric.REDOWNLOADS: "Redownloads",
}
# How much of a change a territory must account for to be named as its main cause.
_SHARE = 0.25
_HUGE = 10.0
# A smaller change is none to speak of in a headline.
_NEARLY_SAME = 0.01


@dataclass(frozen=True, kw_only=True)
class Change:
    """A line about one figure; `size` orders them: the share by which it changed, 0.0 without a comparison."""

    text: str
    size: float = 0.0


def headline(found: PeriodStatistics) -> str:
    """Return what happened to all downloads: `Downloads fell 18 %, most in Germany`."""
    now = found.now.downloads
    if not found.knows(AnalyticsReport.DOWNLOADS):
        return "No data on downloads"
    if found.before is None:
        return _downloads(now)
    before = found.before.downloads
    if 0 < abs(now - before) < before * _NEARLY_SAME:
        return f"Downloads stayed about the same: {now:,}, {before:,} before"
    return f"Downloads {_moved(now, before)}{_most(found, lambda counts: counts.downloads)}"


def home_line(app: str, found: PeriodStatistics) -> str:
    """Return the newest day and the trend: `*Tide*: 120 downloads on November 26, 2026; 840 in 7 days (+12 %)`."""
    day, counts = found.by_day[-1]
    if not found.knows(AnalyticsReport.DOWNLOADS):
        return f"*{escape(app)}*: no data on downloads up to {day_words(day)}"
    gaps = dict(found.gaps.get(AnalyticsReport.DOWNLOADS, ()))
    newest = "no data" if gaps.get(day) in {Gap.ABSENT, Gap.UNREAD} else _downloads(counts.downloads)
    total = found.now.downloads
    trend = "" if found.before is None else f" ({signed(total, found.before.downloads)} on the 7 days before)"
    missing = ", some days missing" if gaps else ""
    return f"*{escape(app)}*: {newest} on {day_words(day)}; {total:,} in 7 days{trend}{missing}"


def _downloads(count: int) -> str:
    return f"{count:,} download{'' if count == 1 else 's'}"


def changes(found: PeriodStatistics) -> list[Change]:
    """Return a line for each figure, those that changed most first."""
    lines = [_count(found, metric) for metric in _NAMES]
    lines.append(_ratio(found))
    return sorted(lines, key=lambda change: -change.size)


def _count(found: PeriodStatistics, metric: Metric) -> Change:
    now = found.now.of(metric)
    if not any(found.knows(report) for report, metrics in METRICS.items() if metric in metrics):
        return Change(text=f"*{_NAMES[metric]}*: no data")
    head = f"*{_NAMES[metric]}* {now:,}"
    if found.before is None:
        return Change(text=head)
    before = found.before.of(metric)
    where = _most(found, lambda counts: counts.of(metric))
    return Change(text=f"{head} ({signed(now, before)}, {before:,} before){where}", size=_size(now, before))


def _ratio(found: PeriodStatistics) -> Change:
    now = found.now.per_impression
    before = found.before.per_impression if found.before is not None else None
    if not all(found.knows(report) for report in STORE_REPORTS):
        return Change(text="*Downloads per impression*: no data")
    if now is None:
        return Change(text="*Downloads per impression*: none, as there were no impressions")
    head = f"*Downloads per impression* {percent(now)}"
    if before is None:
        return Change(text=head)
    points = (now - before) * 100
    return Change(
        text=f"{head} ({points:+.1f} percentage points, {percent(before)} before)".replace("-", "\u2212"),
        size=_size(now, before),
    )


def part_words(part: Share, dimension: Dimension) -> str:
    """Return `Germany 1,234 (\u221218 %)`: the downloads of a part."""
    change = "" if part.before is None else f" ({signed(part.now.downloads, part.before.downloads)})"
    return f"{name_of(part.name, dimension)} {part.now.downloads:,}{change}"


def name_of(name: str, dimension: Dimension) -> str:
    """Return the name of a territory, source or device, escaped."""
    name = territories.name(name) if dimension is Dimension.TERRITORY else name
    return escape(name) or "unknown"


def percent(ratio: float) -> str:
    """Return `7.5 %`."""
    return f"{ratio * 100:.1f} %"


def _moved(now: int, before: int) -> str:
    if now == before:
        return f"stayed at {now:,}"
    verb = "rose" if now > before else "fell"
    if not before:
        return f"{verb} from 0 to {now:,}"
    return f"{verb} {_share(now, before)}"


def signed(now: int, before: int) -> str:
    """Return `+18 %`, or `+120` where there was nothing before."""
    if now == before:
        return "±0 %"
    if not before:
        return f"+{now:,}"
    return f"{'+' if now > before else chr(0x2212)}{_share(now, before)}"


def _share(now: float, before: float) -> str:
    """Return how much it changed, without a sign; never 0 % for what did change."""
    share = abs(now - before) / before
    if share >= _HUGE:
        return f"{round(share * 100):,} %"
    return f"{share * 100:.1f} %" if share < 0.1 else f"{share * 100:.0f} %"  # noqa: PLR2004 - one digit more


def _size(now: float, before: float) -> float:
    if now == before:
        return 0.0
    return abs(now - before) / before if before else _HUGE


def _most(found: PeriodStatistics, count: Callable[[Counts], int]) -> str:
    """Return `, most in Germany` for the territory that moved most the same way, if it accounts for much of it."""
    if found.before is None:
        return ""
    total = count(found.now) - count(found.before)
    parts = [part for part in found.parts[Dimension.TERRITORY] if part.name]
    if not total or len(parts) < 2:  # noqa: PLR2004 - a single territory needs no comparison
        return ""
    moved = [(count(part.now) - count(part.before), part.name) for part in parts if part.before is not None]
    change, name = max(moved, key=lambda entry: (entry[0] / total, entry[1]))
    if change / total < _SHARE:
        return ""
    return f", most in {escape(territories.name(name))} ({change:+,})".replace("-", "\u2212")
