"""Where an app is sold."""

from dataclasses import dataclass
from http import HTTPStatus

from appstore.catalog.sale_statuses import SOLD
from appstore.client import AppStore
from appstore.errors import Incomplete, Refused


@dataclass(frozen=True, kw_only=True)
class TerritorySale:
    """Whether an app is sold in a territory. `chosen`: as set in App Store Connect; `reasons`: Apple's, why not."""

    territory: str
    chosen: bool
    statuses: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Apple's statuses that keep it from being sold."""
        return tuple(status for status in self.statuses if status not in SOLD)

    @property
    def is_sold(self) -> bool:
        """Whether it is sold, or can be ordered in advance."""
        return self.chosen and not self.reasons


@dataclass(frozen=True, kw_only=True)
class Availability:
    """Where an app is sold, and whether it will be in territories that Apple adds."""

    in_new_territories: bool
    territories: tuple[TerritorySale, ...]


def read(apple: AppStore, app_id: str) -> Availability | None:
    """Read where an app is sold, None if that was never chosen: two calls."""
    try:
        found = apple.get(f"/v1/apps/{app_id}/appAvailabilityV2").data
    except Refused as refused:
        if refused.gone:
            return None
        raise
    if not found:
        return None
    # Without `include`, Apple does not say which territory a row is about.
    path = f"/v2/appAvailabilities/{found[0].id}/territoryAvailabilities"
    rows = apple.pages(path, {"include": "territory"}).data
    if any(not row.related("territory") for row in rows):
        raise Incomplete(f"GET {path}", maybe_done=False, status=HTTPStatus.OK)
    territories = [
        TerritorySale(
            territory=next(iter(row.related("territory") or ()), ""),
            chosen=row.attributes.get("available") is True,
            statuses=tuple(str(status) for status in row.attributes.get("contentStatuses") or ()),
        )
        for row in rows
    ]
    return Availability(
        in_new_territories=found[0].attributes.get("availableInNewTerritories") is True,
        territories=tuple(sorted(territories, key=lambda sale: sale.territory)),
    )
