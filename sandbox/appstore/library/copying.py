"""What happens to placements where Apple copies or replaces media: new versions, templates and promotions."""

from __future__ import annotations

from sandbox.appstore.library import mirror, placements
from sandbox.appstore.library.placed import asset_of, own
from sandbox.appstore.library.states import FAILED, UNPROCESSED
from sandbox.appstore.store import Row, Store


def copy_placements(store: Store, before: Row, locale: Row) -> None:
    """Copies what was placed through the library on a localization to another, whose sets are copied already."""
    placed = own(before)
    if not placed:
        return
    order = {_place(row): number for number, row in enumerate(before.to_many["placements"])}
    for row in placed:
        if asset_of(row)["state"] not in {FAILED, *UNPROCESSED}:
            placements.add(store, locale, asset_of(row), row["placementType"], row["placementGroup"])
    mirror.follow(store)
    locale.to_many["placements"].sort(key=lambda row: order.get(_place(row), -1))


def clear_groups(store: Store, shown: Row, page: Row) -> None:
    """Removes from a page what is in the groups that another localization has placements of, too."""
    if not own(shown) and not own(page):
        return
    mirror.follow(store)
    groups = {_group(row) for row in shown.to_many["placements"]}
    for row in tuple(page.to_many["placements"]):
        if _group(row) in groups:
            placements.remove(store, row)


def _group(placement: Row) -> tuple[str, str]:
    return placement["placementType"], placement["placementGroup"]


def _place(placement: Row) -> tuple[str, str, str]:
    return (*_group(placement), asset_of(placement).id)
