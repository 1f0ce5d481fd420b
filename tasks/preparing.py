"""Turns a wish to upload into a plan: which version, which sets, what is there, and every fault there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from appstore import display_types, localizations, screenshots
from appstore import plan as planning
from appstore.client import AppStore
from appstore.display_types import DisplayType
from appstore.galleries import Held, Stage, as_held
from appstore.ordering import natural_key
from appstore.plan import Mode, Piece, Plan, Present
from appstore.versions import Platform
from cards import choosing as choosing_cards
from cards import faults as words
from cards import screenshot_faults as cards
from cards.screenshots import place
from kit.replies import Told
from kit.wiring import Kit
from records import directory, originals
from records.batches import Batch, Picture, SetPlan, Target
from records.directory import KnownApp, KnownLocale, KnownVersion
from tasks import choosing, judging, trail
from tasks.pictures import Gathered, Got


@dataclass(frozen=True)
class Prepared:
    """A batch that knows where it goes, the files on disk, and what each set holds (None: not looked at, it is new)."""

    batch: Batch
    target: Target
    paths: Mapping[str, tuple[Path, ...]]
    held: Mapping[str, tuple[Held, ...]]
    plans: Mapping[str, Plan]
    missing_locales: tuple[str, ...] = ()

    @property
    def must_ask(self) -> bool:
        """Whether a set holds something else, and nobody said what becomes of it."""
        return self.batch.mode is Mode.ASK and bool(self.question[0])

    @property
    def question(self) -> tuple[list[tuple[str, int, int, int]], bool]:
        """The sets that hold something else: (place, held, wished, new) each; and whether adding is possible."""
        filled = [(one, self.plans[one.key]) for one in self.batch.sets if one.before and self.plans[one.key].send]
        lines = [
            (place(one.locale, one.display_type), len(one.before), len(one.pictures), len(plan.send))
            for one, plan in filled
        ]
        return lines, not any(plan.too_many for plan in self.plans.values())


def prepare(kit: Kit, apple: AppStore, batch: Batch, got: Gathered, *, fresh: bool = False) -> Prepared:
    """Decide everything about an upload. Changes nothing at Apple but languages that somebody said to create.

    Raises `Told` with every fault of every file, or with what is unclear about where they go.
    """
    judging.refuse_bad_files(got, batch)
    app = choosing.one_app(kit, apple, batch.app, batch.channel, fresh=fresh)
    version = _version(app, batch, got.pictures)
    locales = choosing.locales_of(kit, apple, version.id, fresh=fresh)
    groups, notes = _groups(app, version, batch, got.pictures, locales)
    if not _all_there(groups, locales) and not choosing.asked_just_now(kit, version.id):
        # What was not there a minute ago may be there now, with screenshots that must not be run over.
        locales = choosing.locales_of(kit, apple, version.id, fresh=True)
        groups, notes = _groups(app, version, batch, got.pictures, locales)
    missing = tuple(sorted({locale for locale, _ in groups} - set(locales)))
    if missing and batch.create_locales:
        for locale in missing:
            created = localizations.create(apple, version.id, locale)
            locales[locale] = KnownLocale(created.id, locale, {})
            trail.locale_created(kit, batch, app.bundle_id, version.version, locale)
        directory.forget(kit.redis, choosing.named_app(kit, batch.app, batch.channel), version.id)
        missing = ()
    target = Target(app.id, app.bundle_id, app.name, version.id, version.version, version.platform, version.state)
    return _plan(kit, apple, replace(batch, notes=notes), target, groups, locales, missing)


def _all_there(groups: Collection[tuple[str, DisplayType]], locales: Mapping[str, KnownLocale]) -> bool:
    """Whether every wished set is known to exist."""
    return all(locale in locales and kind.value in (locales[locale].sets or {}) for locale, kind in groups)


def _version(app: KnownApp, batch: Batch, pictures: Sequence[Got]) -> KnownVersion:
    """The version to change; where two platforms have one each, the pictures decide."""
    versions = choosing.editable_versions(app, batch.version)
    if len(versions) == 1:
        return versions[0]
    fit = [(one, [version for version in versions if version.platform in _platforms(one, batch)]) for one in pictures]
    fitting = [version for version in versions if all(version in those for _, those in fit)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise Told(choosing_cards.which_version(app, fitting))
    if any(not those for _, those in fit):
        # What suits none of them is told of each picture, and any of them will do for that.
        return next((those[0] for _, those in fit if those), versions[0])
    parts = [(version, [one.shown for one, those in fit if version in those]) for version in versions]
    raise Told(choosing_cards.several_versions(app, [(version, names) for version, names in parts if names]))


def _platforms(one: Got, batch: Batch) -> set[str]:
    """The platforms whose versions may show a picture."""
    named = one.display_type or batch.display_type
    kinds = (DisplayType(named),) if named else display_types.for_size(one.seen.width, one.seen.height)
    return {platform for kind in kinds for platform in display_types.platforms(kind)}


def _groups(
    app: KnownApp, version: KnownVersion, batch: Batch, pictures: Sequence[Got], locales: Mapping[str, KnownLocale]
) -> tuple[dict[tuple[str, DisplayType], list[Got]], tuple[str, ...]]:
    """The pictures by set, in natural order of their names, and what to say of them. Raises `Told` with every fault."""
    groups: dict[tuple[str, DisplayType], list[Got]] = {}
    told: list[judging.Complaint] = []
    notes = [words.flattened([one.shown for one in pictures if one.flattened])]
    # A platform that Apple adds, or does not name, refuses no picture here.
    platform = None if version.platform == Platform.UNKNOWN else version.platform
    for one in sorted(pictures, key=lambda one: natural_key(one.member or one.seen.name)):
        locale = one.locale or batch.locale or (next(iter(locales)) if len(locales) == 1 else None)
        if locale is None:
            raise Told(cards.which_locale(batch, app, tuple(locales)))
        wanted = one.display_type or batch.display_type
        if wanted:
            groups.setdefault((locale, DisplayType(wanted)), []).append(one)
            continue
        existing = [
            DisplayType(kind)
            for kind in (locales[locale].sets or {} if locale in locales else {})
            if kind in DisplayType.__members__
        ]
        settled = display_types.settle(one.seen.width, one.seen.height, platform, existing)
        if settled.display_type is None:
            told.append(judging.unsettled(one, settled))
            continue
        groups.setdefault((locale, settled.display_type), []).append(one)
        notes.append(words.taken_for((one.seen.width, one.seen.height), settled))
    told += judging.misfits(groups)
    if told:
        raise Told(cards.bad_files(told))
    return groups, tuple(note for note in dict.fromkeys(notes) if note)


def _plan(
    kit: Kit,
    apple: AppStore,
    batch: Batch,
    target: Target,
    groups: Mapping[tuple[str, DisplayType], list[Got]],
    locales: Mapping[str, KnownLocale],
    missing: tuple[str, ...],
) -> Prepared:
    held = _held(apple, groups, locales)
    sets, plans, paths, too_full = [], {}, {}, []
    for (locale, display_type), members in groups.items():
        there = held.get((locale, display_type))
        present = present_in(kit, there[1] if there else ())
        known = locales.get(locale)
        one = SetPlan(
            locale,
            display_type.value,
            known.id if known else "",
            there[0] if there else "",
            tuple(as_picture(got) for got in members),
            present,
        )
        plan = planning.make([picture.piece for picture in one.pictures], present, batch.mode)
        if plan.too_many and batch.mode is Mode.ADD:
            too_full.append((one, plan))
        sets.append(one)
        plans[one.key] = plan
        paths[one.key] = tuple(got.path for got in members)
    if too_full:
        raise Told(cards.too_full(too_full))
    seen = {f"{locale}/{kind.value}": there[1] for (locale, kind), there in held.items()}
    return Prepared(replace(batch, sets=tuple(sets)), target, paths, seen, plans, missing)


def _held(
    apple: AppStore, groups: Mapping[tuple[str, DisplayType], list[Got]], locales: Mapping[str, KnownLocale]
) -> dict[tuple[str, DisplayType], tuple[str, tuple[Held, ...]]]:
    """Set id and content of the wished sets that exist: one call for each language that has any of them."""
    found = {}
    for locale in dict.fromkeys(locale for locale, _ in groups):
        known = locales.get(locale)
        wanted = {kind for other, kind in groups if other == locale}
        if known is None or (known.sets is not None and not any(kind.value in known.sets for kind in wanted)):
            continue
        sets = screenshots.sets_of(apple, known.id)
        for kind in wanted & {DisplayType(name) for name in sets if name in DisplayType.__members__}:
            set_id, shots = sets[kind.value]
            found[locale, kind] = (set_id, tuple(as_held(shot) for shot in shots))
    return found


def present_in(kit: Kit, held: Sequence[Held]) -> tuple[Present, ...]:
    """What a person would miss from a set; checksums of what the bot sent are known before Apple publishes them."""
    known = originals.checksums(kit.redis, [one.id for one in held if not one.checksum])
    return tuple(
        Present(one.id, one.name, one.checksum or known.get(one.id, ""))
        for one in held
        if one.stage in {Stage.GOOD, Stage.PROCESSING}
    )


def as_picture(got: Got) -> Picture:
    """What is remembered of a picture on disk."""
    piece = Piece(got.seen.true_name, got.checksum, got.size)
    return Picture(got.file, piece, got.seen.width, got.seen.height, got.flattened, got.member)
