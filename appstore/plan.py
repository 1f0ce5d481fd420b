"""What to do so that a place on the store page shows the wished pictures: what stays, what goes, what is sent.

It knows neither screenshot sets nor placements: whoever carries it out brings the pictures that are there and does
what `Plan` says, today `appstore/screenshots.py` on sets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_IN_ONE_PLACE = 10
"""App Store Connect takes 1 to 10 screenshots a set."""


class Mode(StrEnum):
    """What happens to pictures that are there already."""

    ASK = "ask"
    REPLACE = "replace"
    ADD = "add"


@dataclass(frozen=True)
class Piece:
    """A wished picture: its file name, the MD5 of its bytes in hex, its size in bytes."""

    name: str
    checksum: str
    size: int


@dataclass(frozen=True)
class Present:
    """A whole picture that is there. `checksum` is "" while nobody knows it."""

    id: str
    name: str
    checksum: str = ""


@dataclass(frozen=True)
class Slot:
    """One place in the final order: a picture that is there (`present`), or the wished one to be sent (`piece`)."""

    piece: int | None = None
    present: str | None = None


@dataclass(frozen=True)
class Plan:
    """What to do. Numbers in `send` and `found` point into the wished pictures; `keep` and `remove` are Apple's ids."""

    order: tuple[Slot, ...]
    send: tuple[int, ...]
    found: tuple[int, ...]
    keep: tuple[str, ...]
    remove: tuple[str, ...]
    too_many: int = 0

    @property
    def changes_nothing(self) -> bool:
        """Whether every wished picture is there and nothing has to go."""
        return not self.send and not self.remove

    def in_order(self, present: Sequence[Present]) -> bool:
        """Whether what is there stands in the wished order already."""
        wanted = [slot.present for slot in self.order]
        return [one.id for one in present if one.id in set(wanted)] == wanted


def make(wished: Sequence[Piece], present: Sequence[Present], mode: Mode, most: int = MOST_IN_ONE_PLACE) -> Plan:
    """The plan for one place. A wished picture that is there already is neither sent nor removed.

    ASK plans like ADD; it is for the caller to ask where something is there that is not wished. Where nothing is
    replaced, the wished ones stand in their order in the places that some of them have, and then at the end; others
    stay put.
    """
    found = _match(wished, present)
    send = tuple(number for number in range(len(wished)) if number not in found)
    matched = set(found.values())
    others = [one.id for one in present if one.id not in matched]
    wished_slots = [
        Slot(present=found[number]) if number in found else Slot(piece=number) for number in range(len(wished))
    ]
    if mode is Mode.REPLACE:
        order, remove = wished_slots, tuple(others)
    else:
        queue = iter(wished_slots)
        stays = [next(queue) if one.id in matched else Slot(present=one.id) for one in present]
        order, remove = [*stays, *queue], ()
    keep = tuple(slot.present for slot in order if slot.present is not None)
    return Plan(tuple(order), send, tuple(found), keep, remove, too_many=max(0, len(order) - most))


def _match(wished: Sequence[Piece], present: Sequence[Present]) -> dict[int, str]:
    free = list(present)
    found: dict[int, str] = {}
    for number, piece in enumerate(wished):
        same = next((one for one in free if one.checksum and one.checksum == piece.checksum), None)
        if same is not None:
            free.remove(same)
            found[number] = same.id
    return found


def rounds(plan: Plan, most: int = MOST_IN_ONE_PLACE) -> tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]:
    """The steps of a plan: before each, the ids that must make room, then the pictures to send.

    Old pictures go only after every new one is good, but where old and new do not fit together. Then first as many
    new ones are sent as there is room for, and room is made a half at a time, from the end of the page: what people
    see first goes last, and a failure in between finds at least half of a page.
    """
    steps: list[tuple[tuple[str, ...], tuple[int, ...]]] = []
    send, old = list(plan.send), list(plan.remove)
    there = len(plan.keep) + len(plan.remove)
    while send:
        room = most - there
        leaving: list[str] = []
        if room <= 0:
            count = min(len(send), len(old), most // 2)
            if not count:
                break
            leaving, old = old[-count:], old[:-count]
            there -= count
            room = most - there
        batch, send = send[:room], send[room:]
        there += len(batch)
        steps.append((tuple(leaving), tuple(batch)))
    return tuple(steps)
