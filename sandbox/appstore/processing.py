"""What happens to a picture after its upload is committed: Apple examines it, and shows what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sandbox.appstore.faults import PictureFault
from sandbox.appstore.inspection import Verdict
from sandbox.appstore.media import Media
from sandbox.appstore.reservations import delivery, is_corrupt, show_checksum
from sandbox.appstore.store import Row, Store

# Examines the bytes of a picture.
Judge = Callable[[bytes], Verdict]


def begin(store: Store, row: Row, media: Media, checksum: str | None, judge: Judge) -> None:
    """Processes a committed picture after a while, unless a fault keeps it from ending."""
    row.attributes |= {"uploadOperations": None, "assetDeliveryState": delivery("UPLOAD_COMPLETE")}
    fault = store.faults.for_picture(row["fileName"])
    if fault is None or not fault.stuck:
        happens = partial(_process, store, row, media, checksum, judge, fault)
        store.timers.at(store.now + store.settings.processing, happens)
    store.changed("screenshot.committed")


def _process(
    store: Store, row: Row, media: Media, checksum: str | None, judge: Judge, fault: PictureFault | None
) -> None:
    if row.id not in store.rows[row.kind.name]:
        return
    verdict = judge(media.data)
    if is_corrupt(media, checksum):
        verdict = replace(verdict, code="IMG_APPEARS_CORRUPT", description="The checksum does not match the file.")
    if fault is not None and fault.code is not None:
        verdict = replace(verdict, code=fault.code, description="Your file could not be processed.")
    if verdict.code is not None:
        row.attributes["assetDeliveryState"] = delivery("FAILED", verdict.code, verdict.description)
        store.changed("screenshot.failed")
        return
    complete(row, media, verdict)
    show_checksum(store, row, media, fault, store.settings.checksum_delay)
    store.changed("screenshot.complete")


def complete(row: Row, media: Media, verdict: Verdict) -> None:
    """Shows a processed picture."""
    name = f"/_assets/{media.token}/{{w}}x{{h}}{{c}}.{{f}}"
    row.attributes |= {
        "assetDeliveryState": delivery("COMPLETE"),
        "imageAsset": {"templateUrl": name, "width": verdict.width, "height": verdict.height},
    }
