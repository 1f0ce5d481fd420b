"""The App Asset Library of an app during one upload, whose slots share what is known of its assets."""

import re
import threading
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace

from appstore.client import AppStore
from appstore.library import assets
from appstore.library.assets import Asset, Media
from appstore.library.catalog import Catalog
from appstore.library.placements import PlacementGroup
from appstore.media.transfers import AssetState, RemoteImage

# Seconds for which what one slot has read is good enough for the others, which look at the same time.
_RECENT = 0.25
_CHECKSUM = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True)
class _Sender:
    """The place whose slot sends an asset; `done` is set when it has committed it, or given up."""

    group: PlacementGroup
    done: threading.Event = field(default_factory=threading.Event)


class Library:
    """A library, safe for threads. A file that several slots want is reserved and sent once, by one of them.

    `load` returns the catalog: the stored one, or with True what Apple says now. `recorded` are ids of assets by their
    checksums, as far as they are remembered: they may have been sent under other names.
    """

    def __init__(self, apple: AppStore, library_id: str, load: Callable[[bool], Catalog]) -> None:
        self.apple = apple
        self.id = library_id
        self.recorded: dict[str, str] = {}
        self._load = load
        self._catalog: Catalog | None = None
        self._lock = threading.RLock()
        self._reading = threading.Lock()
        self._reserving: dict[str, threading.Lock] = {}
        self._known: dict[str, Asset] = {}
        self._read_at: dict[str, float] = {}
        self._by_checksum: dict[str, str] = {}
        self._to_look_up: dict[tuple[Media, str], str] = {}
        self._looked_up: set[str] = set()
        self._holders: dict[str, set[PlacementGroup]] = {}
        self._media: dict[str, Media] = {}
        self._senders: dict[str, _Sender] = {}

    def expect(self, media: Media, files: Iterable[tuple[str, str]]) -> None:
        """Note files (name, checksum) that are wanted, so that the first look at the library finds all of them."""
        with self._lock:
            self._to_look_up |= {(media, checksum): name for name, checksum in files}

    def catalog(self, *, fresh: bool = False) -> Catalog:
        """Return what Apple takes where."""
        with self._lock:
            if self._catalog is None or fresh:
                self._catalog = self._load(fresh)
            return self._catalog

    def fits(self, asset_id: str, group: PlacementGroup) -> bool:
        """Return whether Apple takes a processed asset in a place; a spec that is new to us is looked up."""
        spec_id = self._known[asset_id].spec_id
        if self.catalog().fits(spec_id, group.type, group.name):
            return True
        return self.catalog(fresh=True).fits(spec_id, group.type, group.name)

    def saw(self, asset: Asset) -> None:
        """Note what was read of an asset."""
        with self._lock:
            self._known[asset.file.id] = asset
            same = self._known.get(self._by_checksum.get(asset.file.checksum, ""))
            if asset.file.checksum and (same is None or same.is_lost):
                self._by_checksum[asset.file.checksum] = asset.file.id

    def reserve(self, media: Media, group: PlacementGroup, name: str, size: int, checksum: str) -> RemoteImage:
        """Return the asset of these bytes, a new one if there is none; a failed one is made anew.

        It has operations if this place is to send it. `checksum` is the MD5, or the id of an asset without one.
        """
        with self._lock:
            reserving = self._reserving.setdefault(checksum, threading.Lock())
        with reserving:
            found = self._find(media, name, checksum)
            if found is not None and found.is_lost:
                if found.file.state is AssetState.FAILED:
                    self._delete(media, found.file.id)
                found = None
            if found is not None and found.state == assets.ARCHIVED:
                found = assets.restore(self.apple, media, found.file.id)
            if found is None and not _CHECKSUM.fullmatch(checksum):
                found = assets.get(self.apple, media, checksum)
            if found is None:
                reference = assets.reference_name(name, checksum)
                found = assets.reserve(self.apple, self.id, media, name, size, reference)
            with self._lock:
                self.saw(found)
                self._by_checksum[checksum] = found.file.id
            return self._as_seen_by(group, media, found)

    def _find(self, media: Media, name: str, checksum: str) -> Asset | None:
        with self._lock:
            asset_id = self._by_checksum.get(checksum)
            if asset_id in self._known or checksum in self._looked_up:
                return self._known.get(asset_id or "")
            self._to_look_up.setdefault((media, checksum), name)
            wanted = {found: name for (of, found), name in self._to_look_up.items() if of is media}
            wanted = {found: name for found, name in wanted.items() if found not in self._by_checksum}
            # The lock is kept: the other slots want the same answer.
            references = [
                assets.reference_name(name, each) for each, name in wanted.items() if _CHECKSUM.fullmatch(each)
            ]
            ids = [each for each in wanted if not _CHECKSUM.fullmatch(each)]
            for asset in assets.find(self.apple, self.id, media, "referenceName", references):
                self.saw(asset)
            for asset in assets.find(self.apple, self.id, media, "id", ids):
                self.saw(asset)
                self._by_checksum[asset.file.id] = asset.file.id
            renamed = {self.recorded[each]: each for each in wanted if each in self.recorded.keys() - self._by_checksum}
            for asset in assets.find(self.apple, self.id, media, "id", renamed):
                self.saw(asset)
                self._by_checksum[renamed[asset.file.id]] = asset.file.id
            self._looked_up |= set(wanted)
            return self._known.get(self._by_checksum.get(checksum, ""))

    def states(self, media: Media, group: PlacementGroup, asset_ids: Collection[str]) -> dict[str, RemoteImage]:
        """Return how far Apple is with assets; one that is gone is missing.

        One call reads every asset that any slot waits for, except those that are being sent.
        """
        with self._lock:
            for asset_id in asset_ids:
                self._hold(group, media, asset_id)
        began = time.monotonic()
        with self._reading:
            if any(self._is_due(asset_id, began) for asset_id in asset_ids):
                now = time.monotonic()
                due = [each for each, of in self._media.copy().items() if of is media and self._is_due(each, began)]
                found = {asset.file.id: asset for asset in assets.find(self.apple, self.id, media, "id", due)}
                with self._lock:
                    for asset_id in due:
                        self._read_at[asset_id] = now
                        if asset_id in found:
                            self.saw(found[asset_id])
                        else:
                            self._known.pop(asset_id, None)
        known = [self._known[asset_id] for asset_id in asset_ids if asset_id in self._known]
        return {asset.file.id: self._as_seen_by(group, media, asset) for asset in known}

    def _is_due(self, asset_id: str, now: float) -> bool:
        """Return whether an asset may have changed since it was read."""
        with self._lock:
            known = self._known.get(asset_id)
            final = known is not None and known.file.state in {AssetState.COMPLETE, AssetState.FAILED}
            return not final and asset_id not in self._senders and self._read_at.get(asset_id, 0.0) < now - _RECENT

    def _as_seen_by(self, group: PlacementGroup, media: Media, asset: Asset) -> RemoteImage:
        """Return an asset as it is for one group: what another one sends is on its way."""
        file = asset.file
        with self._lock:
            self._hold(group, media, file.id)
            if file.state is not AssetState.AWAITING_UPLOAD:
                return file
            sender = self._senders.setdefault(file.id, _Sender(group))
        if sender.group != group:
            return replace(file, state=AssetState.PROCESSING, operations=())
        return file if file.operations else assets.get(self.apple, media, file.id).file

    def _hold(self, group: PlacementGroup, media: Media, asset_id: str) -> None:
        self._holders.setdefault(asset_id, set()).add(group)
        self._media[asset_id] = media

    def commit(self, media: Media, asset_id: str) -> None:
        """Commit an asset; those that wait for it go on."""
        self.saw(assets.commit(self.apple, media, asset_id))
        self.stop_sending(asset_id)

    def is_sent(self, media: Media, asset_id: str) -> bool:
        """Look whether all bytes of an asset are at Apple, whoever has sent them."""
        return assets.get(self.apple, media, asset_id).file.state is not AssetState.AWAITING_UPLOAD

    def stop_sending(self, asset_id: str) -> None:
        """Let another slot send an asset, if that is still to be done."""
        with self._lock:
            sender = self._senders.pop(asset_id, None)
        if sender is not None:
            sender.done.set()

    def join(self, asset_id: str, sleep: Callable[[float], object]) -> bool:
        """Wait until another slot has sent an asset; returns False if none does. `sleep` may raise to cancel."""
        sender = self._senders.get(asset_id)
        while sender is not None and not sender.done.wait(0.5):
            sleep(0.0)
        return sender is not None

    def leave(self, group: PlacementGroup) -> None:
        """Leave what this group's slot has not sent to the others that want it: it does no more."""
        with self._lock:
            unsent = [asset_id for asset_id, sender in self._senders.items() if sender.group == group]
        for asset_id in unsent:
            self.stop_sending(asset_id)

    def release(self, media: Media, group: PlacementGroup, asset_id: str) -> None:
        """Let go of an asset. A failed or unfinished one is deleted, unless another slot or another page has it."""
        with self._lock:
            holders = self._holders.get(asset_id, set())
            holders.discard(group)
            known = self._known.get(asset_id)
            sender = self._senders.get(asset_id)
        if sender is not None and sender.group == group:
            self.stop_sending(asset_id)
        if known is not None and not known.file.usable and not holders:
            self._delete(media, asset_id)

    def delete_unfinished(self) -> None:
        """Delete wanted files that were never sent: a worker that was killed may not have stored their ids."""
        for media, checksum in [each for each in self._to_look_up if _CHECKSUM.fullmatch(each[1])]:
            found = self._find(media, self._to_look_up[media, checksum], checksum)
            if found is not None and not found.file.usable:
                self._delete(media, found.file.id)

    def _delete(self, media: Media, asset_id: str) -> None:
        assets.delete(self.apple, media, asset_id)
        with self._lock:
            gone = self._known.pop(asset_id, None)
            for checksum in [each for each, known_id in self._by_checksum.items() if known_id == asset_id]:
                del self._by_checksum[checksum]
                self._looked_up.add(checksum)
            if gone is not None:
                self._media.pop(asset_id, None)
