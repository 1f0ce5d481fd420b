"""What happens to a file after its upload is committed: Apple examines it, and shows what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from sandbox.appstore.faults import PictureFault
from sandbox.appstore.inspection import Verdict
from sandbox.appstore.media import Media
from sandbox.appstore.reservations import delivery, is_corrupt, show_checksum
from sandbox.appstore.store import Row, Store
from sandbox.appstore.video_inspection import VideoVerdict

V = TypeVar("V", Verdict, VideoVerdict)


@dataclass(frozen=True, slots=True)
class Course(Generic[V]):
    """How the files of a kind of resource are examined, and how that is shown.

    `noun` begins the names of events (`screenshot.complete`); `corrupt` is the code of a file whose checksum is not
    that of the commit. `opens` is called for a video once it is received; opening it takes a while longer.
    """

    noun: str
    corrupt: str
    judge: Callable[[Row, bytes], V]
    fails: Callable[[Row, V], None]
    completes: Callable[[Store, Row, Media, V], None]
    opens: Callable[[Row], None] | None = None


def begin(store: Store, row: Row, media: Media, checksum: str | None, course: Course[V]) -> None:
    """Processes a committed file after a while, unless a fault keeps it from ending."""
    fault = store.faults.for_picture(row["fileName"])
    if fault is None or not fault.stuck:
        ends = partial(_end, store, row, media, checksum, course, fault)
        happens = ends if course.opens is None else partial(_open, store, row, course, ends)
        store.timers.at(store.now + store.settings.processing, happens)
    store.changed(f"{course.noun}.committed")


def _open(store: Store, row: Row, course: Course[V], ends: Callable[[], None]) -> None:
    if row.id in store.rows[row.kind.name] and course.opens is not None:
        course.opens(row)
        store.timers.at(store.now + store.settings.video_processing, ends)
        store.changed(f"{course.noun}.processing")


def _end(
    store: Store, row: Row, media: Media, checksum: str | None, course: Course[V], fault: PictureFault | None
) -> None:
    if row.id not in store.rows[row.kind.name]:
        return
    verdict = course.judge(row, media.data)
    if is_corrupt(media, checksum):
        verdict = replace(verdict, code=course.corrupt, description="The checksum does not match the file.")
    if fault is not None and fault.code is not None:
        verdict = replace(verdict, code=fault.code, description="Your file could not be processed.")
    if verdict.code is not None:
        course.fails(row, verdict)
        store.changed(f"{course.noun}.failed")
        return
    course.completes(store, row, media, verdict)
    if "sourceFileChecksum" in row.kind.attributes:
        show_checksum(store, row, media, fault, store.settings.checksum_delay)
    store.changed(f"{course.noun}.complete")


def of_pictures(judge: Callable[[Row, bytes], Verdict]) -> Course[Verdict]:
    """Returns the course of pictures that belong to a set or a product."""
    return Course("screenshot", "IMG_APPEARS_CORRUPT", judge, _fails, _completes)


def _fails(row: Row, verdict: Verdict) -> None:
    row.attributes["assetDeliveryState"] = delivery("FAILED", verdict.code, verdict.description)


def _completes(_store: Store, row: Row, media: Media, verdict: Verdict) -> None:
    complete(row, media, verdict)


def complete(row: Row, media: Media, verdict: Verdict) -> None:
    """Shows a processed picture."""
    row.attributes |= {"assetDeliveryState": delivery("COMPLETE"), "imageAsset": asset(media, verdict)}


def asset(media: Media, verdict: Verdict) -> dict[str, object]:
    """Returns where a picture is shown, and its size."""
    name = f"/_assets/{media.token}/{{w}}x{{h}}{{c}}.{{f}}"
    return {"templateUrl": name, "width": verdict.width, "height": verdict.height}
