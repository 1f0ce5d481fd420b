"""Plans how a slot of the store page gets the wanted images: what stays, what is removed, what is sent, in which order.

A pure function of what is wanted and what is there. It knows neither screenshot sets nor previews.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

NaturalKey = tuple[tuple[tuple[str, int, str], ...], str, str]

_TEXT_THEN_NUMBER = re.compile(r"(\D*)(\d*)")
# App Store Connect takes 1 to 10 screenshots a set.
MOST_IN_SLOT = 10


class Mode(StrEnum):
    """What to do with images that the slot holds already."""

    ASK = "ask"
    REPLACE = "replace"
    ADD = "add"


@dataclass(frozen=True)
class WantedImage:
    """An image to show: its file name, the MD5 of its bytes in hex, its size in bytes.

    One that is to stay although its MD5 is unknown has its id at Apple as `checksum`.
    """

    name: str
    checksum: str
    size: int


@dataclass(frozen=True)
class ExistingImage:
    """A complete image that is there. `checksum` is "" while it is unknown."""

    id: str
    name: str
    checksum: str = ""


@dataclass(frozen=True)
class Plan:
    """What to do with a slot. `keep` and `remove` are ids of images that are there.

    `send` and `found` are the numbers of wanted images; `order` mixes both: an id, or the number of one to send.
    """

    order: tuple[int | str, ...]
    send: tuple[int, ...]
    found: tuple[int, ...]
    keep: tuple[str, ...]
    remove: tuple[str, ...]
    too_many: int = 0

    @property
    def changes_nothing(self) -> bool:
        """Return whether nothing is sent or removed; the order may still change."""
        return not self.send and not self.remove

    def in_order(self, present: Sequence[ExistingImage]) -> bool:
        """Return whether what stays is in the wanted order already."""
        return [image.id for image in present if image.id in self.order] == list(self.order)


def make(
    wanted: Sequence[WantedImage],
    present: Sequence[ExistingImage],
    mode: Mode,
    most: int = MOST_IN_SLOT,
    stay: Collection[str] = (),
) -> Plan:
    """Return the plan for one slot. A wanted image that is there already is neither sent nor removed.

    ASK plans like ADD; the caller asks where something is there that is not wanted. Where nothing is replaced, the
    wanted images take, in their order, the positions that some of them have, and then the end; the others stay put.
    The ids in `stay` are not replaced either: they come last.
    """
    found = _match(wanted, present)
    send = tuple(number for number in range(len(wanted)) if number not in found)
    matched = set(found.values())
    others = [image.id for image in present if image.id not in matched]
    order: list[int | str] = [found.get(number, number) for number in range(len(wanted))]
    remove = tuple(image_id for image_id in others if image_id not in stay)
    order += [image_id for image_id in others if image_id in stay]
    if mode is not Mode.REPLACE:
        queue, remove = iter(order[: len(wanted)]), ()
        stays = [next(queue) if image.id in matched else image.id for image in present]
        order = [*stays, *queue]
    keep = tuple(image_id for image_id in order if isinstance(image_id, str))
    return Plan(tuple(order), send, tuple(found), keep, remove, too_many=max(0, len(order) - most))


def _match(wanted: Sequence[WantedImage], present: Sequence[ExistingImage]) -> dict[int, str]:
    free = list(present)
    found: dict[int, str] = {}
    for number, image in enumerate(wanted):
        same = next((other for other in free if image.checksum in {other.checksum, other.id} - {""}), None)
        if same is not None:
            free.remove(same)
            found[number] = same.id
    return found


def rounds(plan: Plan, most: int = MOST_IN_SLOT) -> tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]:
    """Return the steps of a plan: the ids to remove before each, then the images to send in it.

    Old images are removed only after every new one is complete, except where old and new do not fit together. Then as
    many new ones are sent first as fit, and room is made half a slot at a time, from the end of the page: what
    visitors see first is removed last, and a failure in between leaves at least half of a page.
    """
    steps: list[tuple[tuple[str, ...], tuple[int, ...]]] = []
    send, old = list(plan.send), list(plan.remove)
    there = len(plan.keep) + len(plan.remove)
    while send:
        room = most - there
        leaving: list[str] = []
        if room <= 0:
            count = min(len(send), len(old), max(1, most // 2))
            if not count:
                break
            leaving, old = old[-count:], old[:-count]
            there -= count
            room = most - there
        sent, send = send[:room], send[room:]
        there += len(sent)
        steps.append((tuple(leaving), tuple(sent)))
    return tuple(steps)


def natural_key(name: str) -> NaturalKey:
    """Return a sort key for a file name: case does not count, numbers count by value in any script.

    The suffix comes last, so that `shot.png` precedes `shot 2.png`. Names that differ only in case or in
    leading zeros still have one fixed order.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    stem, dot, suffix = plain.rpartition(".")
    if not stem:
        stem, suffix = dot + suffix, ""
    parts = (match.groups() for match in _TEXT_THEN_NUMBER.finditer(stem))
    return tuple((text, *_number(digits)) for text, digits in parts if text or digits), suffix, name


def _number(digits: str) -> tuple[int, str]:
    """Return digits as their count and their text: a name may hold more digits than `int` reads."""
    significant = "".join(str(unicodedata.decimal(digit)) for digit in digits).lstrip("0")
    return len(significant), significant
